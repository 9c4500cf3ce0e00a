// An MCP server without any SDK that has state and asks its client: `node stateful-server.mjs [FLAG…]`.
//
// It has a log level, subscriptions and pages, and its tools send what a test wants to see delivered.
//
//   --version=V   answers `initialize` with V, whatever was asked for
//   anything else is ignored, and makes another command line
//
// Its tools are called by `tools/call`; each does what its comment in `tools` says.
import { createInterface } from "node:readline";

const version = process.argv.find((flag) => flag.startsWith("--version="))?.slice("--version=".length);
const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");
const reply = (id, result) => send({ id, result });
const notify = (method, params) => send({ method, params });

/** What it was told about itself, in order: [method, parameters]. */
const told = [];
const waiting = new Map();
let asked = 0;

/** Asks the client; resolves to its whole reply. */
function ask(method, params) {
  const id = `ask-${++asked}`;
  send({ id, method, params });
  return new Promise((resolve) => waiting.set(id, resolve));
}

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

const tools = {
  /** Answers with the process id and what it was told since it started. */
  told: (id) => reply(id, { pid: process.pid, told }),

  /** Sends a request of `method` with `params` after `before` ms; answers after `after` ms more, with the client's reply. */
  async ask(id, { method, params, before = 0, after = 0 }) {
    await pause(before);
    const { result, error } = await ask(method, params);
    await pause(after);
    reply(id, { pid: process.pid, result, error });
  },

  /** Answers at once, and asks after that: nobody's request is in flight for it. */
  async askLater(id, { method, params, before = 0 }) {
    reply(id, { pid: process.pid });
    await pause(before);
    await ask(method, params);
  },

  /** Answers after `after` ms. */
  async work(id, { after = 0 }) {
    await pause(after);
    reply(id, { pid: process.pid });
  },

  /** Sends log messages, a list of [level, data], and answers. */
  log(id, { messages }) {
    for (const [level, data] of messages) notify("notifications/message", { level, data });
    reply(id, {});
  },

  /** Says that each of `uris` was updated, and answers. */
  touch(id, { uris }) {
    for (const uri of uris) notify("notifications/resources/updated", { uri });
    reply(id, {});
  },

  /** Answers nothing. */
  never() {},
};

const methods = {
  initialize(id, params) {
    const capabilities = {
      tools: { listChanged: true },
      resources: { subscribe: true, listChanged: true },
      prompts: { listChanged: true },
      logging: {},
    };
    const serverInfo = { name: "stateful", version: "1" };
    reply(id, { protocolVersion: version ?? params.protocolVersion, capabilities, serverInfo });
  },
  ping: (id) => reply(id, {}),
  "logging/setLevel": (id) => reply(id, {}),
  "resources/subscribe": (id) => reply(id, {}),
  "resources/unsubscribe": (id) => reply(id, {}),

  /** Endless pages: the cursor says which one, and the page holds it. */
  async "prompts/list"(id, { cursor = "page 0" } = {}) {
    await pause(Math.random() * 3);
    reply(id, { prompts: [{ name: cursor }], nextCursor: `page ${Number(cursor.slice(5)) + 1}` });
  },

  "tools/list": (id) => reply(id, { tools: Object.keys(tools).map((name) => ({ name, inputSchema: { type: "object" } })) }),
  "tools/call": (id, { name, arguments: args }) => tools[name](id, args ?? {}),
};

const changesState = /^(initialize|logging\/|resources\/(un)?subscribe|notifications\/(initialized|roots))/;

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { id, method, params, result, error } = JSON.parse(line);
    if (method === undefined) {
      waiting.get(id)?.({ result, error });
      waiting.delete(id);
      return;
    }
    if (changesState.test(method)) told.push([method, params ?? null]);
    if (methods[method]) methods[method](id, params);
    else if (id !== undefined) send({ id, error: { code: -32601, message: `no ${method}` } });
  })
  .on("close", () => process.exit(0));
