// The page and the signing program of Ban Cơ yếu on this PC: two addresses that work once, asked for and handed over.
const csrf = document.querySelector('meta[name="csrf"]').content;

function told(form, key) {
  const said = form.querySelector('[role="status"]');
  said.textContent = form.dataset[key] ?? key;
}

function answered(address, message) {
  return new Promise((resolve, reject) => {
    const line = new WebSocket(address);
    line.onopen = () => line.send(JSON.stringify(message));
    line.onmessage = (event) => { resolve(JSON.parse(event.data)); line.close(); };
    line.onerror = () => reject(new Error("away"));
    line.onclose = () => reject(new Error("closed"));
  });
}

async function sign(form) {
  told(form, "asking");
  const headers = { "X-CSRF-Token": csrf, "Content-Type": "application/x-www-form-urlencoded" };
  const answer = await fetch(form.action, { method: "POST", headers, body: new URLSearchParams(new FormData(form)) });
  const found = await answer.json();
  if (!answer.ok) { told(form, found.message); return; }
  told(form, "waiting");
  let said;
  try {
    said = await answered(found.agent, found.told);
  } catch {
    told(form, "away");
    return;
  }
  if (said.Status === 0 || said.Status === true) { location.reload(); return; }
  told(form, said.Message || "refused");
}

for (const form of document.querySelectorAll("form[data-agent]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await sign(form);
    } catch {
      told(form, "away");
    }
    button.disabled = false;
    button.focus();
  });
}
