// A message's embeds, pictures and files.
import { el, link, safeUrl } from "./dom.js";
import { icon } from "./icons.js";
import { markdown, inline } from "./markdown.js";

export const hex = (colour) => `#${Number(colour).toString(16).padStart(6, "0")}`;

// Pictures can be attached to the message ("attachment://name") or on the web.
export function address(url, env) {
  const name = String(url || "").match(/^attachment:\/\/(.+)$/)?.[1];
  const own = name && env.attachments?.find((one) => one.filename === name);
  return safeUrl(new URL(own ? own.url : url || "", location.origin).href, null);
}

export function picture(media, alt, env, attributes = {}) {
  if (!media?.url) return null;
  const source = address(media.url, env);
  return source && el("img", { ...attributes, src: source, alt: alt || "", width: media.width, height: media.height });
}

export function linked(media, alt, env, attributes = {}) {
  const image = picture(media, alt, env);
  return image && el("a", { ...attributes, href: image.src, target: "_blank", rel: "noopener noreferrer", "aria-label": alt || "Open picture" }, image);
}

export function embed(data, env) {
  const box = el("article", { class: "embed" },
    el("div", { class: "embed-words" },
      data.author && el("div", { class: "author" }, picture({ url: data.author.icon_url }, "", env), data.author.url ? link(data.author.url, data.author.name, env) : data.author.name),
      data.title && el("h2", { class: "small" }, data.url ? link(data.url, inline(data.title, { ...env, linked: true }), env) : inline(data.title, env)),
      data.description && el("div", { class: "words" }, markdown(data.description, env)),
      data.fields?.length > 0 && el("dl", {}, data.fields.map((one) => field(one, env)))),
    data.thumbnail && linked(data.thumbnail, "", env, { class: "thumbnail" }),
    data.image && linked(data.image, "", env, { class: "large" }),
    (data.footer || data.timestamp) && footer(data, env));
  if (data.color !== null && data.color !== undefined) box.style.setProperty("--accent", hex(data.color));
  return box;
}

function field(one, env) {
  return el("div", { class: one.inline ? "inline" : "" }, el("dt", {}, inline(one.name, env)), el("dd", { class: "words" }, markdown(one.value, env)));
}

function footer(data, env) {
  const when = data.timestamp && new Date(data.timestamp).toLocaleString(undefined, { dateStyle: "short", timeStyle: "short" });
  const words = [data.footer?.text, when].filter(Boolean).join(" • ");
  return el("footer", {}, data.footer?.icon_url && picture({ url: data.footer.icon_url }, "", env), words);
}

export function attachment(one, env) {
  const image = /^image\//.test(one.content_type || "") || /\.(png|jpe?g|gif|webp|svg)$/i.test(one.filename || "");
  if (image) return linked(one, one.description || one.filename, env, { class: "attachment" });
  return file(one.url, one.filename, one.size, env);
}

export function file(url, name, size, env) {
  const own = env.attachments?.find((one) => url === `attachment://${one.filename}` || url === one.url);
  const bytes = size ?? own?.size;
  const last = String(url).split(/[?#]/)[0].split("/").pop();
  return el("a", { class: "file", href: address(url, env), target: "_blank", rel: "noopener noreferrer" },
    icon("file", { class: "drawn large" }), el("span", {}, el("b", {}, name || own?.filename || last || "File"), bytes > 0 && el("small", {}, `${(bytes / 1024).toFixed(1)} KB`)));
}
