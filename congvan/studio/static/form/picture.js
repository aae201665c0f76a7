// A picture into a body: chosen, dropped or pasted; the server puts it beside the circular and says by which path.
import { say, make } from "../editor/shared.js";
import { ask } from "../editor/net.js";

const KINDS = ["image/png", "image/jpeg"];

export const isPicture = (file) => file.type.startsWith("image/");

/** The picture among what was pasted. */
export const pictureOf = (data) => [...(data?.files ?? [])].find(isPicture) ?? null;

/** Ask what the picture shows and put it where `area` stands; `put(area, text)` types. A promise of the dialog's end. */
export function picture(area, put, given = null) {
  const from = area.selectionStart, to = area.selectionEnd;
  const dialog = make("dialog", { class: "sheetbox", "aria-labelledby": "picture-title" });
  const file = make("input", { id: "picture-file", type: "file", accept: KINDS.join(",") });
  const alt = make("input", { id: "picture-alt", type: "text", autocomplete: "off", "aria-describedby": "picture-hint picture-why", "aria-required": "true" });
  const caption = make("input", { id: "picture-caption", type: "text", autocomplete: "off" });
  const why = make("p", { class: "why", id: "picture-why", role: "alert" });
  const field = (input, name, ...more) => make("div", { class: "field" }, make("label", { for: input.id }, say(`form.${name}`)), input, ...more);
  const form = make("form", { method: "dialog" },
    make("h2", { id: "picture-title" }, say("form.picture_title")),
    given ? make("p", { class: "hint" }, given.name) : field(file, "picture_file"),
    field(alt, "picture_alt", make("p", { class: "hint", id: "picture-hint" }, say("form.picture_alt_hint"))), field(caption, "picture_caption"), why,
    make("div", { class: "row" }, make("button", { class: "main" }, say("form.picture_put")), make("button", { type: "button", on: { click: () => dialog.close() } }, say("form.cancel"))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = given ?? file.files[0], shows = plain(alt.value), name = plain(caption.value);
    if (!chosen || !shows) { why.textContent = say("form.picture_missing"); (chosen ? alt : file).focus(); return; }
    why.textContent = "";
    const answer = await ask(`/hinh?ten=${encodeURIComponent(chosen.name)}`, { method: "POST", body: chosen, type: "application/octet-stream" });
    if (!answer.ok) { why.textContent = [answer.body.faults?.[0]?.message, answer.body.faults?.[0]?.hint].filter(Boolean).join("; ") || answer.body.message || say("offline"); return; }
    dialog.close();
    area.focus();
    area.setSelectionRange(from, to);
    const before = area.value.slice(0, from), after = area.value.slice(to);
    const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const tail = !after.trim() || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    put(area, `${lead}![${shows.replace(/[\\[\]]/g, "\\$&")}](${answer.body.path}${name ? ` "${name.replaceAll('"', "”")}"` : ""})${tail}`);
  });
  dialog.append(form);
  document.body.append(dialog);
  const closed = new Promise((next) => dialog.addEventListener("close", () => { dialog.remove(); area.focus(); next(); }));
  dialog.showModal();
  (given ? alt : file).focus();
  return closed;
}

const plain = (text) => text.replace(/\s+/g, " ").trim();
