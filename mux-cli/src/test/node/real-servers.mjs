// A walk through server-filesystem or server-memory (`walk` of the argument). The result is what the client saw.
import { argument, connect, finish } from "./sessions.mjs";

const walks = {
  async filesystem({ call }) {
    const dir = argument.directory;
    await call("list_allowed_directories", {});
    await call("write_file", { path: `${dir}/note.txt`, content: "één\ntwee\n" });
    await call("edit_file", { path: `${dir}/note.txt`, edits: [{ oldText: "twee", newText: "drie" }] });
    await call("read_text_file", { path: `${dir}/note.txt` });
    await call("create_directory", { path: `${dir}/sub` });
    await call("move_file", { source: `${dir}/note.txt`, destination: `${dir}/sub/moved.txt` });
    await call("list_directory", { path: `${dir}/sub` });
    await call("directory_tree", { path: dir });
    await call("read_text_file", { path: "/etc/hostname" });
  },

  async memory({ call }) {
    const entity = (name) => ({ name, entityType: "person", observations: [`${name} 1.0`] });
    await call("create_entities", { entities: [entity("Ada"), entity("Zoë")] });
    await call("create_relations", { relations: [{ from: "Ada", to: "Zoë", relationType: "knows" }] });
    await call("add_observations", { observations: [{ entityName: "Ada", contents: ["writes \"\\\" programs"] }] });
    await call("search_nodes", { query: "programs" });
    await call("delete_entities", { entityNames: ["Zoë"] });
    await call("read_graph", {});
    await call("no_such_tool", {});
  },
};

const { client, notifications } = await connect();
const saw = [{ server: client.getServerVersion(), capabilities: client.getServerCapabilities() }, await client.listTools()];
const call = async (name, args) => saw.push({ name, result: await client.callTool({ name, arguments: args }) });
await walks[argument.walk]({ call });
await client.close();
finish({ saw, notifications });
