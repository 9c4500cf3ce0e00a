// The logs and the traffic as they come.

import { byId, clean, el } from './dom.js';
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

export class LogView {
  #box = byId('logs');
  #filter = byId('logs-filter');
  #select = byId('logs-server');
  #stream = new Stream((name, data) => this.#add(data));
  #paused = false;

  constructor() {
    this.#select.onchange = () => {
      location.hash = '#/logs' + (this.#select.value ? '/' + encodeURIComponent(this.#select.value) : '');
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
    if (server && ![...this.#select.options].some((option) => option.value === server)) {
      this.#select.append(el('option', { value: server }, clean(server, 60)));
    }
    this.#select.value = server;
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
