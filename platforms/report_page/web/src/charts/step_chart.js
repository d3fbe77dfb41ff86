// How the cache warms up: hits and time of each step of one run or of a few.
import { kCategories, ordered_colours } from '../theme.js';
import { grid, panel_width } from './panels.js';

const kMostRuns = 8;

function values_of(model) {
  return model.rows.flatMap((row) => row.run.per_step.step.map((step, i) => ({
    step, point: row.label, step_us: row.run.per_step.step_time_us[i],
    hit_rate: row.run.per_step.lookups[i] > 0
      ? row.run.per_step.hits[i] / row.run.per_step.lookups[i] : null })));
}

function panel(model, width, field, title, y) {
  const names = model.rows.map((row) => row.label);
  const range = model.joined ? ordered_colours(names.length) : kCategories.slice(0, names.length);
  return {
    width, height: 220, title,
    mark: { type: 'line', point: values_of(model).length < 200, strokeWidth: 1.6 },
    encoding: {
      x: { field: 'step', type: 'quantitative', title: 'decode step', axis: { format: 'd', tickMinStep: 1 },
        scale: { nice: false } },
      y: { field, type: 'quantitative', ...y },
      color: model.alone ? { value: kCategories[0] } : { field: 'point', type: 'nominal', title: null,
        scale: { domain: names, range } },
      tooltip: [{ field: 'point', title: 'run' }, { field: 'step' },
        { field: 'step_us', title: '\u00b5s', format: ',.6~r' }, { field: 'hit_rate', title: 'hits', format: '.1%' }],
    },
  };
}

export function step_chart(model) {
  const steps = Math.max(0, ...model.rows.map((row) => row.run.per_step.step.length));
  if (model.rows.length === 0 || model.rows.length > kMostRuns || steps < 2) return null;
  const width = panel_width(2);
  return {
    id: 'steps', title: 'Step after step.',
    caption: 'Hits and time of each decode step. The first one finds an empty cache.',
    spec: { data: { values: values_of(model) }, ...grid([
      panel(model, width, 'hit_rate', 'Hits', { title: 'KV look-ups that hit',
        scale: { domain: [0, 1] }, axis: { format: '.0%' } }),
      panel(model, width, 'step_us', 'Time', { title: 'step time (\u00b5s)', scale: { zero: false },
        axis: { format: ',~r' } })], 2) },
  };
}
