// The answer in a few sentences, made of the figures. **Bold** marks figures that carry it.
import { change_percent, digits, microseconds, percent, range_words } from './format.js';
import { baseline_words, kPublishedBaseline } from './model.js';

const smallest = (rows, field) => rows.reduce((a, b) => (b[field] < a[field] ? b : a));
function change_words(relative, than) {
  if (Math.abs(relative - 1) < 0.00005) return `the same as ${than}`;
  return `**${change_percent(relative - 1)} ${relative < 1 ? 'less' : 'more'}** than ${than}`;
}

function baseline_sentence(model, best) {
  const { doc, baseline } = model;
  const point = doc.points[best.index];
  const step_us = doc.runs[point.baselines[baseline]].step_time_us.mean;
  return `At its best, with ${best.words}, a decode step takes
    **${microseconds(best.step_us)}**, ${change_words(best.relative, `with ${baseline_words(baseline)}`)}
    (${microseconds(step_us)}).`;
}

function course_sentence(model) {
  const rows = [...model.rows].sort((a, b) => a.x_place - b.x_place);
  const [first, last] = [rows[0], rows.at(-1)];
  const place = model.x.is_bytes_reserved ? '' : ` of ${model.x.name}`;
  return `From ${first.x_text} to ${last.x_text}${place}, the step goes from
    ${microseconds(first.step_us)} to ${microseconds(last.step_us)} and hits from
    ${percent(first.hit_rate)} to ${percent(last.hit_rate)}.`;
}

function spread_sentence(model) {
  const range = (field, show) => range_words(model.rows.map((row) => row[field]), show);
  return `Over ${model.rows.length} points the step takes ${range('step_us', microseconds)}, and
    ${range('hit_rate', (share) => percent(share))} of KV look-ups hit.`;
}

function hits_sentence(row) {
  const hits = `**${percent(row.hit_rate)}** of KV look-ups hit there`;
  return row.optimum_hit_rate === null ? `${hits}.`
    : `${hits}; no replacement could have more than ${percent(row.optimum_hit_rate)} in that room.`;
}

// At the largest published reservation that is a point too, where the baseline is the published one.
function published_sentence(model) {
  const { published } = model.doc;
  if (!published || !model.x?.is_bytes_reserved || model.baseline !== kPublishedBaseline) return '';
  for (const known of [...published.points].reverse()) {
    const rows = model.rows.filter((r) => r.reserved_bytes === known.reserved_bytes && r.relative);
    if (rows.length === 0) continue;
    const here = rows.map((row) => `**${digits(row.relative)}**${rows.length > 1 ? ` (${row.words})` : ''}`);
    return `At ${rows[0].x_text} the published slowdown is **${digits(known.slowdown)}**
      (${published.source}); here it is ${here.join(', ')}.`;
  }
  return '';
}

function sweep_answer(model) {
  const compared = model.rows.filter((row) => row.relative !== null);
  const best = smallest(compared.length > 0 ? compared : model.rows,
    compared.length > 0 ? 'relative' : 'step_us');
  const first = compared.length > 0 ? baseline_sentence(model, best)
    : `The fastest decode step takes **${microseconds(best.step_us)}**, with ${best.words}.`;
  const course = model.joined && model.groups.length === 1;
  return [first, hits_sentence(best), course ? course_sentence(model) : spread_sentence(model),
    published_sentence(model)];
}

function comparison_answer(model) {
  const [a, b] = model.rows;
  const relative = b.step_us / a.step_us;
  const gather = b.gather_us / a.gather_us;
  return [`A decode step of ${b.label} takes **${microseconds(b.step_us)}**,
    ${change_words(relative, `that of ${a.label}`)} (${microseconds(a.step_us)}).`,
  `Its gather takes ${microseconds(b.gather_us)} instead of ${microseconds(a.gather_us)}
    (${change_percent(gather - 1)} ${gather < 1 ? 'less' : 'more'}), and ${percent(b.hit_rate)} instead
    of ${percent(a.hit_rate)} of KV look-ups hit.`];
}

function run_answer(model) {
  const [row] = model.rows;
  return [`A decode step takes **${microseconds(row.step_us)}** on average;
    **${percent(row.hit_rate)}** of KV look-ups hit, and the gather is ${microseconds(row.gather_us)},
    ${percent(row.gather_us / row.step_us)} of the step.`,
  row.relative === null ? '' : `The step takes ${change_words(row.relative,
    `with ${baseline_words(model.baseline)}`)}.`,
  row.optimum_hit_rate === null ? '' : `No replacement could have more than
    **${percent(row.optimum_hit_rate)}** hit in that room.`];
}

export function answer(model) {
  if (model.rows.length === 0) return 'No point has results.';
  const sentences = model.doc.kind === 'comparison' && model.rows.length === 2
    ? comparison_answer(model)
    : model.alone ? run_answer(model) : sweep_answer(model);
  return sentences.filter(Boolean).join(' ').replace(/\s+/g, ' ').trim();
}

const counted = (number, word) => `${digits(number)} ${word}${number === 1 ? '' : 's'}`;

// What was run, of what all points have in common.
export function setting(model) {
  const studies = model.rows.map((row) => ({ ...row.run.study, steps: row.steps }));
  const common = (field) => (studies.every((s) => s[field] === studies[0][field])
    ? studies[0][field] : null);
  const parts = [];
  const add = (field, words) => { const v = common(field); if (v !== null && v !== undefined) parts.push(words(v)); };
  add('model', (v) => v);
  add('hardware', (v) => v);
  add('layers', (v) => counted(v, 'layer'));
  add('batch', (v) => `batch ${v}`);
  add('tensor_parallel', (v) => (v > 1 ? `one of ${v} tensor-parallel accelerators` : 'one accelerator'));
  add('kv_bytes_per_token', (v) => `${digits(v)} B of KV per token and layer`);
  add('top_k', (v) => `top-${v}`);
  add('trace', (v) => `trace ${v}`);
  add('steps', (v) => counted(v, 'decode step'));
  add('abstraction', (v) => (v === 'lt' ? 'loosely timed' : 'approximately timed'));
  return parts.join(' \u00b7 ');
}
