// A session with the control server beside one with a server, which the argument's `server` starts: what the tools say.
import { argument, connect, finish } from "./sessions.mjs";

const { control, server } = argument;
Object.assign(argument, { command: server[0], args: server.slice(1) });
const { client: session } = await connect();
Object.assign(argument, { command: control[0], args: control.slice(1) });
const { client } = await connect();

const call = async (name, args = {}) => {
  const { content, isError } = await client.callTool({ name, arguments: args });
  return { text: content[0].text, isError: isError === true };
};
const { tools } = await client.listTools();
const before = await call("status");
const name = before.text.match(/^(.*): ready/m)[1];
const restarted = await call("restart_server", { name });
const still = await session.callTool({ name: "echo", arguments: { message: "still here" } });
const unknown = await call("restart_server", { name: "no such server" });
const apart = await call("why_apart", { name });
const checked = await call("check_server", { name: argument.configured });
await Promise.all([client.close(), session.close()]);
finish({ tools, before, name, restarted, still: still.content[0].text, unknown, apart, checked });
