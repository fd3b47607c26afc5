// The panel where one chooses what the made-up listeners play.
import { el, byId } from "./dom.js";

const ACTIONS = [["track", "Play something"], ["next", "Next"], ["pause", "Pause"], ["resume", "Resume"], ["episode", "Podcast"], ["local", "Local file"], ["ad", "Advert"], ["private", "Private session"], ["stop", "Stop"]];

export function setUpPanel(links) {
  const toggle = byId("sandbox-panel");
  const panel = byId("panel");
  if (!links.spotify) return;
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    toggle.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) refresh();
  });

  async function act(person, action) {
    await fetch(`${links.spotify}/sandbox/player`, { method: "POST", body: JSON.stringify({ person, action }) });
    refresh();
  }

  async function refresh() {
    const state = await (await fetch(`${links.spotify}/sandbox/state`)).json();
    panel.replaceChildren(...state.listeners.map((one) => el("div", { class: "listener" },
      el("div", {}, el("b", {}, one.name || one.id), el("small", {}, `${one.playing ? "▶" : "⏸"} ${one.title || one.kind || "nothing"}${one.private ? " · private session" : ""}`)),
      el("select", { "aria-label": `What ${one.name} does`, onchange: (event) => act(one.id, event.target.value) },
        el("option", { value: "" }, "Change…"), ACTIONS.map(([value, label]) => el("option", { value }, label))))));
  }
}
