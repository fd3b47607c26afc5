// The line at the bottom: text, or a slash command with its options.
import { el, byId } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";
import { Popup } from "./popup.js";
import { ATTACHMENT, choicesFor, problemOf, valueOf } from "./options.js";
import { Files, fileField } from "./files.js";

const AUTOCOMPLETE_MS = 200;

export class Composer {
  constructor(app) {
    this.app = app;
    this.input = byId("text");
    this.options = byId("options");
    this.popup = new Popup();
    this.command = null;
    this.fields = [];
    this.sent = [];
    this.files = new Files(app);
    this.timer = 0;
    this.asked = 0;
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event, null));
    this.input.addEventListener("blur", () => this.popup.show(this.input, []));
    byId("composer").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
  }

  rest(words) { this.words = words; if (!this.command) this.input.placeholder = words; }

  reset(focus = matchMedia("(hover: hover)").matches) {
    this.command = null;
    this.fields = [];
    this.past = -1;
    this.files.clear();
    this.input.value = "";
    // Closed in the page as it arrives: what's typed before this would be lost.
    this.input.disabled = false;
    this.input.readOnly = false;
    this.input.placeholder = this.words || "";
    this.options.hidden = true;
    this.options.replaceChildren();
    this.stopAsking();
    this.grow();
    this.reply(null);
    if (focus) this.input.focus();
  }

  stopAsking() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.popup.show(this.input, []);
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 240)}px`;
  }

  reply(message) {
    this.replyTo = message;
    const line = byId("reply");
    line.hidden = !message;
    line.replaceChildren(...(message ? [el("span", {}, "Replying to ", el("b", {}, this.app.env.nameOf(message.author))), el("button", { type: "button", class: "icon", "aria-label": "Don't reply", onclick: () => this.reply(null) }, icon("close"))] : []));
    if (message) this.input.focus();
  }

  mention(id) {
    if (this.command) this.reset();
    const person = this.app.env.person(id);
    this.input.value += `${/\S$/.test(this.input.value) ? " " : ""}@${person.username} `;
    this.input.focus();
  }

  // Handles again what was typed before the commands had loaded.
  loaded() {
    if (!this.command && this.input === document.activeElement && this.input.value) this.typed();
  }

  typed() {
    this.grow();
    if (this.command) return this.typedAfterCommand();
    const text = this.input.value;
    if (!text.startsWith("/")) return this.people();
    const typed = text.slice(1).toLowerCase();
    const all = this.app.commands.flatMap(flat);
    const fits = (one) => one.name.startsWith(typed) || typed.startsWith(`${one.name} `);
    const exact = all.find((one) => typed === `${one.name} `);
    if (exact && !all.some((one) => one.name.startsWith(typed))) return this.begin(exact);
    const close = all.filter((one) => !fits(one) && !typed.includes(" ") && one.name.includes(typed));
    return this.popup.show(this.input, [...all.filter(fits), ...close].map((one) => ({ label: `/${one.name}`, words: one.description, take: () => this.begin(one) })), { title: "Commands" });
  }

  // Puts text typed after a command into its first empty option.
  typedAfterCommand() {
    const field = this.fields.find((one) => !one.node.value && one.option.type !== ATTACHMENT);
    const text = this.input.value;
    this.input.value = "";
    if (!field || !text.trim()) return;
    field.node.value = text;
    field.node.focus();
    this.changed(field);
  }

  people() {
    const before = this.input.value.slice(0, this.input.selectionStart);
    const [whole, , typed] = before.match(/(^|\s)@([\w.]*)$/) || [];
    if (whole === undefined) return this.popup.show(this.input, []);
    const fits = (one) => `${one.username} ${one.global_name || ""}`.toLowerCase().includes(typed.toLowerCase());
    const take = (one) => {
      const start = before.length - typed.length;
      this.input.setRangeText(`${one.username} `, start, before.length, "end");
      this.popup.show(this.input, []);
    };
    return this.popup.show(this.input, this.app.env.members().filter(fits).map((one) => ({ label: this.app.env.nameOf(one), words: `@${one.username}`, image: this.app.env.avatar(one), take: () => take(one) })), { title: "People" });
  }

  begin(command) {
    const rest = this.input.value.slice(command.name.length + 2).trim();
    const fitting = this.input.value.slice(1).toLowerCase().startsWith(`${command.name} `) ? rest : "";
    this.command = command;
    this.stopAsking();
    this.fields = (command.options || []).map((option) => ({ option, value: null, node: null }));
    const cancel = el("button", { type: "button", class: "icon", "aria-label": "Cancel this command", onclick: () => this.reset() }, icon("close"));
    this.options.replaceChildren(el("b", { class: "command" }, `/${command.name}`), ...this.fields.map((one) => this.pill(one)),
      el("span", { class: "hint", title: command.description }, this.fields.length ? "" : command.description), el("button", { type: "submit", class: "btn primary" }, "Send"), cancel);
    this.options.hidden = false;
    this.input.value = "";
    this.input.readOnly = !this.fields.length;
    this.input.placeholder = this.fields.length ? "Enter sends; type to fill an option" : "Enter sends";
    this.grow();
    const first = this.fields.find((one) => one.option.required) || (fitting && this.fields[0]);
    (first ? first.node : this.input).focus();
    if (first && fitting && first.option.type !== ATTACHMENT) { first.node.value = fitting; this.changed(first); }
  }

  pill(field) {
    const { option } = field;
    field.node = option.type === ATTACHMENT ? fileField(this.app, field) : el("input", {
      placeholder: option.required ? option.description : `${option.description} (optional)`, "aria-label": `${option.name}: ${option.description}`, title: option.description,
      role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "data-option": option.name, "aria-required": option.required ? "true" : null, "aria-controls": "popup", maxlength: option.max_length || 6000, size: 22,
      oninput: () => this.changed(field), onfocus: () => this.suggest(field), onkeydown: (event) => this.key(event, field),
      onblur: () => this.stopAsking(),
    });
    field.box = el("label", { class: `pill ${option.required ? "" : "optional"}` }, el("span", {}, option.name), field.node);
    return field.box;
  }

  changed(field) {
    field.value = null;
    this.mark(field, null);
    this.suggest(field);
  }

  // Says what's wrong with a field, or with null that nothing is.
  mark(field, problem) {
    field.box.classList.toggle("wrong", Boolean(problem));
    for (const [name, value] of [["aria-invalid", "true"], ["aria-description", problem]]) {
      if (problem) field.node.setAttribute(name, value);
      else field.node.removeAttribute(name);
    }
  }

  suggest(field) {
    this.stopAsking();
    const found = choicesFor(field.option, field.node.value, this.app);
    const title = `${field.option.name} — ${field.option.description}`;
    // With an untouched optional field, Enter must send rather than fill it.
    const marked = field.option.required || (field.node.value && field.value === null) ? 0 : -1;
    const shown = (choices) => this.popup.show(field.node, choices.map((one) => ({ ...one, take: () => this.choose(field, one) })), { title, marked });
    if (found) return field.value === null && shown(found);
    if (!field.option.autocomplete || field.value !== null) return null;
    const mine = this.asked;
    this.timer = setTimeout(async () => {
      try {
        const { choices } = await api.autocomplete({ ...this.body(), focused: field.option.name });
        if (mine === this.asked) shown(choices.map((one) => ({ label: one.name, value: one.value })));
      } catch {
        if (mine === this.asked) this.popup.show(field.node, [], { title: "Couldn't load the suggestions." });
      }
    }, AUTOCOMPLETE_MS);
    return null;
  }

  choose(field, choice) {
    field.node.value = choice.label;
    field.value = choice.value;
    this.mark(field, null);
    this.stopAsking();
    const next = this.fields.find((one) => one.option.required && !one.node.value);
    (next || field).node.focus();
  }

  body() {
    const given = this.fields.filter((one) => one.node.value.trim()).map((one) => [one.option.name, valueOf(one, this.app)]);
    return { user: this.app.me.id, channel: this.app.channel, name: this.command.name, type: 1, options: Object.fromEntries(given) };
  }

  key(event, field) {
    if (event.isComposing) return;
    if (this.popup.key(event)) return;
    const empty = !(field ? field.node : this.input).value;
    if (event.key === "Escape") { if (this.command) this.reset(); else this.reply(null); }
    else if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); this.submit(); }
    else if (event.key === "Backspace" && empty && this.command && (!field || field === this.fields[0])) { event.preventDefault(); this.reset(); }
    else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !this.command && (empty || this.past >= 0)) this.recall(event);
  }

  recall(event) {
    const past = this.past + (event.key === "ArrowUp" ? 1 : -1);
    if (past < -1 || past >= this.sent.length) return;
    event.preventDefault();
    this.past = past;
    this.input.value = past < 0 ? "" : this.sent[past];
    this.grow();
  }

  async submit() {
    const { app } = this;
    const { command, replyTo } = this;
    const text = this.input.value;
    const wrong = command && this.fields.find((one) => problemOf(one, app));
    if (wrong) {
      this.mark(wrong, problemOf(wrong, app));
      wrong.node.focus();
      return this.popup.show(wrong.node, [], { title: problemOf(wrong, app) });
    }
    const files = this.files.taken();
    if (!command && !text.trim() && !files.length) return null;
    const body = command && this.body();
    const { channel, me } = app;
    this.reset(true);
    try {
      if (command) return await api.command(body);
      this.sent.unshift(text);
      return await api.send(channel, me.id, withIds(text, app), replyTo?.id, files);
    } catch (error) {
      app.note(error.message);
      const here = app.channel === channel && app.me === me;
      if (here && !command && !this.command && !this.input.value) { this.input.value = text; this.reply(replyTo); }
      return null;
    }
  }
}

// Turns people's names into mentions when the text is sent.
function withIds(text, app) {
  const names = (one) => [app.env.nameOf(one), one.username].map((name) => [name.toLowerCase(), one.id]);
  const known = new Map(app.env.members().flatMap(names));
  const roles = app.env.roles().reduce((words, one) => words.replaceAll(`@${one.name}`, `<@&${one.id}>`), text);
  return roles.replace(/(^|\s)@([\w.]+)/g, (whole, space, name) => {
    const dots = name.match(/\.*$/)[0];
    const id = known.get(name.toLowerCase()) || known.get(name.slice(0, name.length - dots.length).toLowerCase());
    if (!id) return whole;
    return `${space}<@${id}>${known.has(name.toLowerCase()) ? "" : dots}`;
  });
}

// A command with subcommands counts as several commands.
function flat(command) {
  if (Number(command.type || 1) !== 1) return [];
  const groups = (command.options || []).filter((one) => one.type === 1 || one.type === 2);
  if (!groups.length) return [command];
  return groups.flatMap((one) => flat({ ...one, type: 1, name: `${command.name} ${one.name}` }));
}
