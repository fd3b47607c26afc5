// Menus that open on a message or on a person.
import { el, byId, arrows } from "./dom.js";
import { api } from "./api.js";

const USER = 2;
const MESSAGE = 3;
let opener = null;

export function closeMenu(focus = false) {
  byId("context").hidden = true;
  if (focus) opener?.focus();
}

export function setUpMenus() {
  document.addEventListener("pointerdown", (event) => { if (!byId("context").contains(event.target)) closeMenu(); });
  arrows(byId("context"), () => closeMenu(true));
}

function openMenu(event, items) {
  event.stopPropagation();
  const menu = byId("context");
  opener = event.currentTarget;
  menu.replaceChildren(...items.map((one) => (one ? el("button", { type: "button", role: "menuitem", onclick: () => { closeMenu(); one[1](); } }, one[0]) : el("hr"))));
  menu.hidden = false;
  // A menu opened with the keyboard has no position, so it opens at its opener.
  const at = event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : opener.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(at.x, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(at.y, innerHeight - menu.offsetHeight - 8))}px`;
  menu.querySelector("button")?.focus();
}

function commandsFor(app, type, target) {
  const found = app.commands.filter((one) => Number(one.type) === type);
  return found.length ? [null, ...found.map((one) => [one.name, () => app.use({ name: one.name, type, target_id: target })])] : [];
}

export function messageMenu(app, event, data) {
  openMenu(event, [
    ["Reply", () => app.composer.reply(data)],
    data.content && ["Copy text", () => navigator.clipboard?.writeText(data.content)],
    data.author.id === app.me.id && ["Delete message", () => api.remove(app.me.id, data.id).catch((error) => app.note(error.message))],
    ["Copy message ID", () => navigator.clipboard?.writeText(data.id)],
    ...(data.ephemeral ? [] : commandsFor(app, MESSAGE, data.id)),
  ].filter((one) => one !== "" && one !== undefined && one !== false));
}

export function personMenu(app, event, id) {
  openMenu(event, [["Mention", () => app.composer.mention(id)], ["Copy user ID", () => navigator.clipboard?.writeText(id)], ...commandsFor(app, USER, id)]);
}

// Uses a command; an event says whether the bot answers.
export async function use(app, body) {
  try { return await api.command({ user: app.me.id, channel: app.channel, ...body }); } catch (error) { app.note(error.message); return null; }
}
