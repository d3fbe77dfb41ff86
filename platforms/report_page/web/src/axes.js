// The axes of a sweep as things to draw against: which are numbers, of which unit, called what.
import { bytes_of_unit, digits, parse_size } from './format.js';

const kNames = {
  'llc.reservation.bytes': 'reserved LLC', 'llc.reservation.policy': 'replacement policy',
  'llc.reservation.lookup': 'look-up', 'llc.reservation.scope': 'scope',
  'llc.reservation.granule_tokens': 'page (tokens)',
  'llc.reservation.pin_recent_tokens': 'pinned recent tokens',
  'llc.capacity_bytes': 'LLC capacity', 'llc.misses_in_flight': 'misses in flight',
  'workload.batch': 'batch (requests)', 'workload.layers': 'layers',
  'workload.tensor_parallel': 'tensor-parallel accelerators',
  'sparse_attention.reads_in_flight': 'reads in flight', 'trace.file': 'trace',
  include: 'included file', run: 'run',
};
const kUnitOfSuffix = { ns: 'ns', us: '\u00b5s', ps: 'ps', gbps: 'GB/s', mhz: 'MHz', tflops: 'TFLOP/s' };

// A key's name in prose, with its unit where it has one of its own.
export function key_name(key) {
  if (kNames[key]) return kNames[key];
  if (key.startsWith('include.')) return key.slice('include.'.length).replaceAll('_', ' ');
  const last = key.split('.').at(-1);
  const suffix = last.split('_').at(-1);
  const words = key.replaceAll('_', ' ').replaceAll('.', ' \u203a ');
  return suffix in kUnitOfSuffix ? `${words} (${kUnitOfSuffix[suffix]})` : words;
}

const is_file = (key) => /^(include(\..*)?|trace\.file)$/.test(key);
const file_stem = (words) => words.split('/').at(-1).replace(/\.(yaml|yml|h5)$/, '');
const is_plain_number = (words) => /^-?[0-9.]+(e-?[0-9]+)?$/i.test(words.trim());

function common_unit(sizes) {
  const given = sizes.filter(Boolean).map((size) => size.unit);
  return given[0] && given.every((unit) => unit === given[0]) ? given[0] : 'MiB';
}

// Numbers of one key's words, in one unit; null if some are words.
function numbers_of(key, words) {
  const sizes = words.map(parse_size);
  const all = words.every((text, i) => sizes[i] || is_plain_number(text));
  if (!all) return null;
  const of_bytes = sizes.some(Boolean) || /bytes$/.test(key);
  if (!of_bytes) return { unit: '', numbers: words.map(Number) };
  const unit = common_unit(sizes);
  const in_unit = (text, i) => (sizes[i] ? sizes[i].bytes : Number(text)) / bytes_of_unit(unit);
  return { unit, numbers: words.map(in_unit) };
}

// Files called context-8k, context-16k, ... stand for numbers.
function numbered_names(words) {
  const parts = words.map((text) => /^(.*[a-z])[-_ ]?([0-9]+(?:\.[0-9]+)?)([kmg]?)$/i.exec(text));
  if (!parts.every((part) => part && part[1] === parts[0][1] && part[3] === parts[0][3])) return null;
  return { name: parts[0][1], unit: parts[0][3].toUpperCase(), numbers: parts.map((part) => Number(part[2])) };
}

// Steps that grow by factors are drawn on a logarithmic scale.
function grows_by_factors(numbers) {
  const rising = [...numbers].sort((a, b) => a - b);
  if (rising.length < 4 || rising[0] <= 0 || rising.at(-1) / rising[0] < 8) return false;
  const factors = rising.slice(1).map((value, i) => value / rising[i]);
  return Math.min(...factors) >= 1.2 && Math.max(...factors) / Math.min(...factors) < 2;
}

export function read_axis(axis) {
  const words = axis.values.map((value) =>
    value.map((text, i) => (is_file(axis.keys[i]) ? file_stem(text) : text)));
  const of_one = words.map((w) => w[0]);
  const parsed = axis.keys.length > 1 ? null
    : is_file(axis.keys[0]) ? numbered_names(of_one) : numbers_of(axis.keys[0], of_one);
  const name = parsed?.name ?? axis.keys.map(key_name).join(', ');
  const texts = parsed
    ? parsed.numbers.map((number) => `${digits(number)}${parsed.unit && ` ${parsed.unit}`}`)
    : words.map((w) => w.join(', '));
  return {
    keys: axis.keys, name, texts, numeric: parsed !== null, unit: parsed?.unit ?? '',
    numbers: parsed?.numbers ?? null, log: parsed ? grows_by_factors(parsed.numbers) : false,
    title: parsed?.unit ? `${name} (${parsed.unit})` : name,
    is_bytes_reserved: axis.keys.length === 1 && axis.keys[0] === 'llc.reservation.bytes',
    place_of: (settings) => axis.values.findIndex((value) =>
      axis.keys.every((key, i) => settings[key] === value[i])),
  };
}

// A place on an axis in a sentence.
export function axis_words(axis, text) {
  if (axis.is_bytes_reserved) return `${text} reserved`; // better than "reserved LLC 20 MiB"
  return axis.numeric ? `${axis.name} ${text}` : text;
}

// The one to draw along: the first if it is of numbers, else the numeric one with most values.
export function choose_x(axes) {
  if (axes.length === 0 || axes[0].numeric) return axes[0] ?? null;
  const numeric = axes.filter((axis) => axis.numeric && axis.texts.length > 1);
  return numeric.sort((a, b) => b.texts.length - a.texts.length)[0] ?? axes[0];
}
