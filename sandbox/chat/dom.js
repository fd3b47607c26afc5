// Small helpers for building elements. Text from outside only ever becomes text nodes.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

const SPOTIFY = /^\/(?:intl-[a-z-]+\/)?(track|artist|album|playlist|show|episode|user)\/([\w-]+)/;

// Opens only web addresses; Spotify's lead to the simulated Spotify.
export function safeUrl(value, links) {
  let url;
  try { url = new URL(value); } catch { return null; }
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  const found = url.hostname === "open.spotify.com" && url.pathname.match(SPOTIFY);
  if (found && links?.spotify) return `${links.spotify}/open/${found[1]}/${found[2]}`;
  if (url.hostname === "developer.spotify.com" && links?.spotify) return links.spotify + url.pathname;
  return url.href;
}

export function link(url, children, env, attributes = {}) {
  const safe = safeUrl(url, env.links);
  if (!safe) return el("span", attributes, children);
  return el("a", { ...attributes, href: safe, target: "_blank", rel: "noopener noreferrer" }, children);
}

const MARKS = ["customId", "channel", "server", "member", "person", "testid"];
const marked = (one) => MARKS.filter((name) => one.dataset[name]).map((name) => `${name} ${one.dataset[name]}`).join() || one.textContent;

// Redraws something; if what had the focus was replaced, then what took its place gets it.
export function keepingFocus(container, redraw) {
  const focused = container.contains(document.activeElement) && document.activeElement;
  const scope = focused && focused.closest("[data-message-id]")?.dataset.messageId;
  const controls = () => {
    const within = scope ? container.querySelector(`[data-message-id="${CSS.escape(scope)}"]`) : container;
    return [...(within?.querySelectorAll("button, a[href], input, select, [tabindex]") || [])];
  };
  const [place, mark] = focused ? [controls().indexOf(focused), marked(focused)] : [];
  redraw();
  if (!focused || focused.isConnected) return;
  const now = controls();
  (now.find((one) => marked(one) === mark) || now[place])?.focus({ preventScroll: true });
}

// Moves a mark through a list with the arrow keys, and closes it with Escape.
export function arrows(list, close) {
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); return close(); }
    if (event.target.tagName === "SELECT") return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...list.querySelectorAll("button:not([hidden]):not(:disabled)")];
    const at = items.indexOf(document.activeElement);
    items[at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length]?.focus();
  });
}
