// An MCP server without any SDK, for tests that look at bytes: `node fixture-server.mjs [FLAG…]`.
//
// Flags change how it starts and stops:
//   --banner          prints lines that are no frames, blank lines and CR LF line ends around its frames
//   --stderr=TEXT     prints TEXT to stderr at the start
//   --half-line       answers `initialize` with half a line, then exits with code 3
//   --early-exit      exits with code 4 before it answers anything
//   --mute            answers nothing at all
//   --stubborn        goes on after the end of its stdin and after SIGTERM
//   --child           starts a process that holds its stdout and stderr open
//   --detached-child  the same, in a session of its own
//   anything else is ignored, and makes another command line
//
// Its tools are called by `tools/call`; each does what its comment in `tools` says.
import { spawn } from "node:child_process";
import { writeSync } from "node:fs";

const flags = new Set(process.argv.slice(2));
const lineEnd = flags.has("--banner") ? "\r\n" : "\n";
const received = [];

/** Waits for a pipe that is full instead of failing, so that lines leave in the order of the calls. */
function write(text) {
  const bytes = Buffer.from(text, "utf8");
  let done = 0;
  while (done < bytes.length) {
    try {
      done += writeSync(1, bytes, done);
    } catch (e) {
      if (e.code !== "EAGAIN") process.exit(5);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

const line = (text) => write(text + lineEnd);
const reply = (id, resultJson) => line(`{"jsonrpc":"2.0","id":${id},"result":${resultJson}}`);
const progress = (token, rest) =>
  line(`{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":${token},${rest}}}`);

/** A text of `length` characters that differs from place to place, so that a lost or moved piece shows. */
function pattern(length) {
  const words = [];
  for (let n = 0, size = 0; size < length; n++) {
    const word = n.toString(36) + " ";
    words.push(word);
    size += word.length;
  }
  return words.join("").slice(0, length);
}

const tools = {
  /** Answers with `say` and the process id. */
  echo: (id, args) => reply(id, JSON.stringify({ say: args.say ?? null, pid: process.pid })),

  /** Reports progress with `say`, waits up to `maxDelay` ms, reports again, answers with `say`: out of order among calls. */
  later(id, args, token) {
    const say = JSON.stringify(args.say);
    if (token !== undefined) progress(token, `"progress":1,"message":${say}`);
    setTimeout(() => {
      if (token !== undefined) progress(token, `"progress":2,"message":${say}`);
      reply(id, `{"say":${say}}`);
    }, Math.random() * (args.maxDelay ?? 3));
  },

  /** Writes `lines` as they are, with `$ID` and `$TOKEN` replaced. */
  write(id, args, token) {
    for (const text of args.lines) line(text.replaceAll("$ID", id).replaceAll("$TOKEN", token));
  },

  /** Answers with the line it got, as a string. */
  seen: (id, args, token, text) => reply(id, JSON.stringify({ line: text })),

  /** Answers with every line it got since it was last asked. */
  received: (id) => reply(id, JSON.stringify({ lines: received.splice(0) })),

  /** Answers with a text of `length` characters. */
  big: (id, args) => reply(id, `{"text":"${pattern(args.length)}"}`),

  /** Says what it is: process id, environment, working directory, arguments. */
  context: (id) =>
    reply(id, JSON.stringify({ pid: process.pid, env: process.env, cwd: process.cwd(), args: process.argv.slice(2) })),

  /** Answers nothing. */
  never() {},

  /** Writes `text` to stdout without a line end and `stderr` to stderr, then exits with `code`. */
  die(id, args) {
    if (args.stderr) writeSync(2, args.stderr + "\n");
    if (args.text) write(args.text);
    process.exit(args.code ?? 1);
  },
};

function initialize(id, params) {
  if (flags.has("--early-exit")) process.exit(4);
  const result = JSON.stringify({
    protocolVersion: params.protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: "fixture", version: "1" },
    _meta: { capabilities: params.capabilities },
  });
  if (flags.has("--half-line")) {
    write(`{"jsonrpc":"2.0","id":${id},"resu`);
    process.exit(3);
  }
  reply(id, result);
}

function onLine(text) {
  if (flags.has("--mute")) return;
  const frame = JSON.parse(text);
  // Ids of a client are numbers below 2^53 or strings here, so that writing what was parsed gives the same token again.
  const id = JSON.stringify(frame.id);
  if (frame.method === "initialize") initialize(id, frame.params);
  else if (frame.method === "ping") reply(id, "{}");
  else if (frame.method === "tools/list") {
    reply(id, JSON.stringify({ tools: Object.keys(tools).map((name) => ({ name, inputSchema: { type: "object" } })) }));
  } else if (frame.method === "tools/call" && tools[frame.params.name]) {
    if (frame.params.name !== "received") received.push(text);
    const token = frame.params._meta?.progressToken;
    tools[frame.params.name](id, frame.params.arguments ?? {}, token === undefined ? undefined : JSON.stringify(token), text);
  } else {
    received.push(text);
    if (frame.id !== undefined) line(`{"jsonrpc":"2.0","id":${id},"error":{"code":-32601,"message":"no ${frame.method}"}}`);
  }
}

for (const flag of flags) if (flag.startsWith("--stderr=")) writeSync(2, flag.slice(9) + "\n");
if (flags.has("--banner")) write("fixture server starts\n\n\r\n   \nListening on {stdin}\n");
for (const detached of [false, true]) {
  if (flags.has(detached ? "--detached-child" : "--child")) {
    const stay = "setInterval(() => {}, 1000)";
    spawn(process.execPath, ["-e", stay], { stdio: ["ignore", "inherit", "inherit"], detached }).unref();
  }
}
if (flags.has("--stubborn")) {
  process.on("SIGTERM", () => {});
  setInterval(() => {}, 1000);
}

let rest = [];
process.stdin.on("data", (chunk) => {
  let from = 0;
  for (let end; (end = chunk.indexOf(10, from)) >= 0; from = end + 1) {
    rest.push(chunk.subarray(from, end));
    onLine(Buffer.concat(rest).toString("utf8"));
    rest = [];
  }
  if (from < chunk.length) rest.push(chunk.subarray(from));
});
if (!flags.has("--stubborn")) process.stdin.on("end", () => process.exit(0));
