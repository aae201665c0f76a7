// A button that leads to a page: a form that asks nothing would leave a "?" behind its address.
for (const form of document.querySelectorAll("form[data-go]")) {
  form.addEventListener("submit", (event) => { event.preventDefault(); location.assign(form.action); });
}
