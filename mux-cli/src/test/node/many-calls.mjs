// Some sessions with server-everything, each of which makes many calls at once. The result counts the sessions and calls,
// lists every wrong answer, and holds what `status` (a command line of the argument, if there is one) printed beside them.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { argument, connect, finish } from "./sessions.mjs";

const { sessions: sessionCount, calls, status } = argument;
const wrong = [];
let made = 0;

function check(session, what, actual, expected) {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) wrong.push(`session ${session}, ${what}: ${is} instead of ${should}`);
}

/** One call of the n-th kind; arguments and the number of steps are this session's own, so that another's answer shows. */
async function call(client, session, n) {
  const tool = async (name, args, text, options) => {
    const result = await client.callTool({ name, arguments: args }, undefined, options);
    made++;
    check(session, `${name} ${n}`, result.content, [{ type: "text", text }]);
  };
  if (n % 10 === 0) {
    const [duration, steps] = [0.02 + n / 1e6, 2 + session];
    const text = `Long running operation completed. Duration: ${duration} seconds, Steps: ${steps}.`;
    await tool("trigger-long-running-operation", { duration, steps }, text, { onprogress: () => {} });
  } else if (n % 3 === 0) {
    const [a, b] = [session * 1_000_000 + n, n];
    await tool("get-sum", { a, b }, `The sum of ${a} and ${b} is ${a + b}.`);
  } else {
    const message = `session ${session} call ${n} "\\ é €`;
    await tool("echo", { message }, `Echo: ${message}`);
  }
}

const opened = await Promise.all(Array.from({ length: sessionCount }, () => connect()));
await Promise.all(
  opened.flatMap(({ client }, session) => Array.from({ length: calls }, (_, n) => call(client, session, n))),
);
opened.forEach(({ progress, strays }, session) => {
  check(session, "number of operations", progress.length, Math.ceil(calls / 10));
  for (const { call, reports } of progress) {
    const steps = 2 + session;
    const expected = Array.from({ length: steps }, (_, i) => ({ progress: i + 1, total: steps }));
    check(session, `progress of ${JSON.stringify(call)}`, reports, expected);
  }
  check(session, "progress that belongs to no call", strays, []);
});
const beside = status && JSON.parse((await promisify(execFile)(status[0], status.slice(1))).stdout);
await Promise.all(opened.map(({ client }) => client.close()));
finish({ sessions: opened.length, calls: made, wrong, status: beside });
