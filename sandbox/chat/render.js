// One message as Discord shows it.
import { el } from "./dom.js";
import { markdown } from "./markdown.js";
import { component, embed } from "./components.js";

const GROUP_MS = 5 * 60 * 1000;

export function message(data, before, env, on) {
  const author = env.person(data.author.id);
  const starts = !before || before.author.id !== data.author.id || data.interaction || data.referenced_message
    || new Date(data.timestamp) - new Date(before.timestamp) > GROUP_MS;
  const node = el("li", {
    class: `message ${starts ? "starts" : ""} ${data.ephemeral ? "ephemeral" : ""}`,
    "data-testid": "message", "data-message-id": data.id,
    oncontextmenu: (event) => { event.preventDefault(); on.menu(event, data); },
  });
  if (data.referenced_message) node.append(el("div", { class: "above" }, `↱ @${env.name(data.referenced_message.author.id)} `, el("span", {}, (data.referenced_message.content || "Click to see attachment").slice(0, 90))));
  if (data.interaction?.name) node.append(el("div", { class: "above" }, `↱ ${env.name(data.interaction.user.id)} used `, el("b", {}, `/${data.interaction.name}`)));
  if (starts) node.append(el("img", { class: "avatar", src: author?.avatar_url, alt: "" }));
  const body = el("div", { class: "body" });
  if (starts) body.append(head(data, author, env, on));
  if (data.thinking) body.append(el("div", { class: "thinking" }, el("i"), el("i"), el("i"), ` ${env.name(data.author.id)} is thinking…`));
  if (data.content) body.append(el("div", { class: "words" }, markdown(data.content, env)));
  body.append(...(data.embeds || []).map((one) => embed(one, env)));
  body.append(...(data.attachments || []).map((one) => el("img", { class: "attachment", src: one.url, alt: one.description || "" })));
  body.append(...(data.components || []).map((one) => component(one, (id, values) => on.press(data, id, values), env)));
  if (data.edited_timestamp) body.append(el("small", { class: "edited" }, "(edited)"));
  if (data.ephemeral) body.append(el("div", { class: "only" }, "👁 Only you can see this · ", el("button", { type: "button", onclick: () => on.dismiss(data) }, "Dismiss message")));
  node.append(body, el("button", { class: "more icon", "aria-label": "More", onclick: (event) => on.menu(event, data) }, "⋯"));
  return node;
}

function head(data, author, env, on) {
  const when = new Date(data.timestamp);
  return el("div", { class: "head" },
    el("b", { class: "name", oncontextmenu: (event) => { event.preventDefault(); event.stopPropagation(); on.personMenu(event, data.author.id); } }, env.name(data.author.id)),
    author?.bot && el("span", { class: "tag" }, "APP"),
    el("time", { datetime: data.timestamp }, when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })));
}
