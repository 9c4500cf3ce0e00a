// Three plots of what was counted over the last hour or day.

import { el, kib, micros, setText } from './dom.js';
import { get, query } from './session.js';

const HEIGHT = 120;
const REFRESH = 10_000;

const rate = (n) => (n === null ? '-' : n >= 10 ? Math.round(n) + '/s' : n.toFixed(n < 1 ? 2 : 1) + '/s');

const PLOTS = [
  {
    title: 'Calls',
    series: (h) => [h.calls?.map((n) => n / h.seconds), h.errors?.map((n) => n / h.seconds)],
    names: ['calls', 'errors'],
    format: rate,
  },
  { title: 'Latency, 95 of 100', series: (h) => [h.p95Micros], names: ['p95'], format: micros },
  { title: 'Memory', series: (h) => [h.memoryKib], names: ['memory'], format: kib },
];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const last = (values) => values?.findLast((value) => value !== null) ?? null;

/** Ten minutes at least, so that the first values do not fill it. */
const shown = (times) => [Math.min(times[0], times.at(-1) - 600), times.at(-1)];

/** The plots of one server, or of all. */
export class Plots {
  #node;
  #server = '';
  #span = 'hour';
  #figures;
  #timer = 0;
  #history = null;

  constructor(node) {
    this.#node = node;
    const choose = el('p', { class: 'span', role: 'group', 'aria-label': 'Time shown' });
    for (const [span, text] of [['hour', 'Hour'], ['day', 'Day']]) {
      const button = el('button', { type: 'button', 'aria-pressed': String(span === this.#span) }, text);
      button.onclick = () => {
        this.#span = span;
        [...choose.children].forEach((each) => each.setAttribute('aria-pressed', String(each === button)));
        this.#load();
      };
      choose.append(button);
    }
    this.#figures = PLOTS.map((plot) => {
      const now = el('b');
      const space = el('div');
      const figure = el('figure', {}, el('figcaption', {}, el('span', {}, plot.title), now), space);
      return { plot, now, space, figure, chart: null };
    });
    node.append(choose, ...this.#figures.map((each) => each.figure));
    new ResizeObserver(() => this.#resize()).observe(node);
    document.addEventListener('visibilitychange', () => this.#look());
    document.addEventListener('themed', () => this.#draw(true));
  }

  /** Shows a server from now on; null for none. */
  show(server) {
    if (server !== this.#server || !this.#timer) {
      this.#server = server;
      this.#look();
    }
  }

  #look() {
    clearInterval(this.#timer);
    this.#timer = 0;
    if (this.#server !== null && !document.hidden) {
      this.#load();
      this.#timer = setInterval(() => this.#load(), REFRESH);
    }
  }

  async #load() {
    const asked = [this.#server, this.#span];
    try {
      const history = await get('history?' + query({ server: this.#server, span: this.#span }));
      if (asked[0] === this.#server && asked[1] === this.#span) {
        this.#history = history;
        this.#draw(false);
      }
    } catch {
      // the stream of the status says what is wrong
    }
  }

  #resize() {
    for (const { chart, space } of this.#figures) {
      if (chart && space.clientWidth) {
        chart.setSize({ width: space.clientWidth, height: HEIGHT });
      }
    }
  }

  #draw(anew) {
    const history = this.#history;
    for (const figure of this.#figures) {
      const series = history ? figure.plot.series(history) : [];
      const empty = history === null || !series[0] || series[0].every((value) => value === null);
      const now = empty ? '' : series.map((values, i) => `${figure.plot.format(last(values))}${i ? ' errors' : ''}`).join(' · ');
      setText(figure.now, now);
      figure.space.setAttribute('role', 'img');
      figure.space.setAttribute('aria-label', empty ? `${figure.plot.title}: nothing yet` : `${figure.plot.title} over the last ${this.#span}, now ${now}`);
      if (empty || anew) {
        figure.chart?.destroy();
        figure.chart = null;
      }
      if (empty) {
        figure.space.replaceChildren(el('p', { class: 'none' }, figure.plot.title === 'Memory' ? 'Measured while this page is open' : 'Nothing yet: counted every 10 s'));
        continue;
      }
      const data = [history.times, ...series];
      if (figure.chart) {
        figure.chart.setData(data);
      } else if (figure.space.clientWidth) {
        figure.space.replaceChildren();
        figure.chart = new uPlot(this.#options(figure), data, figure.space);
      }
    }
  }

  #options({ plot, space }) {
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    return {
      width: space.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { x: { range: ({ data: [times] }) => shown(times) }, y: { range: (u, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
      axes: [
        { ...axis, size: 24, space: 70, values: (u, times) => times.map((t) => new Date(t * 1000).toTimeString().slice(0, 5)) },
        { ...axis, size: 58, space: 28, values: (u, ticks) => ticks.map((n) => (n ? plot.format(n) : '0')) },
      ],
      series: [
        {},
        ...plot.names.map((label, i) => ({
          label,
          stroke: colour(i ? '--plot-2' : '--plot-1'),
          fill: i ? undefined : colour('--plot-1') + '1f',
          width: 1.6,
          spanGaps: false,
          points: { show: (u, si) => u.data[si].filter((value) => value !== null).length < 3, size: 5 },
        })),
      ],
    };
  }
}
