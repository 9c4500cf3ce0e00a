// The client that the conformance suite tests, told its server's URL behind the first argument: a session of the SDK's client with
// `mcpmux attach`, where the config has the URL from the environment.
import { argument, connect } from "./sessions.mjs";

const url = process.argv.at(-1);
argument.env = { ...argument.env, SUITE_URL: url };
const { client } = await connect();
const scenario = process.env.MCP_CONFORMANCE_SCENARIO;
if (scenario !== "initialize") {
  const { tools } = await client.listTools();
  const call = scenario === "tools_call" ? { name: "add_numbers", arguments: { a: 5, b: 3 } } : { name: tools[0].name, arguments: {} };
  await client.callTool(call);
}
await client.close();
