// What's around the messages: servers, channels, members and the people to switch between.
import { el, byId, arrows, keepingFocus } from "./dom.js";
import { icon, withIcons } from "./icons.js";
import { personMenu } from "./menus.js";

const initials = (name) => name.split(/\s+/).map((word) => word[0]).join("").slice(0, 3);

export function drawFrame(app) {
  keepingFocus(byId("rail"), () => drawServers(app));
  keepingFocus(byId("side"), () => drawChannels(app));
  const name = app.guild ? `#${app.env.channel(app.channel)}` : `@${app.env.nameOf(app.world.bot)}`;
  byId("title").textContent = app.guild ? `# ${app.env.channel(app.channel)}` : `@ ${app.env.nameOf(app.world.bot)}`;
  app.composer.rest(`Message ${name}`);
  document.title = `${app.unread.size ? `(${app.unread.size}) ` : ""}${name} · Earshot demo chat`;
  byId("menu").classList.toggle("unread", app.unread.size > 0);
  byId("menu").setAttribute("aria-label", `Show servers and channels${app.unread.size ? ", unread messages" : ""}`);
}

function drawServers(app) {
  const guilds = app.guilds();
  byId("rail").replaceChildren(
    server(app, icon("chat"), "Direct messages", !app.guild, app.unread.has(app.dm), () => app.go(null, app.dm), "dms"),
    el("hr"),
    ...guilds.map((one) => server(app, el("span", { class: "initials", "data-initials": initials(one.name) }), one.name, one.id === app.guild?.id, one.channels.some((channel) => app.unread.has(channel.id)), () => app.go(one, one.channels[0].id))));
}

function drawChannels(app) {
  const open = app.drawnFor === app.me && byId("side").querySelector(".people:not([hidden])");
  app.drawnFor = app.me;
  byId("side").replaceChildren(
    el("h2", {}, app.guild ? app.guild.name : "Direct messages"),
    el("div", { class: "list" },
      app.guild && el("h3", {}, "Text channels"), app.guild?.channels.filter((one) => !one.voice).map((one) => channel(app, one)),
      app.guild?.channels.some((one) => one.voice) && el("h3", {}, "Voice channels"), app.guild?.channels.filter((one) => one.voice).map(voice),
      el("h3", {}, "Direct Messages"), direct(app),
      app.guild && el("h3", {}, `Members — ${app.guild.members.length}`), app.guild?.members.map((id) => member(app, id))),
    switcher(app, Boolean(open)));
}

function server(app, label, name, current, unread, open, testid) {
  return el("button", {
    type: "button", class: `server ${current ? "current" : ""} ${unread ? "unread" : ""}`, title: name, "aria-label": unread ? `${name}, unread` : name,
    "aria-current": current ? "true" : null, "data-testid": testid, "data-server": testid ? null : name, onclick: open,
  }, label);
}

function channel(app, one) {
  const current = one.id === app.channel;
  return el("button", {
    type: "button", class: `channel ${current ? "current" : ""} ${app.unread.has(one.id) ? "unread" : ""}`, "data-channel": one.name,
    "aria-current": current ? "page" : null, onclick: () => app.go(app.guild, one.id),
  }, el("span", { class: "sign", "aria-hidden": "true" }, "#"), one.name, unseen(app, one.id));
}

// Nobody talks here, so there's nothing to open.
function voice(one) {
  return el("div", { class: "channel voice", "data-testid": "voice-channel", "data-voice": one.name },
    el("span", { class: "sign" }, icon("loud")),
    el("span", { class: "both" }, one.name, one.status && el("small", { title: one.status }, withIcons(one.status))));
}

function direct(app) {
  const current = !app.guild;
  return el("button", {
    type: "button", class: `channel ${current ? "current" : ""} ${app.unread.has(app.dm) ? "unread" : ""}`, "data-testid": "dm-bot",
    "aria-current": current ? "page" : null, onclick: () => app.go(null, app.dm), oncontextmenu: (event) => { event.preventDefault(); personMenu(app, event, app.world.bot.id); },
  }, el("img", { src: app.env.avatar(app.world.bot), alt: "" }), app.env.nameOf(app.world.bot), el("span", { class: "tag" }, "BOT"), unseen(app, app.dm));
}

// The dot's words, for screen readers.
const unseen = (app, id) => app.unread.has(id) && el("span", { class: "spoken" }, "unread");

function member(app, id) {
  const person = app.env.person(id);
  if (!person) return null;
  const menu = (event) => { event.preventDefault(); personMenu(app, event, id); };
  return el("button", { type: "button", class: "channel person", "data-member": person.username, "aria-haspopup": "menu", onclick: menu, oncontextmenu: menu },
    el("img", { src: app.env.avatar(person), alt: "" }), app.env.nameOf(person), person.bot && el("span", { class: "tag" }, "BOT"));
}

const LANGUAGES = { "en-US": "English", de: "Deutsch", fr: "Français", "es-ES": "Español", "pt-BR": "Português (Brasil)", ja: "日本語" };

function language(app) {
  return el("select", { "data-testid": "language", onchange: (event) => app.speak(event.target.value) },
    Object.entries(LANGUAGES).map(([code, name]) => el("option", { value: code, selected: code === app.me.locale }, name)));
}

function switcher(app, shown) {
  const open = el("button", { type: "button", "data-testid": "switch-person", title: "Switch person", "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => toggle(list.hidden) },
    el("img", { src: app.env.avatar(app.me), alt: "" }), el("span", {}, el("b", {}, app.env.nameOf(app.me)), el("small", {}, `@${app.me.username}`)), icon("switch"));
  const people = el("div", { role: "menu", "aria-label": "Switch person" }, app.world.people.filter((one) => !one.bot).map((one) => el("button", {
    type: "button", role: "menuitemradio", "aria-checked": String(one.id === app.me.id), "data-person": one.username, onclick: () => app.become(one, true),
  }, el("img", { src: app.env.avatar(one), alt: "" }), el("span", {}, el("b", {}, app.env.nameOf(one)), el("small", {}, `@${one.username}`)))));
  const list = el("div", { class: "people", hidden: true }, people, el("label", { class: "language" }, "Discord's language", language(app)));
  const outside = (event) => { if (!list.parentNode?.contains(event.target)) toggle(false); };
  function toggle(shown, focus = false) {
    list.hidden = !shown;
    open.setAttribute("aria-expanded", String(shown));
    document[shown ? "addEventListener" : "removeEventListener"]("pointerdown", outside);
    if (shown) list.querySelector("button")?.focus();
    else if (focus) open.focus();
  }
  arrows(list, () => toggle(false, true));
  if (shown) toggle(true);
  return el("div", { class: "me" }, list, open);
}
