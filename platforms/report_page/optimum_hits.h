// The hits that the best possible replacement would have in a run's place: the same trace, layers,
// requests, steps, reservation and look-up, and the policy that knows the future.
//
// Counted without time, by the platform's own token directory. Runs that differ only in what has no
// part in that (hardware, policy) are counted once.
// Left out: a run without a reservation has none, and a run whose trace has gone or whose reservation
// the optimum cannot have keeps the reason in `why`. Errors: none raised here.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dsavp {

struct OptimumHits {
  std::string why;  // there are none; empty if there are
  std::int64_t lookups = 0;
  std::int64_t hits = 0;
  std::vector<std::int64_t> layer_hits;
};

class OptimumCounter {
 public:
  // `effective` is the path of the run's effective.yaml.
  const OptimumHits& count(const std::string& effective);

 private:
  std::map<std::string, OptimumHits> known_;  // by all that it depends on
};

}  // namespace dsavp
