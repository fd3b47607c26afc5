// The page: who you are, where you are, and the messages there.
import { el, byId, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { api, listen, settled } from "./api.js";
import { relative } from "./markdown.js";
import { dateLine, message as renderMessage, startsGroup } from "./render.js";
import { Composer } from "./composer.js";
import { showModal } from "./modal.js";
import { setUpPanel } from "./panel.js";
import { closeMenu, messageMenu, personMenu, setUpMenus, use } from "./menus.js";
import { drawFrame } from "./frame.js";
import { Timeline } from "./timeline.js";
import { Tour } from "./tour.js";

const [TEXT, VOICE] = [0, 2];

const app = {
  world: null, me: null, next: null, guild: null, channel: null, dm: null, timeline: null, commands: [], stop: null,
  unread: new Set(), dismissed: new Set(), failures: new Set(), sources: new Map(), drawn: new Map(),
};

app.guilds = () => app.world.guilds.filter((one) => one.members.includes(app.me.id) && one.channels.length);
app.env = {
  get links() { return app.world.links || {}; },
  get me() { return app.me; },
  person: (id) => [...app.world.people, app.world.bot].find((one) => one.id === String(id)),
  nameOf: (user) => app.env.person(user.id)?.global_name || user.global_name || user.username || "Someone",
  name: (id) => app.env.nameOf({ id }),
  avatar: (user) => app.env.person(user.id)?.avatar_url || `/avatars/${user.id}.svg`,
  channel: (id) => app.world.guilds.flatMap((one) => one.channels).find((one) => one.id === id)?.name || "channel",
  isVoice: (id) => app.world.guilds.some((one) => one.channels.some((channel) => channel.id === id && channel.voice)),
  channels: (types) => (app.guild?.channels || []).filter((one) => !types?.length || types.includes(one.voice ? VOICE : TEXT)),
  role: (id) => app.world.guilds.flatMap((one) => one.roles).find((one) => one.id === id)?.name || "unknown-role",
  roles: () => app.guild?.roles || [],
  members: () => (app.guild ? app.guild.members.map(app.env.person).filter(Boolean) : [app.me, app.world.bot]),
  commandKind: (name) => Number(app.commands.find((one) => one.name === name)?.type || 1),
};

app.note = (words) => {
  const line = el("div", { class: "note", role: "alert" }, words);
  byId("notes").append(line);
  setTimeout(() => line.remove(), 8000);
};
app.use = (body) => use(app, body);
app.become = (person, remember) => become(person, remember).catch((error) => app.note(`Couldn't switch: ${error.message}`));
app.go = go;

async function start() {
  document.querySelectorAll("[data-icon]").forEach((one) => one.prepend(icon(one.dataset.icon)));
  app.world = await api.world();
  app.composer = new Composer(app);
  setUpPanel(app.world.links, () => app.me);
  app.tour = new Tour(app);
  setUpMenus();
  byId("menu").addEventListener("click", () => document.body.classList.toggle("drawer"));
  byId("shade").addEventListener("click", () => document.body.classList.remove("drawer"));
  addEventListener("popstate", () => app.become(wanted()));
  // "Back to Discord" opens another tab, as the person in the tab that was used last.
  addEventListener("focus", () => app.me && localStorage.setItem("as", app.me.username));
  addEventListener("keydown", (event) => { if (event.key === "Escape") document.body.classList.remove("drawer"); });
  setInterval(tick, 10000);
  watchBottom(byId("messages"));
  await become(wanted());
}

function wanted() {
  const name = new URLSearchParams(location.search).get("as") || localStorage.getItem("as");
  return app.world.people.find((one) => one.username === name) || app.world.people[0];
}

async function become(person, remember = false) {
  if (app.next?.id === person.id) return null;
  if (person.id !== app.me?.id || app.next) {
    const dm = await conversation(person);
    if (!dm) return null;
    app.stop?.();
    app.unread.clear();
    if (byId("modal").open) byId("modal").close();
    app.dm = dm;
    app.me = person;
    localStorage.setItem("as", person.username);
    app.channel = null;
    app.stop = listen(person.id, onEvent);
  }
  const [, place, channel] = location.pathname.match(/^\/channels\/([^/]+)(?:\/(\d+))?/) || [];
  const guild = app.guilds().find((one) => one.id === place) || app.guilds()[0];
  if (!guild || place === "@me") return go(null, app.dm, remember);
  return go(guild, guild.channels.find((one) => one.id === channel && !one.voice)?.id || guild.channels[0].id, remember);
}

// Returns a person's conversation with the bot, or null if someone else has been chosen meanwhile.
async function conversation(person) {
  app.next = person;
  try {
    const { channel_id: dm } = await api.dm(person.id);
    return app.next === person ? dm : null;
  } finally {
    if (app.next === person) app.next = null;
  }
}

async function go(guild, channel, remember = true) {
  const moved = app.channel !== channel;
  Object.assign(app, { guild, channel });
  if (moved) Object.assign(app, { timeline: new Timeline(app.dismissed), commands: [] });
  app.unread.delete(channel);
  document.body.classList.remove("drawer");
  closeMenu();
  const address = `/channels/${guild ? guild.id : "@me"}/${channel}?as=${encodeURIComponent(app.me.username)}`;
  if (address !== location.pathname + location.search) history[remember ? "pushState" : "replaceState"](null, "", address);
  drawFrame(app);
  app.composer.reset();
  await load().catch(notLoaded);
  byId("messages").scrollTop = byId("messages").scrollHeight;
}

const notLoaded = (error) => app.note(`Couldn't load the messages: ${error.message}`);

async function load() {
  const { channel, me, timeline } = app;
  const answer = await timeline.load(async () => {
    const [commands, messages] = await Promise.all([api.commands(channel), api.messages(channel, me.id)]);
    return { commands, messages };
  });
  if (!answer || app.timeline !== timeline) return;
  const here = app.guild ? 0 : 1;
  app.commands = translated(answer.commands, me.locale).filter((one) => !one.contexts || one.contexts.includes(here));
  app.drawn.clear();
  draw();
  app.composer.loaded();
}

// Descriptions in the person's language, as Discord shows them.
function translated(commands, locale) {
  return commands.map((one) => ({
    ...one,
    description: one.description_localizations?.[locale] || one.description,
    options: one.options && translated(one.options, locale),
  }));
}

app.speak = async (locale) => {
  const { me } = app;
  await api.locale(me.id, locale);
  me.locale = locale;
  await load();
};

const on = {
  press, reply: (data) => app.composer.reply(data), failed: (id) => app.failures.has(id),
  menu: (event, data) => messageMenu(app, event, data), personMenu: (event, id) => personMenu(app, event, id),
  dismiss: (data) => { app.timeline.dismiss(data.id); draw(); },
  jump: (id) => {
    const node = document.querySelector(`[data-message-id="${CSS.escape(id)}"]`);
    node?.scrollIntoView({ block: "center" });
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) node?.animate([{ background: "var(--mention)" }, {}], 1500);
  },
};

// Redraws only what changed, so that open menus and revealed spoilers in other messages stay.
function draw() {
  const list = byId("messages");
  const bottom = atBottom(list);
  const { messages } = app.timeline;
  const nodes = messages.length ? [] : [welcome()];
  const seen = new Set();
  messages.forEach((one, i) => {
    const before = messages[i - 1];
    const key = JSON.stringify([one, startsGroup(one, before), app.failures.has(one.id)]);
    let node = app.drawn.get(one.id);
    if (node?.key !== key) {
      node = { key, node: renderMessage(one, before, app.env, on) };
      app.drawn.set(one.id, node);
      node.node.querySelectorAll("img").forEach((image) => image.addEventListener("load", () => stick(list)));
    }
    seen.add(one.id);
    nodes.push(dateLine(one, before), node.node);
  });
  for (const id of app.drawn.keys()) if (!seen.has(id)) app.drawn.delete(id);
  keepingFocus(list, () => place(list, nodes.filter(Boolean)));
  list.dataset.bottom = String(bottom);
  stick(list);
}

// Leaves nodes that are already in place alone, because moving one would take away its focus.
function place(list, nodes) {
  const wantedNodes = new Set(nodes);
  [...list.children].forEach((one) => wantedNodes.has(one) || one.remove());
  nodes.forEach((node, i) => { if (list.children[i] !== node) list.insertBefore(node, list.children[i] || null); });
}

// Keeps the newest message in view when the composer grows or pictures load.
function watchBottom(list) {
  list.addEventListener("scroll", () => { list.dataset.bottom = String(atBottom(list)); }, { passive: true });
  new ResizeObserver(() => stick(list)).observe(list);
}

const atBottom = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < 150;

function stick(list) {
  if (list.dataset.bottom === "true") list.scrollTop = list.scrollHeight;
}

app.showNewest = () => { byId("messages").dataset.bottom = "true"; stick(byId("messages")); };

// Shows a long message from its start, where the newest message's end would be shown otherwise.
app.showStart = (id) => {
  const list = byId("messages");
  const above = list.getBoundingClientRect().top - (app.drawn.get(id)?.node.getBoundingClientRect().top ?? Infinity);
  if (above <= 0) return;
  list.scrollTop -= above;
  list.dataset.bottom = "false";
};

function welcome() {
  const place = app.guild ? `#${app.env.channel(app.channel)}` : app.env.nameOf(app.world.bot);
  return el("li", { class: "welcome" }, el("h2", {}, `Welcome to ${place}, ${app.env.nameOf(app.me)}!`),
    el("p", {}, "Everything here is made up, and nothing leaves this computer. Try ", el("b", {}, "/link"), ", then ", el("b", {}, "/nowplaying"), " or ", el("b", {}, "!artist velvet harbour"), "."));
}

async function press(data, id, values, node) {
  node?.setAttribute("aria-busy", "true");
  if (app.failures.delete(data.id)) draw();
  try {
    const sent = await api.press(app.me.id, data.id, id, values);
    app.sources.set(sent.interaction_id, data.id);
    await settled(sent.interaction_id);
  } catch (error) {
    app.note(error.message);
  }
  node?.removeAttribute("aria-busy");
}

function failed(event) {
  if (event.channel_id !== app.channel) return;
  const source = app.sources.get(event.interaction_id);
  if (!source || !app.timeline.messages.some((one) => one.id === source)) return app.note("This interaction failed");
  app.failures.add(source);
  draw();
}

async function onEvent(event) {
  if (event.type === "connected" || event.type === "disconnected") return connection(event.type === "connected");
  if (event.type === "modal") {
    // It's the answer to a press, so the button can be pressed again from now on.
    document.querySelectorAll("#messages [aria-busy]").forEach((one) => one.removeAttribute("aria-busy"));
    return showModal(app, event.interaction_id, event.modal);
  }
  if (event.type === "interaction_failed") return failed(event);
  if (event.type === "voice_status") return voiceStatus(event);
  if (event.type === "typing") return event.channel_id === app.channel && typing();
  if (!event.message) return;
  app.tour.look();
  if (event.message.channel_id !== app.channel) return elsewhere(event);
  app.timeline.receive(event);
  if (event.message.author.id === app.world.bot.id) byId("typing").textContent = "";
  draw();
}

async function connection(up) {
  app.up = up;
  byId("offline").hidden = up;
  if (!app.channel) return;
  const world = await api.world().catch(() => null);
  if (!world || app.up !== up) return;
  app.world = world;
  app.tour.look();
  // A restarted sandbox has new IDs, so people are found again by name.
  if (!app.env.person(app.me.id)) { await app.become(wanted()); return; }
  if (!up) return;
  app.guild = app.guild && app.world.guilds.find((one) => one.id === app.guild.id);
  await load().catch(notLoaded);
}

function elsewhere(event) {
  if (event.type !== "message_create" || event.message.author.id === app.me.id) return;
  app.unread.add(event.message.channel_id);
  drawFrame(app);
}

function voiceStatus(event) {
  const place = app.world.guilds.flatMap((one) => one.channels).find((one) => one.id === event.channel_id);
  if (!place) return;
  place.status = event.status;
  drawFrame(app);
}

let typingTimer;
function typing() {
  byId("typing").textContent = `${app.env.nameOf(app.world.bot)} is typing…`;
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => { byId("typing").textContent = ""; }, 9000);
}

function tick() {
  document.querySelectorAll("time[data-relative]").forEach((one) => { one.textContent = relative(new Date(one.dateTime), app.me.locale); });
}

start().catch((error) => { byId("offline").hidden = false; byId("offline").textContent = `The sandbox isn't answering: ${error.message}`; });
