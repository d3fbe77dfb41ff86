// Time and size as integers.
//
// All of the models' arithmetic is in whole picoseconds and whole bytes: sums are exact, so that
// a run gives the same figures on every machine, and busy + idle can equal the total.
#pragma once

#include <cstdint>
#include <limits>

namespace dsavp {

using Picoseconds = std::int64_t;
using Bytes = std::uint64_t;
using Address = std::uint64_t;

constexpr Picoseconds kNever = std::numeric_limits<Picoseconds>::max();

constexpr Bytes kKiB = 1024;
constexpr Bytes kMiB = 1024 * kKiB;
constexpr Bytes kGiB = 1024 * kMiB;

constexpr Picoseconds from_ns(double nanoseconds) {
  return static_cast<Picoseconds>(nanoseconds * 1000.0 + 0.5);
}
constexpr double to_us(Picoseconds time) {
  return static_cast<double>(time) / 1e6;
}
constexpr double to_ns(Picoseconds time) {
  return static_cast<double>(time) / 1e3;
}

// A rate in GB/s (10^9 bytes) held as time per byte in 2^-32 ps, so that the cost of a transfer is
// one multiplication and long sums do not drift: the error is below 1 ps per GiB.
class TransferRate {
 public:
  TransferRate() = default;
  explicit TransferRate(double gigabytes_per_second)
      : fixed_per_byte_(static_cast<std::uint64_t>(1000.0 / gigabytes_per_second * kOne + 0.5)) {}

  // Time that `bytes` take, rounded up: no transfer is free.
  Picoseconds time_for(Bytes bytes) const {
    const Wide product = Wide{bytes} * fixed_per_byte_;
    return static_cast<Picoseconds>((product + kOne - 1) >> kShift);
  }

 private:
  __extension__ using Wide = unsigned __int128;
  static constexpr int kShift = 32;
  static constexpr std::uint64_t kOne = std::uint64_t{1} << kShift;
  std::uint64_t fixed_per_byte_ = 0;
};

}  // namespace dsavp
