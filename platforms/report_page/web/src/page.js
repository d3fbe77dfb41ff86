// The page, made of the data that stands in it.
import { answer, setting } from './answer.js';
import { charts_of } from './charts/index.js';
import { memory_words } from './charts/memory_chart.js';
import { without_optimum } from './charts/optimum_chart.js';
import { comparison_table } from './comparison.js';
import { configuration_section } from './configuration.js';
import { data_table } from './data_table.js';
import { chart_view } from './draw.js';
import { element, emphasised } from './markup.js';
import { read_model } from './model.js';
import { theme_css } from './theme.js';
import { tooltip_handler } from './tooltip.js';

const kHeadings = { answer: null, layers: 'Hits', phases: 'Time', steps: null, memory: 'Memory',
  latency: 'Latency', optimum: 'The optimum' };

function theme_switch() {
  const root = document.documentElement;
  const is_dark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches
    ? 'dark' : 'light')) === 'dark';
  const button = element('button', { type: 'button', id: 'theme', class: 'controls' });
  const label = () => { button.textContent = is_dark() ? 'Light' : 'Dark'; };
  button.addEventListener('click', () => { root.dataset.theme = is_dark() ? 'light' : 'dark'; label(); });
  label();
  return button;
}

function kicker(doc) {
  const kinds = { run: 'A run', comparison: 'Two runs compared', sweep: `The sweep ${doc.study}` };
  return `${kinds[doc.kind]}, by dsa-vp`;
}

function front(model) {
  const { doc } = model;
  return element('header', {},
    element('div', { class: 'line' }, element('p', { class: 'kicker' }, kicker(doc)), theme_switch()),
    element('h1', {}, doc.title),
    doc.question ? element('p', { class: 'question' }, doc.question) : null,
    element('p', { class: 'answer' }, emphasised(answer(model))),
    element('p', { class: 'setting' }, setting(model)),
    missing_note(model));
}

function missing_note(model) {
  if (model.missing.length === 0) return null;
  const names = model.missing.map((row) => row.label);
  const list = names.slice(0, 12).join('; ') + (names.length > 12 ? `; and ${names.length - 12} more` : '');
  return element('p', { class: 'note', id: 'missing' },
    `${names.length} of ${model.all.length} points ${names.length === 1 ? 'has' : 'have'} no result, not yet run or failed: ${list}.`);
}

function optimum_note(model) {
  const reasons = without_optimum(model);
  if (reasons.length === 0) return null;
  const words = reasons.map(({ why, labels }) => (labels.length === model.rows.length ? why
    : `${labels.slice(0, 6).join('; ')}${labels.length > 6 ? ` and ${labels.length - 6} more` : ''}: ${why}`));
  const rest = words.length > 3 ? ` \u00b7 and ${words.length - 3} more reasons` : '';
  return element('p', { class: 'note' },
    `Without an optimum \u2014 ${words.slice(0, 3).join(' \u00b7 ')}${rest}.`);
}

function figure(chart) {
  const drawing = element('div', { class: 'chart', role: 'img',
    'aria-label': `Figure ${chart.number}. ${chart.title} ${chart.caption}` });
  const made = element('figure', { id: chart.id }, drawing, element('figcaption', {},
    element('b', {}, `Figure ${chart.number}. ${chart.title} `), chart.caption));
  return { made, drawing };
}

// Wider than a page's text only by scrolling within its frame; narrower, it is scaled down.
function fit(drawing) {
  const svg = drawing.querySelector('svg');
  if (!svg) throw new Error('a chart was not drawn');
  svg.style.maxWidth = '100%';
  svg.style.height = 'auto';
}

// Vega gives its container a role and a label of its own: the drawing's stays as it is.
async function draw(chart, drawing) {
  const container = element('div', { 'aria-hidden': 'true' });
  drawing.append(container);
  const view = chart_view(chart, { renderer: 'svg', container, hover: true });
  view.tooltip(tooltip_handler());
  await view.runAsync();
  fit(drawing);
}

function section(title, ...content) {
  const id = title.toLowerCase().replace(/\W+/g, '-');
  return element('section', { 'aria-labelledby': `${id}-heading` },
    element('h2', { id: `${id}-heading` }, title), ...content);
}

function body(model, charts) {
  const main = [front(model), comparison_table(model)];
  const drawings = [];
  for (const chart of charts) {
    const { made, drawing } = figure(chart);
    drawings.push([chart, drawing]);
    const heading = kHeadings[chart.id];
    main.push(heading ? section(heading, made) : made);
  }
  if (model.alone) main.push(section('Memory', element('p', {}, memory_words(model).replace(/\s+/g, ' '))));
  main.push(optimum_note(model));
  main.push(section('Configuration', ...configuration_section(model)));
  main.push(section('All data', ...data_table(model)));
  return { main, drawings };
}

function licences() {
  const details = element('details', {}, element('summary', {}, 'Made with, and their licences'));
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) {
      details.append(element('pre', {}, document.getElementById('notices').textContent));
    }
  });
  return element('footer', {}, details);
}

async function make() {
  document.head.append(element('style', {}, theme_css()));
  const model = read_model(JSON.parse(document.getElementById('data').textContent));
  document.title = `${model.doc.title} \u2013 dsa-vp report`;
  const { main, drawings } = body(model, charts_of(model));
  document.getElementById('report').append(...main.filter(Boolean), licences());
  // Text is measured while charts are drawn.
  await Promise.all(['400 12px', '600 12px'].map((font) =>
    document.fonts.load(`${font} "Source Sans 3 Variable"`)));
  for (const [chart, drawing] of drawings) await draw(chart, drawing);
  document.documentElement.dataset.ready = 'true';
}

make();
