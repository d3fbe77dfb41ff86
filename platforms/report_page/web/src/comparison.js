// Two runs side by side: what each figure is, and by how much the second differs.
import { digits, fixed, percent, signed_percent, kMinus } from './format.js';
import { element } from './markup.js';

const us = (v) => `${fixed(v, 2)} \u00b5s`;
const kLines = [
  ['decode step, mean', 'step_us', us], ['decode step, 95th percentile', 'step_p95_us', us],
  ['weights', 'weights_us', us], ['indexer', 'indexer_us', us], ['gather', 'gather_us', us],
  ['attention', 'attention_us', us], ['engine stalled', 'stalled_us', us],
  ['KV look-ups that hit', 'hit_rate', percent, 'points'],
  ['the optimum\u2019s hits', 'optimum_hit_rate', percent, 'points'],
  ['HBM read per step', 'hbm_read_per_step', (v) => `${digits(v / 1e6, 5)} MB`],
  ['HBM data buses in use', 'utilisation', percent, 'points'],
  ['row hits', 'row_hit_rate', percent, 'points'],
  ['read latency, median', 'read_p50_ns', (v) => `${digits(v)} ns`],
  ['read latency, 99th percentile', 'read_p99_ns', (v) => `${digits(v)} ns`],
];

function change(a, b, kind) {
  if (a === null || b === null) return '\u2013';
  if (kind !== 'points') return a === 0 ? '\u2013' : signed_percent(b / a - 1);
  const points = 100 * (b - a);
  const sign = Math.abs(points) < 0.05 ? '' : points < 0 ? kMinus : '+';
  return `${sign}${fixed(Math.abs(points), 1)} points`;
}

export function comparison_table(model) {
  if (model.doc.kind !== 'comparison' || model.rows.length !== 2) return null;
  const [a, b] = model.rows;
  const shown = (row, field, show) => (row[field] === null ? '\u2013' : show(row[field]));
  return element('table', { id: 'comparison' },
    element('caption', { class: 'visually-hidden' }, `${a.label} and ${b.label}`),
    element('thead', {}, element('tr', {}, element('th', { class: 'words', scope: 'col' }, 'mean per decode step'),
      [a.label, b.label, 'change'].map((text) => element('th', { scope: 'col' }, text)))),
    element('tbody', {}, kLines.map(([name, field, show, kind]) => element('tr', {},
      element('th', { class: 'words', scope: 'row' }, name),
      element('td', {}, shown(a, field, (v) => show(v))), element('td', {}, shown(b, field, (v) => show(v))),
      element('td', {}, change(a[field], b[field], kind))))));
}
