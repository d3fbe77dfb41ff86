// How long single things take: cumulative distributions of the engine's reads and of the steps.
//
// A distribution is drawn from the buckets that the run counted in (upper edges, 1.6 % wide); a run
// that has no buckets gives its percentiles alone.
import { kCategories, ordered_colours } from '../theme.js';
import { grid, left_out, panel_width, small_multiples } from './panels.js';
import { digits } from '../format.js';

function reads_curve(run) {
  const { buckets, p50, p95, p99, max } = run.read_latency_ns;
  if (!buckets || buckets.length === 0) {
    return [[p50, 0.5], [p95, 0.95], [p99, 0.99], [max, 1]].filter(([ns]) => ns > 0);
  }
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let below = 0;
  return [[buckets[0][0], 0], ...buckets.map(([ns, count]) => [ns, (below += count) / total])];
}

function steps_curve(run) {
  const times = [...run.per_step.step_time_us].sort((a, b) => a - b);
  const curve = times.map((us, i) => [us, (i + 1) / times.length]);
  return times.length > 0 ? [[times[0], 0], ...curve] : [];
}

function points_of(rows, curve) {
  return rows.flatMap((row) => curve(row.run).map(([time, share]) =>
    ({ time, share, point: row.x_text || row.label })));
}

// So many of a group's points, evenly spaced, first and last among them.
function thinned({ name, rows }) {
  if (rows.length <= kMostLines) return { name, rows };
  const places = Array.from({ length: kMostLines }, (unused, i) =>
    Math.round((i * (rows.length - 1)) / (kMostLines - 1)));
  return { name, rows: places.map((place) => rows[place]) };
}

function thinned_words(model) {
  const most = Math.max(...model.groups.map((group) => group.rows.length));
  return most > kMostLines ? ` Of ${most} points ${kMostLines}, evenly spaced, are drawn.` : '';
}

function panel(model, whole_group, curve, title, axis_title, log, width, height) {
  const group = thinned(whole_group);
  const names = group.rows.map((row) => row.x_text || row.label);
  return {
    width, height, title, data: { values: points_of(group.rows, curve) },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.6, clip: true },
    encoding: {
      x: { field: 'time', type: 'quantitative', title: axis_title,
        scale: log ? { type: 'log', nice: false } : { zero: false, nice: true },
        axis: { format: ',~r', tickCount: log ? 6 : 5, labelOverlap: 'greedy' } },
      y: { field: 'share', type: 'quantitative', title: 'share at or below',
        scale: { domain: [0, 1] }, axis: { format: '.0%' } },
      color: model.alone ? { value: kCategories[0] } : {
        field: 'point', type: 'nominal', title: model.x?.name ?? null, sort: names,
        scale: { domain: names, range: model.x.numeric ? ordered_colours(names.length) : kCategories },
        legend: { columns: 13, symbolType: 'stroke', columnPadding: 10 } },
      tooltip: [{ field: 'point', title: model.x?.name ?? 'run' },
        { field: 'time', title: axis_title, format: ',.5~r' },
        { field: 'share', title: 'share at or below', format: '.1%' }],
    },
  };
}

const kReads = { curve: reads_curve, title: 'reads of the sparse-attention engine',
  axis: 'request to data (ns)', log: true };
const kSteps = { curve: steps_curve, title: 'decode steps', axis: 'step time (\u00b5s)', log: false };
const kMostPairs = 3;
const kMostLines = 13;

function layout(model) {
  const drawn = (kind, title, group, width, height) =>
    panel(model, group, kind.curve, title, kind.axis, kind.log, width, height);
  const named = (group, text) => (group.name ? `${group.name}: ${text}` : text);
  if (model.groups.length > kMostPairs) {
    return small_multiples(model, [kReads, kSteps].map((kind) => (group, width, height) =>
      drawn(kind, named(group, kind === kReads ? 'reads' : 'steps'), group, width, height)), 170, 120);
  }
  const height = model.groups.length > 1 ? 170 : 240;
  return grid(model.groups.flatMap((group) => [kReads, kSteps].map((kind) =>
    drawn(kind, named(group, kind.title), group, panel_width(2), height))), 2);
}

export function latency_chart(model) {
  if (model.rows.length === 0) return null;
  const worst = model.rows.reduce((a, b) => (b.read_p99_ns > a.read_p99_ns ? b : a));
  return {
    id: 'latency', title: 'Latencies.',
    caption: `Share of reads, and of steps, that take so long or less. The slowest hundredth of reads
      takes ${digits(worst.read_p99_ns)} ns or more${model.alone ? '' : ` at ${worst.label}`}, the median
      there ${digits(worst.read_p50_ns)} ns.${thinned_words(model)}${left_out(model)}`,
    spec: layout(model),
  };
}
