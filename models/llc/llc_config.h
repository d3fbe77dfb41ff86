// Configuration of the last-level cache and of its reservable part.
#pragma once

#include <limits>
#include <utility>
#include <vector>

#include "models/common/describe.h"
#include "models/common/units.h"
#include "models/llc/policy_list.h"

namespace dsavp {

// Which tokens share a partition of the reserved region.
enum class ReservationScope { kLayerRequest, kLayer, kGlobal };
// Whole announced set against the contents before the step, one token after the other, or the whole
// set with all of it kept until the next one.
enum class LookupOrder { kStep, kSequential, kHeld };
template <>
struct EnumWords<ReservationScope> {
  static constexpr std::pair<ReservationScope, const char*> kWords[] = {
      {ReservationScope::kLayerRequest, "layer-request"},
      {ReservationScope::kLayer, "layer"},
      {ReservationScope::kGlobal, "global"},
  };
};
template <>
struct EnumWords<LookupOrder> {
  static constexpr std::pair<LookupOrder, const char*> kWords[] = {
      {LookupOrder::kStep, "step"},
      {LookupOrder::kSequential, "sequential"},
      {LookupOrder::kHeld, "held"},
  };
};
// Whether an announced set is looked up as a whole.
constexpr bool looks_up_sets(LookupOrder order) {
  return order != LookupOrder::kSequential;
}
// How much of the reservation a layer's or request's tokens get, beside the others'.
struct ShareConfig {
  int layer = -1;    // -1: all of them
  int request = -1;  // -1: all of them
  std::int64_t weight = 1;
};

template <class Visitor>
void describe(Visitor& v, ShareConfig& c) {
  v.integer("layer", c.layer, {-1, 1 << 20}, "", "the layer; -1: every one");
  v.integer("request", c.request, {-1, 1 << 20}, "", "the request; -1: every one");
  v.integer("weight", c.weight, {0, std::int64_t{1} << 40}, "",
            "share beside the others' weights, tokens for instance", Need::kRequired);
}

struct ReservationConfig {
  Bytes bytes = 0;
  ReservationScope scope = ReservationScope::kLayerRequest;
  PolicyKind policy = PolicyKind::kLru;
  LookupOrder lookup = LookupOrder::kStep;
  std::uint32_t granule_tokens = 1;
  std::uint32_t pin_recent_tokens = 0;
  std::uint64_t seed = 1;
  bool all_resident = false;
  std::vector<ShareConfig> shares;

  bool in_force() const { return bytes > 0 || all_resident; }
};

template <class Visitor>
void describe(Visitor& v, ReservationConfig& c) {
  v.bytes("bytes", c.bytes, {0, std::int64_t{1} << 40},
          "LLC capacity given to KV tokens; 0: no reservation");
  v.choice("scope", c.scope, "which tokens share a partition");
  v.choice("policy", c.policy, "which token leaves a full partition");
  v.choice("lookup", c.lookup,
           "step: the whole announced set at once; sequential: "
           "token after token; held: at once, and all of the set stays until the next");
  v.integer("granule_tokens", c.granule_tokens, {1, 4096}, "tokens",
            "of a page that is fetched and kept as a whole; 1: token granularity");
  v.integer("pin_recent_tokens", c.pin_recent_tokens, {0, 1 << 30}, "tokens",
            "the most recent ones of each request, which stay once they are resident");
  v.integer("seed", c.seed, {0, std::numeric_limits<std::int64_t>::max()}, "",
            "of policies that draw at random");
  v.boolean("all_resident", c.all_resident,
            "instead of a reservation, a bound for all of them: every token is in the LLC from the "
            "beginning, and takes none of its capacity");
  v.list("shares", c.shares,
         "uneven shares of layers and requests: the last entry that names one gives its weight, 1 "
         "if none does");
}

struct LlcConfig {
  Bytes capacity_bytes = 0;
  Bytes max_reserved_bytes = 0;
  int ways = 0;
  double copies = 1;
  int slices = 0;
  Bytes slice_interleave_bytes = 4096;
  double bandwidth_gbps = 0;
  double hit_latency_ns = 0;
  double fill_latency_ns = 0;
  double clock_mhz = 1000;
  int lookup_cycles = 15;
  int lookups_per_cycle = 1;
  int misses_in_flight = 4096;
  int queue_depth = 64;
  double register_latency_ns = 20;
  ReservationConfig reservation;
};

template <class Visitor>
void describe(Visitor& v, LlcConfig& c) {
  const IntegerLimits size{1, std::int64_t{1} << 40};
  v.bytes("capacity_bytes", c.capacity_bytes, size, "capacity", Need::kRequired);
  v.bytes("max_reserved_bytes", c.max_reserved_bytes, {0, size.max},
          "most that the hardware lets a reservation take", Need::kRequired);
  v.integer("ways", c.ways, {0, 128}, "",
            "of a set, for what is not reserved; 0: fully associative");
  v.real("copies", c.copies, {1, 64}, "",
         "places that an extent read by all takes, not counting reserved ones: each part of a "
         "divided LLC keeps its own");
  v.integer("slices", c.slices, {1, 4096}, "", "slices that work in parallel", Need::kRequired);
  v.bytes("slice_interleave_bytes", c.slice_interleave_bytes, {32, 1 << 20},
          "consecutive bytes that one slice serves");
  v.real("bandwidth_gbps", c.bandwidth_gbps, {1, 1e6}, "GB/s", "data rate of all slices together",
         Need::kRequired);
  v.real("hit_latency_ns", c.hit_latency_ns, {0, 1e5}, "ns", "look-up done to first byte out",
         Need::kRequired);
  v.real("fill_latency_ns", c.fill_latency_ns, {0, 1e5}, "ns",
         "memory's data in to the requester's data out", Need::kRequired);
  v.real("clock_mhz", c.clock_mhz, {1, 1e5}, "MHz", "clock that look-ups are counted in",
         Need::kRequired);
  v.integer("lookup_cycles", c.lookup_cycles, {0, 10000}, "cycles",
            "time of one token look-up with its eviction");
  v.integer("lookups_per_cycle", c.lookups_per_cycle, {1, 1024}, "1/cycle",
            "token look-ups begun per cycle (pipelined over the slices)");
  v.integer("misses_in_flight", c.misses_in_flight, {1, 1 << 20}, "transactions",
            "outstanding reads and writes to memory");
  v.integer("queue_depth", c.queue_depth, {1, 1 << 20}, "transactions",
            "transactions waiting for look-up or a miss slot before requests are held back");
  v.real("register_latency_ns", c.register_latency_ns, {0, 1e5}, "ns",
         "time of a control register access");
  v.section("reservation", c.reservation, "what software programs at the start of a run");
}

}  // namespace dsavp
