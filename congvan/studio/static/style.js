// The page of the settings follows what is chosen: asked for as the button "Xem trước" would, and put beside the fields.
const form = document.getElementById("style");
let asked = 0, timer = 0;
async function look() {
  const mine = ++asked;
  const query = new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "_csrf" && name !== "etag"));
  try {
    const answer = await fetch(`${form.dataset.look}?${query}`, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("look");
    if (page && mine === asked) document.getElementById("look").replaceChildren(...page.childNodes);
  } catch { /* the server is away: the buttons say so */ }
}
form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 400); });
