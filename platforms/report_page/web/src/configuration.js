// The exact configuration of each point: what differs as a table, and each one whole, folded away.
import { element } from './markup.js';

const heading = (scope, text, more = {}) => element('th', { scope, class: 'words', ...more }, text);
const value_of = (entry, row) => element('td', {}, entry.values[row.digest] ?? '\u2013');

// A column for each key; for many keys a line for each.
function differing_lines(keys, points) {
  if (keys.length <= 4 || keys.length < points.length / 4) {
    return [
      element('tr', {}, heading('col', 'point'), keys.map((entry) =>
        element('th', { scope: 'col' }, entry.key, element('span', { class: 'meaning' }, entry.meaning)))),
      ...points.map((row) => element('tr', {}, heading('row', row.label),
        keys.map((entry) => value_of(entry, row))))];
  }
  return [
    element('tr', {}, heading('col', 'key'), points.map((row) => element('th', { scope: 'col' }, row.label)),
      heading('col', 'meaning')),
    ...keys.map((entry) => element('tr', {}, heading('row', entry.key),
      points.map((row) => value_of(entry, row)), element('td', { class: 'words meaning' }, entry.meaning)))];
}

function differing_table(model) {
  if (model.doc.differing.length === 0) return null;
  const [head, ...lines] = differing_lines(model.doc.differing, model.rows);
  return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'What differs between points' },
    element('table', { id: 'differing' },
      element('caption', { class: 'visually-hidden' }, 'Configuration keys that differ between points'),
      element('thead', {}, head), element('tbody', {}, lines)));
}

function text_of(configuration, digest) {
  const own = configuration.runs[digest];
  if (!own) return null;
  if (own.lines) return own.lines.join('\n');
  const lines = [...configuration.lines];
  for (const [line, text] of own.changed) lines[line] = text;
  return lines.join('\n');
}

// The text is put in when it is unfolded: a hundred of them would make the page slow.
function folded(summary, make) {
  const details = element('details', {}, element('summary', {}, summary));
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(make());
  });
  return details;
}

export function configuration_section(model) {
  const { configuration } = model.doc;
  const whole = model.rows.map((row) => folded(`effective.yaml of ${row.label}`,
    () => element('pre', { tabindex: '0' }, text_of(configuration, row.digest))));
  const table = differing_table(model);
  const intro = model.alone ? 'The configuration in force, every default filled in. '
    : table ? `Keys that differ between points; all others are the same in each. `
      : 'No key differs between points. ';
  return [
    element('p', {}, intro, 'As a file, ', element('code', {}, 'dsa-vp run effective.yaml'),
      ' reproduces the run.'),
    table,
    whole.length > 3 ? element('details', { class: 'outer' },
      element('summary', {}, `The whole configuration of each of ${whole.length} points`), ...whole)
      : element('div', {}, ...whole),
  ];
}
