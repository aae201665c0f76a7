// Requests to our own server. What goes wrong is a value: the editor keeps what was typed and tries again.
import { address } from "./shared.js";

const PATIENCE = 30_000; // ms after which a request counts as lost: what hangs may never answer
let csrf = document.querySelector('meta[name="csrf"]').content;

/** An answer: {ok, status, etag, body}; status 0: nobody answered. Who has signed in anew meanwhile goes on with the new session. */
export async function ask(path, more = {}) {
  const answer = await once(path, more);
  if (answer.status === 403 && answer.body.error === "strange" && (await renewed())) return once(path, more);
  return answer;
}

async function renewed() {
  try {
    const answer = await fetch("/phien", { credentials: "same-origin", cache: "no-store", headers: { "X-CSRF-Token": csrf } });
    const known = csrf;
    if (answer.ok) csrf = (await answer.json()).csrf;
    return csrf !== known;
  } catch {
    return false;
  }
}

async function once(path, { method = "GET", body, type = "text/yaml; charset=utf-8", match, keepalive } = {}) {
  const headers = { "X-CSRF-Token": csrf };
  if (body != null) headers["Content-Type"] = type;
  if (match) headers["If-Match"] = `"${match}"`;
  try {
    const answer = await fetch(address + path, { method, headers, body, keepalive, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    const json = (answer.headers.get("content-type") ?? "").startsWith("application/json");
    const etag = (answer.headers.get("etag") ?? "").replace(/^W\//, "").replaceAll('"', "");
    return { ok: answer.ok, status: answer.status, etag, body: json ? await answer.json() : new TextDecoder("utf-8", { ignoreBOM: true }).decode(await answer.arrayBuffer()) };
  } catch {
    return { ok: false, status: 0, etag: "", body: {} };
  }
}

export const tell = (path, values, more = {}) => ask(path, { method: "POST", body: JSON.stringify(values), type: "application/json", ...more });
