// The list of suggestions above the composer.
import { el, byId } from "./dom.js";
import { icon } from "./icons.js";

export class Popup {
  constructor() {
    this.node = byId("popup");
    this.choices = [];
    this.marked = 0;
    this.owner = null;
  }

  show(owner, choices, { title = "", marked = 0 } = {}) {
    this.owner?.removeAttribute("aria-activedescendant");
    Object.assign(this, { owner, choices, title, marked });
    this.node.hidden = !choices.length && !title;
    if (owner.getAttribute("role") === "combobox") owner.setAttribute("aria-expanded", String(!this.node.hidden));
    this.items = choices.map((one, i) => el("button", {
      type: "button", role: "option", id: `suggestion-${i}`, tabindex: -1, "data-choice": one.label,
      onmousedown: (event) => event.preventDefault(), onclick: () => one.take(),
    }, one.image && el("img", { src: one.image, alt: "" }), one.icon && icon(one.icon), el("b", {}, one.label), one.words && el("small", {}, one.words)));
    this.node.replaceChildren(...(title ? [el("div", { class: "title", role: "presentation" }, title)] : []), ...this.items);
    this.paint();
  }

  paint() {
    this.items.forEach((one, i) => one.setAttribute("aria-selected", String(i === this.marked)));
    const marked = this.items[this.marked];
    marked?.scrollIntoView({ block: "nearest" });
    if (marked) this.owner.setAttribute("aria-activedescendant", marked.id);
  }

  // Returns whether the list has handled the key.
  key(event) {
    if (this.node.hidden) return false;
    if (event.key === "Escape") { event.stopPropagation(); this.show(this.owner, []); return true; }
    if (!this.choices.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const count = this.choices.length;
      this.marked = this.marked < 0 && step < 0 ? count - 1 : (this.marked + step + count) % count;
      this.paint();
    } else if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && this.choices[this.marked] && !(event.key === "Enter" && event.shiftKey)) {
      this.choices[this.marked].take();
    } else return false;
    event.preventDefault();
    return true;
  }
}
