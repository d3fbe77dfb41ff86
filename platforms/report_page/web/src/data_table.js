// All figures of all points: sorted by a click on a heading, or Enter on it; downloaded as CSV.
import { columns_of, csv_of } from './columns.js';
import { element } from './markup.js';

const kOrders = { none: 'ascending', ascending: 'descending', descending: 'ascending' };

// What has no value comes last in either direction.
function compared(column, direction) {
  const sign = direction === 'ascending' ? 1 : -1;
  return (a, b) => {
    const [x, y] = [column.value(a), column.value(b)];
    const [no_x, no_y] = [x === null || x === undefined, y === null || y === undefined];
    if (no_x || no_y) return no_x - no_y || a.index - b.index;
    const order = typeof x === 'number' ? x - y : String(x).localeCompare(String(y), 'en');
    return sign * order || a.index - b.index;
  };
}

function body_row(columns, row, alone) {
  const cells = columns.map((column, i) => {
    const value = column.value(row);
    const name = i === 0 && column.field === undefined ? 'th' : 'td';
    const shown = value === null || value === undefined ? '\u2013' : column.show(value);
    return element(name, { class: column.words ? 'words' : null,
      scope: name === 'th' ? 'row' : null, title: alone ? null : row.label }, shown);
  });
  return element('tr', { class: row.missing ? 'missing' : null }, cells);
}

function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = element('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

export function data_table(model) {
  const columns = columns_of(model);
  let rows = [...model.all];
  const body = element('tbody');
  const status = element('p', { class: 'visually-hidden', role: 'status' });
  const fill = () => body.replaceChildren(...rows.map((row) => body_row(columns, row, model.alone)));
  const headings = columns.map((column) => {
    const button = element('button', { type: 'button' }, column.name,
      column.unit ? element('span', { class: 'unit' }, ` ${column.unit}`) : null,
      element('span', { class: 'arrow', 'aria-hidden': 'true' }));
    const heading = element('th', { scope: 'col', 'aria-sort': 'none', class: column.words ? 'words' : null }, button);
    button.addEventListener('click', () => {
      const direction = kOrders[heading.getAttribute('aria-sort')];
      for (const other of headings) other.setAttribute('aria-sort', 'none');
      heading.setAttribute('aria-sort', direction);
      rows = [...rows].sort(compared(column, direction));
      fill();
      status.textContent = `Sorted by ${column.name}, ${direction}.`;
    });
    return heading;
  });
  fill();
  const name = `${model.doc.study.replace(/[^\w.-]+/g, '-') || 'report'}.csv`;
  return [
    element('p', { class: 'controls' },
      element('button', { type: 'button', id: 'csv', onclick: () => save(name, csv_of(columns, rows)) },
        'Download as CSV'),
      ' A click on a heading sorts; the file has the table\u2019s order, figures unrounded, sizes in bytes and shares as fractions of one.'),
    element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'All data' },
      element('table', { id: 'all-data' },
        element('caption', { class: 'visually-hidden' }, 'Every figure of every point'),
        element('thead', {}, element('tr', {}, headings)), body)),
    status,
  ];
}
