// A page that waits for a job: asks every second, and shows what came of it.
const waiting = document.getElementById("waiting");
const csrf = document.querySelector('meta[name="csrf"]').content;
async function look() {
  try {
    const answer = await fetch(waiting.dataset.address, { headers: { "X-CSRF-Token": csrf }, cache: "no-store" });
    if (!answer.ok || (await answer.json()).state !== "waiting") { location.reload(); return; }
  } catch { /* the server is away for a moment */ }
  setTimeout(look, 1000);
}
setTimeout(look, 700);
