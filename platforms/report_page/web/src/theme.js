// Colours of the page and of the charts, light and dark, and the charts' common look.
//
// A chart's specification names colours as CSS variables, so that it is drawn once and follows the
// page's theme, in print too; for a file of its own with_colours() puts the light ones in.
// Categories are Okabe and Ito's colours, made darker or lighter until each has a contrast of three
// to one with its background; they differ in lightness too, and marks differ in shape besides.

const kLight = {
  paper: '#ffffff', ink: '#1a1a1a', soft: '#555b61', rule: '#8a9097', grid: '#e6e8ea',
  wash: '#f4f5f6', accent: '#0b5c92',
  c1: '#0072b2', c2: '#d55e00', c3: '#00845f', c4: '#a6377c', c5: '#9a6b00', c6: '#4a53c4',
  c7: '#5d6770', c8: '#7b3f1d',
};
const kDark = {
  paper: '#14171a', ink: '#e9ebed', soft: '#a9b1b9', rule: '#717a83', grid: '#2b3036',
  wash: '#1d2125', accent: '#6cb8ee',
  c1: '#58b4f0', c2: '#ff8f50', c3: '#34c99a', c4: '#ea94c8', c5: '#e8b93f', c6: '#a3aaff',
  c7: '#a9b3bc', c8: '#d79b77',
};
const kRamps = { light: ['#b86e00', '#a33b6f', '#1f3f9a'], dark: ['#ffd27a', '#f288a8', '#93abff'] };
export const kRampSteps = 12;

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
const mixed = (from, to, share) => '#' + channels(from).map((value, i) =>
  Math.round(value + (channels(to)[i] - value) * share).toString(16).padStart(2, '0')).join('');

function with_ramp(colours, ramp) {
  const all = { ...colours };
  for (let i = 0; i < kRampSteps; ++i) {
    const at = (i / (kRampSteps - 1)) * (ramp.length - 1);
    const stop = Math.min(Math.floor(at), ramp.length - 2);
    all[`s${i}`] = mixed(ramp[stop], ramp[stop + 1], at - stop);
  }
  return all;
}
export const kThemes = {
  light: with_ramp(kLight, kRamps.light),
  dark: with_ramp(kDark, kRamps.dark),
};

export const colour = (name) => `var(--${name})`;
export const kCategories = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'].map(colour);

// `count` colours that go from first to last, for lines in an order.
export function ordered_colours(count) {
  return Array.from({ length: count }, (unused, i) =>
    colour(`s${count === 1 ? 0 : Math.round((i * (kRampSteps - 1)) / (count - 1))}`));
}

const declarations = (theme) =>
  Object.entries(kThemes[theme]).map(([name, value]) => `--${name}:${value}`).join(';');

export function theme_css() {
  return `:root{${declarations('light')}}
@media (prefers-color-scheme:dark){:root{${declarations('dark')}}}
:root[data-theme=light]{color-scheme:light;${declarations('light')}}
:root[data-theme=dark]{color-scheme:dark;${declarations('dark')}}
@media print{:root,:root[data-theme]{color-scheme:light;${declarations('light')}}}`;
}

export const with_colours = (svg) =>
  svg.replace(/var\(--(\w+)\)/g, (mark, name) => kThemes.light[name]);

const kFont = '"Source Sans 3 Variable", "Source Sans 3", "Helvetica Neue", Arial, sans-serif';

export const kChartConfig = {
  background: null, font: kFont, padding: 2,
  view: { stroke: null },
  axis: {
    labelColor: colour('soft'), titleColor: colour('ink'), domainColor: colour('rule'),
    tickColor: colour('rule'), gridColor: colour('grid'), labelFontSize: 12, titleFontSize: 12.5,
    titleFontWeight: 'normal', titlePadding: 8, labelPadding: 4, tickSize: 4, labelOverlap: 'greedy', labelSeparation: 7,
  },
  axisX: { grid: false, labelFlush: false }, axisY: { domain: false, ticks: false, tickCount: 5 },
  legend: {
    labelColor: colour('ink'), titleColor: colour('soft'), labelFontSize: 12, titleFontSize: 12,
    titleFontWeight: 'normal', orient: 'top', symbolStrokeWidth: 2, symbolSize: 60, labelLimit: 260,
    offset: 6, columnPadding: 16,
  },
  title: {
    color: colour('ink'), fontSize: 13, fontWeight: 600, anchor: 'start', frame: 'group', offset: 8,
  },
  header: { labelColor: colour('ink'), titleColor: colour('soft'), labelFontSize: 12.5 },
  range: { category: kCategories },
  line: { strokeWidth: 1.8 }, point: { filled: true, size: 46 }, rule: { color: colour('rule') },
  text: { color: colour('ink'), fontSize: 12 },
};
