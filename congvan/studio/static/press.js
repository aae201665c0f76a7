// What is called a button and leads to a page of its own: the space bar presses it, as it does any button. Enter does so by itself.
document.addEventListener("keydown", (event) => {
  const pressed = event.target.closest?.('a[role="button"]');
  if (!pressed || event.key !== " " || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!event.repeat) pressed.click();
});
