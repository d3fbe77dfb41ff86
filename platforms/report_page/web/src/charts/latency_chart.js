// How long single things take: cumulative distributions of the engine's reads and of the steps.
//
// A distribution is drawn from the buckets that the run counted in (upper edges, 1.6 % wide); a run
// that has no buckets gives its percentiles alone.
import { ordered_colours } from '../theme.js';
import { kMostGroups, left_out, panel_width } from './panels.js';
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

function panel(model, group, curve, title, axis_title, log, width, height) {
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
      color: model.alone ? { value: ordered_colours(1)[0] } : {
        field: 'point', type: 'nominal', title: model.x?.name ?? null, sort: names,
        scale: { domain: names, range: ordered_colours(names.length) },
        legend: { columns: 13, symbolType: 'stroke', columnPadding: 10 } },
      tooltip: [{ field: 'point', title: model.x?.name ?? 'run' },
        { field: 'time', title: axis_title, format: ',.5~r' },
        { field: 'share', title: 'share at or below', format: '.1%' }],
    },
  };
}

export function latency_chart(model) {
  if (model.rows.length === 0) return null;
  const width = panel_width(2, 70);
  const groups = model.groups.slice(0, kMostGroups);
  const height = groups.length > 1 ? 170 : 240;
  const rows = groups.map((group) => {
    const named = (text) => (group.name ? `${group.name} \u2014 ${text}` : text);
    return { spacing: 36, hconcat: [
      panel(model, group, reads_curve, named('reads of the sparse-attention engine'),
        'request to data (ns)', true, width, height),
      panel(model, group, steps_curve, named('decode steps'), 'step time (\u00b5s)', false, width, height)] };
  });
  const worst = model.rows.reduce((a, b) => (b.read_p99_ns > a.read_p99_ns ? b : a));
  return {
    id: 'latency', title: 'Latencies.',
    caption: `Share of reads, and of steps, that take so long or less. The slowest hundredth of reads
      takes ${digits(worst.read_p99_ns)} ns or more${model.alone ? '' : ` at ${worst.label}`}, the median
      there ${digits(worst.read_p50_ns)} ns.${left_out(model)}`,
    spec: rows.length === 1 ? rows[0] : { vconcat: rows, spacing: 26 },
  };
}
