// The charts in the order in which the page has them. Each takes the model and gives
// {id, title, caption, spec}, or null where it would have nothing to show.
import { answer_chart } from './answer_chart.js';
import { latency_chart } from './latency_chart.js';
import { layer_chart } from './layer_chart.js';
import { memory_chart } from './memory_chart.js';
import { optimum_chart } from './optimum_chart.js';
import { phase_chart } from './phase_chart.js';
import { step_chart } from './step_chart.js';

const kCharts = [answer_chart, layer_chart, phase_chart, step_chart, memory_chart, latency_chart,
  optimum_chart];

const one_space = (text) => text.replace(/\s+/g, ' ').trim();

export function charts_of(model) {
  return kCharts.map((make) => make(model)).filter(Boolean).map((chart, i) =>
    ({ ...chart, caption: one_space(chart.caption), number: i + 1 }));
}
