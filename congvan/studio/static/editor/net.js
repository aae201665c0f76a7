// Requests to our own server. What goes wrong is a value: the editor keeps what was typed and tries again.
import { address } from "./shared.js";

const csrf = document.querySelector('meta[name="csrf"]').content;

/** An answer: {ok, status, etag, body}; status 0: nobody answered. */
export async function ask(path, { method = "GET", body, type = "text/yaml; charset=utf-8", match, keepalive } = {}) {
  const headers = { "X-CSRF-Token": csrf };
  if (body != null) headers["Content-Type"] = type;
  if (match) headers["If-Match"] = `"${match}"`;
  try {
    const answer = await fetch(address + path, { method, headers, body, keepalive, credentials: "same-origin", cache: "no-store" });
    const json = (answer.headers.get("content-type") ?? "").startsWith("application/json");
    const etag = (answer.headers.get("etag") ?? "").replace(/^W\//, "").replaceAll('"', "");
    return { ok: answer.ok, status: answer.status, etag, body: json ? await answer.json() : new TextDecoder("utf-8", { ignoreBOM: true }).decode(await answer.arrayBuffer()) };
  } catch {
    return { ok: false, status: 0, etag: "", body: {} };
  }
}

export const tell = (path, values, more = {}) => ask(path, { method: "POST", body: JSON.stringify(values), type: "application/json", ...more });
