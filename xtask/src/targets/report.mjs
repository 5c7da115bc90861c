// Prints what a WebAssembly module without imports reports: `report_start` and `report_length` say where
// the text is.
import { readFile } from "node:fs/promises";

const module = await WebAssembly.compile(await readFile(process.argv[2]));
const imports = WebAssembly.Module.imports(module);
if (imports.length > 0) {
  const names = imports.map(({ module, name }) => `${module}.${name}`);
  throw new Error(`the module wants imports: ${names.join(", ")}`);
}
const { exports } = await WebAssembly.instantiate(module, {});
const start = exports.report_start() >>> 0;
const bytes = new Uint8Array(exports.memory.buffer, start, exports.report_length());
process.stdout.write(new TextDecoder().decode(bytes));
