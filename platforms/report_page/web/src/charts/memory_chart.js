// What the HBM does: how busy its data buses are, whether rows are open, and what is read.
import { digits, percent, range_words } from '../format.js';
import { measure_layers, panel_rows } from './panels.js';

const kMeasures = [
  { title: 'Data buses in use', field: 'utilisation', domain: [0, 1], format: '.1%',
    axis_format: '.0%', axis: {}, colour: 'c1', y: 'share of the buses\u2019 time' },
  { title: 'Row hits', field: 'row_hit_rate', format: '.2%', axis_format: '.3~%', colour: 'c3',
    y: 'share of bursts' },
  { title: 'Read from memory', field: 'read_mb', zero: true, format: ',.5~r', axis_format: ',~r',
    colour: 'c5', y: 'MB per decode step' },
];

export function memory_words(model) {
  const range = (field, show) => range_words(model.rows.map((row) => row[field]), show);
  return `The HBM\u2019s data buses are in use ${range('utilisation', (share) => percent(share))} of
    the time; ${range('row_hit_rate', (share) => percent(share, 2))} of bursts find their row open; a
    step reads ${range('hbm_read_per_step', (bytes) => digits(bytes / 1e6))} MB.`;
}

export function memory_chart(model) {
  if (model.alone || model.rows.length === 0) return null;
  for (const row of model.rows) row.read_mb = row.hbm_read_per_step / 1e6;
  const panels = kMeasures.map(({ title, y, ...measure }) => ({
    title, layers: () => measure_layers(model, { ...measure, title: y }) }));
  return {
    id: 'memory', title: 'Memory.',
    caption: `${memory_words(model)} The scale of row hits does not begin at zero.`,
    spec: panel_rows(model, panels, 220),
  };
}
