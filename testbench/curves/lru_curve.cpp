#include "testbench/curves/lru_curve.h"

#include <algorithm>

#include "models/llc/page_set.h"
#include "models/llc/partition_plan.h"
#include "testbench/curves/stack_distance.h"
#include "testbench/replay/trace_windows.h"

namespace dsavp {
namespace {

PartitionPlan plan_of(const std::vector<TokenWindow>& windows, const LruCurveOptions& options) {
  ReservationConfig reservation;
  reservation.scope = options.scope;
  reservation.granule_tokens = options.granule_tokens;
  return plan_partitions(windows, reservation);
}

class CurvePass {
 public:
  CurvePass(const std::vector<TokenWindow>& windows, int layers, const LruCurveOptions& options)
      : options_(options),
        plan_(plan_of(windows, options)),
        page_set_(windows.front().tokens, options.granule_tokens) {
    std::size_t most = 0;
    for (const PartitionPlan::Partition& partition : plan_.partitions) {
      stacks_.emplace_back(partition.granules);
      most = std::max(most, partition.granules);
    }
    layers_.assign(static_cast<std::size_t>(layers), DistanceCounts(most + 1));
  }

  void add(const TraceStep& step) {
    std::size_t window = 0;
    for (int layer = 0; layer < step.layers; ++layer) {
      DistanceCounts& counts = layers_[static_cast<std::size_t>(layer)];
      for (int request = 0; request < step.requests; ++request) {
        const PartitionPlan::Window& place = plan_.windows[window++];
        if (looks_up_sets(options_.lookup)) {
          look_up_set(place, step.set(layer, request), counts);
        } else {
          look_up_each(place, step.set(layer, request), counts);
        }
      }
    }
  }

  std::vector<DistanceCounts> take() { return std::move(layers_); }

 private:
  void look_up_set(const PartitionPlan::Window& place, IndexSpan set, DistanceCounts& counts) {
    page_set_.assign(set.data(), set.size());
    granules_.clear();
    for (const std::int32_t page : page_set_.pages()) {
      granules_.push_back(static_cast<TokenIndex>(place.first + static_cast<std::size_t>(page)));
    }
    distances_.resize(granules_.size());
    stacks_[place.partition].step(granules_.data(), granules_.size(), distances_.data());
    for (const std::uint32_t page : page_set_.of_token()) ++counts[distances_[page]];
  }

  void look_up_each(const PartitionPlan::Window& place, IndexSpan set, DistanceCounts& counts) {
    StackDistance& stack = stacks_[place.partition];
    for (const std::int32_t token : set) {
      const std::uint32_t granule = static_cast<std::uint32_t>(token) / options_.granule_tokens;
      ++counts[stack.access(static_cast<TokenIndex>(place.first + granule))];
    }
  }

  const LruCurveOptions options_;
  const PartitionPlan plan_;
  std::vector<StackDistance> stacks_;  // of each partition
  std::vector<DistanceCounts> layers_;
  PageSet page_set_;
  // Scratch.
  std::vector<TokenIndex> granules_;
  std::vector<std::uint32_t> distances_;
};

std::size_t largest_of(const std::vector<DistanceCounts>& layers) {
  std::size_t largest = 0;
  for (const DistanceCounts& counts : layers) {
    for (std::size_t distance = counts.size(); distance-- > largest + 1;) {
      if (counts[distance] == 0) continue;
      largest = distance;
      break;
    }
  }
  return largest;
}

std::int64_t at(const std::vector<std::int64_t>& hits, std::size_t granules) {
  return hits[std::min(granules, hits.size() - 1)];
}

}  // namespace

LruCurve::LruCurve(std::vector<DistanceCounts> layers) : of_layer_(std::move(layers)) {
  all_.assign(largest_of(of_layer_) + 1, 0);
  for (std::vector<std::int64_t>& hits : of_layer_) {
    const std::int64_t never_hits = hits[0];
    hits[0] = 0;
    hits.resize(all_.size());
    for (std::size_t granules = 1; granules < hits.size(); ++granules) {
      hits[granules] += hits[granules - 1];
      all_[granules] += hits[granules];
    }
    lookups_of_layer_.push_back(never_hits + hits.back());
    lookups_ += lookups_of_layer_.back();
  }
}

std::int64_t LruCurve::hits(std::size_t granules) const {
  return at(all_, granules);
}

std::int64_t LruCurve::hits(std::size_t granules, int layer) const {
  return at(of_layer_[static_cast<std::size_t>(layer)], granules);
}

LruCurve measure_lru_curve(TraceReader& reader, const LruCurveOptions& options) {
  reader.rewind();
  CurvePass pass(trace_windows(reader, 1), reader.info().layers, options);
  TraceStep step;
  while (reader.next(step)) pass.add(step);
  return LruCurve(pass.take());
}

}  // namespace dsavp
