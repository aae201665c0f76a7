// "Văn bản nguồn": CodeMirror over the YAML. It holds no rules of ours: faults and completions come from the server.
import {
  Annotation, EditorState, EditorView, HighlightStyle, bracketMatching, completionKeymap, defaultKeymap, foldGutter,
  highlightActiveLine, highlightActiveLineGutter, highlightSelectionMatches, highlightSpecialChars, history, historyKeymap, indentOnInput, indentUnit,
  keymap, lineNumbers, lintGutter, search, searchKeymap, setDiagnostics, syntaxHighlighting, tags, yaml,
} from "../codemirror.js";
import { completion } from "./completion.js";
import { main, say } from "./shared.js";

const foreign = Annotation.define();
const look = EditorView.theme({
  "&": { flex: "1", minWidth: 0, height: "100%", fontSize: "13.5px", backgroundColor: "#fff" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "21px", overflow: "auto" },
  ".cm-gutters": { backgroundColor: "#fff", color: "#656d77", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "#f2f6fb" },
  ".cm-lintRange-error, .cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy 1px", textUnderlineOffset: "3px" },
  ".cm-lintRange-error": { textDecorationColor: "#b3211a" }, ".cm-lintRange-warning": { textDecorationColor: "#7f5200" },
  ".cm-lint-marker": { content: "normal !important", width: "9px", height: "9px", borderRadius: "5px", margin: "6px 0 0 3px" },
  ".cm-lint-marker-error": { content: "normal !important", backgroundColor: "#b3211a" }, ".cm-lint-marker-warning": { content: "normal !important", backgroundColor: "#c58a00" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--ui)", maxWidth: "min(90vw, 620px)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 10px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "#0b57a4", color: "#fff" },
  ".cm-completionDetail": { fontStyle: "normal", marginLeft: "12px", color: "#525b66" }, "li[aria-selected] .cm-completionDetail": { color: "#fff" },
  ".cm-completionInfo": { fontFamily: "var(--ui)" },
  "&.cm-focused": { outline: "2px solid #0b57a4", outlineOffset: "-2px" },
});
const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "#0b4a8f", fontWeight: "600" },
  { tag: [tags.comment, tags.lineComment], color: "#5d6670", fontStyle: "italic" },
  { tag: [tags.string, tags.special(tags.string)], color: "#17643a" },
  { tag: [tags.punctuation, tags.separator, tags.operator], color: "#656d77" },
  { tag: [tags.keyword, tags.meta], color: "#7f5200" },
]);

/** The text view of `text` in `host`; `changed()` after what a person types, `moved(line)` when the cursor goes to another line. */
export function textView(host, text, changed, moved) {
  const place = document.createElement("div");
  place.className = "cm-host";
  host.append(place);
  // A carriage return is kept as the file has it: what is not touched stays byte for byte.
  const separator = text.includes("\r\n") && !/[^\r]\n/.test(text) ? "\r\n" : "\n";
  let line = 0;
  const view = new EditorView({
    parent: place,
    state: EditorState.create({
      doc: text,
      extensions: [
        EditorView.cspNonce.of(document.querySelector('meta[name="nonce"]').content), EditorState.lineSeparator.of(separator),
        lineNumbers(), foldGutter(), lintGutter(), history(), highlightSpecialChars(), highlightActiveLine(), highlightActiveLineGutter(),
        highlightSelectionMatches(), indentOnInput(), indentUnit.of("  "), bracketMatching(), search({ top: true }), yaml(), syntaxHighlighting(colours), look, completion,
        EditorView.lineWrapping, EditorView.contentAttributes.of({ tabindex: "0", "aria-label": document.getElementById("tab-source").textContent, spellcheck: "false", autocorrect: "off", autocapitalize: "off" }),
        keymap.of([...completionKeymap.filter((one) => one.key !== "Ctrl-Space"), ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((one) => one.annotation(foreign))) changed();
          const now = update.state.doc.lineAt(update.state.selection.main.head).number;
          if (update.selectionSet && now !== line) { line = now; moved(now); }
        }),
      ],
    }),
  });
  return {
    focus: () => view.focus(),
    focused: () => view.hasFocus,
    text: () => view.state.sliceDoc(),
    /** A text from elsewhere: only what differs is put in, so that cursor and scroll stay. */
    replace(next) {
      const now = view.state.sliceDoc();
      if (now === next) return;
      let from = 0;
      while (from < Math.min(now.length, next.length) && now[from] === next[from]) from++;
      let end = 0;
      while (end < Math.min(now.length, next.length) - from && now[now.length - 1 - end] === next[next.length - 1 - end]) end++;
      const back = separator === "\r\n" ? (at) => at - (now.slice(0, at).match(/\r\n/g)?.length ?? 0) : (at) => at;
      view.dispatch({ changes: { from: back(from), to: back(now.length - end), insert: view.state.toText(next.slice(from, next.length - end)) }, annotations: foreign.of(true) });
    },
    /** The cursor to a line and column, and the focus with it. */
    to(line, column = 1) {
      const at = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      const head = Math.min(at.from + column - 1, at.to);
      view.dispatch({ selection: { anchor: head }, effects: EditorView.scrollIntoView(head, { y: "center" }) });
      view.focus();
    },
    faults(found) {
      const own = found.filter((one) => one.line && one.file?.endsWith(main.dataset.file) && one.line <= view.state.doc.lines);
      view.dispatch(setDiagnostics(view.state, own.map((one) => {
        const at = view.state.doc.line(one.line);
        const from = Math.min(at.from + (one.column ?? 1) - 1, at.to);
        return { from, to: Math.max(from, Math.min(at.to, from + 40)), severity: one.severity, message: one.message + (one.hint ? `; ${one.hint}` : ""), source: one.code };
      })));
    },
    line: () => view.state.doc.lineAt(view.state.selection.main.head).number,
  };
}
