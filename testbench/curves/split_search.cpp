#include "testbench/curves/split_search.h"

#include <algorithm>
#include <limits>

namespace dsavp {
namespace {

// Of what was left out; far enough from the least number to add hits to.
constexpr std::int64_t kLeftOut = std::numeric_limits<std::int64_t>::min() / 2;
constexpr std::size_t kMostSums = std::size_t{1} << 25;

void raise_to_sums(std::int64_t* __restrict into, const std::int64_t* __restrict from,
                   std::int64_t hits, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t sum = from[i] + hits;
    into[i] = into[i] < sum ? sum : into[i];
  }
}

}  // namespace

SplitSearch::Outcome SplitSearch::run(std::int64_t target, std::uint64_t& operations) {
  rows_.assign(1, Row{0, {0}});
  std::size_t sums = 0;
  for (std::size_t i = 0; i < curves_.size(); ++i) {
    const std::vector<std::size_t> steps = useful_steps(i, target);
    if (steps.empty()) return Outcome::kNone;
    const std::size_t additions = steps.size() * rows_.back().hits.size();
    sums += rows_.back().hits.size() + (steps.back() - steps.front()) * curves_[i].cost;
    if (additions > operations || sums > kMostSums) return Outcome::kTooLarge;
    operations -= additions;
    Row row = joined(rows_.back(), curves_[i], steps);
    prune(row, bound_.from(i + 1), target);
    if (row.hits.empty()) return Outcome::kNone;
    rows_.push_back(std::move(row));
  }
  return Outcome::kFound;
}

std::vector<std::size_t> SplitSearch::useful_steps(std::size_t curve, std::int64_t target) const {
  const std::vector<std::int64_t>& hits = curves_[curve].hits;
  const HitsBound others = bound_.of_all_but(curve);
  std::vector<std::size_t> useful;
  for (std::size_t steps = 0; steps < hits.size(); ++steps) {
    const std::size_t places = steps * curves_[curve].cost;
    if (places > places_) break;
    if (steps > 0 && hits[steps] == hits[steps - 1]) continue;
    if (hits[steps] + others.at(places_ - places) >= target) useful.push_back(steps);
  }
  return useful;
}

SplitSearch::Row SplitSearch::joined(const Row& row, const CostedCurve& curve,
                                     const std::vector<std::size_t>& steps) const {
  Row next;
  next.first = row.first + steps.front() * curve.cost;
  const std::size_t last = row.first + row.hits.size() - 1 + steps.back() * curve.cost;
  if (next.first > places_) return next;
  next.hits.assign(std::min(last, places_) - next.first + 1, kLeftOut);
  for (const std::size_t count : steps) {
    const std::size_t offset = (count - steps.front()) * curve.cost;
    if (offset >= next.hits.size()) break;
    raise_to_sums(next.hits.data() + offset, row.hits.data(), curve.hits[count],
                  std::min(row.hits.size(), next.hits.size() - offset));
  }
  return next;
}

void SplitSearch::prune(Row& row, const HitsBound& rest, std::int64_t target) const {
  std::int64_t most = kLeftOut;
  std::size_t begin = row.hits.size();
  std::size_t end = 0;
  for (std::size_t i = 0; i < row.hits.size(); ++i) {
    std::int64_t& hits = row.hits[i];
    if (hits <= most || hits + rest.at(places_ - row.first - i) < target) {
      hits = kLeftOut;
      continue;
    }
    most = hits;
    begin = std::min(begin, i);
    end = i + 1;
  }
  row.hits.resize(end);
  row.hits.erase(row.hits.begin(),
                 row.hits.begin() + static_cast<std::ptrdiff_t>(std::min(begin, row.hits.size())));
  row.first += begin;
}

std::vector<std::size_t> SplitSearch::steps() const {
  std::vector<std::size_t> steps(curves_.size());
  // Hits grow along a row, so its last are the most.
  std::size_t places = rows_.back().first + rows_.back().hits.size() - 1;
  std::int64_t hits = rows_.back().hits.back();
  for (std::size_t i = curves_.size(); i-- > 0;) {
    steps[i] = steps_into(rows_[i], curves_[i], places, hits);
    places -= steps[i] * curves_[i].cost;
    hits -= curves_[i].hits[steps[i]];
  }
  return steps;
}

std::size_t SplitSearch::steps_into(const Row& row, const CostedCurve& curve, std::size_t places,
                                    std::int64_t hits) const {
  for (std::size_t steps = 0; steps < curve.hits.size(); ++steps) {
    if (places < row.first + steps * curve.cost) break;
    const std::size_t i = places - steps * curve.cost - row.first;
    if (i < row.hits.size() && row.hits[i] + curve.hits[steps] == hits) return steps;
  }
  return 0;
}

}  // namespace dsavp
