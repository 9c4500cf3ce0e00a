// Two sessions with the server of notes, which the argument's `command` attaches to: what one saves, the other is told and finds.
import { connect, finish, until } from "./sessions.mjs";

const one = await connect();
const two = await connect();
const text = ({ content }) => content[0].text;
const { tools } = await one.client.listTools();
await two.client.listTools();
await two.client.listResources();
await two.client.subscribeResource({ uri: "context://project" });
const begin = Date.now();
const saved = await one.client.callTool({
  name: "context_save",
  arguments: { title: "Trap", text: "the parser drops NULs", tags: ["parser"] },
});
await until(() => two.notifications.some(({ method }) => method === "notifications/resources/updated"), "the note");
const millis = Date.now() - begin;
const found = await two.client.callTool({ name: "context_search", arguments: { query: "nul parser" } });
const { resources } = await two.client.listResources();
const note = await two.client.readResource({ uri: saved.structuredContent.uri });
await two.client.callTool({ name: "context_save", arguments: { id: saved.structuredContent.id, version: 1, text: "two's" } });
const refused = await one.client.callTool({
  name: "context_save",
  arguments: { id: saved.structuredContent.id, version: 1, text: "one's" },
});
const prompt = await two.client.getPrompt({ name: "handover" });
const instructions = one.client.getInstructions();
await Promise.all([one.client.close(), two.client.close()]);
finish({
  tools: tools.map(({ name }) => name),
  millis,
  found: text(found),
  resources: resources.map(({ uri }) => uri),
  note: note.contents[0].text,
  refused: { isError: refused.isError, text: text(refused) },
  prompt: prompt.messages[0].content.text,
  instructions,
});
