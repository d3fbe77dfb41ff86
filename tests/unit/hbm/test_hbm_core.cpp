// How the core splits requests over pseudo-channels and rows, and joins their ends.
#include <set>
#include <tuple>

#include "tests/unit/hbm/hbm_test_util.h"

namespace dsavp {
namespace {

using namespace hbm_test;

constexpr Picoseconds kUs = 1'000'000;

TEST_CASE("bytes are rounded out to whole bursts", "[hbm][core]") {
  const HbmConfig config = without_refresh(hbm3_config());
  const auto bursts = [&](Address address, Bytes bytes) {
    HbmCore core(config);
    const auto times = drive(core, {{0, address, bytes, false}});
    const DramCounters counters = core.counters(last_finish(times));
    return counters.row_hits + counters.row_misses;
  };
  CHECK(bursts(0, 1) == 1);
  CHECK(bursts(31, 1) == 1);
  CHECK(bursts(31, 2) == 2);
  CHECK(bursts(5, 32) == 2);
  CHECK(bursts(32, 64) == 2);
  CHECK(bursts(config.organisation.capacity() - 1, 1) == 1);
  CHECK(bursts(17, 10 * kMiB) == 10 * kMiB / 32 + 1);
}

TEST_CASE("pieces of one row are one segment", "[hbm][core]") {
  const HbmConfig config = without_refresh(one_channel(hbm3_config(), 2));
  HbmCore core(config);
  // Two rows of one pseudo-channel, with a row of the other between them: three activations.
  const auto times = drive(core, {{0, 0, 3072, false}});
  CHECK(core.counters(last_finish(times)).row_misses == 3);
  CHECK(core.counters(last_finish(times)).row_hits == 93);
}

TEST_CASE("channels work side by side", "[hbm][core]") {
  const HbmConfig config = without_refresh(hbm3_config());
  HbmCore core(config);
  const auto times = drive(core, {{0, 0, 32, false}, {0, 512, 32, false}, {0, 1024, 32, false}});
  CHECK(times[0].finish == times[1].finish);
  CHECK(times[0].finish == times[2].finish);
}

TEST_CASE("a stream is the same bytes as its chunks", "[hbm][core]") {
  const HbmConfig config = hashed_config();
  std::mt19937_64 random(5);
  for (int i = 0; i < 20; ++i) {
    const TestRequest whole{0, random() % kMiB, kMiB + random() % (4 * kMiB), false};
    HbmCore core(config);
    const auto times = drive(core, {whole});
    const DramCounters counters = core.counters(last_finish(times));
    CHECK(counters.row_hits + counters.row_misses == bursts_of(config, whole));
  }
}

TEST_CASE("a stream opens each of its rows once", "[hbm][core]") {
  for (const HbmConfig& refreshing : {hbm2_config(), hbm3_config(), hashed_config()}) {
    const HbmConfig config = without_refresh(refreshing);
    std::mt19937_64 random(6);
    for (int i = 0; i < 10; ++i) {
      const TestRequest whole{0, random() % kGiB / 4, kMiB + random() % kMiB, false};
      HbmCore core(config);
      const auto times = drive(core, {whole});
      std::set<std::tuple<int, int, int>> rows;
      for (Address at = whole.address / 32 * 32; at < whole.address + whole.bytes; at += 32) {
        const DramPlace place = core.mapping().decode(at);
        rows.insert({place.pseudo_channel, place.bank, place.row});
      }
      CHECK(core.counters(last_finish(times)).row_misses == static_cast<std::int64_t>(rows.size()));
    }
  }
}

TEST_CASE("nothing is due while nothing waits", "[hbm][core]") {
  HbmCore core(hbm3_config());
  CHECK(core.next_event() == kNever);
  CHECK(core.advance(100 * kUs).empty());
  CHECK(core.in_flight() == 0);
  drive(core, {{200 * kUs, 0, 4 * kMiB, false}});
  CHECK(core.next_event() == kNever);
}

TEST_CASE("an end is told ahead by the controller's time", "[hbm][core]") {
  HbmConfig config = without_refresh(hbm3_config());
  config.controller_ns = 200;
  HbmCore core(config);
  core.submit(0, 0, 32, false, nullptr);
  Picoseconds told = 0;
  std::vector<HbmCompletion> ends;
  while (ends.empty() && core.next_event() != kNever) {
    told = core.next_event();
    ends = core.advance(told);
  }
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].finish == (32 + 20 + 2) * 625 + 200'000);
  CHECK(told <= ends[0].finish);
  CHECK(told >= 200'000);  // what comes back later than that need not be known earlier
}

TEST_CASE("the event tree finds the earliest", "[hbm][events]") {
  std::mt19937 random(17);
  for (const std::size_t leaves : {1u, 2u, 3u, 7u, 64u, 160u}) {
    EventTree tree(leaves);
    std::vector<Picoseconds> times(leaves, kNever);
    CHECK(tree.earliest_time() == kNever);
    std::size_t wrong = 0;
    for (int i = 0; i < 5000; ++i) {
      const std::size_t leaf = random() % leaves;
      // Few values, so that ties are common.
      times[leaf] = random() % 8 == 0 ? kNever : static_cast<Picoseconds>(random() % 50);
      tree.update(leaf, times[leaf]);
      const auto least = std::min_element(times.begin(), times.end());
      if (tree.earliest_time() != *least) ++wrong;
      if (tree.earliest() != static_cast<std::size_t>(least - times.begin())) ++wrong;
    }
    CHECK(wrong == 0);
  }
}

}  // namespace
}  // namespace dsavp
