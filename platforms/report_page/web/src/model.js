// The report's data made ready to draw: a row for each point, and where it stands on the axes.
//
// The first axis (or the numeric one with most values) is x, the next one is `series`, told apart by
// colour and shape, and what is left is `facet`, told apart by panel. A point without results is a
// row with `missing` set and no figures.
import { axis_words, choose_x, read_axis } from './axes.js';

export const kPhases = ['weights', 'append', 'indexer', 'gather', 'attention'];
const kBaselineWords = {
  'no-reservation': 'nothing reserved', dense: 'dense attention',
  contiguous: 'the top-k side by side', 'all-resident': 'every look-up a hit',
};
export const kPublishedBaseline = 'contiguous';
export const baseline_words = (name) => kBaselineWords[name] ?? name;

const ratio = (part, whole) => (whole > 0 ? part / whole : null);

export function figures_of(run) {
  const optimum = run.optimum.hits === undefined ? null : run.optimum;
  const hit_rate = ratio(run.kv.hits, run.kv.lookups);
  const optimum_rate = optimum && ratio(optimum.hits, optimum.lookups);
  return {
    steps: run.steps, step_us: run.step_time_us.mean, step_p50_us: run.step_time_us.p50,
    step_p95_us: run.step_time_us.p95, step_max_us: run.step_time_us.max,
    ...Object.fromEntries(kPhases.map((phase) => [`${phase}_us`, run.time_us[phase]])),
    stalled_us: run.time_us.attention_stalled,
    lookups: run.kv.lookups, hits: run.kv.hits, misses: run.kv.misses, hit_rate,
    optimum_hit_rate: optimum_rate, share_of_optimum: optimum && ratio(run.kv.hits, optimum.hits),
    evictions: run.kv.evictions, bypassed: run.kv.bypassed,
    hbm_read_per_step: ratio(run.hbm.bytes_read, run.steps), utilisation: run.hbm.utilisation,
    row_hit_rate: ratio(run.hbm.row_hits, run.hbm.row_hits + run.hbm.row_misses),
    read_p50_ns: run.read_latency_ns.p50, read_p95_ns: run.read_latency_ns.p95,
    read_p99_ns: run.read_latency_ns.p99, read_max_ns: run.read_latency_ns.max,
    reserved_bytes: run.study.reservation.bytes,
  };
}

// The first, but the published one beside published points.
function main_baseline(doc) {
  if (doc.published && doc.baselines.includes(kPublishedBaseline)) return kPublishedBaseline;
  return doc.baselines[0] ?? null;
}

function slowdowns(doc, point, step_us) {
  const result = {};
  for (const [name, digest] of Object.entries(point.baselines)) {
    const baseline = doc.runs[digest];
    if (baseline) result[name] = step_us / baseline.step_time_us.mean;
  }
  return result;
}

function row_of(doc, point, index, axes) {
  const { x, series, facets } = axes;
  const place = (axis) => (axis ? axis.place_of(point.settings) : 0);
  const text = (axis) => (axis ? axis.texts[place(axis)] : '');
  const used = [x, series, ...facets].filter(Boolean);
  const words = (some) => some.filter(Boolean).map((axis) => axis_words(axis, text(axis))).join(', ');
  const row = {
    index, digest: point.digest, x_place: place(x), x_text: text(x),
    x: x?.numeric ? x.numbers[place(x)] : text(x),
    series: text(series), series_place: place(series),
    facet: facets.map((axis) => text(axis)).join(', '),
    label: (used.length > 1 ? words(used) : text(x)) || doc.title,
    words: words(used) || doc.title, group: words([series, ...facets]),
    run: doc.runs[point.digest] ?? null,
  };
  row.missing = row.run === null;
  if (row.missing) return row;
  Object.assign(row, figures_of(row.run));
  row.slowdown = slowdowns(doc, point, row.step_us);
  row.relative = row.slowdown[main_baseline(doc)] ?? null;
  return row;
}

// Points that differ in x alone, in the order of series and facets.
function groups_of(rows) {
  const groups = new Map();
  for (const row of rows) {
    groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  }
  return [...groups].map(([name, members]) =>
    ({ name, rows: members.sort((a, b) => a.x_place - b.x_place) }));
}

export function read_model(doc) {
  const all_axes = doc.axes.map(read_axis);
  const varied = all_axes.filter((axis) => axis.texts.length > 1);
  const x = choose_x(varied.length > 0 ? varied : all_axes);
  const others = varied.filter((axis) => axis !== x);
  const axes = { x, series: others[0] ?? null, facets: others.slice(1) };
  const all = doc.points.map((point, index) => row_of(doc, point, index, axes));
  const rows = all.filter((row) => !row.missing);
  const facets = [...new Set(rows.map((row) => row.facet))];
  return {
    doc, ...axes, axes: all_axes, all, rows, facet_texts: facets,
    facet_title: axes.facets.map((axis) => axis.name).join(', '),
    missing: all.filter((row) => row.missing), groups: groups_of(rows),
    alone: rows.length === 1, baseline: main_baseline(doc),
    // A line joins what has an order and at least two places.
    joined: Boolean(x?.numeric) && new Set(rows.map((row) => row.x_place)).size > 1,
  };
}
