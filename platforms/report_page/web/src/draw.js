// A chart's specification made into SVG, by the same code in a browser and in node.
import * as vega from 'vega';
import { compile } from 'vega-lite';
import { kChartConfig } from './theme.js';

export function chart_view(chart, options = {}) {
  const compiled = compile({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json', ...chart.spec, config: kChartConfig,
  }, { logger: vega.logger(vega.Error) });
  return new vega.View(vega.parse(compiled.spec), { renderer: 'none', logLevel: vega.Error, ...options });
}
