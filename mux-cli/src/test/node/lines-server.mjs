// An MCP server without any SDK that ends its lines where Node's readline does: `node lines-server.mjs`.
//
// It answers each call with how many lines it has read that were no JSON, and the call's text; with a CR
// between the tokens of its answer, and the text as it is.
import { createInterface } from "node:readline";

let broken = 0;

createInterface({ input: process.stdin }).on("line", (line) => {
  let message;
  try {
    message = JSON.parse(line);
  } catch {
    broken++;
    return;
  }
  const { id, method, params } = message;
  if (method === "initialize") {
    const serverInfo = { name: "lines", version: "1" };
    answer(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo });
  } else if (method === "tools/call") {
    answer(id, { broken, text: params.arguments.text });
  }
});

function answer(id, result) {
  process.stdout.write(`{"jsonrpc":"2.0",\r"id":${id},\r"result":${JSON.stringify(result)}\r}\n`);
}
