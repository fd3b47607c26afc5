// Embeds, Components V2 layouts, buttons and selects.
import { el, safeUrl } from "./dom.js";
import { markdown, inline } from "./markdown.js";

const STYLE = { 1: "primary", 2: "secondary", 3: "success", 4: "danger" };
const hex = (colour) => `#${Number(colour).toString(16).padStart(6, "0")}`;

export function embed(data, env) {
  const title = data.title && el("h3", {}, data.url ? el("a", { href: safeUrl(data.url, env.links), target: "_blank", rel: "noopener" }, data.title) : inline(data.title, env));
  const box = el("article", { class: "embed" },
    data.author && el("div", { class: "author" }, data.author.name), title,
    data.description && el("div", {}, markdown(data.description, env)),
    data.fields?.length && el("dl", {}, data.fields.map((one) => el("div", { class: one.inline ? "inline" : "" }, el("dt", {}, inline(one.name, env)), el("dd", {}, markdown(one.value, env))))),
    data.image && picture(data.image.url, "", env),
    data.footer && el("footer", {}, data.footer.text));
  if (data.thumbnail) box.prepend(el("img", { class: "thumbnail", src: data.thumbnail.url, alt: "" }));
  if (data.color != null) box.style.borderColor = hex(data.color);
  return box;
}

function picture(url, alt, env) {
  const safe = safeUrl(url, env.links);
  return safe && el("img", { src: safe, alt: alt || "", loading: "lazy" });
}

export function component(data, act, env) {
  const inside = (list) => (list || []).map((one) => component(one, act, env));
  switch (data.type) {
    case 1: return el("div", { class: "row" }, inside(data.components));
    case 2: return button(data, act, env);
    case 3: case 5: case 6: case 7: case 8: return select(data, act, env);
    case 9: return el("div", { class: "section" }, el("div", {}, inside(data.components)), data.accessory && component(data.accessory, act, env));
    case 10: return el("div", { class: "words" }, markdown(data.content, env));
    case 11: return el("div", { class: "thumbnail" }, picture(data.media.url, data.description, env));
    case 12: return el("div", { class: "gallery" }, data.items.map((one) => picture(one.media.url, one.description, env)));
    case 13: return el("a", { class: "file", href: safeUrl(data.file.url), target: "_blank" }, "📄 File");
    case 14: return el("hr", { class: data.divider === false ? "blank" : "" });
    case 17: return container(data, inside);
    default: return el("div", {}, `(component ${data.type})`);
  }
}

function container(data, inside) {
  const box = el("div", { class: "container" }, inside(data.components));
  if (data.accent_color != null) box.style.setProperty("--accent", hex(data.accent_color));
  return box;
}

function button(data, act, env) {
  const words = [data.emoji?.name && el("span", { class: "emoji" }, data.emoji.name), data.label];
  if (data.style === 5) {
    return el("a", { class: "btn secondary", href: safeUrl(data.url, env.links), target: "_blank", rel: "noopener" }, words, el("span", { class: "out", "aria-hidden": "true" }, "↗"));
  }
  return el("button", { type: "button", class: `btn ${STYLE[data.style]}`, disabled: data.disabled, onclick: () => act(data.custom_id) }, words);
}

function select(data, act, env) {
  const options = data.type === 5 ? env.people.map((one) => ({ label: one.global_name, value: one.id })) : data.options || [];
  const chosen = options.find((one) => one.default);
  const list = el("div", { class: "choices", role: "listbox", hidden: true });
  const head = el("button", { type: "button", class: "select", "aria-haspopup": "listbox", disabled: data.disabled },
    el("span", {}, chosen ? chosen.label : data.placeholder || "Make a choice"), "▾");
  head.addEventListener("click", () => { list.hidden = !list.hidden; });
  list.append(...options.map((one) => el("button", {
    type: "button", role: "option", "aria-selected": String(!!one.default), "data-value": one.value,
    onclick: () => { list.hidden = true; act(data.custom_id, [one.value]); },
  }, el("b", {}, one.label), one.description && el("small", {}, one.description))));
  return el("div", { class: "picker" }, head, list);
}
