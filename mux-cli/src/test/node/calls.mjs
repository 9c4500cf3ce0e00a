// One session that lists its tools and makes the calls of the argument one after the other. The result has the names of the
// tools, each call's result or error, and progress that belonged to no call.
import { argument, connect, finish } from "./sessions.mjs";

const { client, progress, strays } = await connect();
const names = (await client.listTools()).tools.map((tool) => tool.name);
const results = [];
for (const call of argument.calls) {
  try {
    results.push(await client.callTool(call, undefined, { onprogress: () => {} }));
  } catch (e) {
    results.push({ error: e.message });
  }
}
const reports = progress.map((each) => each.reports.length);
await client.close();
finish({ names, results, reports, strays });
