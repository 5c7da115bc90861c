// Uses the page as a person would, in a headless Chromium: `node test.mjs CHROMIUM PAGE FOLDER`.
//
// Chromium is spoken to through its debugging pipe, so nothing has to be installed for it. Pictures of
// the page, light and dark, stay in FOLDER.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [chromium, page, folder] = process.argv.slice(2);
const profile = await mkdtemp(path.join(tmpdir(), "zstdkit-web-"));
const browser = spawn(
  chromium,
  ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", `--user-data-dir=${profile}`],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
);
const lost = new Promise((_, reject) => {
  browser.on("error", reject);
  browser.on("exit", (code) => reject(new Error(`the browser ended (${code})`)));
});
lost.catch(() => {});

// Messages are JSON with a zero byte behind each.
const waiting = new Map();
const errors = [];
let session;
let count = 0;
let rest = "";
browser.stdio[4].setEncoding("utf8");
browser.stdio[4].on("data", (text) => {
  const messages = (rest + text).split("\0");
  rest = messages.pop();
  for (const message of messages.map((one) => JSON.parse(one))) {
    if (message.method === "Runtime.exceptionThrown") errors.push(message.params.exceptionDetails.text);
    const answer = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) answer?.reject(new Error(message.error.message));
    else answer?.resolve(message.result);
  }
});
function call(method, params = {}) {
  const id = (count += 1);
  browser.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`);
  return Promise.race([new Promise((resolve, reject) => waiting.set(id, { resolve, reject })), lost]);
}

/** The value of an expression in the page; a promise's, once it is there. */
async function value(expression) {
  const params = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await call("Runtime.evaluate", params);
  if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description}`);
  return result.value;
}
const until = (condition) =>
  value(`new Promise((resolve, reject) => {
    const end = Date.now() + 60000;
    const look = () => {
      if (${condition}) resolve(true);
      else if (Date.now() > end) reject(new Error("it never came: " + ${JSON.stringify(condition)}));
      else requestAnimationFrame(look);
    };
    look();
  })`);
const text = (id) => value(`document.getElementById(${JSON.stringify(id)}).textContent`);
let checks = 0;
function check(what, holds) {
  if (!holds) throw new Error(`it is not so that ${what}`);
  checks += 1;
}
async function choose(file) {
  const { root } = await call("DOM.getDocument");
  const { nodeId } = await call("DOM.querySelector", { nodeId: root.nodeId, selector: "#file" });
  await value("delete document.body.dataset.shown, 0");
  await call("DOM.setFileInputFiles", { nodeId, files: [file] });
  await until("document.body.dataset.shown");
}
async function picture(name, scheme) {
  await call("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  const { cssContentSize } = await call("Page.getLayoutMetrics");
  const clip = { x: 0, y: 0, width: cssContentSize.width, height: cssContentSize.height, scale: 1 };
  const { data } = await call("Page.captureScreenshot", { clip, captureBeyondViewport: true });
  await writeFile(path.join(folder, name), Buffer.from(data, "base64"));
}

try {
  const { targetId } = await call("Target.createTarget", { url: "about:blank" });
  ({ sessionId: session } = await call("Target.attachToTarget", { targetId, flatten: true }));
  for (const domain of ["Page", "Runtime", "DOM"]) await call(`${domain}.enable`);
  const size = { width: 1100, height: 900, deviceScaleFactor: 1, mobile: false };
  await call("Emulation.setDeviceMetricsOverride", size);
  await call("Page.navigate", { url: pathToFileURL(page).href });
  await until("document.body?.dataset.ready");

  // A file of blocks of all kinds: words, noise, zeros.
  let state = 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8;
  const words = ["frame ", "block ", "window ", "of ", "the ", "a ", "literal ", "match\n"];
  const prose = Array.from({ length: 150000 }, () => words[next() % words.length]).join("");
  const noise = Buffer.from(Array.from({ length: 150000 }, () => next() & 255));
  const content = Buffer.concat([Buffer.from(prose), noise, Buffer.alloc(300000), Buffer.from(prose)]);
  const file = path.join(profile, "example.txt");
  await writeFile(file, content);

  await choose(file);
  check("it is compressed", (await text("status")).startsWith("example.txt, compressed: 1 frame"));
  check("the ratio is over 2", Number(await text("ratio")) > 2);
  const kinds = await value(`[...document.querySelectorAll("#map rect")].map((one) => one.className.baseVal)`);
  for (const kind of ["header", "literals", "sequences", "raw", "rle"]) {
    check(`the map has ${kind}`, kinds.includes(kind));
  }
  const rows = await value(`document.querySelectorAll("#rows tr").length`);
  check("the table has a row for every block", rows > 5);
  check("the map has words for those who don't see it", (await value(`document.getElementById("map").getAttribute("aria-label")`)).includes("blocks"));
  await picture("light.png", "light");
  await picture("dark.png", "dark");

  // What is saved is a frame that comes back as it was, here and through the page.
  const saved = () =>
    value(`fetch(document.getElementById("save").href).then((one) => one.arrayBuffer())
      .then((one) => btoa(Array.from(new Uint8Array(one), (byte) => String.fromCharCode(byte)).join("")))`);
  const frame = Buffer.from(await saved(), "base64");
  await value(`{
    const level = document.getElementById("level");
    delete document.body.dataset.shown;
    level.value = 19;
    level.dispatchEvent(new Event("input"));
    level.dispatchEvent(new Event("change"));
  }`);
  await until("document.body.dataset.shown");
  check("the level is shown", (await text("level-shown")) === "19");
  const smaller = Buffer.from(await saved(), "base64");
  check("level 19 is smaller than level 3", smaller.length < frame.length);
  const archive = path.join(profile, "example.txt.zst");
  await writeFile(archive, smaller);
  await choose(archive);
  check("it is known as Zstandard", (await text("status")).includes("is Zstandard: 1 frame"));
  check("the name loses its ending", (await value(`document.getElementById("save").download`)) === "example.txt");
  check("the content comes back", Buffer.from(await saved(), "base64").equals(content));
  check("there is no level to choose", await value(`document.getElementById("controls").hidden`));

  // Damage is told, and the page goes on.
  const damaged = Buffer.from(smaller);
  damaged[damaged.length - 1] ^= 1;
  await writeFile(archive, damaged);
  await choose(archive);
  check("damage is told", (await text("status")).includes("checksum"));
  await writeFile(file, "");
  await choose(file);
  check("an empty file is a frame too", (await text("frame-size")).endsWith("bytes"));

  // Dropped, as by hand.
  await value(`{
    delete document.body.dataset.shown;
    const dropped = new DataTransfer();
    dropped.items.add(new File(["dropped ".repeat(1000)], "dropped.txt"));
    document.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, cancelable: true }));
  }`);
  await until("document.body.dataset.shown");
  check("a dropped file is taken", (await text("status")).startsWith("dropped.txt, compressed"));
  check("nothing failed unseen", errors.length === 0);
  const version = (await call("Browser.getVersion")).product;
  console.log(`${checks} checks passed in ${version}`);
} finally {
  browser.removeAllListeners("exit");
  const ended = new Promise((resolve) => browser.on("exit", resolve));
  browser.kill();
  await ended;
  await rm(profile, { recursive: true, force: true });
}
process.exit(0);
