// The page: servers, channels, people, messages.
import { el, byId } from "./dom.js";
import { api, listen } from "./api.js";
import { message as renderMessage } from "./render.js";
import { Composer } from "./composer.js";
import { showModal } from "./modal.js";
import { setUpPanel } from "./panel.js";

const app = { world: null, me: null, guild: null, channel: null, messages: [], commands: [], stop: null };

app.env = {
  get links() { return app.world.links; },
  get people() { return app.world.people; },
  person: (id) => [...app.world.people, app.world.bot].find((one) => one.id === id),
  name: (id) => app.env.person(id)?.global_name || "somebody",
  channel: (id) => app.world.guilds.flatMap((one) => one.channels).find((one) => one.id === id)?.name || "channel",
};

app.note = (words) => {
  const line = el("li", { class: "note", role: "alert" }, words);
  byId("messages").append(line);
  line.scrollIntoView();
  setTimeout(() => line.remove(), 8000);
};

async function start() {
  app.world = await api.world();
  const wanted = new URLSearchParams(location.search).get("as");
  app.composer = new Composer(app);
  setUpPanel(app.world.links);
  byId("menu").addEventListener("click", () => document.body.classList.toggle("drawer"));
  document.addEventListener("click", (event) => { if (!byId("context").contains(event.target)) byId("context").hidden = true; });
  await become(app.world.people.find((one) => one.username === wanted) || app.world.people[0]);
}

async function become(person) {
  app.me = person;
  app.stop?.();
  app.stop = listen(person.id, heard);
  app.dm = (await api.dm(person.id)).channel_id;
  const [, place, channel] = location.pathname.match(/^\/channels\/([^/]+)\/(\d+)/) || [];
  const guilds = app.world.guilds.filter((one) => one.members.includes(person.id));
  const guild = guilds.find((one) => one.id === place) || guilds[0];
  const dm = place === "@me" && channel === app.dm;
  await go(dm ? null : guild, dm ? app.dm : guild.channels.find((one) => one.id === channel)?.id || guild.channels[0].id);
}

async function go(guild, channel) {
  app.guild = guild;
  app.channel = channel;
  document.body.classList.remove("drawer");
  history.replaceState(null, "", `/channels/${guild ? guild.id : "@me"}/${channel}?as=${app.me.username}`);
  drawFrame();
  await load();
  byId("text").disabled = false;
  app.composer.reset();
}

async function load() {
  app.commands = await api.commands();
  app.messages = await api.messages(app.channel, app.me.id);
  draw();
}

function drawFrame() {
  const guilds = app.world.guilds.filter((one) => one.members.includes(app.me.id));
  const badge = (label, current, attributes) => el("button", { class: `server ${current ? "current" : ""}`, ...attributes }, label);
  byId("rail").replaceChildren(
    badge("💬", !app.guild, { "aria-label": "Direct messages", "data-testid": "dms", onclick: () => go(null, app.dm) }),
    el("hr"),
    ...guilds.map((one) => badge(one.name.split(" ").map((word) => word[0]).join(""), one === app.guild, { title: one.name, "aria-label": one.name, onclick: () => go(one, one.channels[0].id) })));
  const channels = app.guild
    ? app.guild.channels.map((one) => el("button", { class: `channel ${one.id === app.channel ? "current" : ""}`, "data-channel": one.name, onclick: () => go(app.guild, one.id) }, `# ${one.name}`))
    : [];
  const dm = el("button", { class: `channel ${app.guild ? "" : "current"}`, "data-testid": "dm-bot", onclick: () => go(null, app.dm) }, el("img", { src: app.world.bot.avatar_url, alt: "" }), app.world.bot.global_name);
  byId("side").replaceChildren(
    el("h2", {}, app.guild ? app.guild.name : "Direct messages"),
    el("div", { class: "list" }, channels, app.guild && el("h3", {}, "Direct messages"), dm, app.guild && el("h3", {}, "Members"),
      app.guild && app.guild.members.map((id) => el("button", { class: "channel person", oncontextmenu: (event) => { event.preventDefault(); personMenu(event, id); } }, el("img", { src: app.env.person(id).avatar_url, alt: "" }), app.env.name(id)))),
    switcher());
  const name = app.guild ? `# ${app.guild.channels.find((one) => one.id === app.channel).name}` : `@ ${app.world.bot.global_name}`;
  byId("title").textContent = name;
  byId("text").placeholder = `Message ${name}`;
}

function switcher() {
  const list = el("div", { class: "people", hidden: true }, app.world.people.map((one) => el("button", { "data-person": one.username, onclick: () => become(one) }, el("img", { src: one.avatar_url, alt: "" }), one.global_name)));
  return el("div", { class: "me" }, list, el("button", { "data-testid": "switch-person", title: "Be somebody else", onclick: () => { list.hidden = !list.hidden; } },
    el("img", { src: app.me.avatar_url, alt: "" }), el("span", {}, el("b", {}, app.me.global_name), el("small", {}, `@${app.me.username}`)), "⇅"));
}

function draw() {
  const list = byId("messages");
  const bottom = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  const on = { press, menu: messageMenu, personMenu, dismiss: (data) => { app.messages = app.messages.filter((one) => one.id !== data.id); draw(); } };
  list.replaceChildren(...app.messages.map((one, i) => renderMessage(one, app.messages[i - 1], app.env, on)));
  if (!app.messages.length) list.append(el("li", { class: "welcome" }, el("h2", {}, `Welcome, ${app.me.global_name}!`), el("p", {}, "Everything here is made up. Try ", el("b", {}, "/link"), ", then ", el("b", {}, "/nowplaying"), " or ", el("b", {}, "!artist velvet harbour"), ".")));
  if (bottom) list.scrollTop = list.scrollHeight;
  list.querySelectorAll("img").forEach((one) => one.addEventListener("load", () => { if (bottom) list.scrollTop = list.scrollHeight; }));
}

async function press(data, id, values) {
  try { await api.press(app.me.id, data.id, id, values); } catch (error) { app.note(error.message); }
}

function heard(event) {
  if (event.type === "connected" && app.channel) return load();
  if (event.type === "modal") return showModal(app, event.interaction_id, event.modal);
  if (event.type === "interaction_failed" && event.channel_id === app.channel) return app.note("⚠ This interaction failed");
  if (event.type === "typing" && event.channel_id === app.channel) return typing();
  if (!event.message || event.message.channel_id !== app.channel) return;
  const at = app.messages.findIndex((one) => one.id === event.message.id);
  if (event.type === "message_delete") { if (at >= 0) app.messages.splice(at, 1); }
  else if (at >= 0) app.messages[at] = event.message;
  else app.messages.push(event.message);
  if (event.message.author.id === app.world.bot.id) byId("typing").textContent = "";
  draw();
}

let typingTimer;
function typing() {
  byId("typing").textContent = `${app.world.bot.global_name} is typing…`;
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => { byId("typing").textContent = ""; }, 9000);
}

function openMenu(event, items) {
  const menu = byId("context");
  menu.replaceChildren(...items.map(([label, action]) => el("button", { role: "menuitem", onclick: () => { menu.hidden = true; action(); } }, label)));
  menu.hidden = !items.length;
  menu.style.left = `${Math.min(event.clientX, innerWidth - 230)}px`;
  menu.style.top = `${Math.min(event.clientY, innerHeight - 60 - items.length * 36)}px`;
  event.stopPropagation();
}

const use = (type, name, target_id) => api.command({ user: app.me.id, channel: app.channel, name, type, target_id }).catch((error) => app.note(error.message));
const menus = (type, target) => app.commands.filter((one) => one.type === type).map((one) => [one.name, () => use(type, one.name, target)]);

function messageMenu(event, data) {
  openMenu(event, [["Reply", () => app.composer.reply(data)], ["Copy text", () => navigator.clipboard?.writeText(data.content)], ...menus(3, data.id)]);
}

function personMenu(event, id) {
  openMenu(event, [["Mention", () => { byId("text").value += `<@${id}> `; byId("text").focus(); }], ...menus(2, id)]);
}

start();
