// Run by node with the report's data in globalThis.report_data: writes {"NAME.svg": "<svg ..."} to
// standard output. The charts are those of the page, in its light colours.
import { charts_of } from './charts/index.js';
import { chart_view } from './draw.js';
import { read_model } from './model.js';
import { with_colours } from './theme.js';

async function figures(doc) {
  const files = {};
  for (const chart of charts_of(read_model(doc))) {
    const svg = await chart_view(chart).toSVG();
    files[`${chart.id}.svg`] = `${with_colours(svg)}\n`;
  }
  return files;
}

figures(globalThis.report_data).then(
  (files) => process.stdout.write(JSON.stringify(files)),
  (error) => { process.stderr.write(`${error.message}\n`); process.exitCode = 1; });
