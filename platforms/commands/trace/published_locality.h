// Published figures of the locality of sparse-attention indexers, in the units of locality.h.
//
// Sources: arXiv 2603.13430 (Levy), table 3; arXiv 2608.07009 (HiSparse), for GLM-5.1.
// Left out: the traces that they were taken on, which are not public. Levy does not state the size
// of the pages. Errors: none.
#pragma once

#include <array>
#include <optional>

namespace dsavp {

struct PublishedLocality {
  const char* metric;  // as in the rows of `dsa-vp trace stats`
  const char* source;
  double mean;
  std::optional<double> p95;
  std::optional<double> sigma;
};

inline constexpr const char* kLevy = "arXiv 2603.13430";
inline constexpr const char* kHiSparse = "arXiv 2608.07009";

inline constexpr std::array<PublishedLocality, 7> kPublishedLocality = {{
    {"working set", kLevy, 5.15, 7.2, 1.02},
    {"persistence", kLevy, 1.82, 5, 2.86},
    {"lookback", kLevy, 3.29, 7.77, 2.48},
    {"new lookups", kLevy, 0.55, 0.9, 0.22},
    {"new lookups", kHiSparse, 0.30, std::nullopt, std::nullopt},
    {"inter-layer", kLevy, 0.36, 0.63, 0.16},
    {"page use", kLevy, 0.35, std::nullopt, std::nullopt},
}};

}  // namespace dsavp
