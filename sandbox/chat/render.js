// One message as Discord shows it.
import { el } from "./dom.js";
import { icon, withIcons } from "./icons.js";
import { inline, markdown } from "./markdown.js";
import { component } from "./components.js";
import { attachment, embed } from "./embeds.js";

const GROUP_MS = 7 * 60 * 1000;
const V2 = 1 << 15;
const BLOCK = /^(?:#{1,3}|-#)\s+(?=\S)/; // A reply shows the words of a heading or of small print, not their size.
const day = (value) => new Date(value).toDateString();

export function startsGroup(data, before) {
  return !before || before.author.id !== data.author.id || Boolean(data.interaction?.name) || isReply(data) || before.ephemeral !== data.ephemeral
    || day(data.timestamp) !== day(before.timestamp) || new Date(data.timestamp) - new Date(before.timestamp) > GROUP_MS;
}

const isReply = (data) => Boolean(data.referenced_message || (data.message_reference && data.type === 19));

export function dateLine(data, before) {
  if (before && day(before.timestamp) === day(data.timestamp)) return null;
  return el("li", { class: "date" }, el("span", {}, new Date(data.timestamp).toLocaleDateString(undefined, { dateStyle: "long" })));
}

export function message(data, before, env, on) {
  const starts = startsGroup(data, before);
  const own = { ...env, attachments: data.attachments || [] };
  const pings = data.author.id !== env.me.id && [...(data.mentions || [])].some((one) => one.id === env.me.id);
  const node = el("li", {
    class: ["message", starts && "starts", data.ephemeral && "ephemeral", pings && "pings"].filter(Boolean).join(" "),
    "data-testid": "message", "data-message-id": data.id, "data-author": data.author.id,
    oncontextmenu: (event) => { if (!event.target.closest("a, input, textarea")) { event.preventDefault(); on.menu(event, data); } },
  });
  if (isReply(data)) node.append(replyLine(data.referenced_message, own, on));
  if (data.interaction?.name) node.append(usedLine(data.interaction, env, on));
  if (starts) node.append(face(data.author, env, on));
  else node.append(el("time", { class: "aside", datetime: data.timestamp }, clock(data.timestamp)));
  node.append(el("div", { class: "body" }, starts && head(data, env, on), contents(data, own, on)));
  node.append(el("div", { class: "tools" },
    el("button", { type: "button", class: "icon", "aria-label": "Reply", title: "Reply", onclick: () => on.reply(data) }, icon("reply")),
    el("button", { type: "button", class: "icon more", "aria-label": "More", title: "More", "aria-haspopup": "menu", onclick: (event) => on.menu(event, data) }, icon("more"))));
  return node;
}

function contents(data, env, on) {
  const edited = data.edited_timestamp && el("small", { class: "edited", title: new Date(data.edited_timestamp).toLocaleString() }, " (edited)");
  const words = data.content && el("div", { class: "words" }, markdown(data.content, env));
  if (words && edited) (words.lastChild.className === "line" ? words.lastChild : words).append(edited);
  return [
    data.thinking && el("div", { class: "thinking", role: "status" }, el("i"), el("i"), el("i"), ` ${env.name(data.author.id)} is thinking…`),
    words,
    (data.embeds || []).map((one) => embed(one, env)),
    // In a Components V2 message, pictures are where its layout puts them.
    data.flags & V2 ? null : env.attachments.map((one) => attachment(one, env)),
    (data.components || []).map((one) => component(one, (id, values, used) => on.press(data, id, values, used), env)),
    !words && edited,
    data.reacted.length ? el("div", { class: "row reactions", role: "list", "aria-label": "Reactions" }, data.reacted.map((one) => el("span", { role: "listitem" }, withIcons(one), " 1"))) : null,
    on.failed(data.id) && el("div", { class: "failed", role: "alert", "data-testid": "interaction-failed" }, "This interaction failed"),
    data.ephemeral && el("div", { class: "only" }, icon("eye"), " Only you can see this · ", el("button", { type: "button", onclick: () => on.dismiss(data) }, "Dismiss message")),
  ];
}

const personal = (id, env, on) => ({
  oncontextmenu: (event) => { event.preventDefault(); event.stopPropagation(); on.personMenu(event, id); },
  onclick: (event) => on.personMenu(event, id),
});

function face(author, env, on) {
  return el("button", { type: "button", class: "avatar", tabindex: -1, "aria-label": env.nameOf(author), ...personal(author.id, env, on) }, el("img", { src: env.avatar(author), alt: "" }));
}

function replyLine(target, env, on) {
  if (!target) return el("div", { class: "above" }, el("i", {}, "Original message was deleted"));
  const words = target.content ? inline(target.content.split("\n")[0].replace(BLOCK, "").slice(0, 140), { ...env, linked: true }) : "Click to see the message";
  return el("button", { type: "button", class: "above", onclick: () => on.jump(target.id) },
    el("img", { src: env.avatar(target.author), alt: "" }), el("b", {}, `@${env.nameOf(target.author)}`), el("span", { class: "quoted" }, words));
}

function usedLine(interaction, env, on) {
  const user = interaction.user;
  const menu = (env.commandKind?.(interaction.name) || 1) !== 1;
  return el("div", { class: "above" }, el("img", { src: env.avatar(user), alt: "" }),
    el("b", { class: "name", ...personal(user.id, env, on) }, env.nameOf(user)), " used ", el("span", { class: "command" }, `${menu ? "" : "/"}${interaction.name}`));
}

const clock = (value) => new Date(value).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function when(value) {
  const days = Math.round((new Date(new Date().toDateString()) - new Date(day(value))) / 86400000);
  if (days <= 0) return clock(value);
  return days === 1 ? `Yesterday at ${clock(value)}` : new Date(value).toLocaleString([], { dateStyle: "short", timeStyle: "short" });
}

function head(data, env, on) {
  return el("div", { class: "head" },
    el("button", { type: "button", class: "name", ...personal(data.author.id, env, on) }, env.nameOf(data.author)),
    data.author.bot && el("span", { class: "tag" }, "BOT"),
    el("time", { datetime: data.timestamp, title: new Date(data.timestamp).toLocaleString() }, when(data.timestamp)));
}
