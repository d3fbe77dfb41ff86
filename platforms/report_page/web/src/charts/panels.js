// Panels of figures against the x axis: lines where x is a number, marks where it is a word.
import { colour } from '../theme.js';

export const kWidth = 1040;
export const kMostGroups = 12;
const kShapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'stroke',
  'triangle-right'];

export function panel_width(count, gap = 78) {
  return Math.floor((kWidth - gap * count) / count);
}

export function x_encoding(model) {
  const { x } = model;
  if (!x) return null;
  if (!x.numeric) {
    return { field: 'x', type: 'nominal', sort: x.texts, title: x.title,
      axis: { labelAngle: 0, labelLimit: 130, labelOverlap: false } };
  }
  const scale = x.log ? { type: 'log', base: 2, nice: false } : { zero: false, nice: true };
  const axis = x.log ? { values: x.numbers, format: '~r' } : { tickCount: 6, format: '~r' };
  return { field: 'x', type: 'quantitative', title: x.title, scale, axis };
}

export function series_encoding(model) {
  if (!model.series) return {};
  const { series } = model;
  const common = { field: 'series', type: 'nominal', sort: series.texts, title: series.name };
  return {
    color: { ...common, ...(series.texts.length > 8 ? { scale: { scheme: 'viridis' } } : {}) },
    shape: { ...common, scale: { domain: series.texts,
      range: series.texts.map((unused, i) => kShapes[i % kShapes.length]) } },
  };
}

// What a mark says when it is pointed at.
function tooltip(model, measure) {
  const list = [];
  if (model.x) list.push({ field: 'x_text', type: 'nominal', title: model.x.name });
  if (model.series) list.push({ field: 'series', type: 'nominal', title: model.series.name });
  if (model.facet_title) list.push({ field: 'facet', type: 'nominal', title: model.facet_title });
  list.push({ field: measure.field, type: 'quantitative', title: measure.title,
    format: measure.format ?? '.4~g' });
  return list;
}

function y_encoding(measure) {
  const scale = { zero: Boolean(measure.zero), nice: true };
  if (measure.domain) { scale.domain = measure.domain; scale.nice = false; }
  return { field: measure.field, type: 'quantitative', title: measure.title, scale,
    axis: { format: measure.axis_format ?? measure.format ?? '~s', ...(measure.axis ?? {}) } };
}

// Marks and lines of one measure. `dashed`: a limit rather than a result.
export function measure_layers(model, measure, dashed = false) {
  const encoding = { x: x_encoding(model), y: y_encoding(measure), ...series_encoding(model) };
  const { shape, ...of_line } = encoding;
  const fill = model.series ? {} : { color: colour(measure.colour ?? 'c1') };
  const point = { mark: { type: 'point', filled: !dashed, opacity: 1, ...fill, size: 46 },
    encoding: { ...encoding, tooltip: tooltip(model, measure) } };
  if (!model.joined) {
    point.mark.size = 90;
    if (model.series && !model.x.numeric) point.encoding.xOffset = { field: 'series', sort: model.series.texts };
    return [point];
  }
  const line = { mark: { type: 'line', ...fill, ...(dashed ? { strokeDash: [5, 4] } : {}) },
    encoding: of_line };
  return [line, point];
}

export function reference_rule(value, words) {
  const data = { values: [{ at: value, words }] };
  const y = { field: 'at', type: 'quantitative' };
  return [
    { data, mark: { type: 'rule', strokeDash: [2, 3], color: colour('soft') }, encoding: { y } },
    { data, mark: { type: 'text', align: 'right', baseline: 'bottom', dy: -3, x: 'width',
      color: colour('soft'), fontSize: 11.5 }, encoding: { y, text: { field: 'words' } } },
  ];
}

// A row of panels; a row for each facet. `panels` are {title, layers(values)}.
export function panel_rows(model, panels, height = 240) {
  const width = panel_width(panels.length);
  const facets = model.facet_texts.slice(0, kMostGroups);
  const rows = facets.map((facet, row) => ({
    hconcat: panels.map((panel, i) => ({
      width, height: facets.length > 1 ? Math.min(height, 190) : height,
      title: [i === 0 && facet ? `${facet} \u2014 ` : '', panel.title].join(''),
      data: { values: plain(model.rows.filter((r) => r.facet === facet)) },
      layer: panel.layers(),
    })),
    spacing: 34,
  }));
  return rows.length === 1 ? rows[0] : { vconcat: rows, spacing: 30 };
}

// Panels of one kind, one for each group of points, as many beside each other as fit.
export function small_multiples(model, make, least_width, height) {
  const groups = model.groups.slice(0, kMostGroups);
  const columns = Math.max(1, Math.min(groups.length, Math.floor(kWidth / least_width)));
  const width = panel_width(columns, 70);
  const lines = [];
  for (let at = 0; at < groups.length; at += columns) {
    lines.push({ spacing: 28, hconcat: groups.slice(at, at + columns).map((group) => ({
      width, height, ...(group.name ? { title: group.name } : {}), ...make(group, width) })) });
  }
  return lines.length === 1 ? lines[0] : { vconcat: lines, spacing: 26 };
}

export const left_out = (model) => (model.groups.length > kMostGroups
  ? ` Drawn are the first ${kMostGroups} of ${model.groups.length} groups of points.` : '');

// Rows as Vega may have them: without what they were made from.
export function plain(rows) {
  return rows.map(({ run, slowdown, ...row }) => row);
}
