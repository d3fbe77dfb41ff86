// The sets of one layer and request of a synthetic trace, step after step.
//
// At each step some tokens leave the set and as many enter. How many: the wanted share of new
// look-ups, normally distributed from step to step. Who leaves: anybody, or, with stickiness, lively
// tokens seldom. Who enters: for each place an age is drawn from the return law, and one of the
// tokens that left so long ago returns; if that lies before the trace, a token enters that was never
// chosen. Among the tokens of one age the choice is free, and steers by feedback what else is wanted:
//   inter-layer   whether a token of the set of the layer before is taken
//   lookback      whether a near or a far token is taken
//   popularity    whether the liveliest of some is taken
// Liveliness is a token's own, drawn once, the same in all layers of a request.
// Where there is no token of the age drawn, the next older is taken, or else the next younger; where
// every token has been chosen before, the one chosen longest ago.
//
// Left out: spatial locality. Tokens are chosen one by one, so neighbours are chosen together no
// more often than by chance, and pages are used less than in real traces.
// Memory: 16 bytes per token of the longest context and a generator's state. Errors: none raised.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "testbench/synthesis/return_law.h"
#include "testbench/synthesis/synthesis_options.h"

namespace dsavp {

class SetStream {
 public:
  // `request_seed` is that of the liveliness. The options have no fault.
  SetStream(const SynthesisOptions& options, const ReturnLaw& law, std::uint64_t seed,
            std::uint64_t request_seed);

  // The next step, of a context of `context` tokens. `layer_before` has taken this step already;
  // null in the first layer.
  void advance(std::int32_t context, const SetStream* layer_before);

  // In no order.
  const std::vector<std::int32_t>& set() const { return set_; }

 private:
  using Token = std::int32_t;
  static constexpr std::int32_t kNever = -1;

  bool chosen_now(Token token) const { return last_[static_cast<std::size_t>(token)] == step_; }
  double uniform();  // in (0, 1]
  std::size_t below(std::size_t bound);
  double normal();
  double liveliness(Token token) const;

  std::size_t newcomers();
  void leave(std::size_t count);
  Token enter(const SetStream* layer_before);
  Token draw_first_time(const SetStream* layer_before, bool shared);
  Token draw_position();
  std::optional<std::size_t> nearest_left(std::int64_t step) const;
  Token take_from(std::vector<Token>& left, const SetStream* layer_before, bool shared);
  std::size_t choose_among(const std::vector<Token>& left, const SetStream* layer_before,
                           bool shared);
  void steer(const SetStream* layer_before);
  void measure_overlap(const SetStream* layer_before);

  const SynthesisOptions options_;
  const ReturnLaw& law_;
  const std::uint64_t request_seed_;
  std::mt19937_64 random_;
  std::int32_t step_ = -1;
  std::int32_t context_ = 0;
  std::vector<Token> set_;
  std::vector<std::int32_t> last_;        // step that chose each token last
  std::vector<std::vector<Token>> left_;  // [last step]: tokens out of the set
  std::vector<Token> leaving_;
  std::vector<std::pair<double, Token>> rings_;  // scratch
  std::size_t chosen_ever_ = 0;
  // Feedback.
  double missing_newcomers_ = 0;  // wanted less drawn so far, in units of k
  double share_wanted_ = 0;       // of newcomers, from the set of the layer before
  double share_sum_ = 0;
  double far_ = 0;  // -1 to 1: how much near, or far, tokens are preferred
  double far_sum_ = 0;
};

}  // namespace dsavp
