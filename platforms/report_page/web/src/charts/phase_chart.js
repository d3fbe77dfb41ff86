// Where a step's time goes: its phases, stacked; and the same without the weights, which hide them.
import { kPhases } from '../model.js';
import { colour } from '../theme.js';
import { grid, left_out, panel_width, small_multiples } from './panels.js';
import { microseconds, percent, range_words } from '../format.js';

const kMostPairs = 3;
const kMostHeight = 560;
const kNames = { weights: 'weights', append: 'append', indexer: 'indexer', gather: 'gather',
  attention: 'attention' };
const kColours = ['c7', 'c4', 'c5', 'c1', 'c3'].map(colour);

function slices(rows, phases) {
  return rows.flatMap((row) => phases.map((phase) => ({
    point: row.x_text || row.label, phase: kNames[phase], order: kPhases.indexOf(phase),
    us: row[`${phase}_us`], share: row[`${phase}_us`] / row.step_us })));
}

function bars(model, group, phases, title, width, height) {
  const drawn = model.groups.length > kMostPairs ? kPhases.slice(1) : kPhases;
  const names = drawn.map((phase) => kNames[phase]);
  const range = drawn.map((phase) => kColours[kPhases.indexOf(phase)]);
  return {
    width, height, title, data: { values: slices(group.rows, phases) },
    mark: { type: 'bar', stroke: colour('paper'), strokeWidth: group.rows.length > 25 ? 0.2 : 0.6 },
    encoding: {
      y: { field: 'point', type: 'nominal', sort: group.rows.map((row) => row.x_text || row.label),
        title: model.alone ? null : model.x?.name, axis: { domain: false, ticks: false, labelLimit: 140,
          ...(model.alone ? { labels: false } : {}) } },
      x: { field: 'us', type: 'quantitative', title: 'mean per decode step (\u00b5s)', stack: 'zero',
        axis: { format: ',~r', grid: true, tickCount: 6 } },
      color: { field: 'phase', type: 'nominal', title: null, scale: { domain: names, range },
        legend: { symbolType: 'square' } },
      order: { field: 'order' },
      tooltip: [{ field: 'point', title: model.x?.name ?? 'run' }, { field: 'phase' },
        { field: 'us', title: '\u00b5s per step', format: ',.5~r' },
        { field: 'share', title: 'of the step', format: '.1%' }],
    },
  };
}

// Whole steps and the same without their weights; of many groups of points only the latter.
function layout(model) {
  if (model.groups.length > kMostPairs) {
    const longest = Math.max(...model.groups.map((group) => group.rows.length));
    return small_multiples(model, [(group, width, height) =>
      bars(model, group, kPhases.slice(1), group.name, width, height)], 220, Math.min(longest * 20, kMostHeight));
  }
  const width = panel_width(2);
  return grid(model.groups.flatMap((group) => {
    const height = model.alone ? 46 : Math.min(Math.max(44, group.rows.length * 22), kMostHeight);
    const named = (text) => (group.name ? `${group.name}: ${text}` : text);
    return [bars(model, group, kPhases, named('whole step'), width, height),
      bars(model, group, kPhases.slice(1), named('without the weights'), width, height)];
  }), 2);
}

function weights_words(model) {
  if (model.groups.length <= kMostPairs) return '';
  return `Drawn without the weights, which take a further
    ${range_words(model.rows.map((row) => row.weights_us), microseconds)}. `;
}

export function phase_chart(model) {
  if (model.rows.length === 0) return null;
  const longest = model.rows.reduce((a, b) => (b.gather_us > a.gather_us ? b : a));
  return {
    id: 'phases', title: 'Where a step\u2019s time goes.',
    caption: `${weights_words(model)}Phases follow one another, so their times add up. The gather
      takes${model.alone ? '' : ' at most'} ${microseconds(longest.gather_us)},
      ${percent(longest.gather_us / longest.step_us)} of the step${model.alone ? '' : `, at ${longest.label}`};
      of gather and attention the engine waits ${microseconds(longest.stalled_us)} for data
      there.${left_out(model)}`,
    spec: layout(model),
  };
}
