// DOCX files → PDF with LibreOffice 24.8 (WebAssembly): node office24.mjs FOLDER FILE…, one start for all of them.
// It starts with four threads ready and asks for more while it holds the only thread that could give one: then it stands
// still for ever. So enough threads stand ready, and between two files those that ended come back.
import fs from "node:fs";
import Module from "node:module";
import path from "node:path";
import { createConverter } from "@matbee/libreoffice-converter/server";

const READY = 24;
const FEW = "pthreadPoolSize=4";
const compile = Module.prototype._compile;
Module.prototype._compile = function (source, name, ...more) {
  if (path.basename(name) === "soffice.cjs") {
    if (!source.includes(FEW)) throw new Error(`${name}: no ${FEW}`);
    source = source.replace(FEW, `pthreadPoolSize=${READY}`);
  }
  return compile.call(this, source, name, ...more);
};
const { default: wasmLoader } = await import("@matbee/libreoffice-converter/wasm/loader");

const rest = () => new Promise((done) => setTimeout(done, 250));
const [folder, ...files] = process.argv.slice(2).map((name) => path.resolve(name));
const converter = await createConverter({ wasmLoader });
for (const file of files) {
  const done = path.join(folder, `${path.basename(file, ".docx")}.pdf`);
  if (fs.existsSync(done)) continue; // from a try before this one
  await rest();
  const made = await converter.convert(fs.readFileSync(file), { inputFormat: "docx", outputFormat: "pdf" }, path.basename(file));
  fs.writeFileSync(`${done}.part`, made.data);
  fs.renameSync(`${done}.part`, done);
}
process.exit(0);
