// The ledger while it is sent: asks what has changed, and changes only that. What a person is in, has chosen, marked or reads stays where it is.
const table = document.querySelector("table.ledger"), head = document.getElementById("head"), news = document.getElementById("news");
const csrf = document.querySelector('meta[name="csrf"]').content;
const SOON = 2000, LATER = 10000;
let version = table.dataset.version, running = "running" in table.dataset, missed = 0;

/** The row that stays where it is on the screen: the one with the focus, else the first that can be seen. */
function anchor() {
  const focused = document.activeElement?.closest?.("table.ledger tr, #act, #head, .acts");
  if (focused) return focused;
  const top = document.querySelector(".bar").getBoundingClientRect().bottom;
  return [...table.tBodies[0].rows].find((row) => row.getBoundingClientRect().top >= top) ?? null;
}

function still(change) {
  const kept = anchor(), before = kept?.getBoundingClientRect().top;
  change();
  const moved = kept?.isConnected ? kept.getBoundingClientRect().top - before : 0;
  if (Math.abs(moved) >= 1 && window.scrollY + moved >= 0) window.scrollBy({ top: moved, behavior: "instant" });
}

/** Whether somebody has marked words in it with the mouse. */
function read(cell) {
  const selection = getSelection();
  return !selection.isCollapsed && selection.containsNode(cell, true);
}

function put(id, html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  const fresh = made.content.firstElementChild, old = document.getElementById(`d${id}`);
  if (!old) {
    if (!table.dataset.chosen) { table.tBodies[0].append(fresh); document.getElementById("nothing")?.remove(); } // at the end: nothing above it moves
    return;
  }
  if (old.dataset.v === fresh.dataset.v) return;
  old.dataset.v = fresh.dataset.v;
  const lines = old.querySelectorAll("td.live"), now = fresh.querySelectorAll("td.live");
  lines.forEach((cell, n) => { if (cell.innerHTML !== now[n].innerHTML && !read(cell)) { cell.innerHTML = now[n].innerHTML; cell.title = now[n].title; } });
  const box = old.querySelector("input"), other = fresh.querySelector("input");
  if (box.value !== other.value) { box.value = other.value; box.checked = false; } // who chose it had seen another state
  if (box !== document.activeElement) box.disabled = other.disabled;
}

function show(told) {
  still(() => {
    for (const [id, html] of told.rows) put(id, html);
    const inside = head.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    if (head.dataset.last !== told.head) { head.innerHTML = told.head; head.dataset.last = told.head; }
    if (inside) head.querySelector(`a[href="${CSS.escape(inside)}"]`)?.focus({ preventScroll: true });
  });
  if (running && !told.running) news.textContent = news.dataset.done;
  [version, running] = [told.version, told.running];
}

async function look() {
  try {
    const address = `${table.dataset.address}?ban=${version}&tinh-trang=${table.dataset.chosen}`;
    const answer = await fetch(address, { headers: { "X-CSRF-Token": csrf }, cache: "no-store" });
    if (answer.status === 401 || answer.status === 404) { news.textContent = news.dataset.away; return; }
    if (answer.ok) { show(await answer.json()); missed = 0; }
  } catch { if (++missed === 3) news.textContent = news.dataset.away; }
  setTimeout(look, document.hidden ? LATER : running || missed ? SOON : LATER);
}
setTimeout(look, running ? 700 : LATER);
