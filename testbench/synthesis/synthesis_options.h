// What a synthetic trace should be like. Shares and sizes are in units of k.
//
// Errors: fault_of() says in one line, by the options' names on the command line, what cannot be;
// empty if nothing is wrong. That a wish can be met in the mean does not follow: the statistics of
// the trace that comes out say whether it was.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace dsavp {

struct SynthesisOptions {
  // Shape.
  int top_k = 128;
  std::int32_t context = 1000;  // tokens visible at the first step; one more at each later one
  int layers = 4;
  int requests = 1;
  int steps = 200;
  std::uint64_t seed = 1;
  // The wanted locality, as in testbench/locality/locality.h.
  double new_lookups = 0.55;
  double new_lookups_sigma = 0;       // from step to step
  double working_set = 5.15;          // of 50 steps
  std::optional<double> lookback;     // unless wanted: positions drawn from the whole context
  std::optional<double> inter_layer;  // unless wanted: as chance has it
  // How uneven tokens are, beyond what the return law makes them.
  double popularity = 0;  // 0 to 1: how often the liveliest of some returns
  double stickiness = 0;  // 0 or more: how much longer lively tokens stay
};

std::string fault_of(const SynthesisOptions& options);

}  // namespace dsavp
