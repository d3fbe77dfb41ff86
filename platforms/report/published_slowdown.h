// The published slowdown of decoding against the part of the last-level cache that is reserved.
//
// Source: arXiv 2603.13430, table 4: LLaMA-3.1-70B, 20 layers per GPU, batch 8, 100 tokens/s per
// user, 200 ns per miss. Left out: its k, context and page size, which it does not state. MB are
// taken as decimal. Errors: none.
#pragma once

#include <array>
#include <optional>

#include "models/common/units.h"

namespace dsavp {

// What a sweep calls it by, to have its points drawn beside its own.
inline constexpr const char* kPublishedSlowdownName = "levy-2026-table-4";

struct PublishedSlowdown {
  Bytes capacity_bytes;
  double slowdown;
};

inline constexpr Bytes kMegabyte = 1'000'000;

inline constexpr std::array<PublishedSlowdown, 5> kPublishedSlowdown = {{{0, 1.87},
                                                                         {5 * kMegabyte, 1.67},
                                                                         {10 * kMegabyte, 1.5},
                                                                         {15 * kMegabyte, 1.3},
                                                                         {20 * kMegabyte, 1.15}}};

inline std::optional<double> published_slowdown(Bytes capacity_bytes) {
  for (const PublishedSlowdown& p : kPublishedSlowdown) {
    if (p.capacity_bytes == capacity_bytes) return p.slowdown;
  }
  return std::nullopt;
}

}  // namespace dsavp
