// The page of an aux: follows what happens, and sends its forms without loading the page again.
// Without JavaScript the same forms load it, and a link does what this does by itself (noscript).
const POLL_MS = 20000;
const NO_SOONER_MS = 1500;
const page = location.pathname;

let source = null;
let loading = null;
let again = false;
let sending = Promise.resolve();

function wait(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

// Takes over a part of a loaded page; without it (the aux is over) the whole of what was loaded.
function take(loaded, id) {
  const fresh = loaded.getElementById(id);
  if (fresh) {
    const old = document.getElementById(id);
    const pressed = old.contains(document.activeElement) && document.activeElement.ariaLabel;
    old.replaceWith(fresh);
    if (pressed) fresh.querySelector(`[aria-label="${CSS.escape(pressed)}"]`)?.focus();
  } else {
    document.querySelector("main").replaceWith(loaded.querySelector("main"));
    stop();
  }
}

async function load() {
  // A little apart: everyone who looks is told at the same moment.
  await wait(Math.random() * 300);
  const answer = await fetch(page, { cache: "no-store" });
  if (answer.status === 429 || answer.status >= 500) return;
  take(parsed(await answer.text()), "live");
}

// Loads once at a time, and once more if something has changed meanwhile.
async function refresh() {
  again = true;
  if (loading) return;
  while (again) {
    again = false;
    loading = load().catch(() => {});
    await loading;
    await wait(NO_SOONER_MS);
    loading = null;
  }
}

function follow() {
  if (source || !document.getElementById("live")) return;
  const seen = encodeURIComponent(document.getElementById("live").dataset.version);
  source = new EventSource(`${page}/events?seen=${seen}`);
  source.onmessage = refresh;
}

function stop() {
  if (source) source.close();
  source = null;
}

document.addEventListener("visibilitychange", () => (document.hidden ? stop() : follow()));
setInterval(() => {
  // Refused, because too many are looking or the bot restarts: then look from time to time.
  const refused = source && source.readyState === EventSource.CLOSED;
  if (!refused || document.hidden) return;
  stop();
  refresh();
  follow();
}, POLL_MS);

async function send(form, body) {
  try {
    const answer = await fetch(page, { method: "POST", body });
    take(parsed(await answer.text()), "aux");
    document.getElementById("said")?.focus();
  } catch {
    // As without JavaScript, which doesn't know which button was pressed.
    const pressed = document.createElement("input");
    Object.assign(pressed, { type: "hidden", name: "act", value: body.get("act") });
    form.append(pressed);
    form.submit();
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("#aux")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  body.set("act", event.submitter.value);
  event.submitter.disabled = true;
  // In the order in which they were sent: what is shown last is the answer to the last.
  sending = sending.then(() => send(form, body));
});

follow();
