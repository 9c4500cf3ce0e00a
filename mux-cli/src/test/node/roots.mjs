// Sessions of server-filesystem whose roots differ. The argument has the `directories` "one", "two" and "three", each with a file
// `who.txt`, and the `status` command line. The result holds what each session could see, and the processes at each point.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { pathToFileURL } from "node:url";
import { ListRootsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { argument, connect, finish } from "./sessions.mjs";

const { directories, status } = argument;

/** A session that tells these roots; `roots` may be assigned, and is told when the client says that it has changed. */
async function open(...names) {
  const session = { roots: names };
  const { client } = await connect({ capabilities: { roots: { listChanged: true } } }, (opened) =>
    opened.setRequestHandler(ListRootsRequestSchema, async () => ({
      roots: session.roots.map((name) => ({ uri: pathToFileURL(directories[name]).href, name })),
    })),
  );
  return Object.assign(session, { client });
}

const text = async ({ client }, name, args = {}) => {
  const { content, isError } = await client.callTool({ name, arguments: args });
  return isError ? "refused" : content[0].text;
};

/** The names of the directories that the server allows. */
async function allowed(session) {
  const listed = await text(session, "list_allowed_directories");
  return Object.keys(directories).filter((name) => listed.split("\n").includes(directories[name]));
}

/** The content of each directory's file, or "refused", and every list of allowed directories that it was given meanwhile. */
async function sees(session) {
  const lists = [await allowed(session)];
  // The server takes calls before it has heard of any roots, without mcpmux too, and allows nothing until then.
  for (const end = Date.now() + 10_000; lists.at(-1).length === 0; lists.push(await allowed(session))) {
    if (Date.now() > end) throw new Error("no directory was allowed for ten seconds");
  }
  const files = {};
  for (const [name, directory] of Object.entries(directories)) {
    files[name] = (await text(session, "read_text_file", { path: `${directory}/who.txt` })).trim();
  }
  return { allowed: lists.filter((list) => list.length > 0), files };
}

async function processes() {
  const { stdout } = await promisify(execFile)(status[0], status.slice(1));
  const all = JSON.parse(stdout).servers.flatMap((server) => server.processes);
  return all.map(({ sessions }) => sessions).filter((sessions) => sessions > 0).sort();
}

const found = {};
const [a, b, c] = await Promise.all([open("one"), open("two"), open("one")]);
[found.a, found.b, found.c] = await Promise.all([sees(a), sees(b), sees(c)]);
found.processes = await processes();

c.roots = ["three"];
await c.client.sendRootsListChanged();
found.moved = await sees(c);
found.stayed = await sees(a);
found.processesAfterMove = await processes();

await Promise.all([a, b, c].map(({ client }) => client.close()));
finish(found);
