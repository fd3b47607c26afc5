// A form that the bot asks for.
import { el, byId } from "./dom.js";
import { api } from "./api.js";

export function showModal(app, interactionId, data) {
  const dialog = byId("modal");
  const inputs = [];
  const rows = data.components.map((row) => {
    const one = row.component || row.components[0];
    const tag = one.style === 2 ? "textarea" : "input";
    const node = el(tag, { placeholder: one.placeholder, maxlength: one.max_length || 4000, required: one.required !== false, name: one.custom_id });
    node.value = one.value || "";
    inputs.push(node);
    return el("label", {}, el("span", {}, row.label || one.label), row.description && el("small", {}, row.description), node);
  });
  const form = el("form", { method: "dialog" }, el("h2", {}, data.title), rows,
    el("div", { class: "row" }, el("button", { type: "button", class: "btn secondary", onclick: () => dialog.close() }, "Cancel"), el("button", { class: "btn primary" }, "Submit")));
  form.addEventListener("submit", () => {
    const values = Object.fromEntries(inputs.map((one) => [one.name, one.value]));
    api.modal(app.me.id, interactionId, values).catch((error) => app.note(error.message));
  });
  dialog.replaceChildren(form);
  dialog.showModal();
}
