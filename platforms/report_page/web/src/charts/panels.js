// Panels of figures against the x axis: lines where x is a number, marks where it is a word.
import { colour } from '../theme.js';

export const kWidth = 1040;
export const kMostGroups = 12;
const kShapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'stroke',
  'triangle-right'];

const kRowGap = 82;
const kTallRowGap = 106; // with words along x that stand at an angle
export const kGap = 74;
export const panel_width = (count) => Math.floor((kWidth - kGap * count) / count);

// A title as a mark, so that titles beside each other are level whatever their axes.
function titled({ title, width, height, data, ...unit }) {
  const marks = unit.layer ? unit.layer : [unit];
  const text = { data: { values: [{}] }, mark: { type: 'text', text: title ?? '', x: 0, y: -15,
    align: 'left', baseline: 'middle', fontSize: 13, fontWeight: 600, color: colour('ink') } };
  return { width, height, ...(data ? { data } : {}), layer: title ? [...marks, text] : marks };
}

// Panels in a grid, laid out by their frames; the gaps hold the axes' labels and titles.
export const grid = (panels, columns, row_gap = kRowGap) => ({ concat: panels.map(titled), columns,
  bounds: 'flush', spacing: { row: row_gap, column: kGap } });

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
  list.push({ field: measure.field, type: 'quantitative', title: measure.name ?? measure.title,
    format: measure.format ?? '.4~g' });
  return list;
}

function y_encoding(measure) {
  const scale = { zero: Boolean(measure.zero), nice: true };
  if (measure.domain) { scale.domain = measure.domain; scale.nice = false; }
  return { field: measure.field, type: 'quantitative', title: measure.title, scale,
    axis: { format: measure.axis_format ?? measure.format ?? '~s', ...(measure.axis ?? {}) } };
}

const offset = (model) => (model.series && !model.x.numeric
  ? { xOffset: { field: 'series', type: 'nominal', sort: model.series.texts } } : {});

// Marks and lines of one measure, or bars from zero where nothing joins the points. `dashed`: a limit rather than a result.
export function measure_layers(model, measure, dashed = false) {
  const encoding = { x: x_encoding(model), y: y_encoding(measure), ...series_encoding(model) };
  const { shape, ...of_line } = encoding;
  const fill = model.series ? {} : { color: colour(measure.colour ?? 'c1') };
  if (!model.joined && !dashed && (measure.zero || measure.domain)) {
    return [{ mark: { type: 'bar', ...fill, ...(model.x?.numeric ? { width: 18 } : { width: { band: 0.7 } }) }, encoding: { ...of_line,
      ...offset(model), tooltip: tooltip(model, measure) } }];
  }
  const point = { mark: { type: 'point', filled: !dashed, opacity: 1, ...fill, size: 46 },
    encoding: { ...encoding, tooltip: tooltip(model, measure) } };
  if (!model.joined) {
    point.mark = { ...point.mark, size: 90, ...(dashed && !model.series ? { color: colour('ink') } : {}) };
    point.encoding = { ...point.encoding, ...offset(model) };
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
    { data, mark: { type: 'text', align: 'right', baseline: 'top', dy: 4, x: 'width',
      color: colour('soft'), fontSize: 11.5 }, encoding: { y, text: { field: 'words' } } },
  ];
}

// A row of panels; a row for each facet. `panels` are {title, layers(values)}.
export function panel_rows(model, panels, height = 240) {
  const width = panel_width(panels.length);
  const facets = model.facet_texts.slice(0, kMostGroups);
  return grid(facets.flatMap((facet) => panels.map((panel) => ({
    width, height: facets.length > 1 ? Math.min(height, 180) : height,
    title: facet ? `${facet}: ${panel.title}` : panel.title,
    data: { values: plain(model.rows.filter((row) => row.facet === facet)) },
    layer: panel.layers(),
  }))), panels.length);
}

// Panels of some kinds, one of each kind for each group of points: as many beside each other as fit,
// in rows of about the same number.
export function small_multiples(model, kinds, least_width, height) {
  const groups = model.groups.slice(0, kMostGroups);
  const most = Math.max(1, Math.floor(kWidth / (least_width + kGap)));
  const columns = Math.ceil(groups.length / Math.ceil(groups.length / most));
  const width = panel_width(columns);
  return grid(kinds.flatMap((make) => groups.map((group) =>
    ({ width, height, title: group.name, ...make(group, width, height) }))), columns, kTallRowGap);
}

export const left_out = (model) => (model.groups.length > kMostGroups
  ? ` Drawn are the first ${kMostGroups} of ${model.groups.length} groups of points.` : '');

// Rows as Vega may have them: without what they were made from.
export function plain(rows) {
  return rows.map(({ run, slowdown, ...row }) => row);
}
