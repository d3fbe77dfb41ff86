#include "testbench/synthesis/set_stream.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace dsavp {
namespace {

// Draws for a token that is wanted to be, or not to be, of the layer before.
constexpr int kDraws = 16;
// Feedback: how much is preferred for how much is lacking, and how fast what remains is made up for.
// More makes a set swing, from near to far, for the tokens that return soonest are those that left
// the step before.
constexpr double kNearGain = 1.5;
constexpr double kSumGain = 0.15;
constexpr double kShareGain = 0.5;
constexpr double kNewcomerGain = 0.05;

double clamped(double value, double least, double most) {
  return std::min(std::max(value, least), most);
}

}  // namespace

SetStream::SetStream(const SynthesisOptions& options, const ReturnLaw& law, std::uint64_t seed,
                     std::uint64_t request_seed)
    : options_(options), law_(law), request_seed_(request_seed), random_(seed) {}

double SetStream::uniform() {
  return (static_cast<double>(random_() >> 11) + 1) * 0x1p-53;
}

std::size_t SetStream::below(std::size_t bound) {
  return static_cast<std::size_t>((random_() >> 32) * bound >> 32);
}

// Box and Muller, Annals of Mathematical Statistics 29(2), 1958.
double SetStream::normal() {
  constexpr double kTurn = 6.283185307179586;
  const double radius = std::sqrt(-2 * std::log(uniform()));
  return radius * std::cos(kTurn * uniform());
}

// In (0, 1), by Fibonacci hashing.
double SetStream::liveliness(Token token) const {
  std::uint64_t z = (request_seed_ ^ static_cast<std::uint64_t>(token)) * 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 29)) * 0xbf58476d1ce4e5b9;
  return (static_cast<double>(z >> 12) + 0.5) * 0x1p-52;
}

void SetStream::advance(std::int32_t context, const SetStream* layer_before) {
  ++step_;
  context_ = context;
  last_.resize(static_cast<std::size_t>(context), kNever);
  if (step_ > 0) left_.emplace_back();
  leave(step_ == 0 ? 0 : newcomers());
  for (const Token token : set_) last_[static_cast<std::size_t>(token)] = step_;
  steer(layer_before);
  const SetStream* shared_with = options_.inter_layer ? layer_before : nullptr;
  while (set_.size() < static_cast<std::size_t>(options_.top_k)) {
    const Token token = enter(shared_with);
    std::int32_t& last = last_[static_cast<std::size_t>(token)];
    chosen_ever_ += last == kNever ? 1 : 0;
    last = step_;
    set_.push_back(token);
  }
  if (step_ > 0) left_.back() = leaving_;
  measure_overlap(shared_with);
}

std::size_t SetStream::newcomers() {
  constexpr double kLeast = 0.01;
  const double drawn = options_.new_lookups + options_.new_lookups_sigma * normal() +
                       kNewcomerGain * missing_newcomers_;
  const double k = options_.top_k;
  const double rounded = std::floor(clamped(drawn, kLeast, 1) * k + 1 - uniform());
  const auto count = static_cast<std::size_t>(std::min(rounded, k));  // k + 1 less next to nothing
  missing_newcomers_ += options_.new_lookups - static_cast<double>(count) / k;
  return count;
}

// With stickiness each token has a clock that runs slower the livelier it is; those whose clocks
// ring first leave.
void SetStream::leave(std::size_t count) {
  if (options_.stickiness > 0) {
    rings_.clear();
    for (const Token token : set_) {
      const double u = liveliness(token);
      const double slower = std::pow(u / (1 - u), options_.stickiness);
      rings_.emplace_back(-std::log(uniform()) * slower, token);
    }
    std::sort(rings_.begin(), rings_.end());
    for (std::size_t i = 0; i < set_.size(); ++i) set_[i] = rings_[i].second;
  } else {
    for (std::size_t i = 0; i < count; ++i) std::swap(set_[i], set_[i + below(set_.size() - i)]);
  }
  const auto end = set_.begin() + static_cast<std::ptrdiff_t>(count);
  leaving_.assign(set_.begin(), end);
  set_.erase(set_.begin(), end);
}

// How the newcomers are to make up for what the tokens that stayed lack.
void SetStream::steer(const SetStream* layer_before) {
  const double k = options_.top_k;
  const double coming = k - static_cast<double>(set_.size());
  if (options_.inter_layer && layer_before != nullptr && coming > 0) {
    double shared = 0;
    for (const Token token : set_) shared += layer_before->chosen_now(token) ? 1 : 0;
    share_wanted_ = clamped((*options_.inter_layer * k - shared) / coming + share_sum_, 0, 1);
  }
  if (options_.lookback && !set_.empty()) {
    double distance = 0;
    for (const Token token : set_) distance += context_ - 1 - token;
    const double mean = distance / static_cast<double>(set_.size());
    const double lacking = 1 - mean / (*options_.lookback * k);
    far_sum_ = clamped(far_sum_ + kSumGain * lacking, -1, 1);
    far_ = clamped(kNearGain * lacking + far_sum_, -1, 1);
  }
}

void SetStream::measure_overlap(const SetStream* layer_before) {
  if (layer_before == nullptr) return;
  double shared = 0;
  for (const Token token : set_) shared += layer_before->chosen_now(token) ? 1 : 0;
  share_sum_ =
      clamped(share_sum_ + kShareGain * (*options_.inter_layer - shared / options_.top_k), -1, 1);
}

SetStream::Token SetStream::enter(const SetStream* layer_before) {
  const bool shared = layer_before != nullptr && uniform() <= share_wanted_;
  const std::int64_t age = law_.age(uniform());
  const std::optional<std::size_t> left = nearest_left(std::max<std::int64_t>(step_ - age, 0));
  const bool fresh_left = chosen_ever_ < last_.size();
  if (!left || (age > step_ && fresh_left)) return draw_first_time(layer_before, shared);
  return take_from(left_[*left], layer_before, shared);
}

// There is one: a context has room for the set, and for those that have left it, twice over.
SetStream::Token SetStream::draw_first_time(const SetStream* layer_before, bool shared) {
  for (int i = 0; i < kDraws; ++i) {
    const Token token =
        shared ? layer_before->set_[below(layer_before->set_.size())] : draw_position();
    const bool fits = layer_before == nullptr || layer_before->chosen_now(token) == shared;
    if (fits && last_[static_cast<std::size_t>(token)] == kNever) return token;
  }
  // The nearest free one, so that the wanted distances are kept to where most are taken.
  const Token drawn = draw_position();
  for (Token away = 0;; ++away) {
    for (const Token token : {drawn - away, drawn + away}) {
      if (token < 0 || token >= context_) continue;
      if (last_[static_cast<std::size_t>(token)] == kNever) return token;
    }
  }
}

// Distances as a power of a uniform number, which has the wanted mean.
SetStream::Token SetStream::draw_position() {
  const double mean = options_.lookback ? *options_.lookback * options_.top_k : context_ / 2.0;
  const double distance = context_ * std::pow(uniform(), context_ / mean - 1);
  return std::max(0, context_ - 1 - static_cast<Token>(distance));
}

SetStream::Token SetStream::take_from(std::vector<Token>& left, const SetStream* layer_before,
                                      bool shared) {
  const std::size_t place = choose_among(left, layer_before, shared);
  const Token token = left[place];
  left[place] = left.back();
  left.pop_back();
  return token;
}

std::optional<std::size_t> SetStream::nearest_left(std::int64_t step) const {
  const auto steps = static_cast<std::int64_t>(left_.size());
  for (std::int64_t away = 0; away < steps; ++away) {
    for (const std::int64_t found : {step - away, step + away}) {
      if (found < 0 || found >= steps) continue;
      if (!left_[static_cast<std::size_t>(found)].empty()) return static_cast<std::size_t>(found);
    }
  }
  return std::nullopt;
}

std::size_t SetStream::choose_among(const std::vector<Token>& left, const SetStream* layer_before,
                                    bool shared) {
  const double draw = uniform();
  const bool by_distance = draw <= std::abs(far_);
  const bool by_liveliness = !by_distance && uniform() <= options_.popularity;
  int challengers = by_distance ? 3 : by_liveliness ? 3 : 0;
  std::optional<std::size_t> best;
  for (int i = 0; i < kDraws && (!best || challengers > 0); ++i) {
    const std::size_t place = below(left.size());
    const Token token = left[place];
    if (layer_before != nullptr && layer_before->chosen_now(token) != shared) continue;
    if (!best) {
      best = place;
      continue;
    }
    --challengers;
    const Token holder = left[*best];
    const bool beats =
        by_distance ? (token < holder) == (far_ > 0) : liveliness(token) > liveliness(holder);
    if (beats) best = place;
  }
  return best ? *best : below(left.size());
}

}  // namespace dsavp
