// Where it begins: the login, the views and the one stream of the status that all of them show.

import { byId, clean, list, setText } from './dom.js';
import { LogView, TapView } from './live.js';
import { Plots } from './plots.js';
import { Server, Servers, Sessions } from './servers.js';
import { LoggedOut, logIn, query, Stream, takeCode } from './session.js';

let code = takeCode();
const THEMES = ['auto', 'light', 'dark'];
const dark = matchMedia('(prefers-color-scheme: dark)');

const theme = () => localStorage.getItem('mcpmux-theme') ?? 'auto';
const putOnTheme = () => {
  const chosen = theme();
  const actual = chosen === 'auto' ? (dark.matches ? 'dark' : 'light') : chosen;
  document.documentElement.dataset.theme = actual;
  setText(byId('theme'), 'Theme: ' + chosen);
  document.dispatchEvent(new Event('themed'));
};
byId('theme').onclick = () => {
  localStorage.setItem('mcpmux-theme', THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
  putOnTheme();
};
dark.addEventListener('change', putOnTheme);
putOnTheme();

const servers = new Servers();
const server = new Server();
const sessions = new Sessions();
const logs = new LogView();
const tap = new TapView();
const plots = new Plots(byId('plots'));
const serverPlots = new Plots(byId('server-plots'));
let status = null;
/** Whose tools and methods the status has. */
let rowsOf = null;
let view = 'servers';
let name = null;

const link = (text, kind) => {
  setText(byId('link'), text);
  byId('link').className = `pill ${kind}`;
};

const logOut = (title, text) => {
  status = null;
  byId('in').hidden = true;
  byId('out').hidden = false;
  if (title) {
    setText(byId('out-title'), title);
  }
  if (text) {
    setText(byId('out-text'), text);
  }
  link('Not logged in', '');
  stream.close();
  logs.show(null);
  tap.show(null);
  plots.show(null);
  serverPlots.show(null);
};

const render = () => {
  if (!status) {
    return;
  }
  byId('brand').title = `mcpmux ${clean(status.daemon.version)}`;
  list(byId('notices'), (status.notices ?? []).map((notice) => clean(notice, 1000)));
  const names = status.servers.map((each) => each.name).sort();
  logs.offer(names);
  tap.offer(names);
  if (view === 'servers') {
    servers.render(status);
  } else if (view === 'server') {
    server.render(status, name, rowsOf === name);
  } else if (view === 'sessions') {
    sessions.render(status);
  }
};

const stream = new Stream(
  (data) => {
    status = data;
    rowsOf = name;
    byId('in').hidden = false;
    byId('out').hidden = true;
    render();
    showPlots();
  },
  (state) => {
    if (state === 'open') {
      link('Live', 'good');
    } else if (state === 'out') {
      logOut();
    } else if (state === 'lost') {
      link('The daemon does not answer', 'bad');
      list(byId('notices'), ['The daemon does not answer, and this shows what it said last. If it has stopped, run "mcpmux dashboard" again.']);
    }
  },
);

const showPlots = () => {
  plots.show(status && view === 'servers' ? '' : null);
  serverPlots.show(status && view === 'server' ? name : null);
};

const go = () => {
  const [where, of] = location.hash.replace(/^#\/?/, '').split('/');
  view = byId('view-' + where) ? where : 'servers';
  try {
    name = of ? decodeURIComponent(of) : null;
  } catch {
    name = null;
  }
  if (view === 'server' && name === null) {
    view = 'servers';
  }
  for (const section of document.querySelectorAll('section[id^="view-"]')) {
    section.hidden = section.id !== 'view-' + view;
  }
  for (const each of document.querySelectorAll('nav a')) {
    if (each.dataset.view === (view === 'server' ? 'servers' : view)) {
      each.setAttribute('aria-current', 'page');
    } else {
      each.removeAttribute('aria-current');
    }
  }
  document.title = 'mcpmux: ' + (view === 'server' ? clean(name, 60) : view);
  stream.open('events?' + query({ server: view === 'server' ? name : '' }));
  logs.show(view === 'logs' ? (name ?? '') : null);
  tap.show(view === 'tap' ? (name ?? '') : null);
  render();
  showPlots();
};

const begin = async () => {
  if (code) {
    try {
      await logIn(code);
    } catch (e) {
      if (!(e instanceof LoggedOut)) {
        throw e;
      }
      logOut('This link does not work', `${clean(e.message)}. Run this again:`);
      return;
    }
  }
  go();
};

addEventListener('hashchange', () => {
  code = takeCode();
  if (code) {
    begin(); // another link, in the page that is open
    return;
  }
  if (location.hash === '#content') {
    return; // the skip link
  }
  go();
  byId('content').focus({ preventScroll: true });
  scrollTo(0, 0);
});
begin();
