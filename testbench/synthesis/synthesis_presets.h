// Published localities as options of a synthetic trace.
//
// levy-2026: N. Levy, arXiv 2603.13430, table 3: means, and the deviation of new look-ups; k and the
//   context from the middle of its ranges (64 to 256; prompts of 500 to 1,500 tokens, 200 generated),
//   20 layers and a batch of 8 as in its table 4. Stickiness such that persistence has the published
//   95th percentile of 5 steps.
// hisparse-glm-5.1: arXiv 2608.07009, GLM-5.1 at 100K, k 2048, 1,000 steps: 30 % new look-ups. The
//   working set and the deviation, which are not published, are those at which LRU, random and the
//   optimum, under held look-up, have the published miss rates; the popularity that of FIFO. Two of
//   its 78 layers, to be quick.
// Left out: how layers differ, which both publications mention.
// Errors: none.
#pragma once

#include <array>

#include "testbench/synthesis/synthesis_options.h"

namespace dsavp {

struct SynthesisPreset {
  const char* name;
  SynthesisOptions options;
};

inline std::array<SynthesisPreset, 2> synthesis_presets() {
  SynthesisOptions levy;
  levy.top_k = 128;
  levy.context = 1000;
  levy.layers = 20;
  levy.requests = 8;
  levy.steps = 200;
  levy.new_lookups = 0.55;
  levy.new_lookups_sigma = 0.22;
  levy.working_set = 5.15;
  levy.lookback = 3.29;
  levy.inter_layer = 0.36;
  levy.stickiness = 0.8;

  SynthesisOptions hisparse;
  hisparse.top_k = 2048;
  hisparse.context = 100'000;
  hisparse.layers = 2;
  hisparse.requests = 1;
  hisparse.steps = 1000;
  hisparse.new_lookups = 0.30;
  hisparse.new_lookups_sigma = 0.10;
  hisparse.working_set = 5.21;
  hisparse.popularity = 1;

  return {{{"levy-2026", levy}, {"hisparse-glm-5.1", hisparse}}};
}

}  // namespace dsavp
