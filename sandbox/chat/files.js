// Files sent with a message or as a slash command's option.
import { el, byId } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";

export class Files {
  constructor(app) {
    this.app = app;
    this.uploads = [];
    this.input = el("input", { type: "file", multiple: true, hidden: true, "data-testid": "file", onchange: () => this.add([...this.input.files]) });
    this.list = el("div", { class: "files" });
    const clip = el("button", { type: "button", class: "icon", "aria-label": "Attach a file", title: "Attach a file", onclick: () => this.input.click() }, icon("clip"));
    byId("options").before(this.list);
    byId("text").after(clip, this.input);
  }

  async add(files) {
    // What arrives after the message was sent or left belongs to no other.
    const { uploads } = this;
    this.input.value = "";
    for (const file of files) {
      try { uploads.push(await api.upload(file)); } catch (error) { this.app.note(error.message); }
    }
    this.draw();
  }

  draw() {
    this.list.replaceChildren(...this.uploads.map((one) => el("span", { class: "pill" }, el("span", {}, one.filename),
      el("button", { type: "button", class: "icon", "aria-label": `Remove ${one.filename}`, onclick: () => { this.uploads.splice(this.uploads.indexOf(one), 1); this.draw(); } }, icon("close")))));
  }

  clear() { this.uploads = []; this.draw(); }

  taken() { return this.uploads.map((one) => one.id); }
}

// The field for an option that takes a file; the chosen file is uploaded right away.
export function fileField(app, field) {
  const { option } = field;
  const take = async () => {
    field.value = null;
    if (!node.files.length) return;
    try { field.value = (await api.upload(node.files[0])).id; } catch (error) { app.note(error.message); }
    field.box.classList.toggle("wrong", field.value === null);
  };
  const node = el("input", { type: "file", "aria-label": `${option.name}: ${option.description}`, title: option.description, "data-option": option.name, "aria-required": option.required ? "true" : null, onchange: take });
  return node;
}
