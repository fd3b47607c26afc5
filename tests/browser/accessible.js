// What tests/browser/accessible.py asks a page in the browser.

const shown = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: false });
const called = (one) => one.outerHTML.slice(0, 120);

function layoutProblems() {
  const problems = [];
  const { scrollWidth } = document.scrollingElement;
  if (scrollWidth > innerWidth) problems.push(`scrolls sideways: ${scrollWidth} of ${innerWidth} px`);
  for (const one of document.querySelectorAll("body *")) {
    if (!shown(one) || one.closest("pre, svg")) continue;
    const box = one.getBoundingClientRect();
    if (box.width <= 1) continue; // Words for screen readers only.
    if (box.right > innerWidth + 1 || box.left < -1) problems.push(`cut off: ${called(one)}`);
    const scrolls = ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
    if (scrolls && one.scrollWidth > one.clientWidth + 1) problems.push(`scrolls sideways: ${called(one)}`);
  }
  const moving = document.getAnimations().filter((one) => one.playState === "running");
  if (moving.length) problems.push(`${moving.length} animations in spite of reduced motion`);
  for (const image of document.images) {
    if (!image.hasAttribute("alt")) problems.push(`no alt text: ${called(image)}`);
  }
  return problems;
}

// Not by its place in the page, because a live message may change while Tab goes around.
function named(one) {
  const place = one.closest("[data-message-id]")?.dataset.messageId || one.closest("[id]")?.id || "";
  const words = one.getAttribute("aria-label") || one.innerText || one.name || one.id || "";
  return `${place} ${one.tagName.toLowerCase()} ${words.trim().slice(0, 40)}`;
}

// Everything that Tab has to reach. A file's field has a button; of radios, it's the chosen one.
function controls() {
  const open = document.querySelector("dialog[open]") || document;
  const all = open.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
  return [...all]
    .filter((one) => shown(one) && !one.disabled && one.tabIndex >= 0)
    .filter((one) => one.type !== "file" && (one.type !== "radio" || one.checked))
    .map(named);
}

function look(node) {
  const style = getComputedStyle(node);
  const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && style.outlineColor;
  return [outline, style.borderColor, style.boxShadow, style.backgroundColor].join();
}

// What has the focus; with "!" in front if it looks the same without it.
function focused() {
  const one = document.activeElement;
  if (!one || one === document.body) return "the page";
  const around = [one, one.parentElement, one.parentElement.parentElement].filter(Boolean);
  const before = around.map(look).join(";");
  const kept = document.activeElement;
  kept.blur();
  const without = around.map(look).join(";");
  kept.focus({ focusVisible: true, preventScroll: true });
  return (before === without ? "!" : "") + named(one);
}
