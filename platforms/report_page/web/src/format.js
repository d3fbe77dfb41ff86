// Numbers as people read them.

export const kMinus = '\u2212';
const kUnits = {
  B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12,
  KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40,
};

const is_number = (value) => typeof value === 'number' && Number.isFinite(value);

// With so many digits that count, and commas between thousands: 1,582.8.
export function digits(value, count = 4) {
  if (!is_number(value)) return '\u2013';
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(Math.max(count - 1 - magnitude, 0), 6);
  const text = value.toLocaleString('en-GB',
    { minimumFractionDigits: 0, maximumFractionDigits: decimals });
  return text.replace('-', kMinus);
}

export function fixed(value, decimals) {
  if (!is_number(value)) return '\u2013';
  return value.toLocaleString('en-GB',
    { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace('-', kMinus);
}

export const percent = (share, decimals = 1) =>
  is_number(share) ? `${fixed(100 * share, decimals)} %` : '\u2013';

// A change in per cent with as many decimals as it needs: 35.8, 0.09.
export function change_percent(share) {
  const size = Math.abs(100 * share);
  return `${fixed(size, size >= 10 ? 1 : size >= 0.995 ? 1 : 2)} %`;
}

export function signed_percent(share) {
  if (!is_number(share)) return '\u2013';
  const sign = Math.abs(share) < 0.00005 ? '' : share < 0 ? kMinus : '+';
  return `${sign}${change_percent(share)}`;
}

// "3 to 5 us", or once what both ends read as.
export function range_words(values, show) {
  const known = values.filter(is_number);
  const [low, high] = [show(Math.min(...known)), show(Math.max(...known))];
  return known.length === 0 ? '\u2013' : low === high ? low : `${low} to ${high}`;
}

export const microseconds = (us) => `${fixed(us, us >= 10000 ? 0 : us >= 100 ? 1 : 2)} \u00b5s`;

// "20 MiB" -> {bytes, unit}; null if the words are no size with a unit.
export function parse_size(words) {
  const match = /^([0-9.]+)\s*([A-Za-z]+)$/.exec(words.trim());
  if (!match || !(match[2] in kUnits) || !is_number(Number(match[1]))) return null;
  return { bytes: Number(match[1]) * kUnits[match[2]], unit: match[2] };
}

export const bytes_of_unit = (unit) => kUnits[unit];
