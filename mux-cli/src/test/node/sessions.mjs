// What the scripts here have in common: their one argument, a session of the SDK's client, their result.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

/** The script's argument: a JSON object with the `command` and `args` to start a server with, `env` beside its own, and more. */
export const argument = JSON.parse(process.argv[2]);

/**
 * Opens a session. It comes with what the server sent on its own:
 *
 * - `notifications`, all but progress;
 * - `progress`, a list of `{call, reports}`: the parameters of a request and what was reported for it before its reply;
 * - `strays`, progress that belonged to no request that waited for its reply.
 *
 * Progress is noted where messages arrive and not by `onprogress`, because the SDK's client forgets a request before it looks
 * at progress that came in the same read as the reply.
 *
 * @param options the client's, among them its capabilities
 * @param prepare is given the client before it connects, to add handlers for the server's requests
 */
export async function connect(options = {}, prepare = () => {}) {
  const client = new Client({ name: "end-to-end", version: "1" }, options);
  const notifications = [];
  client.fallbackNotificationHandler = async (notification) => void notifications.push(notification);
  prepare(client);
  const { command, args } = argument;
  const env = { ...process.env, ...argument.env };
  const transport = new StdioClientTransport({ command, args, env, stderr: "pipe" });
  let stderr = "";
  transport.stderr.on("data", (chunk) => (stderr = (stderr + chunk).slice(-10_000)));
  try {
    await client.connect(transport);
  } catch (e) {
    throw new Error(`no session with ${command} ${args.join(" ")}: ${e.message}\n${stderr}`, { cause: e });
  }
  return { client, notifications, ...watchProgress(transport) };
}

/** The SDK's client uses a request's id as its progress token. */
function watchProgress(transport) {
  const waiting = new Map();
  const progress = [];
  const strays = [];
  const deliver = transport.onmessage;
  transport.onmessage = (message, extra) => {
    if (message.method === "notifications/progress") {
      const { progressToken, ...report } = message.params;
      if (waiting.has(progressToken)) waiting.get(progressToken).push(report);
      else strays.push(message.params);
    } else if (message.method === undefined) waiting.delete(message.id);
    deliver(message, extra);
  };
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    if (message.method === "notifications/cancelled") waiting.delete(message.params.requestId);
    const token = message.params?._meta?.progressToken;
    if (token !== undefined) {
      const { _meta, ...call } = message.params;
      const reports = [];
      waiting.set(token, reports);
      progress.push({ call, reports });
    }
    return send(message, options);
  };
  return { progress, strays };
}

/** Waits until `condition` holds, for ten seconds at most. */
export async function until(condition, what) {
  for (const end = Date.now() + 10_000; !condition(); ) {
    if (Date.now() > end) throw new Error(`waited ten seconds for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Ends the script with its result on stdout. */
export function finish(result) {
  process.stdout.write(JSON.stringify(result) + "\n", () => process.exit(0));
}
