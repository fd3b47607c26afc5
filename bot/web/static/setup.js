// The copy buttons of the set-up page; without JavaScript they stay hidden, and the text can be selected.
for (const button of document.querySelectorAll("button[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Only https pages and this computer's own may use the clipboard directly.
      document.execCommand("copy");
    }
    button.textContent = button.dataset.done;
  });
}
