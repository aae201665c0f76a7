// DOCX files → PDF with LibreOffice 24.8 (WebAssembly): node office24.mjs FOLDER FILE…, one start for all of them.
// In this process, not in a worker: nothing is left waiting for a thread of a thread.
import fs from "node:fs";
import path from "node:path";
import { createConverter } from "@matbee/libreoffice-converter/server";
import wasmLoader from "@matbee/libreoffice-converter/wasm/loader";

const [folder, ...files] = process.argv.slice(2).map((name) => path.resolve(name));
const converter = await createConverter({ wasmLoader });
for (const file of files) {
  const done = path.join(folder, `${path.basename(file, ".docx")}.pdf`);
  if (fs.existsSync(done)) continue; // from a try before this one
  const made = await converter.convert(fs.readFileSync(file), { inputFormat: "docx", outputFormat: "pdf" }, path.basename(file));
  fs.writeFileSync(`${done}.part`, made.data);
  fs.renameSync(`${done}.part`, done);
}
process.exit(0);
