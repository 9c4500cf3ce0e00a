// The logs and the traffic as they come.

import { byId, bytes, clean, el, encode, micros, setText } from './dom.js';
import { query, Stream } from './session.js';

const LINES = 1000;

/** Offers each server in a select, without losing what is chosen. */
export const offer = (select, names, fixed) => {
  const known = [...select.options].slice(fixed).map((option) => option.value);
  if (known.join('\n') !== names.join('\n')) {
    const chosen = select.value;
    [...select.options].slice(fixed).forEach((option) => option.remove());
    select.append(...names.map((name) => el('option', { value: name }, clean(name, 60))));
    select.value = chosen;
  }
};

/** Chooses it in a select, where it may not stand yet. */
const choose = (select, server) => {
  if (![...select.options].some((option) => option.value === server)) {
    select.append(el('option', { value: server }, clean(server, 60)));
  }
  select.value = server;
};

export class LogView {
  #box = byId('logs');
  #filter = byId('logs-filter');
  #select = byId('logs-server');
  #stream = new Stream((data) => this.#add(data), (state) => {
    if (state === 'open') {
      this.#box.replaceChildren(); // it begins with the last lines again
    }
  });
  #paused = false;

  constructor() {
    this.#select.onchange = () => {
      location.hash = '#/logs' + (this.#select.value ? '/' + encode(this.#select.value) : '');
    };
    this.#filter.oninput = () => [...this.#box.children].forEach((line) => this.#hide(line));
    byId('logs-pause').onclick = (event) => {
      this.#paused = !this.#paused;
      event.target.setAttribute('aria-pressed', String(this.#paused));
      this.show(this.#select.value);
    };
  }

  /** Null for not at all. */
  show(server) {
    if (server === null || this.#paused) {
      this.#stream.close();
      return;
    }
    choose(this.#select, server);
    this.#box.replaceChildren();
    this.#stream.open('logs?' + query({ server }));
  }

  offer(names) {
    offer(this.#select, names, 2);
  }

  #hide(line) {
    line.hidden = !line.textContent.toLowerCase().includes(this.#filter.value.toLowerCase());
  }

  #add({ lines, leftOut }) {
    const atEnd = this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight < 40;
    const made = lines.map((line) => el('p', {}, clean(line, 9000)));
    if (leftOut) {
      made.unshift(el('p', {}, `… ${leftOut} lines more`));
    }
    made.forEach((line) => this.#hide(line));
    this.#box.append(...made);
    while (this.#box.children.length > LINES) {
      this.#box.firstChild.remove();
    }
    if (atEnd) {
      this.#box.scrollTop = this.#box.scrollHeight;
    }
  }
}

const FRAMES = 300;
const FILTERS = ['session', 'method', 'tool'];
const COLUMNS = ['Time', 'Way', 'Message', 'Server', 'Session', 'Ids', 'Size', 'Took'];
const HIDE = { Way: 'mid', Server: 'mid', Session: 'mid', Ids: 'wide', Size: 'wide' };
const NUM = new Set(['Size', 'Took']);

/** The messages that pass, while it runs. */
export class TapView {
  #body = el('tbody');
  #select = byId('tap-server');
  #run = byId('tap-run');
  #stream = new Stream((frames) => this.#add(frames), (state, why) => this.#is(state, why));
  #runs = false;
  #lost = 0;

  constructor() {
    const head = el('tr', {}, ...COLUMNS.map((title) => el('th', { scope: 'col', class: this.#classOf(title) }, title)));
    byId('tap').append(el('thead', {}, head), this.#body);
    this.#clear();
    byId('tap-clear').onclick = () => this.#clear();
    this.#run.onclick = () => this.#switch(!this.#runs);
    this.#select.onchange = () => this.#open();
    for (const id of ['session', 'method', 'tool', 'slower', 'errors', 'bodies']) {
      byId('tap-' + id).onchange = () => this.#open();
    }
  }

  /** Null for not at all. It runs only when somebody starts it here. */
  show(server) {
    if (server === null) {
      this.#switch(false);
    } else {
      choose(this.#select, server);
      this.#open();
    }
  }

  offer(names) {
    offer(this.#select, names, 1);
  }

  #switch(runs) {
    this.#runs = runs;
    if (runs) {
      this.#note('');
    }
    setText(this.#run, runs ? 'Stop' : 'Start');
    this.#run.setAttribute('aria-pressed', String(runs));
    this.#open();
  }

  #open() {
    if (!this.#runs) {
      this.#stream.close();
      return;
    }
    const wanted = { server: this.#select.value };
    FILTERS.forEach((name) => (wanted[name] = byId('tap-' + name).value.trim()));
    const slower = Number(byId('tap-slower').value);
    wanted.slowerThanMicros = slower > 0 ? Math.round(slower * 1000) : '';
    wanted.errors = byId('tap-errors').checked ? '1' : '';
    wanted.bodies = byId('tap-bodies').checked ? '1' : '';
    this.#stream.open('tap?' + query(wanted));
  }

  #is(state, why) {
    const empty = this.#body.querySelector('.empty');
    if (state === 'open' && empty) {
      setText(empty, 'Listening: nothing has passed yet.');
    } else if (state === 'lost') {
      this.#note('The tap was interrupted; messages may be missing.');
    } else if (state === 'hidden') {
      this.#note('The tap paused while this page was hidden; messages are missing.');
    } else if (state === 'wrong') {
      this.#switch(false);
      this.#note(clean(why, 300));
    }
  }

  #note(text) {
    byId('tap-lost').hidden = !text;
    setText(byId('tap-lost'), text);
  }

  #clear() {
    this.#lost = 0;
    this.#note('');
    const cell = el('td', { class: 'empty', colspan: COLUMNS.length }, 'Start shows the messages that pass from then on.');
    this.#body.replaceChildren(el('tr', {}, cell));
  }

  #classOf(title) {
    return [HIDE[title], NUM.has(title) && 'num'].filter(Boolean).join(' ');
  }

  #add(frames) {
    if (this.#body.querySelector('.empty')) {
      this.#body.replaceChildren();
    }
    for (const frame of frames) {
      if (frame.lost) {
        this.#lost += frame.lost;
        this.#note(`${this.#lost} messages were left out, as they came too fast for this page.`);
      } else {
        this.#body.prepend(this.#row(frame));
      }
    }
    while (this.#body.children.length > FRAMES) {
      this.#body.lastChild.remove();
    }
  }

  #row(frame) {
    const what = [frame.method ?? frame.kind, frame.tool].filter(Boolean).join(' ');
    const message = el('span', {}, clean(frame.kind === 'request' ? what : `${what}, ${frame.kind}`));
    const cells = [
      clean(new Date(frame.time).toTimeString().slice(0, 8) + '.' + String(frame.time).slice(20, 23)),
      clean(`${frame.from} → ${frame.to}`),
      message,
      clean(frame.server ?? '-'),
      clean(frame.session ?? '-'),
      clean([frame.id, frame.serverId].map((id) => (id === undefined ? '-' : JSON.stringify(id))).join(' / '), 60),
      bytes(frame.bytes),
      micros(frame.latencyMicros),
    ];
    const row = el('tr', {}, ...cells.map((cell, i) => el('td', { class: this.#classOf(COLUMNS[i]) }, cell)));
    if (frame.failed) {
      message.className = 'bad-text';
    }
    if (frame.note) {
      row.cells[2].append(el('div', { class: 'soft' }, clean(frame.note, 300)));
    }
    const body = frame.body === undefined ? frame.start : JSON.stringify(frame.body, null, 2);
    if (body !== undefined) {
      const lines = body.split('\n').map((line) => clean(line, 2000)).join('\n');
      row.cells[2].append(el('details', {}, el('summary', {}, 'Body'), el('pre', {}, lines)));
    }
    return row;
  }
}
