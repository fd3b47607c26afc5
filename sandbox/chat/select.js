// Select menus in messages, with search, descriptions and multiple values.
import { el, arrows } from "./dom.js";
import { icon } from "./icons.js";
import { emoji } from "./components.js";
import { channelLabel } from "./options.js";

const STRING = 3;

// The choices, as label and value.
export function choicesOf(data, env) {
  const preset = new Set((data.default_values || []).map((one) => String(one.id)));
  const things = {
    5: () => env.members().map((one) => ({ label: one.global_name || one.username, description: `@${one.username}`, value: one.id })),
    7: () => env.members().map((one) => ({ label: one.global_name || one.username, description: `@${one.username}`, value: one.id })),
    8: () => env.channels(data.channel_types).map((one) => ({ label: channelLabel(one), value: one.id })),
    6: () => [],
  }[data.type];
  if (!things) return data.options || [];
  return things().map((one) => ({ ...one, default: preset.has(one.value) }));
}

export function select(data, act, env) {
  const options = choicesOf(data, env);
  const most = data.max_values ?? 1;
  const least = data.min_values ?? 1;
  const chosen = new Set(options.filter((one) => one.default).map((one) => one.value));
  const before = [...chosen].sort().join();
  const words = el("span", { class: "chosen" });
  const head = el("button", {
    type: "button", class: "select", "aria-haspopup": "listbox", "aria-expanded": "false", disabled: data.disabled,
    "data-custom-id": data.custom_id,
  }, words, icon("down"));
  const list = el("div", { class: "choices", hidden: true });
  const name = () => {
    const labels = options.filter((one) => chosen.has(one.value)).map((one) => one.label);
    words.textContent = labels.join(", ") || data.placeholder || "Make a choice";
    words.classList.toggle("none", !labels.length);
    if (labels.length && data.placeholder) head.setAttribute("aria-label", `${data.placeholder} ${labels.join(", ")}`);
    else head.removeAttribute("aria-label");
  };
  const send = () => act(data.custom_id, options.map((one) => one.value).filter((one) => chosen.has(one)), head);

  const outside = (event) => { if (!head.parentNode?.contains(event.target)) close(false); };
  function close(focus = true) {
    list.hidden = true;
    head.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
    if (focus) head.focus();
    if (most > 1 && chosen.size >= least && [...chosen].sort().join() !== before) send();
  }
  function take(option, node) {
    if (most === 1) {
      chosen.clear();
      chosen.add(option.value);
      close();
      name();
      return send();
    }
    if (chosen.has(option.value)) chosen.delete(option.value);
    else if (chosen.size < most) chosen.add(option.value);
    node.setAttribute("aria-selected", String(chosen.has(option.value)));
    return name();
  }
  const items = options.map((option) => {
    const node = el("button", { type: "button", role: "option", "aria-selected": String(chosen.has(option.value)), "data-value": option.value, onclick: () => take(option, node) },
      emoji(option.emoji, env), el("span", { class: "both" }, el("b", {}, option.label), option.description && el("small", {}, option.description)));
    return node;
  });
  const search = data.type !== STRING && el("input", { type: "search", placeholder: "Search", "aria-label": "Search the choices", oninput: filter });
  function filter() {
    const typed = search.value.trim().toLowerCase();
    items.forEach((node) => { node.hidden = !node.textContent.toLowerCase().includes(typed); });
    empty.hidden = items.some((node) => !node.hidden);
  }
  const empty = el("p", { class: "empty", hidden: options.length > 0 }, "Nothing to choose.");
  head.addEventListener("click", () => {
    if (!list.hidden) return close();
    list.hidden = false;
    head.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside);
    const room = head.getBoundingClientRect();
    list.classList.toggle("above", room.bottom + 290 > innerHeight && room.top > 320);
    list.scrollIntoView?.({ block: "nearest" });
    (search || items.find((one) => one.getAttribute("aria-selected") === "true") || items[0])?.focus();
  });
  list.append(...[search, el("div", { role: "listbox", "aria-multiselectable": most > 1 ? "true" : null, "aria-label": data.placeholder || "Choices" }, items), empty,
    most > 1 && el("button", { type: "button", class: "done", onclick: () => close() }, "Done")].filter(Boolean));
  arrows(list, close);
  name();
  return el("div", { class: "picker" }, head, list);
}
