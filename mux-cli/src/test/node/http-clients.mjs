// The SDK's own HTTP transports in front of mcpmux and the conformance fixture, as a client uses them. Prints what it saw.
//
// The argument: `url` of a Streamable HTTP endpoint, `sse` of an older one, `token`.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import * as types from "@modelcontextprotocol/sdk/types.js";

const argument = JSON.parse(process.argv[2]);
const requestInit = { headers: { Authorization: `Bearer ${argument.token}` } };

async function connect(transport) {
  const seen = [];
  const client = new Client({ name: "test", version: "1" }, { capabilities: { elicitation: {}, sampling: {} } });
  client.setRequestHandler(types.ElicitRequestSchema, async () => ({ action: "accept", content: { username: "u", email: "e" } }));
  client.setRequestHandler(types.CreateMessageRequestSchema, async (request) => ({
    role: "assistant",
    model: "m",
    content: { type: "text", text: `to ${request.params.messages[0].content.text}` },
  }));
  client.setNotificationHandler(types.LoggingMessageNotificationSchema, (message) => seen.push(message.params.data));
  await client.connect(transport);
  const call = async (name, args = {}, options = {}) =>
    (await client.callTool({ name, arguments: args }, undefined, options)).content[0].text;
  return { client, call, seen };
}

/** What a session does that uses everything. */
async function use(transport) {
  const { client, call, seen } = await connect(transport);
  const progress = [];
  const tools = (await client.listTools()).tools.length;
  const together = await Promise.all([...Array(20)].map(() => call("test_simple_text")));
  const said = [
    await call("test_tool_with_progress", {}, { onprogress: (p) => progress.push(p.progress) }),
    await call("test_tool_with_logging"),
    await call("test_elicitation", { message: "who?" }),
    await call("test_sampling", { prompt: "you" }),
  ];
  return { client, result: { tools, together: new Set(together).size, progress, seen, said } };
}

const streamable = new StreamableHTTPClientTransport(new URL(argument.url), { requestInit });
const used = await use(streamable);
const session = streamable.sessionId;
await streamable.terminateSession();
await used.client.close();
const after = await fetch(argument.url, {
  headers: { ...requestInit.headers, Accept: "text/event-stream", "Mcp-Session-Id": session },
});

const older = await use(new SSEClientTransport(new URL(argument.sse), { requestInit, eventSourceInit: { fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...requestInit.headers } }) } }));
await older.client.close();

/** Breaks the first stream of events that answers a POST, after its first bytes. */
let broken = 0;
async function breaking(url, init) {
  const response = await fetch(url, init);
  const events = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (init.method !== "POST" || !events || broken++ > 0) return response;
  const reader = response.body.getReader();
  let first = true;
  const body = new ReadableStream({
    async pull(controller) {
      if (first) {
        first = false;
        controller.enqueue((await reader.read()).value);
      } else {
        await reader.cancel();
        controller.error(new Error("the network broke"));
      }
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
const resuming = await connect(
  new StreamableHTTPClientTransport(new URL(argument.url), { requestInit, fetch: breaking, reconnectionOptions: { initialReconnectionDelay: 50, maxReconnectionDelay: 50, reconnectionDelayGrowFactor: 1, maxRetries: 3 } }),
);
const resumed = await resuming.call("test_tool_with_progress", {}, { onprogress: () => {} });
await resuming.client.close();

const refused = await connect(
  new StreamableHTTPClientTransport(new URL(argument.url), { requestInit: { headers: { Authorization: "Bearer wrong" } } }),
).then(() => "connected", (e) => `${e.constructor.name}: ${e.message}`);

console.log(JSON.stringify({ streamable: used.result, older: older.result, after: after.status, broken, resumed, refused }));
process.exit(0);
