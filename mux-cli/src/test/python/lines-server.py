"""An MCP server without any SDK that reads as the official one for Python does, with universal newlines.

It does what lines-server.mjs does.
"""
import io
import json
import sys

broken = 0


def answer(id, result):
    text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(f'{{"jsonrpc":"2.0",\r"id":{id},\r"result":{text}\r}}\n'.encode())
    sys.stdout.flush()


for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"):
    try:
        message = json.loads(line)
    except ValueError:
        broken += 1
        continue
    id, method, params = message.get("id"), message.get("method"), message.get("params")
    if method == "initialize":
        info = {"name": "lines", "version": "1"}
        answer(id, {"protocolVersion": params["protocolVersion"], "capabilities": {"tools": {}}, "serverInfo": info})
    elif method == "tools/call":
        answer(id, {"broken": broken, "text": params["arguments"]["text"]})
