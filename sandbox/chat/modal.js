// A form that the bot opens.
import { el, byId } from "./dom.js";
import { api, settled } from "./api.js";
import { markdown } from "./markdown.js";
import { choicesOf } from "./select.js";

const PARAGRAPH = 2;

function textInput(one) {
  const many = one.style === PARAGRAPH;
  const node = el(many ? "textarea" : "input", {
    placeholder: one.placeholder, minlength: one.min_length, maxlength: one.max_length || 4000,
    required: one.required !== false, name: one.custom_id, rows: many ? 4 : null, type: many ? null : "text", autocomplete: "off",
  });
  node.value = one.value || "";
  return { node, read: () => node.value };
}

function chooser(one, env) {
  const most = one.max_values ?? 1;
  const required = one.required !== false && (one.min_values ?? 1) > 0;
  const node = el("select", { name: one.custom_id, multiple: most > 1, required, disabled: one.disabled },
    most === 1 && el("option", { value: "" }, one.placeholder || "Make a choice"),
    choicesOf(one, env).map((choice) => el("option", { value: choice.value, selected: choice.default, title: choice.description }, choice.description ? `${choice.label} — ${choice.description}` : choice.label)));
  node.addEventListener("change", () => {
    node.setCustomValidity(node.selectedOptions.length > most ? `Choose at most ${most}.` : "");
  });
  return { node, read: () => [...node.selectedOptions].map((choice) => choice.value).filter(Boolean) };
}

// A row is a label around one input, an old-style row with one input, or text.
function row(data, env, fields) {
  if (data.type === 10) return el("div", { class: "words" }, markdown(data.content, env));
  const one = data.component || data.components?.[0];
  const make = { 4: textInput, 3: chooser, 5: chooser, 6: chooser, 7: chooser, 8: chooser }[one?.type];
  if (!make) return null;
  const made = make(one, env);
  fields.push([one.custom_id, made.read]);
  return el("label", {}, el("span", {}, data.label || one.label, made.node.required && el("i", { class: "must", title: "Required" }, " *")), data.description && el("small", {}, data.description), made.node);
}

export function showModal(app, interactionId, data) {
  const dialog = byId("modal");
  if (dialog.open) dialog.close();
  const fields = [];
  const rows = (data.components || []).map((one) => row(one, app.env, fields));
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const send = el("button", { type: "submit", class: "btn primary" }, "Submit");
  const form = el("form", {}, el("h2", { id: "modal-title" }, data.title), rows, problem,
    el("div", { class: "buttons" }, el("button", { type: "button", class: "btn secondary", onclick: () => dialog.close() }, "Cancel"), send));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    problem.hidden = true;
    try {
      const values = Object.fromEntries(fields.map(([name, read]) => [name, read()]));
      const sent = await api.modal(app.me.id, interactionId, values);
      if (await settled(sent.interaction_id) === "failed") throw new Error("This interaction failed");
      if (form.isConnected) dialog.close();
    } catch (error) {
      problem.textContent = `${error.message}. You can try again.`;
      problem.hidden = false;
    }
    send.disabled = false;
  });
  dialog.setAttribute("aria-labelledby", "modal-title");
  dialog.replaceChildren(form);
  dialog.showModal();
  form.querySelector("input, textarea, select")?.focus();
}
