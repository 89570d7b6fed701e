// The boards' script: filters, sorting, unfolding, and a warning where the page is old.
// Plain ES2017, nothing loaded; without it everything is shown, unfolded.
(() => {
  'use strict';
  const HOURS = 36;
  const byId = (id) => document.getElementById(id);
  document.documentElement.classList.add('js');

  const made = byId('made');
  const warn = () => {
    const hours = Math.floor((Date.now() - Date.parse(made.dateTime)) / 3600000);
    if (hours >= HOURS) {
      byId('age').textContent = hours < 48 ? `${hours} 小时` : `${Math.floor(hours / 24)} 天`;
      byId('old').hidden = false;
    }
  };
  warn();
  setInterval(warn, 600000);
  // A page that had to go beside a person's file, or was copied, says so itself.
  const renamed = byId('renamed');
  const file = location.pathname.split('/').pop().toLowerCase();
  renamed.hidden = file === '' || file === renamed.dataset.name;

  const table = byId('cases');
  if (!table) return;
  const plain = (text) => text.normalize('NFKC').toLowerCase();
  const cases = Array.from(table.tBodies, (body) => ({
    body,
    button: body.querySelector('button'),
    cells: Array.from(body.rows[0].cells, (cell) => cell.textContent).reverse(),
    text: plain(body.textContent),
  }));

  // --- filters
  const text = byId('text');
  const columns = { turn: 2, state: 3, form: 4, district: 5 }; // from the right
  const choices = Object.keys(columns).map(byId).filter(Boolean);
  const count = byId('count');
  const filter = () => {
    const words = plain(text.value).split(/\s+/).filter(Boolean);
    const chosen = choices.filter((choice) => choice.value);
    let shown = 0;
    for (const one of cases) {
      const fits = chosen.every((choice) => one.cells[columns[choice.id]] === choice.value)
        && words.every((word) => one.text.includes(word));
      if (one.body.hidden === fits) one.body.hidden = !fits;
      if (fits) shown += 1;
    }
    const all = shown === cases.length;
    count.textContent = all ? `共 ${shown} 项` : `符合 ${shown} 项，共 ${cases.length} 项`;
    byId('none').hidden = shown > 0;
  };
  const form = byId('filters');
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(filter));

  // --- unfolding
  const unfold = (one, open) => {
    one.body.classList.toggle('open', open);
    one.button.setAttribute('aria-expanded', String(open));
  };
  table.addEventListener('click', (event) => {
    const button = event.target.closest('tbody button');
    if (button) {
      const body = button.closest('tbody');
      unfold({ body, button }, !body.classList.contains('open'));
    }
  });
  cases.forEach(({ button }) => button.setAttribute('aria-expanded', 'false'));
  const everything = byId('all');
  everything.addEventListener('click', () => {
    const open = everything.getAttribute('aria-expanded') !== 'true';
    everything.setAttribute('aria-expanded', String(open));
    everything.textContent = open ? '收起全部' : '展开全部';
    cases.forEach((one) => unfold(one, open));
  });

  // --- sorting: up, down, and as it was
  const collator = new Intl.Collator('zh-CN', { numeric: true });
  const heads = Array.from(table.tHead.rows[0].cells);
  const keyed = (one, column) => {
    const cell = one.body.rows[0].cells[column];
    return cell.dataset.n === undefined ? cell.textContent : cell.dataset.n;
  };
  const sort = (column, order) => {
    const sorted = cases.map((one, nth) => ({ one, nth, key: order === 'none' ? '' : keyed(one, column) }));
    const sign = order === 'descending' ? -1 : 1;
    sorted.sort((a, b) => sign * collator.compare(a.key, b.key) || a.nth - b.nth);
    const rows = document.createDocumentFragment();
    sorted.forEach(({ one }) => rows.append(one.body));
    table.append(rows);
  };
  const next = { none: 'ascending', ascending: 'descending', descending: 'none' };
  heads.forEach((head, column) => {
    head.querySelector('button').addEventListener('click', () => {
      const order = next[head.getAttribute('aria-sort')];
      heads.forEach((other) => other.setAttribute('aria-sort', other === head ? order : 'none'));
      sort(column, order);
    });
  });
  filter(); // a page that was left and is come back to keeps what was typed
})();
