// What the HBM does: how busy its data buses are, whether rows are open, and what is read.
import { digits, percent } from '../format.js';
import { measure_layers, panel_rows } from './panels.js';

const kMeasures = [
  { title: 'Data buses in use', field: 'utilisation', domain: [0, 1], format: '.1%',
    axis_format: '.0%', axis: {}, colour: 'c1', y: 'share of the buses\u2019 time' },
  { title: 'Row hits', field: 'row_hit_rate', format: '.2%', axis_format: '.1~%', colour: 'c3',
    y: 'share of bursts' },
  { title: 'Read from memory', field: 'read_mb', zero: true, format: ',.5~r', axis_format: ',~r',
    colour: 'c5', y: 'MB per decode step' },
];

export function memory_chart(model) {
  if (model.alone || model.rows.length === 0) return null;
  for (const row of model.rows) row.read_mb = row.hbm_read_per_step / 1e6;
  const panels = kMeasures.map(({ title, y, ...measure }) => ({
    title, layers: () => measure_layers(model, { ...measure, title: y }) }));
  const busy = model.rows.map((row) => row.utilisation);
  const rows = model.rows.map((row) => row.row_hit_rate).filter((value) => value !== null);
  const read = model.rows.map((row) => row.read_mb);
  return {
    id: 'memory', title: 'Memory.',
    caption: `The data buses are in use ${percent(Math.min(...busy))} to ${percent(Math.max(...busy))}
      of the time; ${percent(Math.min(...rows))} to ${percent(Math.max(...rows))} of bursts find their
      row open (scale not from zero); a step reads ${digits(Math.min(...read))} to
      ${digits(Math.max(...read))} MB.`,
    spec: panel_rows(model, panels, 220),
  };
}
