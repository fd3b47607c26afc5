// The line at the bottom: text, or a slash command with its options.
import { el, byId } from "./dom.js";
import { api } from "./api.js";

const USER = 6;

export class Composer {
  constructor(app) {
    this.app = app;
    this.input = byId("text");
    this.popup = byId("popup");
    this.options = byId("options");
    this.command = null;
    this.choices = [];
    this.marked = 0;
    this.timer = 0;
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    byId("composer").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
  }

  reset() {
    this.command = null;
    this.input.value = "";
    this.input.hidden = false;
    this.options.hidden = true;
    this.options.replaceChildren();
    this.show([]);
    this.reply(null);
    this.input.focus();
  }

  reply(message) {
    this.replyTo = message;
    const line = byId("reply");
    line.hidden = !message;
    line.replaceChildren(...(message ? [`Replying to ${this.app.env.name(message.author.id)} `, el("button", { type: "button", onclick: () => this.reply(null) }, "✕")] : []));
    if (message) this.input.focus();
  }

  typed() {
    const text = this.input.value;
    if (!text.startsWith("/")) return this.show([]);
    const typed = text.slice(1).toLowerCase();
    const found = this.app.commands.flatMap(flat).filter((one) => one.name.startsWith(typed.split(" ")[0]));
    this.show(found.map((one) => ({ label: `/${one.name}`, words: one.description, take: () => this.begin(one) })));
  }

  begin(command) {
    const rest = this.input.value.slice(command.name.length + 1).trim();
    this.command = command;
    this.show([]);
    this.input.hidden = true;
    this.options.hidden = false;
    this.fields = (command.options || []).map((option) => ({ option, value: "", node: null }));
    this.options.replaceChildren(el("b", {}, `/${command.name}`), ...this.fields.map((field) => this.pill(field)),
      el("button", { type: "submit", class: "btn primary" }, "Send"),
      el("button", { type: "button", class: "btn secondary", onclick: () => this.reset() }, "✕"));
    if (rest && this.fields[0]) { this.fields[0].node.value = rest; this.fields[0].value = rest; }
    (this.fields[0]?.node || this.options.querySelector("button")).focus();
  }

  pill(field) {
    field.node = el("input", {
      placeholder: field.option.description, "aria-label": field.option.name, "data-option": field.option.name,
      oninput: () => { field.value = field.node.value; field.hidden = null; this.suggest(field); },
      onfocus: () => this.suggest(field),
      onkeydown: (event) => this.key(event),
    });
    return el("label", { class: "pill" }, el("span", {}, field.option.name), field.node);
  }

  suggest(field) {
    clearTimeout(this.timer);
    const choose = (label, value) => ({ label, take: () => { field.node.value = label; field.value = label; field.hidden = value; this.show([]); field.node.focus(); } });
    if (field.option.type === USER) {
      const typed = field.value.toLowerCase();
      return this.show(this.app.world.people.filter((one) => one.global_name.toLowerCase().includes(typed)).map((one) => choose(one.global_name, one.id)));
    }
    if (field.option.choices) return this.show(field.option.choices.map((one) => choose(one.name, one.value)));
    if (!field.option.autocomplete) return this.show([]);
    this.timer = setTimeout(async () => {
      const { choices } = await api.autocomplete({ ...this.body(), focused: field.option.name });
      if (this.command) this.show(choices.map((one) => choose(one.name, one.value)));
    }, 200);
  }

  body() {
    const options = Object.fromEntries(this.fields.map((one) => [one.option.name, one.hidden ?? one.value]));
    return { user: this.app.me.id, channel: this.app.channel, name: this.command.name, options };
  }

  show(choices) {
    this.choices = choices;
    this.marked = 0;
    this.popup.hidden = !choices.length;
    this.paint();
  }

  paint() {
    this.popup.replaceChildren(...this.choices.map((one, i) => el("button", {
      type: "button", role: "option", "aria-selected": String(i === this.marked), onmousedown: (e) => e.preventDefault(), onclick: () => one.take(),
    }, el("b", {}, one.label), one.words && el("small", {}, one.words))));
  }

  key(event) {
    if (event.key === "Escape") { this.command ? this.reset() : this.show([]); return; }
    if (!this.choices.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); this.marked = (this.marked + step + this.choices.length) % this.choices.length; this.paint(); }
    if (event.key === "Tab" || event.key === "Enter") { event.preventDefault(); this.choices[this.marked].take(); }
  }

  async submit() {
    const { app } = this;
    try {
      if (this.command) await api.command(this.body());
      else if (this.input.value.trim()) await api.send(app.channel, app.me.id, this.input.value, this.replyTo?.id);
      this.reset();
    } catch (error) { app.note(error.message); }
  }
}

function flat(command) {
  if ((command.type || 1) !== 1) return [];
  const groups = (command.options || []).filter((one) => one.type === 1 || one.type === 2);
  if (!groups.length) return [command];
  return groups.flatMap((one) => flat({ ...one, type: 1, name: `${command.name} ${one.name}` }));
}
