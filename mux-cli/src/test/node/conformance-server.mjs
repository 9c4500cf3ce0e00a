// What the official conformance suite asks of a server, on the SDK: `node conformance-server.mjs` over stdio,
// `node conformance-server.mjs --http` over its own HTTP, on a port that it prints.
// The tools, resources and prompts, and their very words, are those of the suite's scenarios.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import * as types from "@modelcontextprotocol/sdk/types.js";

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";

const text = (value) => ({ content: [{ type: "text", text: value }] });
const image = { type: "image", data: PNG, mimeType: "image/png" };
const resource = (uri, mimeType, value) => ({ type: "resource", resource: { uri, mimeType, text: value } });
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
const object = (properties = {}, required = []) => ({ type: "object", properties, required });

const log = (extra, data) => extra.sendNotification({ method: "notifications/message", params: { level: "info", data } });

function progress(extra, value) {
  const progressToken = extra._meta?.progressToken;
  if (progressToken === undefined) return undefined;
  return extra.sendNotification({
    method: "notifications/progress",
    params: { progressToken, progress: value, total: 100 },
  });
}

const elicit = (extra, message, requestedSchema) =>
  extra.sendRequest({ method: "elicitation/create", params: { message, requestedSchema } }, types.ElicitResultSchema);

const elicited = (result) =>
  text(`Elicitation completed: action=${result.action}, content=${JSON.stringify(result.content ?? {})}`);

const titled = (key, name) => [1, 2, 3].map((n) => ({ const: `value${n}`, title: `${["First", "Second", "Third"][n - 1]} ${name}` }));
const options = ["option1", "option2", "option3"];

/** Each tool: its description, its input schema, and what it does. */
const tools = {
  test_simple_text: ["Returns text", object(), () => text("This is a simple text response for testing.")],
  test_image_content: ["Returns an image", object(), () => ({ content: [image] })],
  test_audio_content: ["Returns audio", object(), () => ({ content: [{ type: "audio", data: WAV, mimeType: "audio/wav" }] })],
  test_embedded_resource: [
    "Returns a resource",
    object(),
    () => ({ content: [resource("test://embedded-resource", "text/plain", "This is an embedded resource content.")] }),
  ],
  test_multiple_content_types: [
    "Returns several kinds of content",
    object(),
    () => ({
      content: [
        { type: "text", text: "Multiple content types test:" },
        image,
        resource("test://mixed-content-resource", "application/json", JSON.stringify({ test: "data", value: 123 })),
      ],
    }),
  ],
  test_tool_with_logging: [
    "Logs what it does",
    object(),
    async (args, extra) => {
      await log(extra, "Tool execution started");
      await pause();
      await log(extra, "Tool processing data");
      await pause();
      await log(extra, "Tool execution completed");
      return text("Tool with logging executed successfully");
    },
  ],
  test_tool_with_progress: [
    "Reports progress",
    object(),
    async (args, extra) => {
      await progress(extra, 0);
      await pause();
      await progress(extra, 50);
      await pause();
      await progress(extra, 100);
      await pause(); // the SDK's client overlooks progress that comes in one read with the reply
      return text("Tool with progress executed successfully");
    },
  ],
  test_error_handling: [
    "Fails",
    object(),
    () => ({ isError: true, ...text("This tool intentionally returns an error for testing") }),
  ],
  test_sampling: [
    "Asks the client's model",
    object({ prompt: { type: "string" } }, ["prompt"]),
    async (args, extra) => {
      const result = await extra.sendRequest(
        {
          method: "sampling/createMessage",
          params: { messages: [{ role: "user", content: { type: "text", text: args.prompt } }], maxTokens: 100 },
        },
        types.CreateMessageResultSchema,
      );
      return text(`LLM response: ${result.content.text}`);
    },
  ],
  test_elicitation: [
    "Asks the user",
    object({ message: { type: "string" } }, ["message"]),
    async (args, extra) => {
      const result = await elicit(
        extra,
        args.message,
        object(
          {
            username: { type: "string", description: "User's response" },
            email: { type: "string", description: "User's email address" },
          },
          ["username", "email"],
        ),
      );
      return text(`User response: action: ${result.action}, content: ${JSON.stringify(result.content ?? {})}`);
    },
  ],
  test_elicitation_sep1034_defaults: [
    "Asks the user, with defaults",
    object(),
    async (args, extra) =>
      elicited(
        await elicit(
          extra,
          "Please review the defaults",
          object({
            name: { type: "string", default: "John Doe" },
            age: { type: "integer", default: 30 },
            score: { type: "number", default: 95.5 },
            status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
            verified: { type: "boolean", default: true },
          }),
        ),
      ),
  ],
  test_elicitation_sep1330_enums: [
    "Asks the user to choose",
    object(),
    async (args, extra) =>
      elicited(
        await elicit(
          extra,
          "Please choose",
          object({
            untitledSingle: { type: "string", enum: options },
            titledSingle: { type: "string", oneOf: titled("value", "Option") },
            legacyEnum: { type: "string", enum: ["opt1", "opt2", "opt3"], enumNames: ["Option One", "Option Two", "Option Three"] },
            untitledMulti: { type: "array", items: { type: "string", enum: options } },
            titledMulti: { type: "array", items: { anyOf: titled("value", "Choice") } },
          }),
        ),
      ),
  ],
  json_schema_2020_12_tool: [
    "Tool with JSON Schema 2020-12 features",
    {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      $defs: {
        address: {
          $anchor: "addressDef",
          type: "object",
          properties: { street: { type: "string" }, city: { type: "string" } },
        },
      },
      properties: {
        name: { type: "string" },
        address: { $ref: "#/$defs/address" },
        contactMethod: { type: "string", enum: ["phone", "email"] },
        phone: { type: "string" },
        email: { type: "string" },
      },
      allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
      if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
      then: { required: ["phone"] },
      else: { required: ["email"] },
      additionalProperties: false,
    },
    (args) => text(`JSON Schema 2020-12 tool called with: ${JSON.stringify(args)}`),
  ],
  test_reconnection: [
    "Answers after a while",
    object(),
    async () => {
      await pause();
      return text("Reconnection test completed");
    },
  ],
};

const user = (content) => ({ role: "user", content });

/** Each prompt: its description, the names of its arguments, and its messages. */
const prompts = {
  test_simple_prompt: ["Simple", [], () => [user({ type: "text", text: "This is a simple prompt for testing." })]],
  test_prompt_with_arguments: [
    "With arguments",
    ["arg1", "arg2"],
    (args) => [user({ type: "text", text: `Prompt with arguments: arg1='${args.arg1}', arg2='${args.arg2}'` })],
  ],
  test_prompt_with_embedded_resource: [
    "With a resource",
    ["resourceUri"],
    (args) => [
      user(resource(args.resourceUri, "text/plain", "Embedded resource content for testing.")),
      user({ type: "text", text: "Please process the embedded resource above." }),
    ],
  ],
  test_prompt_with_image: [
    "With an image",
    [],
    () => [user(image), user({ type: "text", text: "Please analyze the image above." })],
  ],
};

const resources = [
  { uri: "test://static-text", name: "static-text", description: "Text", mimeType: "text/plain" },
  { uri: "test://static-binary", name: "static-binary", description: "Bytes", mimeType: "image/png" },
  { uri: "test://watched-resource", name: "watched-resource", description: "Watched", mimeType: "text/plain" },
];

function read(uri) {
  const of = /^test:\/\/template\/([^/]+)\/data$/.exec(uri);
  if (of) {
    const value = { id: of[1], templateTest: true, data: `Data for ID: ${of[1]}` };
    return { uri, mimeType: "application/json", text: JSON.stringify(value) };
  }
  switch (uri) {
    case "test://static-text":
      return { uri, mimeType: "text/plain", text: "This is the content of the static text resource." };
    case "test://static-binary":
      return { uri, mimeType: "image/png", blob: PNG };
    case "test://watched-resource":
      return { uri, mimeType: "text/plain", text: "Watched resource content" };
    default:
      throw new types.McpError(-32002, `Resource not found: ${uri}`);
  }
}

function found(table, name, kind) {
  if (!Object.hasOwn(table, name)) throw new types.McpError(types.ErrorCode.InvalidParams, `Unknown ${kind}: ${name}`);
  return table[name];
}

function newServer() {
  const server = new Server(
    { name: "conformance-fixture", version: "1.0.0" },
    { capabilities: { tools: {}, prompts: {}, resources: { subscribe: true }, logging: {}, completions: {} } },
  );
  server.setRequestHandler(types.ListToolsRequestSchema, () => ({
    tools: Object.entries(tools).map(([name, [description, inputSchema]]) => ({ name, description, inputSchema })),
  }));
  server.setRequestHandler(types.CallToolRequestSchema, (request, extra) =>
    found(tools, request.params.name, "tool")[2](request.params.arguments ?? {}, extra),
  );
  server.setRequestHandler(types.ListPromptsRequestSchema, () => ({
    prompts: Object.entries(prompts).map(([name, [description, names]]) => ({
      name,
      description,
      arguments: names.map((argument) => ({ name: argument, description: argument, required: true })),
    })),
  }));
  server.setRequestHandler(types.GetPromptRequestSchema, (request) => ({
    messages: found(prompts, request.params.name, "prompt")[2](request.params.arguments ?? {}),
  }));
  server.setRequestHandler(types.ListResourcesRequestSchema, () => ({ resources }));
  server.setRequestHandler(types.ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [
      { uriTemplate: "test://template/{id}/data", name: "template", description: "By id", mimeType: "application/json" },
    ],
  }));
  server.setRequestHandler(types.ReadResourceRequestSchema, (request) => ({ contents: [read(request.params.uri)] }));
  server.setRequestHandler(types.SubscribeRequestSchema, () => ({}));
  server.setRequestHandler(types.UnsubscribeRequestSchema, () => ({}));
  server.setRequestHandler(types.CompleteRequestSchema, (request) => ({
    completion: {
      values: ["paris", "park", "party"].filter((value) => value.startsWith(request.params.argument.value)),
      hasMore: false,
    },
  }));
  return server;
}

/** As the SDK's own documentation has it: a server and a transport per session. */
function serveHttp() {
  const sessions = new Map();
  const http = createServer(async (request, response) => {
    const port = http.address().port;
    let transport = sessions.get(request.headers["mcp-session-id"]);
    if (!transport && request.headers["mcp-session-id"]) {
      response.writeHead(404).end();
      return;
    }
    if (!transport) {
      const names = ["localhost", "127.0.0.1", "[::1]"];
      transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        enableDnsRebindingProtection: true,
        allowedHosts: names.map((name) => `${name}:${port}`),
        allowedOrigins: names.map((name) => `http://${name}:${port}`),
        onsessioninitialized: (id) => sessions.set(id, transport),
        onsessionclosed: (id) => sessions.delete(id),
      });
      await newServer().connect(transport);
    }
    await transport.handleRequest(request, response);
  });
  http.listen(0, "127.0.0.1", () => console.log(http.address().port));
  process.stdin.on("end", () => process.exit(0)).resume();
}

if (process.argv.includes("--http")) {
  serveHttp();
} else {
  console.error(`fixture ${process.pid}`);
  await newServer().connect(new StdioServerTransport());
}
