// The curve against the token directory, capacity by capacity.
#include <catch2/catch.hpp>
#include <vector>

#include "models/llc/token_directory.h"
#include "testbench/curves/lru_curve.h"
#include "tests/unit/traces/trace_test_util.h"

namespace dsavp {
namespace {

constexpr int kLayers = 3;
constexpr int kRequests = 2;
constexpr std::uint32_t kTokens = 60;  // a last page of 4, with pages of 8
constexpr Bytes kTokenBytes = 16;

TraceReader random_trace(const ScratchFolder& folder, const std::string& order, unsigned seed) {
  const std::string path = folder.path("trace.h5");
  trace_test::write_random(path, trace_test::make_info(kLayers, kRequests, 12, order), 40,
                           static_cast<int>(kTokens), seed);
  return TraceReader(path);
}

std::vector<TokenWindow> windows() {
  std::vector<TokenWindow> windows;
  for (std::uint32_t layer = 0; layer < kLayers; ++layer) {
    for (std::uint32_t request = 0; request < kRequests; ++request) {
      windows.push_back(
          {windows.size() * kTokens * kTokenBytes, kTokenBytes, kTokens, layer, request});
    }
  }
  return windows;
}

std::size_t partitions_of(ReservationScope scope) {
  if (scope == ReservationScope::kGlobal) return 1;
  return scope == ReservationScope::kLayer ? kLayers : kLayers * kRequests;
}

struct Hits {
  std::int64_t lookups = 0;
  std::vector<std::int64_t> of_layer = std::vector<std::int64_t>(kLayers);
  std::int64_t all = 0;
};

// The directory's, with room for `granules` in each partition.
Hits directory_hits(TraceReader& reader, const LruCurveOptions& options, std::size_t granules) {
  ReservationConfig reservation;
  reservation.scope = options.scope;
  reservation.lookup = options.lookup;
  reservation.granule_tokens = options.granule_tokens;
  reservation.bytes =
      granules * options.granule_tokens * kTokenBytes * partitions_of(options.scope);
  TokenDirectory directory(windows(), reservation);
  std::vector<Verdict> verdicts(12);
  Hits hits;
  TraceStep step;
  reader.rewind();
  while (reader.next(step)) {
    for (int layer = 0; layer < kLayers; ++layer) {
      const std::int64_t before = directory.counters().hits;
      for (int request = 0; request < kRequests; ++request) {
        const auto window = static_cast<std::size_t>(layer * kRequests + request);
        const IndexSpan set = step.set(layer, request);
        if (options.lookup == LookupOrder::kStep) {
          directory.step(window, set.data(), set.size(), verdicts.data());
        } else {
          for (const std::int32_t token : set) {
            directory.access(window, static_cast<std::uint32_t>(token));
          }
        }
      }
      hits.of_layer[static_cast<std::size_t>(layer)] += directory.counters().hits - before;
    }
  }
  hits.lookups = directory.counters().lookups;
  hits.all = directory.counters().hits;
  return hits;
}

}  // namespace

TEST_CASE("lru curve: the directory's hits at every capacity") {
  LruCurveOptions options;
  options.scope = GENERATE(ReservationScope::kLayerRequest, ReservationScope::kLayer,
                           ReservationScope::kGlobal);
  options.lookup = GENERATE(LookupOrder::kStep, LookupOrder::kSequential);
  options.granule_tokens = GENERATE(1u, 8u);
  const std::string order = GENERATE("ascending", "rank");
  CAPTURE(word_of(options.scope), word_of(options.lookup), options.granule_tokens, order);
  const ScratchFolder folder;
  TraceReader reader = random_trace(folder, order, 7);
  const LruCurve curve = measure_lru_curve(reader, options);
  REQUIRE(curve.layers() == kLayers);
  const std::size_t largest = curve.largest_distance();
  REQUIRE(largest > 1);
  std::int64_t before = 0;
  for (std::size_t granules = 0; granules <= largest + 2; ++granules) {
    CAPTURE(granules);
    const Hits expected = directory_hits(reader, options, granules);
    REQUIRE(curve.lookups() == expected.lookups);
    REQUIRE(curve.hits(granules) == expected.all);
    for (int layer = 0; layer < kLayers; ++layer) {
      REQUIRE(curve.hits(granules, layer) == expected.of_layer[static_cast<std::size_t>(layer)]);
    }
    REQUIRE(curve.hits(granules) >= before);
    before = curve.hits(granules);
  }
  CHECK(curve.hits(0) == 0);
  CHECK(curve.hits(largest - 1) < curve.hits(largest));
  CHECK(curve.hits(largest) < curve.lookups());  // each first access misses
}

TEST_CASE("lru curve: it begins at the beginning of the trace, wherever the reader is") {
  const ScratchFolder folder;
  TraceReader reader = random_trace(folder, "rank", 3);
  TraceStep step;
  REQUIRE(reader.next(step));
  const LruCurve first = measure_lru_curve(reader, {});
  const LruCurve second = measure_lru_curve(reader, {});
  CHECK(first.lookups() == second.lookups());
  CHECK(first.hits(10) == second.hits(10));
}

TEST_CASE("lru curve: one step alone has no hits, but for the tokens of a page in turn") {
  const ScratchFolder folder;
  const std::string path = folder.path("trace.h5");
  trace_test::write_random(path, trace_test::make_info(1, 1, 8, "ascending"), 1, 8, 1);
  TraceReader reader(path);
  const LruCurve step = measure_lru_curve(reader, {});
  CHECK(step.largest_distance() == 0);
  CHECK(step.hits(100) == 0);
  CHECK(step.lookups() > 0);
  LruCurveOptions pages;
  pages.lookup = LookupOrder::kSequential;
  pages.granule_tokens = 8;
  const LruCurve sequential = measure_lru_curve(reader, pages);
  CHECK(sequential.hits(1) == sequential.lookups() - 1);
}

}  // namespace dsavp
