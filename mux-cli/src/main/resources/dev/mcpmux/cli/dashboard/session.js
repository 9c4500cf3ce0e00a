// The login, and whatever is asked of the daemon.

import { encode } from './dom.js';

const KEY = 'mcpmux-key';
const PAUSES = [500, 1000, 2000, 5000];

export class LoggedOut extends Error {}

/** Takes the code out of the address, before anything else can see it. */
export const takeCode = () => {
  const code = location.hash.slice(1);
  if (!/^[\w-]{32}$/.test(code)) {
    return null;
  }
  history.replaceState(null, '', location.pathname + '#/servers');
  return code;
};

/** A number that is too long for this language stays as it is written, where the browser can do that. */
const exact = (name, value, { source } = {}) =>
  typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER && source && JSON.rawJSON
    ? JSON.rawJSON(source)
    : value;

/** What a refusal says: the page’s own are a sentence, those of the way to it an object. */
const wrong = ({ error }) => error.message ?? error;

export const logIn = async (code) => {
  const answer = await fetch('/dashboard/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  const said = await answer.json();
  if (!answer.ok) {
    throw new LoggedOut(wrong(said));
  }
  localStorage.setItem(KEY, said.key);
};

const headers = () => ({ 'X-Mcpmux-Key': localStorage.getItem(KEY) ?? '' });

const ask = async (path, options = {}) => {
  const answer = await fetch('/dashboard/' + path, {
    ...options,
    headers: { ...headers(), ...options.headers },
  });
  if (answer.status === 401) {
    throw new LoggedOut();
  }
  return answer;
};

export const get = async (path) => {
  const answer = await ask(path);
  return answer.ok ? answer.json() : null;
};

/** Resolves to what went wrong, or null. */
export const act = async (what, body = {}) => {
  const answer = await ask(what, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.ok ? null : wrong(await answer.json());
};

export const query = (parameters) =>
  Object.entries(parameters)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&');

/**
 * A stream of events that comes again when it breaks, and rests while nobody sees the page. Not an
 * EventSource, which cannot send the key.
 */
export class Stream {
  #path = null;
  #abort = null;
  #tries = 0;
  #timer = 0;

  constructor(onEvent, onState = () => {}) {
    this.onEvent = onEvent;
    this.onState = onState;
    document.addEventListener('visibilitychange', () => this.#look());
  }

  open(path) {
    if (path !== this.#path) {
      this.#path = path;
      this.#tries = 0;
      this.#stop();
      this.#look();
    }
  }

  close() {
    this.#path = null;
    this.#stop();
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
  }

  #look() {
    if (document.hidden) {
      if (this.#abort) {
        this.onState('hidden');
      }
      this.#stop();
    } else if (this.#path !== null && !this.#abort) {
      this.#run();
    }
  }

  async #run() {
    clearTimeout(this.#timer);
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const answer = await ask(this.#path, { signal: abort.signal, headers: { Accept: 'text/event-stream' } });
      if (answer.status === 400) { // and will be each time
        const why = wrong(await answer.json());
        if (this.#abort === abort) {
          this.onState('wrong', why);
        }
        return;
      }
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      this.onState('open');
      await this.#read(answer.body.pipeThrough(new TextDecoderStream()).getReader(), abort);
    } catch (e) {
      if (e instanceof LoggedOut) {
        this.close();
        this.onState('out');
        return;
      }
    }
    if (this.#abort === abort) {
      this.#abort = null;
      this.onState('lost');
      const pause = PAUSES[Math.min(this.#tries++, PAUSES.length - 1)];
      this.#timer = setTimeout(() => this.#look(), pause);
    }
  }

  async #read(reader, abort) {
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done || abort.signal.aborted) {
        return;
      }
      const events = (rest + value).split('\n\n');
      rest = events.pop();
      for (const event of events) {
        const data = event.split('\n').find((line) => line.startsWith('data: '));
        if (data) { // else it is a comment
          this.#tries = 0;
          this.onEvent(JSON.parse(data.slice('data: '.length), exact));
        }
      }
    }
  }
}
