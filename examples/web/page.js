// The page: what was dropped goes to the worker, what comes back is shown.
"use strict";

const at = (id) => document.getElementById(id);
const ROWS_SHOWN = 500;

const units = ["bytes", "KiB", "MiB", "GiB"];
function size(bytes) {
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? bytes : bytes.toFixed(bytes < 100 ? 1 : 0)} ${units[unit]}`;
}
const grouped = (number) => number.toLocaleString("en");

let worker;
let name = "";
let bytes = null;
let asked = 0;

/** The worker's own text and the module stand in the page where it was made of one piece. */
async function start() {
  const script = at("worker").textContent.trim();
  const url = script === "" ? "worker.js" : URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  worker = new Worker(url);
  worker.onmessage = ({ data }) => {
    if (data.ready) document.body.dataset.ready = "yes";
    else if (data.id === asked) show(data);
  };
  const inline = at("module");
  const module = inline
    ? Uint8Array.from(atob(inline.textContent.trim()), (byte) => byte.charCodeAt(0)).buffer
    : await (await fetch("zstdkit_web.wasm")).arrayBuffer();
  worker.postMessage({ module });
}

async function take(file) {
  name = file.name;
  say(`Reading ${name} ...`);
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    bytes = null;
    say(`${name} cannot be read.`, true);
    return;
  }
  ask();
}

function ask() {
  if (bytes === null) return;
  asked += 1;
  say(`Working on ${name} ...`);
  delete document.body.dataset.shown;
  worker.postMessage({ id: asked, bytes, level: Number(at("level").value) });
}

function say(text, wrong = false) {
  at("status").textContent = text;
  at("status").classList.toggle("wrong", wrong);
}

let saved = null;

function show({ frame, content, facts, was, time, error }) {
  const failed = error !== undefined;
  for (const id of ["result", "drawn", "listed"]) at(id).hidden = failed;
  at("controls").hidden = failed || was;
  document.body.dataset.shown = String(asked);
  if (failed) {
    say(`${name}: ${error}`, true);
    return;
  }
  const blocks = facts.reduce((sum, one) => sum + one.blocks.length, 0);
  const parts = `${plural(facts.length, "frame")}, ${plural(blocks, "block")}`;
  say(was ? `${name} is Zstandard: ${parts}.` : `${name}, compressed: ${parts}.`);
  at("content-size").textContent = size(content.length);
  at("frame-size").textContent = size(frame.length);
  at("ratio").textContent = frame.length === 0 ? "-" : (content.length / frame.length).toFixed(2);
  at("time").textContent = `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
  const share = content.length === 0 ? 1 : frame.length / content.length;
  at("bar").style.width = `${Math.min(100, share * 100)}%`;
  if (saved !== null) URL.revokeObjectURL(saved);
  saved = URL.createObjectURL(new Blob([was ? content : frame]));
  at("save").href = saved;
  at("save").download = was ? name.replace(/\.zst$/, "") : `${name}.zst`;
  at("save").textContent = `Save ${at("save").download}`;
  draw(frame.length, facts, parts);
  list(facts);
}

const plural = (count, what) => `${grouped(count)} ${what}${count === 1 ? "" : "s"}`;

/** The pieces of all frames in their order: where each begins, how long it is, what it is. */
function* pieces(facts) {
  for (const one of facts) {
    if (one.skippable) {
      yield [one.offset, one.size, "skippable"];
      continue;
    }
    yield [one.offset, one.header, "header"];
    let end = one.offset + one.header;
    for (const block of one.blocks) {
      end = block.offset + block.size;
      if (block.kind !== "compressed") {
        yield [block.offset, block.size, block.kind];
        continue;
      }
      const literals = Math.min(block.literals, block.size);
      yield [block.offset, literals, "literals"];
      yield [block.offset + literals, block.size - literals, "sequences"];
    }
    if (end < one.offset + one.size) yield [end, one.offset + one.size - end, "header"];
  }
}

function draw(total, facts, parts) {
  const width = 1000, height = 34, gap = 8;
  const count = facts.reduce((sum, one) => sum + one.blocks.length + 1, 0);
  const rows = Math.max(1, Math.min(16, Math.ceil(count / 12)));
  const perRow = Math.max(1, total / rows);
  const map = at("map");
  map.setAttribute("viewBox", `0 0 ${width} ${rows * (height + gap) - gap}`);
  map.setAttribute("aria-label", `A map of ${size(total)}: ${parts}. The table below has the figures.`);
  const shapes = [];
  const add = (tag, attributes) => {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    shapes.push(shape);
  };
  for (const [offset, length, kind] of pieces(facts)) {
    // A piece may begin in one row and end in another.
    for (let from = offset; from < offset + length; ) {
      const row = Math.min(rows - 1, Math.floor(from / perRow));
      const to = row === rows - 1 ? offset + length : Math.min(offset + length, (row + 1) * perRow);
      const x = ((from - row * perRow) / perRow) * width;
      add("rect", {
        class: kind,
        x: x.toFixed(2),
        y: row * (height + gap),
        width: Math.max(0.5, ((to - from) / perRow) * width).toFixed(2),
        height,
      });
      if (to <= from) break;
      from = to;
    }
    if (kind !== "sequences") {
      const row = Math.min(rows - 1, Math.floor(offset / perRow));
      const x = ((offset - row * perRow) / perRow) * width;
      if (x > 0 && kind !== "header") {
        add("line", { x1: x, x2: x, y1: row * (height + gap), y2: row * (height + gap) + height });
      }
    }
  }
  map.replaceChildren(...shapes);
}

function list(facts) {
  const rows = [];
  const row = (kind, cells) => {
    if (rows.length >= ROWS_SHOWN) return;
    const line = document.createElement("tr");
    line.className = kind;
    cells.forEach((text, column) => {
      const cell = document.createElement(column === 0 ? "th" : "td");
      if (column === 0) cell.scope = "row";
      cell.textContent = text;
      line.append(cell);
    });
    rows.push(line);
  };
  let all = 0;
  facts.forEach((one, number) => {
    all += 1 + one.blocks.length;
    const says = one.skippable
      ? []
      : [
          one.content === null ? "content of unknown size" : `content ${grouped(one.content)}`,
          `window ${size(one.window)}`,
          one.dictionary === 0 ? "" : `dictionary ${one.dictionary}`,
          one.checksum === null ? "no checksum" : `checksum ${one.checksum.toString(16).padStart(8, "0")}`,
        ];
    const kind = one.skippable ? "skippable" : "Zstandard";
    row("frame", [`Frame ${number + 1}`, grouped(one.offset), grouped(one.size), kind, says.filter(Boolean).join(", ")]);
    one.blocks.forEach((block, index) => {
      const says = block.kind === "compressed"
        ? `${block.literals === 1 ? "1 byte" : size(block.literals)} of literals, ${plural(block.sequences, "match").replace("matchs", "matches")}`
        : `content ${grouped(block.content)}`;
      row("block", [`Block ${index + 1}`, grouped(block.offset), grouped(block.size), block.kind, says]);
    });
  });
  at("rows").replaceChildren(...rows);
  at("more").textContent = all > rows.length ? `The first ${rows.length} of ${grouped(all)} rows.` : "";
}

at("file").addEventListener("change", ({ target }) => {
  if (target.files.length > 0) take(target.files[0]);
  // The same file may be chosen again, after a change.
  target.value = "";
});
at("level").addEventListener("input", ({ target }) => {
  at("level-shown").textContent = target.value;
});
at("level").addEventListener("change", ask);
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    at("drop").classList.toggle("over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length > 0) take(event.dataTransfer.files[0]);
  });
}
start().catch((error) => say(`The module doesn't start: ${error.message}`, true));
