// Components V2 layouts and buttons. `act(custom_id, values, node)` is called when one is used.
import { el, link } from "./dom.js";
import { drawn, icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { file, hex, linked, picture } from "./embeds.js";
import { select } from "./select.js";

const STYLE = { 1: "primary", 2: "secondary", 3: "success", 4: "danger" };

export function component(data, act, env) {
  const inside = (list) => (list || []).map((one) => component(one, act, env));
  switch (data.type) {
    case 1: return el("div", { class: "row" }, inside(data.components));
    case 2: return button(data, act, env);
    case 3: case 5: case 6: case 7: case 8: return select(data, act, env);
    case 9: return el("div", { class: "section" }, el("div", {}, inside(data.components)), data.accessory && component(data.accessory, act, env));
    case 10: return el("div", { class: "words" }, markdown(data.content || "", env));
    case 11: return hidden(data.spoiler, linked(data.media, data.description, env, { class: "thumbnail" }));
    case 12: return el("div", { class: `gallery many-${Math.min(data.items.length, 4)}` }, data.items.map((one) => hidden(one.spoiler, linked(one.media, one.description, env))));
    case 13: return hidden(data.spoiler, file(data.file.url, data.name, data.size, env));
    case 14: return el("hr", { class: `${data.divider === false ? "blank" : ""} ${data.spacing === 2 ? "large" : ""}` });
    case 17: return container(data, inside);
    default: return el("div", { class: "subtext" }, `(this page can't show components of type ${data.type})`);
  }
}

function container(data, inside) {
  const box = el("div", { class: "container" }, inside(data.components));
  if (data.accent_color !== null && data.accent_color !== undefined) {
    box.classList.add("accented");
    box.style.setProperty("--accent", hex(data.accent_color));
  }
  return data.spoiler ? hidden(true, box) : box;
}

function hidden(spoiler, node) {
  if (!spoiler || !node) return node;
  const cover = el("button", { type: "button", class: "cover", onclick: () => cover.remove() }, "Spoiler");
  return el("div", { class: "covered" }, node, cover);
}

export function emoji(data, env) {
  if (!data?.name) return null;
  if (!data.id) return el("span", { class: "emoji", "aria-hidden": "true" }, drawn(data.name));
  return picture({ url: `/emojis/${data.id}.png` }, "", env, { class: "emoji" });
}

// An application's emoji is called like "pause_1a2b3c": what is read out is what it shows.
const spoken = (one) => (one?.id ? one.name.replace(/_[0-9a-f]{6}$/, "").replaceAll("_", " ") : one?.name);

function button(data, act, env) {
  const words = [emoji(data.emoji, env), data.label];
  if (data.style === 5 && !data.disabled) {
    return link(data.url, [words, icon("out", { class: "drawn out" })], env, { class: "btn secondary" });
  }
  const node = el("button", {
    type: "button", class: `btn ${STYLE[data.style] || "secondary"}`, disabled: data.disabled, "data-custom-id": data.custom_id,
    "aria-label": data.label ? null : spoken(data.emoji) || "Button",
    onclick: () => node.getAttribute("aria-busy") !== "true" && act(data.custom_id, undefined, node),
  }, words);
  return node;
}
