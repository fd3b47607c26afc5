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

// What finds the same button or link again, in a page that was loaded later.
function place(element) {
  const [name, value] = element.href ? ["href", element.getAttribute("href")] : ["aria-label", element.ariaLabel];
  return value && `[${name}="${CSS.escape(value)}"]`;
}

// Takes over a part of a loaded page; without it (the aux is over) the whole of what was loaded.
function take(loaded, id) {
  const fresh = loaded.getElementById(id);
  if (fresh) {
    const old = document.getElementById(id);
    if (old.innerHTML === fresh.innerHTML) {
      Object.assign(old.dataset, fresh.dataset);
      return;
    }
    const here = old.contains(document.activeElement) && place(document.activeElement);
    old.replaceWith(fresh);
    if (here) fresh.querySelector(here)?.focus();
  } else {
    document.querySelector("main").replaceWith(loaded.querySelector("main"));
    stop();
  }
}

// Whether an answer is the page, or says that there is none any more. Others pass: too many
// requests, a restart, a proxy's own page.
function mayTake(answer, loaded, id) {
  const over = answer.status >= 400 && answer.status < 500 && ![408, 413, 429].includes(answer.status);
  return (answer.ok && loaded.getElementById(id)) || (over && loaded.querySelector("main"));
}

function tell(words) {
  const note = document.getElementById("said") || document.createElement("p");
  Object.assign(note, { id: "said", className: "note", role: "status", tabIndex: -1, textContent: words });
  document.getElementById("live")?.before(note);
}

async function load() {
  // A little apart: everyone who looks is told at the same moment.
  await wait(Math.random() * 300);
  const answer = await fetch(page, { cache: "no-store" });
  const loaded = parsed(await answer.text());
  if (!mayTake(answer, loaded, "live")) return;
  // Someone who is removed loses the forms too.
  const told = document.getElementById("gone")?.dataset.told;
  const newly = (loaded.getElementById("gone")?.dataset.told || told) !== told;
  const removed = Boolean(document.getElementById("find")) && !loaded.getElementById("find");
  take(loaded, removed ? "aux" : "live");
  // "It's added once it's approved" is over when the answer is there.
  if (newly) document.getElementById("said")?.remove();
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
let polls = 0;
setInterval(() => {
  if (!source || document.hidden) return;
  // Refused, because too many are looking or the bot restarts: then look from time to time. And
  // seldom in any case: where several bots serve one aux, this one may not be told.
  const refused = source.readyState === EventSource.CLOSED;
  polls += 1;
  if (!refused && polls % 3) return;
  if (refused) {
    stop();
    follow();
  }
  refresh();
}, POLL_MS);

// Puts back what was typed while an answer was awaited.
function type(words) {
  const field = document.getElementById("words");
  if (!field || words === undefined) return;
  field.value = words;
  field.focus();
}

async function send(form, body) {
  const typed = document.getElementById("words")?.value;
  try {
    const answer = await fetch(page, { method: "POST", body });
    const loaded = parsed(await answer.text());
    if (!mayTake(answer, loaded, "aux")) throw new Error(answer.status);
    const now = document.getElementById("words")?.value;
    take(loaded, "aux");
    if (now !== typed) type(now);
  } catch {
    // Not sent again: it may have arrived. What is shown from now on tells.
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    tell(document.getElementById("aux")?.dataset.lost);
    refresh();
  }
  if (document.activeElement?.id !== "words") document.getElementById("said")?.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("#aux")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  body.set("act", event.submitter.value);
  // What is shown now, which may be newer than the form.
  const told = document.getElementById("gone")?.dataset.told;
  if (told) body.set("told", told);
  event.submitter.disabled = true;
  // In the order in which they were sent: what is shown last is the answer to the last.
  sending = sending.then(() => send(form, body));
});

follow();
