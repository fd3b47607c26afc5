// Discord's Markdown into DOM nodes. Never uses innerHTML.
import { el, safeUrl } from "./dom.js";

const INLINE = [
  [/^\\([^A-Za-z0-9\s])/, (m) => m[1]],
  [/^(`+)([^]*?[^`])\1(?!`)/, (m) => el("code", {}, m[2])],
  [/^\[((?:\\.|[^\]\\])+)\]\((https?:\/\/[^\s)]+)\)/, (m, env) => anchor(m[2], inline(m[1], env), env)],
  [/^<(https?:\/\/[^\s>]+)>/, (m, env) => anchor(m[1], [m[1]], env)],
  [/^https?:\/\/[^\s<>]*[^\s<>.,:;"')\]\u2060-\u2069]/, (m, env) => anchor(m[0], [m[0]], env)],
  [/^<@!?(\d+)>/, (m, env) => el("span", { class: "mention" }, `@${env.name(m[1])}`)],
  [/^<#(\d+)>/, (m, env) => el("span", { class: "mention" }, `#${env.channel(m[1])}`)],
  [/^<t:(-?\d+)(?::([tTdDfFR]))?>/, (m) => time(Number(m[1]), m[2] || "f")],
  [/^\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/s, (m, env) => el("strong", {}, inline(m[1], env))],
  [/^__((?:\\.|[^\\])+?)__(?!_)/s, (m, env) => el("u", {}, inline(m[1], env))],
  [/^\*((?:\\.|[^\\*])+?)\*(?!\*)/s, (m, env) => el("em", {}, inline(m[1], env))],
  [/^_((?:\\.|[^\\_])+?)_(?![A-Za-z0-9_])/s, (m, env) => el("em", {}, inline(m[1], env))],
  [/^~~((?:\\.|[^\\])+?)~~/s, (m, env) => el("s", {}, inline(m[1], env))],
  [/^\|\|((?:\\.|[^\\])+?)\|\|/s, (m, env) => spoiler(inline(m[1], env))],
];
const PLAIN = /^(?:[^\\`[\]<h*_~|]+|[^])/u;

function anchor(url, children, env) {
  const safe = safeUrl(url, env.links);
  return safe ? el("a", { href: safe, target: "_blank", rel: "noopener" }, children) : children;
}

function spoiler(children) {
  return el("span", { class: "spoiler", tabindex: 0, onclick: (e) => e.currentTarget.classList.add("open") }, children);
}

export function inline(text, env) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const found = INLINE.map(([pattern, make]) => [rest.match(pattern), make]).find(([m]) => m);
    const match = found ? found[0] : rest.match(PLAIN);
    nodes.push(found ? found[1](match, env) : match[0]);
    rest = rest.slice(match[0].length);
  }
  return nodes.flat();
}

export function time(seconds, style) {
  const date = new Date(seconds * 1000);
  const words = style === "R" ? relative(date) : date.toLocaleString(undefined, STYLES[style] || STYLES.f);
  return el("time", { datetime: date.toISOString(), title: date.toLocaleString() }, words);
}

const STYLES = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" },
  D: { dateStyle: "long" }, f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
};

function relative(date) {
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const seconds = Math.round((date - Date.now()) / 1000);
  for (const [unit, size] of [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(seconds, "second");
}

// Blocks: code fences, headings, lists, quotes, subtext; everything else is lines.
export function markdown(text, env) {
  const out = [];
  text.split(/(```[^]*?```)/).forEach((part) => {
    if (part.startsWith("```") && part.endsWith("```") && part.length > 6) {
      out.push(el("pre", {}, el("code", {}, part.slice(3, -3).replace(/^\w+\n/, "").replace(/^\n/, ""))));
    } else if (part) part.split("\n").forEach((line, i, all) => block(line, i === all.length - 1, out, env));
  });
  return out;
}

function block(line, last, out, env) {
  let m;
  if ((m = line.match(/^(#{1,3}) (.+)/))) out.push(el(`h${m[1].length + 1}`, {}, inline(m[2], env)));
  else if ((m = line.match(/^-# (.+)/))) out.push(el("div", { class: "subtext" }, inline(m[1], env)));
  else if ((m = line.match(/^(\s*)[-*] (.+)/))) out.push(el("div", { class: "item" }, inline(m[2], env)));
  else if ((m = line.match(/^> (.*)/))) out.push(el("blockquote", {}, inline(m[1], env)));
  else if (line || !last) out.push(el("div", { class: "line" }, line ? inline(line, env) : "\u00a0"));
}
