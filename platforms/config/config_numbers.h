// Numbers in a configuration: text to value and back, and their ranges in words.
//
// Units: bytes are whole bytes; KiB to TiB are powers of 1024, kB (or KB) to TB powers of 1000.
// Left out: octal and binary numbers, digit separators, infinities and not-a-number.
// Errors: parsing tells malformed text from a value too large to hold; it raises nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "models/common/describe.h"
#include "models/common/units.h"

namespace dsavp {

enum class NumberStatus { kOk, kMalformed, kTooLarge };

// All of the text must be the number; *value changes only when the answer is kOk.
NumberStatus parse_integer(const std::string& text, std::int64_t* value);  // 12, -3, 0x1f
NumberStatus parse_real(const std::string& text, double* value);           // 1.5, 1e3
NumberStatus parse_bytes(const std::string& text, Bytes* value);           // 4096, 1.5 GiB

std::string format_real(double value);  // the shortest text that reads back as the same value
std::string format_bytes(Bytes value);  // in the largest binary unit that it is a multiple of

// "1 to 64 GB/s"
std::string range_text(const IntegerLimits& limits, const std::string& unit);
std::string range_text(const RealLimits& limits, const std::string& unit);
std::string byte_range_text(const IntegerLimits& limits);

// The limits that a value of type T can keep.
template <class T>
IntegerLimits limits_within(const IntegerLimits& limits) {
  static_assert(std::is_integral_v<T> && !std::is_same_v<T, bool>, "an integer is expected");
  IntegerLimits own = limits;
  if constexpr (sizeof(T) < sizeof(std::int64_t)) {
    own.max = std::min<std::int64_t>(own.max, std::numeric_limits<T>::max());
  }
  if constexpr (std::is_unsigned_v<T> || sizeof(T) < sizeof(std::int64_t)) {
    own.min =
        std::max<std::int64_t>(own.min, static_cast<std::int64_t>(std::numeric_limits<T>::min()));
  }
  return own;
}

}  // namespace dsavp
