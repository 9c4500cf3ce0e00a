// What is shown is made here, as text: nothing that a server or client says becomes markup.

const ODD = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/gu;

/** Harmless for the eye: no character that hides or turns around what stands beside it. */
export const clean = (text, max = 200) => {
  const line = String(text ?? '').replace(ODD, '?');
  return line.length > max ? line.slice(0, max) + '…' : line;
};

/** As a part of an address; half characters, which no address has, become others. */
export const encode = (text) => encodeURIComponent(String(text).replace(/\p{Surrogate}/gu, '\ufffd'));

export const byId = (id) => document.getElementById(id);

/** An element with attributes and children; children are elements or text. */
export const el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
};

export const setText = (node, text) => {
  if (node.textContent !== text) {
    node.textContent = text;
  }
};

/** Tells people who do not look. */
export const say = (text) => setText(byId('said'), text);

export const list = (node, lines) => {
  node.hidden = lines.length === 0;
  const shown = lines.join('\n');
  if (node.dataset.shown !== shown) {
    node.dataset.shown = shown;
    node.replaceChildren(...lines.map((line) => el('li', {}, line)));
  }
};

export const tiles = (node, pairs) => {
  while (node.children.length > pairs.length) {
    node.lastChild.remove();
  }
  pairs.forEach(([value, label], i) => {
    const tile = node.children[i] ?? node.appendChild(el('div', { class: 'tile' }, el('b'), el('span')));
    setText(tile.firstChild, value);
    setText(tile.lastChild, label);
  });
};

export const count = (n) => (n ? n.toLocaleString('en') : '-');

const scaled = (n, units, step) => {
  let i = 0;
  while (n >= step && i < units.length - 1) {
    n /= step;
    i++;
  }
  return `${n >= 10 || Number.isInteger(n) ? Math.round(n) : n.toFixed(1)} ${units[i]}`;
};

export const bytes = (n) => (n ? scaled(n, ['B', 'kB', 'MB', 'GB'], 1000) : '-');
export const kib = (n) => (n ? scaled(n * 1024, ['B', 'kB', 'MB', 'GB', 'TB'], 1000) : '-');

export const micros = (n) => {
  if (!n) {
    return '-';
  }
  return n < 1e3 ? `${Math.round(n)} µs` : n < 1e6 ? scaled(n / 1e3, ['ms'], Infinity) : scaled(n / 1e6, ['s'], Infinity);
};

export const seconds = (n) => {
  if (n < 120) return `${n} s`;
  if (n < 7200) return `${Math.floor(n / 60)} min`;
  return n < 172800 ? `${Math.floor(n / 3600)} h` : `${Math.floor(n / 86400)} days`;
};

export const plural = (n, one, many = one + 's') => `${n} ${n === 1 ? one : many}`;

/** Asks before something is done. Resolves to whether it is to be. */
export const ask = (title, text, yes, danger) =>
  new Promise((resolve) => {
    const dialog = byId('ask');
    setText(byId('ask-title'), title);
    setText(byId('ask-text'), text);
    const go = byId('ask-yes');
    setText(go, yes);
    go.className = danger ? 'danger' : 'strong';
    const end = (answer) => {
      dialog.close();
      resolve(answer);
    };
    go.onclick = () => end(true);
    byId('ask-no').onclick = () => end(false);
    dialog.oncancel = () => resolve(false);
    dialog.showModal();
    byId('ask-no').focus();
  });

/**
 * A table that can be sorted, whose rows stay while they have the same key: so focus and selection
 * stay, too. A column has a title, a value to sort by and what is shown.
 */
export class Table {
  #rows = new Map();
  #body = el('tbody');
  #heads;
  #shown = [];

  constructor(node, columns, key, empty) {
    this.columns = columns;
    this.key = key;
    this.empty = empty;
    this.sort = null;
    this.#heads = columns.map((column, i) => {
      const button = el('button', { type: 'button' }, column.title);
      button.onclick = () => this.#sortBy(i);
      return el('th', { scope: 'col', class: this.#classOf(column) }, button);
    });
    node.append(el('thead', {}, el('tr', {}, ...this.#heads)), this.#body);
  }

  #classOf(column) {
    return [column.num && 'num', column.mono && 'mono', column.hide].filter(Boolean).join(' ');
  }

  #sortBy(i) {
    const first = this.columns[i].num ? 'descending' : 'ascending';
    const other = first === 'descending' ? 'ascending' : 'descending';
    const order = this.sort?.i === i && this.sort.order === first ? other : first;
    this.sort = { i, order };
    this.#heads.forEach((head, n) => {
      if (n === i) {
        head.setAttribute('aria-sort', order);
      } else {
        head.removeAttribute('aria-sort');
      }
    });
    this.render(this.#shown);
  }

  render(items) {
    this.#shown = items;
    const focused = document.activeElement;
    const sorted = [...items];
    if (this.sort) {
      const { value } = this.columns[this.sort.i];
      const sign = this.sort.order === 'ascending' ? 1 : -1;
      sorted.sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        return sign * (typeof x === 'number' ? x - y : String(x).localeCompare(String(y)));
      });
    }
    const keep = new Set();
    sorted.forEach((item, i) => {
      const key = this.key(item);
      keep.add(key);
      let row = this.#rows.get(key);
      if (!row) {
        row = this.#make();
        this.#rows.set(key, row);
      }
      this.columns.forEach((column, n) => column.show(row.cells[n], item));
      if (this.#body.children[i] !== row) {
        this.#body.insertBefore(row, this.#body.children[i] ?? null);
      }
    });
    for (const [key, row] of this.#rows) {
      if (!keep.has(key)) {
        row.remove();
        this.#rows.delete(key);
      }
    }
    if (this.#body.contains(focused) && document.activeElement !== focused) {
      focused.focus({ preventScroll: true }); // its row was moved
    }
    this.#body.querySelector('tr.none-row')?.remove();
    if (items.length === 0) {
      const cell = el('td', { class: 'empty', colspan: this.columns.length }, this.empty);
      this.#body.append(el('tr', { class: 'none-row' }, cell));
    }
  }

  #make() {
    const row = el('tr');
    this.columns.forEach((column, i) => {
      row.append(el(i === 0 ? 'th' : 'td', { ...(i === 0 && { scope: 'row' }), class: this.#classOf(column) }));
    });
    return row;
  }
}

/** A column of text. */
export const column = (title, text, more = {}) => ({
  title,
  value: more.value ?? text,
  show: (cell, item) => setText(cell, text(item)),
  ...more,
});

/** A column of links. */
export const linked = (title, text, href, more = {}) => ({
  title,
  value: text,
  show: (cell, item) => {
    const link = cell.firstChild ?? cell.appendChild(el('a'));
    setText(link, text(item));
    if (link.getAttribute('href') !== href(item)) {
      link.setAttribute('href', href(item));
    }
  },
  ...more,
});
