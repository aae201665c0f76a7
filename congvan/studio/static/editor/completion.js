// What may stand at the cursor of the text view, asked of the server; nothing is known of it here.
import { EditorState, autocompletion } from "../codemirror.js";
import { tell } from "./net.js";
import { say } from "./shared.js";

/** Whether the line belongs to a text of several lines: of those only `{{ … }}` is asked. */
function prose(state, line) {
  const depth = (text) => text.length - text.trimStart().length;
  let most = Infinity;
  for (let n = line.number; n > 0; n--) {
    const { text } = state.doc.line(n);
    if (!text.trim() && n !== line.number) continue;
    if (n === line.number) { most = text.trim() ? depth(text) : Infinity; continue; }
    if (depth(text) < most) { if (/[|>][-+0-9]*\s*(#.*)?$/.test(text)) return true; most = depth(text); }
    if (!most) return false;
  }
  return false;
}

async function source(context) {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const word = /[^\s[\]{},:"'#|>.]*$/.exec(before)[0];
  if (!context.explicit && !word && !/([:[,{.]|^\s*-)\s*$/.test(before)) return null;
  if (prose(context.state, line) && !/\{\{[^}]*$/.test(before)) return null;
  const answer = await tell("/goi-y", { text: context.state.sliceDoc(), line: line.number, column: before.length + 1 });
  if (!answer.ok || !answer.body.found.length || context.aborted) return null;
  const own = answer.body.found;
  const from = context.pos - answer.body.word.length;
  return {
    from,
    options: own.map((one, n) => ({ label: one.text, detail: one.label === one.text ? "" : one.label, info: one.about || undefined, apply: one.insert, boost: 1 - n / own.length })),
    validFor: /^[\w-]*$/,
  };
}

export const completion = [
  autocompletion({ override: [source], icons: false }),
  EditorState.phrases.of({ Completions: say("completions") }),
];
