// Turns Discord's Markdown into DOM nodes. Never uses innerHTML.
import { el, link } from "./dom.js";
import { icon, withIcons } from "./icons.js";

const wrap = (tag, attributes = {}) => (m, env) => el(tag, attributes, inline(m[1] ?? m[2], env));
const mention = (words) => el("span", { class: "mention" }, words);

// The order is Discord's: the first pattern that fits at the current place wins.
const INLINE = [
  [/^\\([^A-Za-z0-9\s])/, (m) => m[1]],
  [/^(`+)([^]*?[^`])\1(?!`)/, (m) => el("code", {}, m[2].replace(/^ (?=`)|(?<=`) $/g, ""))],
  [/^\[((?:\\.|\[[^\]]*\]|[^\]\\])+)\]\(\s*<?(https?:\/\/(?:[^\s()<>]|\([^\s()<>]*\))+)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/, (m, env) => link(m[2], inline(m[1], { ...env, linked: true }), env)],
  [/^<(https?:\/\/[^\s>]+)>/, (m, env) => bare(m[1], env)],
  [/^https?:\/\/(?:[^\s<>()*|]|\([^\s<>()]*\)|\*(?!\*)|\|(?!\|))*[^\s<>.,:;"')\]*|\u2060-\u2069]/, (m, env) => bare(m[0], env)],
  [/^<@!?(\d+)>/, (m, env) => mention(`@${env.name(m[1])}`)],
  [/^<@&(\d+)>/, (m, env) => mention(`@${env.role(m[1])}`)],
  [/^@(everyone|here)\b/, (m) => mention(m[0])],
  [/^<#(\d+)>/, (m, env) => mention(env.isVoice(m[1]) ? [icon("loud"), ` ${env.channel(m[1])}`] : `#${env.channel(m[1])}`)],
  [/^<\/([^:>]{1,100}):\d+>/, (m) => mention(`/${m[1]}`)],
  [/^<a?(:\w{2,32}:)\d+>/, (m) => m[1]],
  [/^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/, (m, env) => time(Number(m[1]), m[2] || "f", env.me.locale)],
  [/^\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/, wrap("strong")],
  [/^__((?:\\[^]|[^\\])+?)__(?!_)/, wrap("u")],
  [/^\*(?=\S)((?:\*\*|\\[^]|\s+(?:\\[^]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/, wrap("em")],
  [/^_((?:__|\\[^]|[^\\_])+?)_(?![A-Za-z0-9_])/, wrap("em")],
  [/^~~((?:\\[^]|[^\\])+?)~~(?!_)/, wrap("s")],
  [/^\|\|((?:\\[^]|[^\\])+?)\|\|/, (m, env) => spoiler(inline(m[1], env), env)],
];
// "h" may start a bare link; an underscore inside a word is just an underscore.
const PLAIN = /^(?:[^\\`[<h*_~|@]*[A-Za-z0-9](?:_(?=[A-Za-z0-9]))+|[^\\`[<h*_~|@]+|[^])/u;

function bare(url, env) {
  return env.linked ? url : link(url, url, env);
}

function spoiler(children, env) {
  // Nothing inside a link or a button can be pressed.
  if (env.linked) return el("span", { class: "spoiler" }, el("span", {}, children));
  const show = (event) => {
    if (event.key && event.key !== "Enter" && event.key !== " ") return;
    if (!event.currentTarget.classList.contains("open")) event.preventDefault();
    event.currentTarget.classList.add("open");
    event.currentTarget.removeAttribute("aria-label");
  };
  return el("span", { class: "spoiler", tabindex: 0, role: "button", "aria-label": "Spoiler", onclick: show, onkeydown: show }, el("span", {}, children));
}

export function inline(text, env) {
  const nodes = [];
  let rest = text;
  while (rest) {
    let match = null;
    for (const [pattern, make] of INLINE) {
      match = rest.match(pattern);
      if (match) { nodes.push(make(match, env)); break; }
    }
    if (!match) { match = rest.match(PLAIN); nodes.push(...withIcons(match[0])); }
    rest = rest.slice(match[0].length);
  }
  return nodes.flat();
}

const STYLES = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
};

export function time(seconds, style, locale) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return `<t:${seconds}>`;
  const words = style === "R" ? relative(date, locale) : date.toLocaleString(locale, STYLES[style]);
  return el("time", { datetime: date.toISOString(), title: date.toLocaleString(locale, STYLES.F), "data-relative": style === "R" }, words);
}

export function relative(date, locale) {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const seconds = Math.round((date - Date.now()) / 1000);
  for (const [unit, size] of [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(seconds, "second");
}

const HEADING = /^(#{1,3})\s+(\S.*)$/;
const SUBTEXT = /^-#\s+(\S.*)$/;
const INSET = /^\s+-#\s+(\S.*)$/;
const ITEM = /^(\s*)([-*]|\d{1,9}\.)\s+(\S.*)$/;
const QUOTE = /^> ?(.*)$/;

// Blocks: code fences, quotes, headings, lists, subtext; all other lines form one text.
export function markdown(text, env) {
  const out = [];
  // An escaped fence is text, like everything after a backslash.
  text.split(/((?<!\\)```[^]+?```)/).forEach((part) => {
    if (part.startsWith("```") && part.length > 6) out.push(fence(part));
    else if (part) blocks(part.replace(out.length ? /^\n/ : /^$/, ""), out, env);
  });
  return out;
}

function fence(part) {
  const body = part.slice(3, -3);
  const code = body.replace(/^[\w+#.-]+\n/, "").replace(/^\n+|\n+$/g, "");
  return el("pre", {}, el("code", {}, code || body));
}

function blocks(text, out, env) {
  const lines = text.replace(/\n$/, "").split("\n");
  for (let i = 0; i < lines.length;) {
    const line = lines[i];
    const many = line.match(/^>>> ?(.*)$/);
    if (many) {
      out.push(el("blockquote", {}, markdown([many[1], ...lines.slice(i + 1)].join("\n"), env)));
      return;
    }
    const [kind, end] = run(lines, i);
    const taken = lines.slice(i, end);
    if (kind === QUOTE) out.push(el("blockquote", {}, markdown(taken.map((one) => one.match(QUOTE)[1]).join("\n"), env)));
    else if (kind === ITEM) out.push(...lists(itemsOf(taken), env));
    else if (kind === HEADING) { const m = line.match(HEADING); out.push(el("h2", { class: `size-${m[1].length}` }, inline(m[2], env))); }
    else if (kind === SUBTEXT) out.push(el("div", { class: "subtext" }, inline(line.match(SUBTEXT)[1], env)));
    else out.push(el("div", { class: "line" }, inline(taken.join("\n") || "\u200b", env)));
    i = end;
  }
}

const kindOf = (line) => [HEADING, SUBTEXT, QUOTE, ITEM].find((one) => one.test(line)) || null;

// Groups neighbouring lines of quotes, lists or plain text.
function run(lines, start) {
  const kind = kindOf(lines[start]);
  let end = start + 1;
  if (kind === HEADING || kind === SUBTEXT) return [kind, end];
  const goesOn = (line) => (kindOf(line) === kind && !line.startsWith(">>> ")) || (kind === ITEM && INSET.test(line));
  while (end < lines.length && goesOn(lines[end])) end += 1;
  return [kind, end];
}

// Indented subtext belongs to the item above it.
function itemsOf(lines) {
  const items = [];
  for (const line of lines) {
    const small = line.match(INSET);
    if (small) items.at(-1).below.push(small[1]);
    else items.push(Object.assign(line.match(ITEM), { below: [] }));
  }
  return items;
}

function lists(items, env) {
  const out = [];
  for (let i = 0; i < items.length;) {
    const [, indent, sign] = items[i];
    const ordered = /\d/.test(sign);
    const list = el(ordered ? "ol" : "ul", { start: ordered ? parseInt(sign, 10) : null });
    while (i < items.length && /\d/.test(items[i][2]) === ordered) {
      const item = el("li", {}, inline(items[i][3], env), items[i].below.map((one) => el("div", { class: "subtext" }, inline(one, env))));
      let end = i + 1;
      while (end < items.length && items[end][1].length > indent.length) end += 1;
      item.append(...lists(items.slice(i + 1, end), env));
      list.append(item);
      i = end;
    }
    out.push(list);
  }
  return out;
}
