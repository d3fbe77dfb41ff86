// When a shared resource is in use, asked out of order: a link or a cache slice in loosely-timed
// simulation, where an access that comes later by the calls may come earlier by time.
//
// Time is cut into buckets of kBucket; each holds how much of it is taken. A reservation takes what
// is free from its time on, so that the resource never does more than its time, idles only when
// nothing is asked of it, and early work is not held up by work of a later time that was reserved
// before. Within a bucket order is not kept: ends are early by less than a bucket.
// Two calendars may share the resource: what the one has taken is no longer free for the other.
// kBuckets are remembered. What is asked for before them is treated as if it came at the first.
#pragma once

#include <algorithm>
#include <vector>

#include "models/common/units.h"

namespace dsavp {

class BusyCalendar {
 public:
  static constexpr int kBucketShift = 14;
  static constexpr Picoseconds kBucket = Picoseconds{1} << kBucketShift;  // 16.4 ns
  static constexpr std::int64_t kBuckets = 512;                           // 8.4 us

  BusyCalendar() : taken_(kBuckets, 0) {}

  // Takes `work` of time at or after `from` that is free in `other` too, if given; returns when it
  // has been done.
  Picoseconds reserve(Picoseconds from, Picoseconds work, const BusyCalendar* other = nullptr) {
    std::int64_t bucket = std::max(from >> kBucketShift, first_);
    Picoseconds at = std::max(from, bucket << kBucketShift);
    for (;; at = ++bucket << kBucketShift) {
      if (bucket >= first_ + kBuckets) forget_before(bucket - kBuckets + 1);
      std::int32_t& taken = taken_[static_cast<std::size_t>(bucket % kBuckets)];
      const Picoseconds end = (bucket + 1) << kBucketShift;
      const Picoseconds by_other = other != nullptr ? other->taken_in(bucket) : 0;
      const Picoseconds free = std::max<Picoseconds>(0, kBucket - taken - by_other);
      const Picoseconds part = std::min({work, free, end - at});
      taken += static_cast<std::int32_t>(part);
      work -= part;
      if (work == 0) return std::max(at + part, (bucket << kBucketShift) + taken + by_other);
    }
  }

 private:
  Picoseconds taken_in(std::int64_t bucket) const {
    const bool remembered = bucket >= first_ && bucket < first_ + kBuckets;
    return remembered ? taken_[static_cast<std::size_t>(bucket % kBuckets)] : 0;
  }

  void forget_before(std::int64_t bucket) {
    const std::int64_t last = std::min(bucket, first_ + kBuckets);
    for (std::int64_t old = first_; old < last; ++old) {
      taken_[static_cast<std::size_t>(old % kBuckets)] = 0;
    }
    first_ = bucket;
  }

  std::vector<std::int32_t> taken_;
  std::int64_t first_ = 0;
};

}  // namespace dsavp
