// Hits beside those of the optimum, the replacement that knows the future, in the same room.
import { percent } from '../format.js';
import { measure_layers, panel_rows } from './panels.js';

const kHits = { field: 'hit_rate', title: 'KV look-ups that hit', domain: [0, 1], format: '.1%',
  axis_format: '.0%', colour: 'c3' };
const kShare = { field: 'share_of_optimum', title: 'of the optimum\u2019s hits', domain: [0, 1],
  format: '.1%', axis_format: '.0%', colour: 'c1' };
const kLeft = { field: 'left_to_gain', title: 'misses that the optimum avoids',
  format: '.1%', axis_format: '.0%', colour: 'c2' };

export function without_optimum(model) {
  const reasons = new Map();
  for (const row of model.rows) {
    const { why } = row.run.optimum;
    if (why) reasons.set(why, [...(reasons.get(why) ?? []), row.label]);
  }
  return [...reasons].map(([why, labels]) => ({ why, labels }));
}

export function optimum_chart(model) {
  const known = model.rows.filter((row) => row.optimum_hit_rate !== null);
  if (known.length < 2) return null;
  for (const row of known) {
    row.left_to_gain = row.misses > 0 ? (row.run.optimum.hits - row.hits) / row.misses : 0;
  }
  const drawn = { ...model, rows: known,
    joined: model.joined && new Set(known.map((row) => row.x_place)).size > 1 };
  const most = Math.max(0.1, Math.ceil(10 * Math.max(...known.map((row) => row.left_to_gain))) / 10);
  const panels = [
    { title: 'Hits; open marks: optimum', layers: () => [...measure_layers(drawn, kHits),
      ...measure_layers(drawn, { ...kHits, field: 'optimum_hit_rate',
        name: 'hits of the optimum' }, true)] },
    { title: 'Share of the optimum', layers: () => measure_layers(drawn, kShare) },
    { title: 'Left to gain', layers: () => measure_layers(drawn, { ...kLeft, domain: [0, most] }) },
  ];
  const worst = known.reduce((a, b) => (b.left_to_gain > a.left_to_gain ? b : a));
  return {
    id: 'optimum', title: 'Against the optimum.',
    caption: `The optimum drops what is wanted last. It is counted without time, by the same
      directory, trace, look-up and room. Most is left to gain at ${worst.label}:
      ${percent(worst.hit_rate)} hit, ${percent(worst.optimum_hit_rate)} could.`,
    spec: panel_rows(drawn, panels, 220),
  };
}
