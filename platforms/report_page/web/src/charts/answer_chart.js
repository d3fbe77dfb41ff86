// The answer: the step against its baseline, the step, and the hits, along the first axis.
import { baseline_words } from '../model.js';
import { colour } from '../theme.js';
import { measure_layers, panel_rows, reference_rule, x_encoding } from './panels.js';
import { bytes_of_unit } from '../format.js';

const kStep = { field: 'step_us', title: 'mean step time (\u00b5s)', zero: true, format: ',.6~r',
  axis_format: ',~r', colour: 'c1' };
const kHits = { field: 'hit_rate', title: 'KV look-ups that hit', domain: [0, 1], format: '.1%',
  axis_format: '.0%', colour: 'c3' };
const kBest = { ...kHits, field: 'optimum_hit_rate', name: 'hits of the optimum' };

function published_layers(model, y_title) {
  const { published } = model.doc;
  if (!published || !model.x?.is_bytes_reserved) return [];
  const unit = bytes_of_unit(model.x.unit || 'B');
  const values = published.points.map((p) =>
    ({ x: p.reserved_bytes / unit, slowdown: p.slowdown, words: published.source }));
  const encoding = { x: x_encoding(model), y: { field: 'slowdown', type: 'quantitative', title: y_title } };
  const first = { values: values.slice(0, 1) };
  return [
    { data: { values }, encoding: { ...encoding, tooltip: [
      { field: 'words', title: 'published' }, { field: 'x', title: model.x.title },
      { field: 'slowdown', title: 'slowdown', format: '.3~r' }] },
      mark: { type: 'point', shape: 'diamond', filled: false, size: 90, strokeWidth: 1.8,
        opacity: 1, color: colour('c2') } },
    { data: first, encoding: { ...encoding, text: { field: 'words' } },
      mark: { type: 'text', align: 'left', dx: 10, color: colour('soft'), fontSize: 11.5 } },
  ];
}

function relative_panel(model) {
  const against = baseline_words(model.baseline);
  const title = `step time / ${against}`;
  return {
    title: `Step against ${against}`,
    layers: () => [
      ...reference_rule(1, against),
      ...measure_layers(model, { field: 'relative', title, format: '.4~r', axis_format: '~r',
        colour: 'c1' }),
      ...published_layers(model, title)],
  };
}

export function answer_chart(model) {
  if (model.alone || model.rows.length === 0) return null;
  const panels = [];
  if (model.rows.some((row) => row.relative !== null)) panels.push(relative_panel(model));
  panels.push({ title: 'Decode step', layers: () => measure_layers(model, kStep) });
  const with_optimum = model.rows.some((row) => row.optimum_hit_rate !== null);
  panels.push({ title: with_optimum ? 'Hits; open marks: optimum' : 'Hits', layers: () => [
    ...measure_layers(model, kHits), ...(with_optimum ? measure_layers(model, kBest, true) : [])] });
  return {
    id: 'answer', title: 'The answer.',
    caption: `${relative_words(model)}${panels.length === 3 ? 'Middle' : 'Left'}: mean time of a
      decode step, from zero. Right: share of KV look-ups that hit${with_optimum
    ? '; open marks are the best that any replacement could do in the same room' : ''}.`,
    spec: panel_rows(model, panels, 225),
  };
}

function relative_words(model) {
  if (!model.rows.some((row) => row.relative !== null)) return '';
  const { published } = model.doc;
  const drawn = published && model.x?.is_bytes_reserved;
  return `Left: mean step time over that with ${baseline_words(model.baseline)}, below 1 where it is
    faster; the scale does not begin at zero${drawn ? `. Diamonds are ${published.source}, over a step
    that reads its top-k tokens as one block` : ''}. `;
}
