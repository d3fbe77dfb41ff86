#include "testbench/curves/partition_split.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "testbench/curves/hull_bound.h"
#include "testbench/curves/split_search.h"

namespace dsavp {
namespace {

using Granules = std::vector<std::size_t>;  // in each partition of a layer

// Granules of all partitions together.
std::size_t used_by(const std::vector<SplitLayer>& layers, const Granules& granules) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) used += layers[i].partitions * granules[i];
  return used;
}

std::int64_t hits_of(const SplitLayer& layer, std::size_t granules) {
  return layer.hits[std::min(granules, layer.hits.size() - 1)];
}

// A place is as many granules as every layer's partitions can be counted in; steps are of `unit`
// granules in each partition.
class Steps {
 public:
  Steps(const std::vector<SplitLayer>& layers, std::size_t total, std::size_t unit) : unit_(unit) {
    std::size_t place = 0;
    for (const SplitLayer& layer : layers) place = std::gcd(place, layer.partitions);
    places_ = total / (place * unit);
    for (const SplitLayer& layer : layers) {
      CostedCurve curve;
      curve.cost = layer.partitions / place;
      const std::size_t most = std::min(layer.granules / unit, places_ / curve.cost);
      const std::size_t useful = (layer.hits.size() - 1 + unit - 1) / unit;
      for (std::size_t step = 0; step <= std::min(most, useful); ++step) {
        curve.hits.push_back(hits_of(layer, step * unit));
      }
      curves_.push_back(std::move(curve));
    }
  }

  const std::vector<CostedCurve>& curves() const { return curves_; }
  std::size_t places() const { return places_; }
  Granules granules(Granules steps) const {
    for (std::size_t& count : steps) count *= unit_;
    return steps;
  }

 private:
  const std::size_t unit_;
  std::size_t places_;
  std::vector<CostedCurve> curves_;
};

// Margins below the bound from narrow to as wide as what is known to be reached.
std::optional<Granules> search(const std::vector<SplitLayer>& layers, const Steps& steps,
                               std::uint64_t operations) {
  const HullBound hull(steps.curves());
  const Granules known = steps.granules(hull.steepest_split(steps.places()));
  const std::int64_t reached = hits_of_split(layers, known);
  const std::int64_t margin = hull.of_all().at(steps.places()) - reached;
  if (margin == 0) return known;
  for (const int part : {256, 64, 16, 4, 1}) {
    SplitSearch search(steps.curves(), hull, steps.places());
    const auto outcome = search.run(reached + margin - margin / part, operations);
    if (outcome == SplitSearch::Outcome::kTooLarge) return std::nullopt;
    if (outcome == SplitSearch::Outcome::kFound) return steps.granules(search.steps());
  }
  return known;
}

// What is left goes, a stretch at a time, where it makes the most hits for each granule.
void add_gains(const std::vector<SplitLayer>& layers, std::size_t left, Granules& granules) {
  while (true) {
    double best = 0;
    std::size_t layer = 0;
    std::size_t more = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const std::size_t room = layers[i].granules - granules[i];
      const std::size_t most = std::min({left / layers[i].partitions, room, layers[i].hits.size()});
      for (std::size_t n = 1; n <= most; ++n) {
        const std::int64_t hits =
            hits_of(layers[i], granules[i] + n) - hits_of(layers[i], granules[i]);
        const double each =
            static_cast<double>(hits) / static_cast<double>(n * layers[i].partitions);
        if (each <= best) continue;
        best = each;
        layer = i;
        more = n;
      }
    }
    if (more == 0) return;
    granules[layer] += more;
    left -= more * layers[layer].partitions;
  }
}

std::size_t raised(const SplitLayer& layer, std::size_t granules, std::size_t level) {
  return std::max(granules, std::min(level, layer.granules));
}

// What makes no more hits: all partitions up to one level, as far as it goes, and then one more
// each.
void add_spare(const std::vector<SplitLayer>& layers, std::size_t total, Granules& granules) {
  const auto raised_to = [&](std::size_t level) {
    Granules to = granules;
    for (std::size_t i = 0; i < layers.size(); ++i) to[i] = raised(layers[i], granules[i], level);
    return to;
  };
  std::size_t low = 0;
  std::size_t high = 1;
  for (const SplitLayer& layer : layers) high = std::max(high, layer.granules + 1);
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    (used_by(layers, raised_to(middle)) <= total ? low : high) = middle;
  }
  granules = raised_to(low);
  std::size_t left = total - used_by(layers, granules);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (granules[i] != low || low >= layers[i].granules || layers[i].partitions > left) continue;
    ++granules[i];
    left -= layers[i].partitions;
  }
}

Granules equal_split_of(const std::vector<SplitLayer>& layers, std::size_t total) {
  std::size_t partitions = 0;
  for (const SplitLayer& layer : layers) partitions += layer.partitions;
  Granules granules;
  for (const SplitLayer& layer : layers) {
    granules.push_back(std::min(total / partitions, layer.granules));
  }
  return granules;
}

}  // namespace

std::int64_t hits_of_split(const std::vector<SplitLayer>& layers,
                           const std::vector<std::size_t>& granules) {
  std::int64_t hits = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) hits += hits_of(layers[i], granules[i]);
  return hits;
}

PartitionSplit best_split(const std::vector<SplitLayer>& layers, std::size_t total_granules,
                          std::uint64_t most_operations) {
  PartitionSplit split;
  const Steps finest(layers, total_granules, 1);
  split.bound = HullBound(finest.curves()).of_all().at(finest.places());
  std::optional<Granules> found = search(layers, finest, most_operations);
  while (!found) {
    split.unit *= 2;
    found = search(layers, Steps(layers, total_granules, split.unit), most_operations);
  }
  split.granules = *found;
  if (split.unit > 1) {
    const Granules equal = equal_split_of(layers, total_granules);
    if (hits_of_split(layers, equal) > hits_of_split(layers, *found)) split.granules = equal;
    add_gains(layers, total_granules - used_by(layers, split.granules), split.granules);
  }
  add_spare(layers, total_granules, split.granules);
  split.hits = hits_of_split(layers, split.granules);
  return split;
}

}  // namespace dsavp
