// Which layers hit: a heat map over layers and points; for one run, each layer beside the optimum.
import { colour } from '../theme.js';
import { kGap, kWidth, left_out, small_multiples } from './panels.js';
import { digits } from '../format.js';

const rate = (hits, lookups) => (lookups > 0 ? hits / lookups : null);

function cells(rows) {
  return rows.flatMap((row) => row.run.layers.hits.map((hits, layer) =>
    ({ layer, point: row.x_text, hit_rate: rate(hits, row.run.layers.lookups[layer]) })));
}

function heat_map(group, model) {
  const many = group.rows[0].run.layers.hits.length > 24;
  return {
    data: { values: cells(group.rows) },
    mark: { type: 'rect', stroke: null },
    encoding: {
      x: { field: 'point', type: 'ordinal', sort: group.rows.map((row) => row.x_text),
        title: model.x?.name, axis: { labelAngle: model.groups.length > 3 ? -45 : 0, domain: false, ticks: false, labelLimit: 110 } },
      y: { field: 'layer', type: 'ordinal', title: 'layer', sort: 'descending',
        axis: { domain: false, ticks: false, labelOverlap: true,
          ...(many ? { labelExpr: 'datum.value % 10 === 0 ? datum.label : ""' } : {}) } },
      color: { field: 'hit_rate', type: 'quantitative', title: 'KV look-ups that hit',
        scale: { scheme: 'viridis', domain: [0, 1] },
        legend: { format: '.0%', gradientLength: 220, gradientThickness: 10 } },
      tooltip: [{ field: 'point', title: model.x?.name }, { field: 'layer' },
        { field: 'hit_rate', title: 'hits', format: '.1%' }],
    },
  };
}

function one_run(run) {
  const best = run.optimum.layer_hits ?? null;
  const values = run.layers.hits.flatMap((hits, layer) => {
    const lookups = run.layers.lookups[layer];
    const own = { layer, which: 'this run', hit_rate: rate(hits, lookups) };
    return best ? [own, { layer, which: 'optimum', hit_rate: rate(best[layer], lookups) }] : [own];
  });
  const y = { field: 'hit_rate', type: 'quantitative', title: 'KV look-ups that hit',
    scale: { domain: [0, 1] }, axis: { format: '.0%' } };
  const x = { field: 'layer', type: 'ordinal', axis: { labelAngle: 0 } };
  return {
    width: kWidth - kGap, height: 220, data: { values },
    layer: [
      { mark: { type: 'rule', strokeWidth: 2, color: colour('grid') }, encoding: { x, y, detail: { field: 'layer' },
        y2: { field: 'low' } }, transform: [
        { aggregate: [{ op: 'max', field: 'hit_rate', as: 'hit_rate' }, { op: 'min', field: 'hit_rate', as: 'low' }], groupby: ['layer'] }] },
      { mark: { type: 'point', filled: true, size: 80, opacity: 1 }, encoding: { x, y,
        color: { field: 'which', type: 'nominal', title: null, sort: ['this run', 'optimum'] },
        shape: { field: 'which', type: 'nominal', title: null, sort: ['this run', 'optimum'] },
        tooltip: [{ field: 'layer' }, { field: 'which', title: 'policy' },
          { field: 'hit_rate', title: 'hits', format: '.1%' }] } },
    ],
  };
}

// The layers that differ most, in words.
function spread_words(row) {
  const rates = row.run.layers.hits.map((hits, i) => rate(hits, row.run.layers.lookups[i]));
  const known = rates.filter((value) => value !== null);
  if (known.length < 2) return '';
  const low = Math.min(...known);
  const high = Math.max(...known);
  return `At ${row.label}, layers hit between ${digits(100 * low, 3)} % (layer ${rates.indexOf(low)})
    and ${digits(100 * high, 3)} % (layer ${rates.indexOf(high)}). `;
}

export function layer_chart(model) {
  if (model.rows.length === 0) return null;
  if (model.alone) {
    return { id: 'layers', title: 'Hits of each layer.',
      caption: spread_words(model.rows[0]).replace(/^At .*?, layers/, 'Layers'),
      spec: one_run(model.rows[0].run) };
  }
  const layers = Math.max(...model.rows.map((row) => row.run.layers.hits.length));
  const least = Math.max(120, Math.max(...model.groups.map((group) => group.rows.length)) * 30);
  const best = model.rows.reduce((a, b) => (b.hit_rate > a.hit_rate ? b : a));
  return {
    id: 'layers', title: 'Hits of each layer.',
    caption: `${spread_words(best)}Colour runs from 0 to 100 % in every panel.${left_out(model)}`,
    spec: small_multiples(model, [(group) => heat_map(group, model)], least,
      Math.min(420, Math.max(140, layers * 13))),
  };
}
