// The panel that changes what the made-up listeners play.
import { el, byId } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";

const ACTIONS = [
  ["track", "Play something"], ["next", "Next"], ["pause", "Pause"], ["resume", "Resume"], ["episode", "Podcast"],
  ["local", "Local file"], ["ad", "Ad"], ["private", "Private session"], ["stop", "Stop"],
];
const REFRESH_MS = 4000;

export function setUpPanel(links, me) {
  const toggle = byId("sandbox-panel");
  const panel = byId("panel");
  if (!links?.spotify || !toggle.hidden) return;
  const listeners = el("div", { class: "listeners" });
  const shown = el("div", {});
  const problem = el("p", { class: "empty", role: "status", hidden: true });
  let asked = 0;
  panel.replaceChildren(el("h2", {}, "Now playing"), el("p", { class: "subtext" }, "What the made-up listeners are playing on the simulated Spotify."), problem, listeners, shown);
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    toggle.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) refresh();
  });
  setInterval(() => {
    const busy = panel.contains(document.activeElement) && document.activeElement.tagName === "SELECT";
    if (!panel.hidden && !document.hidden && !busy) refresh();
  }, REFRESH_MS);

  async function ask(path, body) {
    // Plain text, so that the browser needs no preflight request to the other origin.
    const answer = await fetch(`${links.spotify}${path}`, body && { method: "POST", body: JSON.stringify(body) });
    const data = await answer.json();
    if (!answer.ok) throw new Error(data.error || `HTTP ${answer.status}`);
    return data;
  }

  async function refresh(path = "/sandbox/state", body = undefined) {
    asked += 1;
    const mine = asked;
    try {
      const state = await ask(path, body);
      if (mine !== asked) return;
      listeners.replaceChildren(...(state.listeners || []).map(line));
      if (links.connections) await showConnection(state.listeners || []);
      problem.hidden = true;
    } catch (error) {
      if (mine !== asked) return;
      problem.textContent = `The simulated Spotify said: ${error.message}`;
      problem.hidden = false;
    }
  }

  // As in Discord's settings: whose music the person you are shows there.
  async function showConnection(everyone) {
    const who = me();
    const current = (await api.connections())[who.id] || "";
    const choose = el("select", { "aria-label": "Spotify on Discord", "data-testid": "connection", onchange: () => connect(who, choose.value) },
      el("option", { value: "" }, "Nothing"), everyone.map((one) => el("option", { value: one.id }, one.name || one.id)));
    choose.value = current;
    shown.replaceChildren(el("h2", {}, "On Discord"), el("p", { class: "subtext" }, `What ${who.global_name || who.username}'s own Discord shows of Spotify, without a link to the bot.`), choose);
  }

  async function connect(who, listener) {
    document.activeElement?.blur();
    await api.connect(who.username, listener || null);
    await refresh();
  }

  function line(one) {
    const name = one.name || one.id;
    const words = [one.title || one.kind || "Nothing playing", (one.artists || []).join(", ")].filter(Boolean).join(" · ");
    const choose = el("select", { "aria-label": `What ${name} does`, onchange: () => { const action = choose.value; choose.blur(); refresh("/sandbox/player", { person: one.id, action }); } },
      el("option", { value: "" }, "Change…"), ACTIONS.map(([value, label]) => el("option", { value }, label)));
    return el("div", { class: "listener", "data-listener": one.id },
      one.image ? el("img", { src: one.image, alt: "" }) : el("span", { class: "no-image", "aria-hidden": "true" }, icon("note")),
      el("div", {}, el("b", {}, name), el("small", { title: words }, icon(one.playing ? "play" : "pause"), ` ${words}`), one.private && el("small", {}, "private session")), choose);
  }
}
