// The columns of the table of all data: what they are called, of which unit, and how they are shown.
// CSV holds the same figures unrounded, sizes in bytes and shares as fractions of one.
import { bytes_of_unit, digits, fixed } from './format.js';
import { baseline_words } from './model.js';

const us = (field, name) => ({ field, name, unit: '\u00b5s', csv: field, show: (v) => fixed(v, 2) });
const ns = (field, name) => ({ field, name, unit: 'ns', csv: field, show: (v) => digits(v) });
const count = (field, name) => ({ field, name, unit: '', csv: field, show: (v) => fixed(v, 0) });
const share = (field, name) => ({ field, name, unit: '%', csv: field, show: (v) => fixed(v === null ? null : 100 * v, 2) });

const kFigures = [
  us('step_us', 'step, mean'), us('step_p50_us', 'step, median'), us('step_p95_us', 'step, 95th percentile'),
  us('step_max_us', 'step, longest'), us('weights_us', 'weights'), us('append_us', 'append'),
  us('indexer_us', 'indexer'), us('gather_us', 'gather'), us('attention_us', 'attention'),
  us('stalled_us', 'engine stalled'), share('hit_rate', 'hits'), share('optimum_hit_rate', 'hits, optimum'),
  count('lookups', 'look-ups'), count('hits', 'hits'), count('misses', 'misses'),
  count('bypassed', 'bypassed'), count('evictions', 'evictions'),
  { field: 'hbm_read_per_step', name: 'HBM read per step', unit: 'MB', csv: 'hbm_read_per_step_bytes',
    show: (v) => fixed(v / 1e6, 2) },
  share('utilisation', 'HBM data buses in use'), share('row_hit_rate', 'row hits'),
  ns('read_p50_ns', 'read, median'), ns('read_p95_ns', 'read, 95th percentile'),
  ns('read_p99_ns', 'read, 99th percentile'), ns('read_max_ns', 'read, longest'),
  count('steps', 'steps'),
];

function axis_columns(model) {
  return model.axes.map((axis) => ({
    name: axis.name, unit: axis.unit, csv: axis.keys.join('+'), words: !axis.numeric,
    value: (row) => {
      const place = axis.place_of(model.doc.points[row.index].settings);
      return axis.numeric ? axis.numbers[place] : axis.texts[place];
    },
    show: (v) => (typeof v === 'number' ? digits(v) : v),
    saved: (v) => (axis.unit ? Math.round(v * bytes_of_unit(axis.unit)) : v),
  }));
}

function slowdown_columns(model) {
  return model.doc.baselines.map((name) => ({
    name: `step / ${baseline_words(name)}`, unit: '', csv: `step_over_${name.replaceAll('-', '_')}`,
    value: (row) => row.slowdown?.[name] ?? null, show: (v) => fixed(v, 4),
  }));
}

export function columns_of(model) {
  const figures = kFigures.map((column) => ({ ...column, value: (row) => row[column.field] ?? null }));
  return [...axis_columns(model), ...slowdown_columns(model), ...figures];
}

const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

// A point without results has its place on the axes and nothing else.
function saved_value(column, row) {
  const value = column.value(row);
  return value !== null && column.saved ? column.saved(value) : value;
}

export function csv_of(columns, rows) {
  const line = (cells) => cells.map((cell) => quoted(String(cell ?? ''))).join(',');
  return `${[line(columns.map((column) => column.csv)), ...rows.map((row) =>
    line(columns.map((column) => saved_value(column, row))))].join('\n')}\n`;
}
