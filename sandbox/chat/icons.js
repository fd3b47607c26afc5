// Draws icons as SVG, so that they look the same on a machine without an emoji font.
import { el } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const HEART = "M12 20C6 16 3.5 12.5 3.5 9a4.4 4.4 0 0 1 8.5-1.5A4.4 4.4 0 0 1 20.5 9c0 3.5-2.5 7-8.5 11z";
const circle = (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

// Lines are two pixels wide on a 24 by 24 grid; "fill" shapes are filled instead.
const LINES = {
  menu: "M4 7h16M4 12h16M4 17h16",
  note: `M9 17.5V6l10-2v11.5${circle(6.5, 17.5, 2.5)}${circle(16.5, 15.5, 2.5)}`,
  close: "M6 6l12 12M18 6L6 18",
  flag: "M6 21V4h12l-3 4 3 4H6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clip: "M8 13l6-6a3 3 0 0 1 4.3 4.3l-7.8 7.8a4.9 4.9 0 0 1-7-7L11 4.6",
  reply: "M10 6l-6 6 6 6M4 12h9a7 7 0 0 1 7 7",
  eye: `M2 12s3.5-6.5 10-6.5S22 12 22 12s-3.5 6.5-10 6.5S2 12 2 12z${circle(12, 12, 2.6)}`,
  out: "M8 16l9-9M9 7h8v8",
  down: "M6 9.5l6 6 6-6",
  switch: "M8 19V5M4.5 8.5L8 5l3.5 3.5M16 5v14M12.5 15.5L16 19l3.5-3.5",
  chat: "M4 5h16v11h-8l-5 4v-4H4z",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  refresh: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.3M20 4.5v4.8h-4.8",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  heart: HEART,
  list: "M5 6h14M5 12h14M5 18h8",
  headphones: "M4 17v-5a8 8 0 0 1 16 0v5M4 14h3.5v6H4zM16.5 14H20v6h-3.5z",
  quiet: "M4 9.5h4L13 5v14l-5-4.5H4zM16.5 9a4.5 4.5 0 0 1 0 6",
  loud: "M4 9.5h4L13 5v14l-5-4.5H4zM16.5 9a4.5 4.5 0 0 1 0 6M19 6a9 9 0 0 1 0 12",
  microphone: "M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21M8.5 21h7",
  shuffle: "M3 7h4l9 10h4M3 17h4l2.5-2.8M13 10l3-3h4M17.5 4.5L20 7l-2.5 2.5M17.5 14.5L20 17l-2.5 2.5",
  repeat: "M5 11V9a2 2 0 0 1 2-2h12M16 4l3 3-3 3M19 13v2a2 2 0 0 1-2 2H5M8 20l-3-3 3-3",
  once: "M5 11V9a2 2 0 0 1 2-2h12M16 4l3 3-3 3M19 13v2a2 2 0 0 1-2 2H5M8 20l-3-3 3-3M11.3 10.5l1.2-.7v4.4",
  target: `${circle(12, 12, 9)}${circle(12, 12, 5)}${circle(12, 12, 1)}`,
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  people: `${circle(9, 8, 3)}${circle(16.5, 9, 2.4)}M3 19a6 6 0 0 1 12 0M17 14a5 5 0 0 1 4.5 5`,
  pencil: "M4 20l1-4.5L15.5 5l3.5 3.5L8.5 19z",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-2.5 4 3.5",
  sliders: `M4 8h7M17 8h3M4 16h3M13 16h7${circle(14, 8, 2.5)}${circle(10, 16, 2.5)}`,
  vote: "M4 13h16v7H4zM8 13l2.5-8 6 2-2 6",
  hand: "M8 12.5V6a1.5 1.5 0 0 1 3 0v5V4.5a1.5 1.5 0 0 1 3 0V11 6.5a1.5 1.5 0 0 1 3 0V14c0 4-2 6.5-5.5 6.5-2.5 0-4-1-5-3L4 13a1.4 1.4 0 0 1 2.4-1.4z",
  tape: `M3 6h18v12H3zM8 15h8${circle(8, 11.5, 2)}${circle(16, 11.5, 2)}`,
  warning: "M12 4L2.5 20h19zM12 10v4.5M12 17v.2",
  forbidden: `${circle(12, 12, 8.5)}M6 6l12 12`,
  hourglass: "M7 4h10M7 20h10M8 4c0 6 8 7 8 16M16 4c0 6-8 7-8 16",
  vertical: "M12 4v16M8 8l4-4 4 4M8 16l4 4 4-4",
  right: "M4 12h15M13 6l6 6-6 6",
  bell: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4",
  mute: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4M4 4l16 17",
  explicit: "M4 4h16v16H4zM14.5 8h-5v8h5M9.5 12h4",
};
const FILLED = {
  more: `${circle(5, 12, 2)}${circle(12, 12, 2)}${circle(19, 12, 2)}`,
  play: "M7 4.5l12 7.5-12 7.5z",
  back: "M17 4.5L5 12l12 7.5z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  next: "M5 5l9.5 7L5 19zM16 5h3v14h-3z",
  previous: "M19 5l-9.5 7 9.5 7zM5 5h3v14H5z",
  forward: "M3 5l9 7-9 7zM12 5l9 7-9 7z",
  love: HEART,
  sparkles: "M12 3l2.3 6.7L21 12l-6.7 2.3L12 21l-2.3-6.7L3 12l6.7-2.3z",
  knob: circle(12, 12, 7),
  bar: "M1 10h22v4H1z",
  dot: circle(12, 12, 3),
};
const EMOJI = {
  "▶": "play", "◀": "back", "⏸": "pause", "⏭": "next", "⏮": "previous", "⏩": "forward", "🔄": "refresh",
  "➕": "plus", "➖": "minus", "✅": "check good", "❌": "close bad", "⚠": "warning warn", "🚫": "forbidden bad",
  "💚": "love good", "🤍": "heart", "♥": "love bad", "🫶": "heart", "📜": "list", "🎧": "headphones", "🔈": "quiet",
  "🔊": "loud", "🎙": "microphone", "🔀": "shuffle", "🔁": "repeat", "🔂": "once", "🎯": "target", "🔒": "lock",
  "👥": "people", "✏": "pencil", "🖼": "picture", "🎛": "sliders", "🗳": "vote", "⏳": "hourglass", "↩": "reply",
  "↕": "vertical", "✨": "sparkles warn", "🎵": "note", "🔘": "knob", "▬": "bar", "▫": "dot", "🅴": "explicit",
  "➜": "right", "✔": "check", "✖": "close", "💬": "chat", "📎": "clip", "📄": "file", "👁": "eye",
  "✋": "hand", "📼": "tape", "🔔": "bell", "🔕": "mute",
};
const KNOWN = new RegExp(`(${Object.keys(EMOJI).join("|")})\\uFE0F?`, "u");

export function icon(name, attributes = {}) {
  const [shape, tone] = name.split(" ");
  const image = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: `drawn ${tone || ""}`.trim(), "aria-hidden": "true", focusable: "false", ...attributes })) image.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", LINES[shape] || FILLED[shape]);
  path.setAttribute("class", LINES[shape] ? "lines" : "filled");
  image.append(path);
  return image;
}

// Returns the drawing for an emoji, or the character itself if there is none.
export function drawn(character) {
  const name = EMOJI[character.replace(/\uFE0F/gu, "")];
  return name ? icon(name) : character;
}

// Returns a text with its known emoji as labelled drawings.
export function withIcons(text) {
  const parts = text.split(KNOWN);
  return parts.map((part, i) => (i % 2 ? el("span", { class: "emoji", role: "img", "aria-label": part }, drawn(part)) : part)).filter(Boolean);
}
