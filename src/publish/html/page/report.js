'use strict';

// The script of the report. Texts of a cluster only ever become text nodes.
(() => {
  /**
   * @typedef {object} Evidence
   * @property {string} title
   * @property {string} [href]
   * @property {string} [text]
   * @property {number} [left]
   *
   * @typedef {object} Measurement
   * @property {string} id
   * @property {string} value
   * @property {string} [budget]
   * @property {number} [percent]
   * @property {boolean} isOver
   * @property {string} [why]
   *
   * @typedef {object} Test
   * @property {string} id
   * @property {string} title
   * @property {string} area
   * @property {string} status
   * @property {string} took
   * @property {string} [started]
   * @property {number} [attempts]
   * @property {string} [group]
   * @property {string} [safety]
   * @property {string} [quarantined]
   * @property {string} [cause]
   * @property {string} [todo]
   * @property {string} [counts]
   * @property {string} [detail]
   * @property {string[]} [notes]
   * @property {Measurement[]} [measurements]
   * @property {Evidence[]} [evidence]
   */

  /** @param {string} id */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  /** @type {{ title: string, tests: Test[] }} */
  const { title: pageTitle, tests } = JSON.parse(byId('data').textContent ?? '');
  const [overview, detail, list, shown] = [byId('overview'), byId('test'), byId('list'), byId('shown')];
  const search = /** @type {HTMLInputElement} */ (byId('search'));
  const area = /** @type {HTMLSelectElement} */ (byId('area'));
  const statuses = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('#filter [name=status]')]);

  /**
   * @param {string} name
   * @param {Record<string, string>} [attributes]
   * @param {(Node | string | undefined | false)[]} children
   */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== undefined && child !== false));
    return made;
  }

  /** @param {Test} test */
  const addressOf = ({ id }) => `#test=${encodeURIComponent(id)}`;
  /** @param {string} status */
  const statusElement = (status) =>
    element(
      'span',
      { class: 'status' },
      element('span', { class: 'dot', 'data-status': status }),
      status.replace('-', ' '),
    );

  // The list: its first rows are shown at once, and each later piece is as long as what is there, because each lays out the whole list.
  const FIRST = 200;
  const texts = tests.map(({ id, title, cause = '' }) => `${id}\n${title}\n${cause}`.toLowerCase());
  const order = ['failed', 'error', 'not-run', 'inconclusive', 'quarantined', 'passed', 'skipped'];
  const sorted = tests.map((_, index) => index);
  sorted.sort((a, b) => order.indexOf(tests[a].status) - order.indexOf(tests[b].status) || a - b);
  /** @type {HTMLElement[]} */
  const rows = [];
  /** @type {number[]} */
  let found = sorted;
  let drawing = 0;

  /** @param {number} index */
  function rowOf(index) {
    const test = tests[index];
    rows[index] ??= element(
      'li',
      {},
      element(
        'a',
        { class: 'row', href: addressOf(test) },
        statusElement(test.status),
        element('span', { class: 'title' }, test.title),
        element('span', { class: 'took' }, test.took),
        element('span', { class: 'id' }, test.id),
      ),
    );
    return rows[index];
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(statuses.filter(({ checked }) => checked).map(({ value }) => value));
    found = sorted.filter(
      (index) =>
        wanted.has(tests[index].status) &&
        (area.value === '' || tests[index].area === area.value) &&
        words.every((word) => texts[index].includes(word)),
    );
    shown.textContent = `${found.length} of ${tests.length} tests`;
    draw();
  }

  function draw() {
    const round = (drawing += 1);
    list.replaceChildren();
    let from = 0;
    const more = () => {
      if (round !== drawing) return;
      const to = Math.max(FIRST, 2 * from);
      list.append(...found.slice(from, to).map(rowOf));
      from = to;
      if (from < found.length) setTimeout(more);
    };
    more();
  }

  // One test alone, by its address.
  /** @type {{ figure: Element, place: Comment }[]} */
  let moved = [];

  function returnFigures() {
    for (const { figure, place } of moved) place.replaceWith(figure);
    moved = [];
  }

  /** @param {Test} test */
  function figuresOf({ id }) {
    return [...document.querySelectorAll('#charts figure')]
      .filter((figure) => figure.getAttribute('data-test') === id)
      .map((figure) => {
        const place = document.createComment('');
        figure.replaceWith(place);
        moved.push({ figure, place });
        return figure;
      });
  }

  /** @param {Test} test */
  function show(test) {
    returnFigures();
    const heading = element('h1', { tabindex: '-1' }, test.title);
    const facts = Object.entries({
      Status: statusElement(test.status),
      Id: element('span', { class: 'id' }, test.id),
      Quarantined: test.quarantined,
      Group: test.group,
      Area: test.area,
      Started: test.started,
      Duration: test.took,
      Attempts: test.attempts === undefined ? undefined : `${test.attempts}`,
      Safety: test.safety,
    }).filter(([, value]) => value);
    detail.replaceChildren(
      steps(test),
      heading,
      element(
        'dl',
        { class: 'facts' },
        ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value ?? ''))),
      ),
      ...reasonOf(test),
      ...part('Notes', test.notes, (notes) =>
        element('ul', { class: 'lines' }, ...notes.map((note) => element('li', {}, note))),
      ),
      ...part('Measurements', test.measurements, tableOf),
      ...figuresOf(test),
      ...part('Evidence', test.evidence, (all) => element('div', {}, ...all.map(pieceOf))),
    );
    overview.hidden = true;
    detail.hidden = false;
    document.title = `${test.title} · ${pageTitle}`;
    scrollTo(0, 0);
    heading.focus();
  }

  /**
   * @template T
   * @param {string} name
   * @param {T[] | undefined} all
   * @param {(all: T[]) => Node} draw
   */
  const part = (name, all, draw) => (all === undefined || all.length === 0 ? [] : [element('h2', {}, name), draw(all)]);

  /** @param {Test} test */
  function steps(test) {
    const at = found.indexOf(tests.indexOf(test));
    const link = (/** @type {number} */ to, /** @type {string} */ name) =>
      at >= 0 && found[to] !== undefined && element('a', { href: addressOf(tests[found[to]]) }, name);
    const copy = element('button', { type: 'button' }, 'Copy link');
    copy.addEventListener('click', () => {
      const tell = (/** @type {string} */ text) => (copy.textContent = text);
      if (!navigator.clipboard) return tell('Copy it from the address bar');
      navigator.clipboard.writeText(location.href).then(
        () => tell('Copied'),
        () => tell('Copy it from the address bar'),
      );
    });
    const back = element('a', { href: '#tests' }, 'All tests');
    return element('div', { class: 'steps' }, back, link(at - 1, 'Previous'), link(at + 1, 'Next'), copy);
  }

  /** @param {Test} test */
  function reasonOf({ status, cause, todo, counts, detail: whole }) {
    if (cause === undefined) return [];
    return [
      element('h2', {}, 'Cause'),
      element(
        'div',
        { class: 'cause', 'data-status': status },
        element('p', {}, cause),
        counts !== undefined && element('p', { class: 'figures' }, counts),
        todo !== undefined && element('p', { class: 'todo' }, element('b', {}, 'do '), element('code', {}, todo)),
      ),
      ...(whole === undefined
        ? []
        : [element('details', { class: 'piece' }, element('summary', {}, 'The whole text'), block(whole))]),
    ];
  }

  /** A block of text that a keyboard can scroll. @param {string} text */
  const block = (text) => element('pre', { tabindex: '0' }, text);

  /** @param {Measurement[]} all */
  function tableOf(all) {
    const names = ['Measurement', 'Value', 'Budget', 'Used', 'Reason of the budget'];
    const head = names.map((name, column) =>
      element('th', { scope: 'col', ...(column > 0 && column < 4 && { class: 'number' }) }, name),
    );
    const body = all.map(({ id, value, budget = '', percent, isOver, why = '' }) =>
      element(
        'tr',
        isOver ? { class: 'over' } : {},
        element('th', { scope: 'row' }, id),
        element('td', { class: 'number' }, value),
        element('td', { class: 'number budget' }, budget),
        element(
          'td',
          { class: 'number' },
          `${percent === undefined ? '' : `${percent} %`}${isOver ? ' over' : ''}`.trim(),
        ),
        element('td', { class: 'why' }, why),
      ),
    );
    const table = element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body));
    return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Measurements' }, table);
  }

  /** @param {Evidence} piece */
  function pieceOf({ title, href, text, left }) {
    const file = href !== undefined && element('a', { href }, text === undefined ? title : 'the file');
    if (text === undefined)
      return element('p', { class: 'piece' }, file || title, left ? ' (a file next to this page)' : '');
    const rest = left
      ? element('p', { class: 'quiet' }, `${left} more characters are in `, file || 'its file', '.')
      : file;
    return element(
      'details',
      { class: 'piece' },
      element('summary', {}, title),
      block(text),
      rest && element('p', {}, rest),
    );
  }

  // The address decides what is shown: one test, a filtered list, or a section.
  function route() {
    const [, key, value = ''] = /^#(test|status)=(.*)$/s.exec(location.hash) ?? [];
    const id = decoded(value);
    const test = key === 'test' ? tests.find((one) => one.id === id) : undefined;
    if (test) return show(test);
    const wasDetail = !detail.hidden;
    returnFigures();
    detail.replaceChildren();
    detail.hidden = true;
    overview.hidden = false;
    document.title = pageTitle;
    if (key === 'status') {
      for (const box of statuses) box.checked = box.value === id;
      filter();
    }
    if (key === 'test') shown.textContent = 'There is no such test in this run.';
    const target = key === undefined ? document.getElementById(location.hash.slice(1)) : byId('tests');
    if (target && (wasDetail || key !== undefined)) target.scrollIntoView();
    if (key !== undefined) search.focus({ preventScroll: true });
  }

  /** @param {string} text */
  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  byId('filter').hidden = false;
  byId('filter').addEventListener('input', filter);
  byId('filter').addEventListener('submit', (event) => event.preventDefault());
  document.addEventListener('keydown', (event) => {
    const inField = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
    if (event.key !== '/' || inField || event.ctrlKey || event.metaKey || overview.hidden) return;
    event.preventDefault();
    search.focus();
  });
  addEventListener('hashchange', route);
  filter();
  route();
})();
