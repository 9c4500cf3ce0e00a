'use strict';
// Node is given this with -e, npx and its words behind it. It runs npx, and what npx does for the
// package of its words it does for each that a line of stdin names. For each it prints a line: the
// package, and what the script (--call) has printed, null where npm fails; the package alone where
// npm is to be asked for it alone: it is to be installed, which many processes do faster than one,
// or it is not taken from npm's cache.
const { AsyncLocalStorage } = require('node:async_hooks');
const { createHash } = require('node:crypto');
const { existsSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { createInterface } = require('node:readline');

const asked = new AsyncLocalStorage();
const load = Module._load;

Module._load = function (request, parent) {
  const found = load.apply(this, arguments);
  if (request === 'libnpmexec') {
    const directory = path.dirname(Module._resolveFilename(request, parent)) + path.sep;
    return (options) => execAll(() => loadAnew(directory, request, parent), options);
  }
  if (request === '@npmcli/run-script') {
    return Object.assign((options) => runScript(found, options), found);
  }
  return found;
};

// Some versions keep things beyond a call, because there is only one.
function loadAnew(directory, request, parent) {
  Object.keys(require.cache)
    .filter((file) => file.startsWith(directory))
    .forEach((file) => delete require.cache[file]);
  return load.call(Module, request, parent);
}

async function execAll(newExec, options) {
  const all = [];
  for await (const spec of createInterface({ input: process.stdin })) {
    const hash = createHash('sha512').update(spec).digest('hex').slice(0, 16);
    const programs = path.join(options.npxCache || '', hash, 'node_modules/.bin');
    if (existsSync(programs)) {
      all.push(execOne(newExec(), { spec, programs }, options));
    } else {
      answer(spec);
    }
  }
  await Promise.all(all);
}

async function execOne(exec, question, options) {
  try {
    await asked.run(question, () => exec({ ...options, packages: [question.spec] }));
  } catch {
    answer(question.spec, null); // npx itself is run next, and says why
    return;
  }
  answer(question.spec, ...question.printed);
}

// What npm has in its own environment is the package of its words.
async function runScript(run, options) {
  const question = asked.getStore();
  if (!question) {
    return run(options);
  }
  const env = { ...options.env, npm_config_package: question.spec };
  const result = await run({ ...options, env, stdio: 'pipe', stdioString: false });
  if (options.event === 'npx') { // else it is a script of a package that is installed
    const found = options.binPaths.join(path.delimiter) === question.programs;
    question.printed = found ? [result.stdout.toString()] : [];
  }
  return result;
}

// On a line of its own, whatever else is printed.
function answer(...parts) {
  process.stdout.write('\n' + JSON.stringify(parts) + '\n');
}

Module.runMain();
