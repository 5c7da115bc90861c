// Holds the module, and does the work beside the page, which stays awake.
"use strict";

let exports;

/** Has the module do something with bytes; what it wrote, or an error in its words. */
function run(name, bytes, ...rest) {
  const start = exports.input(bytes.length) >>> 0;
  if (start === 0) throw new Error("there is no memory for a file of this size");
  new Uint8Array(exports.memory.buffer, start, bytes.length).set(bytes);
  const done = exports[name](...rest);
  // The memory may have grown meanwhile, and moved.
  const from = exports.output_start() >>> 0;
  const output = new Uint8Array(exports.memory.buffer, from, exports.output_length() >>> 0).slice();
  if (!done) throw new Error(new TextDecoder().decode(output));
  return output;
}

const read = (json) => JSON.parse(new TextDecoder().decode(json));

/** A file that is Zstandard already is taken apart; any other is compressed. */
function work({ bytes, level }) {
  const begin = performance.now();
  if (isZstandard(bytes)) {
    const facts = read(run("inspect", bytes));
    const content = run("decompress", bytes);
    return { frame: bytes, content, facts, was: true, time: performance.now() - begin };
  }
  const frame = run("compress", bytes, level);
  const time = performance.now() - begin;
  return { frame, content: bytes, facts: read(run("inspect", frame)), was: false, time };
}

function isZstandard(bytes) {
  if (bytes.length < 4) return false;
  const magic = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return magic === 0xfd2fb528 || magic >>> 4 === 0x0184d2a5;
}

onmessage = async ({ data }) => {
  if (data.module) {
    exports = (await WebAssembly.instantiate(data.module, {})).instance.exports;
    postMessage({ ready: true });
    return;
  }
  try {
    postMessage({ id: data.id, ...work(data) });
  } catch (error) {
    postMessage({ id: data.id, error: String(error.message ?? error) });
  }
};
