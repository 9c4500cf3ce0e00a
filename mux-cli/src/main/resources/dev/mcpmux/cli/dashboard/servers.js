// Servers, sessions, and one server in full.

import { ask, byId, bytes, clean, column, count, encode, kib, linked, list, micros, plural, say, seconds, setText, Table, tiles } from './dom.js';
import { act } from './session.js';

const BAD = new Set(['failed', 'off', 'backoff']);
const ODD = new Set(['queued', 'starting', 'initializing', 'draining', 'stopping']);

const sum = (items, value) => items.reduce((all, item) => all + (value(item) ?? 0), 0);
export const failures = (numbers) =>
  numbers ? numbers.toolErrors + numbers.errors + numbers.timeouts + numbers.lost + numbers.refused : 0;
const calls = (thing) => thing.numbers?.calls ?? 0;
const memory = (server) => sum(server.processes, (process) => process.memoryKib);
const openSessions = (server) => sum(server.processes, (process) => process.sessions);

/** The worst of what its processes are, else why it has none. */
const state = (server) => {
  const states = server.processes.map((process) => process.state);
  if (states.length) {
    return states.find((each) => BAD.has(each)) ?? states.find((each) => ODD.has(each)) ?? states[0];
  }
  return server.failure && server.idle !== 'off' ? 'failed' : (server.idle ?? 'not started');
};

const kind = (word) => (BAD.has(word) ? 'bad' : ODD.has(word) ? 'odd' : word === 'ready' ? 'good' : '');
const rank = (server) => (BAD.has(state(server)) ? 0 : server.processes.length ? 1 : server.idle === 'disabled' ? 3 : 2);

const inOrder = (servers) =>
  [...servers].sort((a, b) => rank(a) - rank(b) || openSessions(b) - openSessions(a) || calls(b) - calls(a) || (a.name < b.name ? -1 : 1));

const stateText = (server) => state(server) + (server.restarts ? `, ${plural(server.restarts, 'restart')}` : '');

const showState = (cell, word, text) => {
  const shown = cell.firstChild ?? cell.appendChild(document.createElement('span'));
  shown.className = `state ${kind(word)}`;
  setText(shown, clean(text));
};

export const serverLink = (name) => '#/server/' + encode(name);

const apartLines = (servers) =>
  servers.flatMap((server) => {
    const why = server.processes.map((process) => process.apart?.because[0]).find(Boolean);
    return server.processes.length > 1 && why
      ? [`${clean(server.name)} has ${server.processes.length} processes, as one ${clean(why)}`]
      : [];
  });

const sharingLine = ({ sharing }) =>
  sharing
    ? `${plural(sharing.processes, 'process', 'processes')} for ${plural(sharing.sessions, 'session')}: ${kib(sharing.memoryKib)} with the daemon and relays; without mcpmux about ${kib(sharing.withoutKib)} in ${plural(sharing.withoutProcesses, 'process', 'processes')}`
    : 'Nothing is shared now: no session uses a server.';

const num = (title, number, format = count, more = {}) =>
  column(title, (item) => format(number(item)), { num: true, value: (item) => number(item) ?? 0, ...more });

const failed = (title, of, more = {}) => ({
  ...num(title, (item) => failures(of(item)), count, more),
  show: (cell, item) => {
    const n = failures(of(item));
    cell.classList.toggle('bad-text', n > 0);
    setText(cell, count(n));
  },
});

const rowColumns = (what) => [
  column(what, (row) => clean(row.name)),
  num('Calls', (row) => row.calls),
  failed('Failed', (row) => row),
  num('Cancelled', (row) => row.cancelled, count, { hide: 'wide' }),
  num('Open', (row) => row.open, count, { hide: 'mid' }),
  num('p50', (row) => row.p50Micros, micros, { hide: 'mid' }),
  num('p95', (row) => row.p95Micros, micros),
  num('p99', (row) => row.p99Micros, micros, { hide: 'wide' }),
  num('In', (row) => row.bytesIn, bytes, { hide: 'wide' }),
  num('Out', (row) => row.bytesOut, bytes, { hide: 'wide' }),
];

const sessionColumns = [
  column('Session', (session) => session.id, { value: (session) => Number(session.id) }),
  column('Client', (session) => clean(session.client)),
  linked('Server', (session) => clean(session.server), (session) => serverLink(session.server)),
  column('Project', (session) => clean(session.project ?? '-'), { hide: 'mid' }),
  num('Calls', calls),
  failed('Failed', (session) => session.numbers, { hide: 'mid' }),
  num('Open', (session) => session.inFlight, count, { hide: 'wide' }),
  num('p95', (session) => session.numbers?.p95Micros, micros),
  column('Client session', (session) => clean(session.clientSessionId ?? '-'), { hide: 'wide', mono: true }),
];

const sessionTable = (id, columns = sessionColumns) =>
  new Table(byId(id), columns, (session) => session.id, 'No session is open.');

/** All of them. */
export class Servers {
  #table = new Table(
    byId('servers'),
    [
      linked('Server', (server) => clean(server.name), (server) => serverLink(server.name)),
      { title: 'State', value: state, show: (cell, server) => showState(cell, state(server), stateText(server)) },
      num('Sessions', openSessions, count, { hide: 'mid' }),
      num('Processes', (server) => server.processes.length, count, { hide: 'wide' }),
      num('Memory', memory, kib, { hide: 'mid' }),
      num('Calls', calls),
      failed('Failed', (server) => server.numbers, { hide: 'mid' }),
      num('p95', (server) => server.numbers?.p95Micros, micros),
      column('Last error', (server) => (server.lastError ? clean(server.lastError.what, 80) : '-'), { hide: 'wide' }),
    ],
    (server) => server.name,
    'The config has no server.',
  );

  #states = new Map();

  render(status) {
    setText(byId('sharing'), sharingLine(status));
    tiles(byId('tiles'), [
      [String(status.servers.filter((server) => server.processes.length).length), `of ${plural(status.servers.length, 'server')} run`],
      [String(status.sessions.length), status.sessions.length === 1 ? 'session' : 'sessions'],
      [count(sum(status.servers, calls)), 'calls since the start'],
      [count(sum(status.servers, (server) => failures(server.numbers))), 'of them failed'],
      [seconds(status.daemon.uptimeSeconds), `up, as process ${status.daemon.pid}`],
    ]);
    this.#table.render(inOrder(status.servers));
    list(byId('apart'), apartLines(status.servers));
    const lately = byId('lately');
    list(
      lately.lastElementChild,
      (status.lately ?? []).map((one) => `${seconds(one.secondsAgo)} ago: ${clean(one.what, 300)}${one.times > 1 ? ` (${one.times} times)` : ''}`),
    );
    lately.hidden = lately.lastElementChild.hidden;
    this.#tellChanges(status.servers);
  }

  #tellChanges(servers) {
    const told = [];
    for (const server of servers) {
      const before = this.#states.get(server.name);
      const now = state(server);
      if (before !== undefined && before !== now && (BAD.has(now) || now === 'ready')) {
        told.push(`${clean(server.name)}: ${now}`);
      }
      this.#states.set(server.name, now);
    }
    if (told.length) {
      say(told.join('. '));
    }
  }
}

export class Sessions {
  #table = sessionTable('sessions');
  #all = [];

  constructor() {
    byId('sessions-filter').oninput = () => this.#show();
  }

  render(status) {
    this.#all = status.sessions;
    this.#show();
  }

  #show() {
    const wanted = byId('sessions-filter').value.toLowerCase();
    this.#table.render(
      this.#all.filter((session) => [session.client, session.server, session.project].some((text) => String(text ?? '').toLowerCase().includes(wanted))),
    );
  }
}

/** One of them, in full. */
export class Server {
  #processes = new Table(
    byId('processes'),
    [
      column('Process', (process) => (process.inProcess ? 'in process' : process.url ? clean(process.url) : String(process.pid ?? '-'))),
      { title: 'State', value: (process) => process.state, show: (cell, process) => showState(cell, process.state, process.state) },
      num('Sessions', (process) => process.sessions, count, { hide: 'mid' }),
      num('Memory', (process) => process.memoryKib, kib),
      num('Tree', (process) => process.treeProcesses, count, { hide: 'mid' }),
      num('Calls', calls),
      num('p95', (process) => process.numbers?.p95Micros, micros, { hide: 'mid' }),
      num('Up', (process) => process.uptimeSeconds, seconds, { hide: 'mid' }),
    ],
    (process) => `${process.pid} ${process.url ?? ''}`,
    'It has no process now; one starts when it is needed.',
  );

  #tools = new Table(byId('tools'), rowColumns('Tool'), (row) => row.name, '');
  #methods = new Table(byId('methods'), rowColumns('Method'), (row) => row.name, '');
  #sessions = sessionTable('server-sessions', sessionColumns.filter(({ title }) => title !== 'Server'));
  #name = '';
  #disabled = false;

  constructor() {
    byId('restart').onclick = () => this.#restart();
    byId('switch').onclick = () => this.#switch();
  }

  /**
   * @param complete whether the status has the tools and methods of this server
   */
  render(status, name, complete) {
    this.#name = name;
    const shown = clean(name);
    setText(byId('server-name'), shown);
    byId('server-logs').href = '#/logs/' + encode(name);
    byId('server-tap').href = '#/tap/' + encode(name);
    const server = status.servers.find((each) => each.name === name) ?? { name, processes: [], idle: 'not in the config' };
    this.#disabled = server.idle === 'disabled';
    setText(byId('switch'), this.#disabled ? 'Enable' : 'Disable…');
    byId('server-state').className = `state ${kind(state(server))}`;
    setText(byId('server-state'), stateText(server));
    const error = byId('server-error');
    const last = server.lastError;
    error.hidden = !server.failure && !last;
    error.className = server.failure ? 'note bad' : 'note';
    setText(error, server.failure ? clean(server.failure, 2000) : last ? `${seconds(last.secondsAgo)} ago: ${clean(last.what, 500)}` : '');
    const numbers = server.numbers;
    tiles(byId('server-tiles'), [
      [String(openSessions(server)), openSessions(server) === 1 ? 'session' : 'sessions'],
      [count(calls(server)), 'calls'],
      [count(failures(numbers)), 'failed'],
      [count(numbers?.open), numbers?.waiting ? `open, ${numbers.waiting} waiting` : 'open'],
      [micros(numbers?.p50Micros), 'half within'],
      [micros(numbers?.p95Micros), '95 of 100 within'],
      [kib(memory(server)), 'memory'],
    ]);
    this.#processes.render(server.processes);
    list(
      byId('server-apart'),
      server.processes.flatMap((process) => (process.apart ? [`${process.pid ?? 'One'} is apart from ${process.apart.from ?? 'another'}, as it ${process.apart.because.map((why) => clean(why)).join('; it ')}`] : [])),
    );
    this.#tools.empty = complete ? 'No tool was called yet.' : 'Loading…';
    this.#methods.empty = complete ? 'No method was called yet.' : 'Loading…';
    this.#tools.render(server.tools ?? []);
    this.#methods.render(server.methods ?? []);
    this.#sessions.render(status.sessions.filter((session) => session.server === name));
  }

  async #restart() {
    const name = this.#name;
    const text = 'A new process starts beside the old one and takes over when it is ready. What is in flight is answered by the old one.';
    if (await ask(`Restart ${clean(name)}?`, text, 'Restart', false)) {
      say(`${clean(name)} is being restarted`);
      this.#done(name, await act('restart', { server: name }), 'restarted');
    }
  }

  async #switch() {
    const name = this.#name;
    if (this.#disabled) {
      this.#done(name, await act('enable', { server: name }), 'enabled');
      return;
    }
    const text = 'Nobody can use it until it is enabled again. What is in flight gets done; sessions stay open, and their requests are answered with an error.';
    if (await ask(`Disable ${clean(name)}?`, text, 'Disable', true)) {
      this.#done(name, await act('disable', { server: name }), 'disabled');
    }
  }

  #done(name, wrong, what) {
    if (wrong) {
      ask(`${clean(name)} was not ${what}`, clean(wrong, 2000), 'OK', false);
    } else {
      say(`${clean(name)} was ${what}`);
    }
  }
}
