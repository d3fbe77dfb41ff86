#include "platforms/config/config_numbers.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <numeric>
#include <string_view>
#include <system_error>

namespace dsavp {
namespace {

struct ByteUnit {
  std::string_view name;
  std::uint64_t bytes;
};

constexpr std::uint64_t kTiB = 1024 * kGiB;
// Largest first: writing takes the first that divides the value.
constexpr ByteUnit kBinaryUnits[] = {{"TiB", kTiB}, {"GiB", kGiB}, {"MiB", kMiB}, {"KiB", kKiB}};
constexpr ByteUnit kDecimalUnits[] = {{"kB", 1'000},
                                      {"KB", 1'000},
                                      {"MB", 1'000'000},
                                      {"GB", 1'000'000'000},
                                      {"TB", 1'000'000'000'000}};

std::uint64_t bytes_of_unit(std::string_view name) {
  for (const ByteUnit& unit : kBinaryUnits) {
    if (unit.name == name) return unit.bytes;
  }
  for (const ByteUnit& unit : kDecimalUnits) {
    if (unit.name == name) return unit.bytes;
  }
  return 0;
}

template <class Value, class Format>
NumberStatus parse_whole(std::string_view text, Format format, Value* value) {
  Value parsed{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, parsed, format);
  if (error == std::errc::invalid_argument || stop != end) return NumberStatus::kMalformed;
  if (error == std::errc::result_out_of_range) return NumberStatus::kTooLarge;
  *value = parsed;
  return NumberStatus::kOk;
}

bool has_sign(std::string_view text) {
  return !text.empty() && (text[0] == '-' || text[0] == '+');
}

// A decimal fraction held exactly, as numerator / 10^places.
struct Decimal {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 1;
};

NumberStatus parse_decimal(std::string_view text, Decimal* decimal) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  if (whole.empty() || (point < text.size() && fraction.empty())) return NumberStatus::kMalformed;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) return NumberStatus::kMalformed;
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  constexpr std::size_t kMaxPlaces = 18;  // 10^18 is the last power that fits
  if (fraction.size() > kMaxPlaces) return NumberStatus::kMalformed;
  for (std::size_t i = 0; i < fraction.size(); ++i) decimal->denominator *= 10;
  const std::string digits = std::string(whole) + std::string(fraction);
  return parse_whole(digits, 10, &decimal->numerator);
}

// Exact: 0.1 KiB is refused, being no whole number of bytes, while 0.125 KiB is 128.
NumberStatus multiply(const Decimal& decimal, std::uint64_t unit, Bytes* value) {
  const std::uint64_t common = std::gcd(unit, decimal.denominator);
  const std::uint64_t divisor = decimal.denominator / common;
  if (decimal.numerator % divisor != 0) return NumberStatus::kMalformed;
  Bytes product = 0;
  if (__builtin_mul_overflow(decimal.numerator / divisor, unit / common, &product)) {
    return NumberStatus::kTooLarge;
  }
  *value = product;
  return NumberStatus::kOk;
}

std::string limit_text(std::int64_t limit) {
  if (limit == std::numeric_limits<std::int64_t>::max()) return "2^63-1";
  if (limit == std::numeric_limits<std::int64_t>::min()) return "-2^63";
  return std::to_string(limit);
}

std::string with_unit(const std::string& text, const std::string& unit) {
  return unit.empty() ? text : text + " " + unit;
}

}  // namespace

NumberStatus parse_integer(const std::string& text, std::int64_t* value) {
  const std::string_view view = text;
  if (view.substr(0, 2) == "0x") {
    const std::string_view digits = view.substr(2);
    return has_sign(digits) ? NumberStatus::kMalformed : parse_whole(digits, 16, value);
  }
  // A leading zero means octal to some and nothing to others: neither is guessed.
  const std::string_view digits = has_sign(view) ? view.substr(1) : view;
  if (digits.size() > 1 && digits[0] == '0') return NumberStatus::kMalformed;
  return parse_whole(view, 10, value);
}

NumberStatus parse_real(const std::string& text, double* value) {
  double parsed = 0;
  const NumberStatus status = parse_whole(text, std::chars_format::general, &parsed);
  if (status != NumberStatus::kOk) return status;
  if (!std::isfinite(parsed)) return NumberStatus::kMalformed;
  *value = parsed;
  return NumberStatus::kOk;
}

NumberStatus parse_bytes(const std::string& text, Bytes* value) {
  const std::size_t space = text.find(' ');
  if (space == std::string::npos) {
    std::int64_t count = 0;
    const NumberStatus status = parse_integer(text, &count);
    if (status != NumberStatus::kOk) return status;
    if (count < 0) return NumberStatus::kMalformed;
    *value = static_cast<Bytes>(count);
    return NumberStatus::kOk;
  }
  const std::uint64_t unit = bytes_of_unit(std::string_view(text).substr(space + 1));
  if (unit == 0) return NumberStatus::kMalformed;
  Decimal decimal;
  const NumberStatus status = parse_decimal(std::string_view(text).substr(0, space), &decimal);
  return status == NumberStatus::kOk ? multiply(decimal, unit, value) : status;
}

std::string format_real(double value) {
  return fmt::format("{}", value);
}

std::string format_bytes(Bytes value) {
  for (const ByteUnit& unit : kBinaryUnits) {
    if (value != 0 && value % unit.bytes == 0) {
      return fmt::format("{} {}", value / unit.bytes, unit.name);
    }
  }
  return fmt::format("{}", value);
}

std::string range_text(const IntegerLimits& limits, const std::string& unit) {
  return with_unit(limit_text(limits.min) + " to " + limit_text(limits.max), unit);
}

std::string range_text(const RealLimits& limits, const std::string& unit) {
  return with_unit(format_real(limits.min) + " to " + format_real(limits.max), unit);
}

std::string byte_range_text(const IntegerLimits& limits) {
  const auto text = [](std::int64_t limit) {
    if (limit == std::numeric_limits<std::int64_t>::max()) return limit_text(limit) + " bytes";
    return format_bytes(static_cast<Bytes>(std::max<std::int64_t>(limit, 0)));
  };
  return text(limits.min) + " to " + text(limits.max);
}

}  // namespace dsavp
