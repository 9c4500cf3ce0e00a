// What a session with server-everything sees. Run once with the server itself and once through mcpmux, the results are equal.
//
// `groups` of the argument says which steps run: "requests" are what a client asks for; "logging", "subscriptions", "sampling",
// "elicitation", "roots" and "tasks" are what the server does on its own, and declare the capabilities that this needs.
import { InMemoryTaskStore } from "@modelcontextprotocol/sdk/experimental/tasks";
import * as types from "@modelcontextprotocol/sdk/types.js";
import { argument, connect, finish, until } from "./sessions.mjs";

const chosen = new Set(argument.groups);
const clientTasks = { requests: { sampling: { createMessage: {} }, elicitation: { create: {} } }, list: {}, cancel: {} };
const capabilities = {
  ...(chosen.has("sampling") && { sampling: {} }),
  ...(chosen.has("elicitation") && { elicitation: { form: {}, url: {} } }),
  ...(chosen.has("roots") && { roots: { listChanged: true } }),
  ...(chosen.has("tasks") && { sampling: {}, elicitation: { form: {} }, tasks: clientTasks }),
};

const taskStore = new InMemoryTaskStore();
const asked = [];
let roots = [{ uri: "file:///one", name: "één" }];

/** Answers at once, or, where the server wants a task, by a task that is done at once. */
const answering = (result) => async (request, extra) => {
  asked.push({ method: request.method, params: request.params });
  if (!request.params.task) return result;
  const task = await extra.taskStore.createTask({ ttl: request.params.task.ttl, pollInterval: 100 });
  await extra.taskStore.storeTaskResult(task.taskId, "completed", result);
  return { task };
};

// No message queue: an SDK client with one keeps its answers to a task's requests in it, where a stdio server never asks for them.
const session = await connect({ capabilities, taskStore }, (client) => {
  const message = { model: "a model", role: "assistant", stopReason: "endTurn", content: { type: "text", text: "sampled é" } };
  const content = { name: "Zoë", check: true, integer: 41, number: 3.5, interpretation: "historical" };
  const form = { action: "accept", content };
  if (capabilities.sampling) client.setRequestHandler(types.CreateMessageRequestSchema, answering(message));
  if (capabilities.elicitation) {
    client.setRequestHandler(types.ElicitRequestSchema, (request, extra) =>
      answering(request.params.mode === "url" ? { action: "accept" } : form)(request, extra),
    );
  }
  if (capabilities.roots) {
    client.setRequestHandler(types.ListRootsRequestSchema, async (request) => {
      asked.push({ method: request.method });
      return { roots };
    });
  }
});
const { client, notifications, progress, strays } = session;

/** What the server says at the start depends on how long it has run, and a shared one has run before: it is not compared. */
await client.listTools();
if (capabilities.roots) await rootsAreKnown();
notifications.length = asked.length = 0;

/** The server asks for roots some time after the start, and says in a log message that it has got them. */
async function rootsAreKnown() {
  await until(() => asked.length > 0, "roots/list");
  const said = () => notifications.some(({ params }) => params?.data?.startsWith?.("Roots updated"));
  for (let waited = 0; !said() && waited < 1000; waited += 10) await new Promise((resolve) => setTimeout(resolve, 10));
}

const call = (name, args = {}, options) => client.callTool({ name, arguments: args }, undefined, options);
const told = (method) => until(() => notifications.some((n) => n.method === method), method);

/** A list, because order is part of it: [group, name, what happens]. What it returns is what the client saw. */
const steps = [
  ["requests", "server", () => [client.getServerVersion(), client.getServerCapabilities(), client.getInstructions()]],
  ["requests", "ping", () => client.ping()],
  ["requests", "tools", () => client.listTools()],
  ["requests", "tools with a cursor", () => client.listTools({ cursor: "no such page" })],
  ["requests", "echo", () => call("echo", { message: "\u0000 é € 😀 \"\\ \u2028" })],
  ["requests", "sum", () => call("get-sum", { a: 1e21, b: -0.1 })],
  ["requests", "sum of words", () => call("get-sum", { a: "one", b: "two" })],
  ["requests", "image", () => call("get-tiny-image")],
  ["requests", "annotations", () => call("get-annotated-message", { messageType: "error", includeImage: true })],
  ["requests", "structured content", () => call("get-structured-content", { location: "Chicago" })],
  ["requests", "structured content of nowhere", () => call("get-structured-content", { location: "Nowhere" })],
  ["requests", "resource links", () => call("get-resource-links", { count: 4 })],
  ["requests", "resource reference", () => call("get-resource-reference", { resourceType: "Blob", resourceId: 7 })],
  ["requests", "no such tool", () => call("no-such-tool")],
  ["requests", "no such method", () => client.request({ method: "no/such", params: { a: 1 } }, types.EmptyResultSchema)],
  ["requests", "unknown notification", () => client.notification({ method: "notifications/no-such", params: {} })],
  ["requests", "new resource", async () => {
    const result = await call("gzip-file-as-resource", { name: "made.gz", data: "data:text/plain,abc", outputType: "resourceLink" });
    await told("notifications/resources/list_changed");
    return [result, await client.readResource({ uri: "demo://resource/session/made.gz" })];
  }],
  ["requests", "prompts", () => client.listPrompts()],
  ["requests", "simple prompt", () => client.getPrompt({ name: "simple-prompt" })],
  ["requests", "prompt with arguments", () => client.getPrompt({ name: "args-prompt", arguments: { city: "Malmö" } })],
  ["requests", "prompt without its arguments", () => client.getPrompt({ name: "args-prompt" })],
  ["requests", "prompt with a resource", () =>
    client.getPrompt({ name: "resource-prompt", arguments: { resourceType: "Text", resourceId: "3" } })],
  ["requests", "no such prompt", () => client.getPrompt({ name: "no-such-prompt" })],
  ["requests", "resources", () => client.listResources()],
  ["requests", "templates", () => client.listResourceTemplates()],
  ["requests", "text resource", () => client.readResource({ uri: "demo://resource/dynamic/text/5" })],
  ["requests", "blob resource", () => client.readResource({ uri: "demo://resource/dynamic/blob/5" })],
  ["requests", "document", () => client.readResource({ uri: "demo://resource/static/document/features.md" })],
  ["requests", "no such resource", () => client.readResource({ uri: "demo://nothing" })],
  ["requests", "completion of a prompt", () =>
    client.complete({
      ref: { type: "ref/prompt", name: "completable-prompt" },
      argument: { name: "name", value: "A" },
      context: { arguments: { department: "Engineering" } },
    })],
  ["requests", "completion of a template", () =>
    client.complete({
      ref: { type: "ref/resource", uri: "demo://resource/dynamic/text/{resourceId}" },
      argument: { name: "resourceId", value: "12" },
    })],
  ["requests", "completion of nothing", () =>
    client.complete({ ref: { type: "ref/prompt", name: "no-such" }, argument: { name: "a", value: "b" } })],
  ["requests", "progress", async () => {
    const result = await call("trigger-long-running-operation", { duration: 0.2, steps: 4 }, { onprogress: () => {} });
    return [result, progress.at(-1)];
  }],
  ["requests", "cancel", async () => {
    const cancel = new AbortController();
    const running = call(
      "trigger-long-running-operation",
      { duration: 0.4, steps: 2 },
      { onprogress: () => cancel.abort("enough"), signal: cancel.signal },
    );
    const failure = await running.then(() => "no failure", String);
    return [failure, progress.at(-1), await call("echo", { message: "still here" })];
  }],
  ["requests", "timeout", () => call("trigger-long-running-operation", { duration: 0.3, steps: 1 }, { timeout: 50 })],
  ["requests", "many at once", () =>
    Promise.all(Array.from({ length: 100 }, (_, n) => (n % 2 ? call("echo", { message: `${n}` }) : client.ping())))],

  ["logging", "level", async () => {
    await client.setLoggingLevel("emergency");
    await client.subscribeResource({ uri: "demo://resource/dynamic/text/9" });
    await client.ping();
    const quiet = notifications.length;
    await client.setLoggingLevel("debug");
    await client.unsubscribeResource({ uri: "demo://resource/dynamic/text/9" });
    await told("notifications/message");
    return quiet;
  }],
  ["logging", "no such level", () => {
    // The level belongs to the session, so the error may be another one than the server's.
    const request = client.request({ method: "logging/setLevel", params: { level: "loud" } }, types.EmptyResultSchema);
    return request.then(() => "set", () => "refused");
  }],

  ["subscriptions", "updates", async () => {
    await client.subscribeResource({ uri: "demo://resource/dynamic/text/1" });
    await client.subscribeResource({ uri: "demo://resource/dynamic/text/2" });
    await client.unsubscribeResource({ uri: "demo://resource/dynamic/text/2" });
    notifications.length = 0;
    const started = await call("toggle-subscriber-updates");
    await told("notifications/resources/updated");
    return [started, await call("toggle-subscriber-updates")];
  }],

  ["sampling", "sampling", () => call("trigger-sampling-request", { prompt: "say é", maxTokens: 7 })],

  ["elicitation", "form", () => call("trigger-elicitation-request")],
  ["elicitation", "url", () => call("trigger-url-elicitation", { url: "https://example.com/a", elicitationId: "e-1" })],
  ["elicitation", "url required", () =>
    call("trigger-url-elicitation", { url: "https://example.com/b", elicitationId: "e-2", errorPath: true })],

  ["roots", "roots", () => call("get-roots-list")],
  ["roots", "changed roots", async () => {
    roots = [{ uri: "file:///two" }, { uri: "file:///three" }];
    await client.sendRootsListChanged();
    await rootsAreKnown();
    return call("get-roots-list");
  }],

  ["tasks", "task", () => runTask({ topic: "é" })],
  ["tasks", "task that asks", () => runTask({ topic: "java", ambiguous: true })],
  ["tasks", "cancelled task", async () => {
    const created = await client.request(
      { method: "tools/call", params: { name: "simulate-research-query", arguments: { topic: "x" }, task: { ttl: 60_000 } } },
      types.CreateTaskResultSchema,
    );
    const cancelled = await client.experimental.tasks.cancelTask(created.task.taskId);
    const listed = await client.experimental.tasks.listTasks();
    return [cancelled.status, listed.tasks.filter(({ taskId }) => taskId === created.task.taskId).map(({ status }) => status)];
  }],
  ["tasks", "no such task", () => client.experimental.tasks.getTask("no-such-task")],
  ["tasks", "sampling as a task", () => call("trigger-sampling-request-async", { prompt: "say é" })],
  ["tasks", "elicitation as a task", () => call("trigger-elicitation-request-async")],
];

/** Which states of the task a client meets while it polls depends on time; that it was made and how it ended does not. */
async function runTask(args) {
  const seen = [];
  const stream = client.experimental.tasks.callToolStream({ name: "simulate-research-query", arguments: args });
  for await (const message of stream) {
    if (message.type !== "taskStatus") seen.push(message.type === "taskCreated" ? message.type : message);
  }
  return seen;
}

/** The server writes the time of day into its resources, and names its tasks at random. */
function normalised(saw) {
  const text = JSON.stringify(saw)
    .replace(/created at \d{1,2}:\d\d:\d\d( [AP]M)?/g, "created at TIME")
    .replace(/"blob":"UmVzb3VyY2[^"]*"/g, '"blob":"TIME"')
    .replace(/\b[0-9a-f]{32}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "RANDOM")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "TIME");
  return JSON.parse(text);
}

/** The server adds tools when it is initialized and says so at once, which may come a little later through mcpmux. */
const compared = ({ method }) => method !== "notifications/tools/list_changed";

const saw = [];
for (const [group, name, run] of steps) {
  if (!chosen.has(group)) continue;
  notifications.length = asked.length = 0;
  let outcome;
  try {
    outcome = { result: (await run()) ?? null };
  } catch (e) {
    outcome = { error: { code: e.code ?? null, message: e.message, data: e.data ?? null } };
  }
  saw.push(normalised({ step: `${group}: ${name}`, ...outcome, asked, notifications: notifications.filter(compared) }));
}
await client.close();
finish({ saw, strays });
