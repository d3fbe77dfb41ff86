#include <set>
#include <tuple>

#include "tests/unit/hbm/dram_oracle.h"
#include "tests/unit/hbm/hbm_test_util.h"

namespace dsavp {
namespace {

using namespace hbm_test;

constexpr Picoseconds kUs = 1'000'000;

std::vector<HbmConfig> configs() {
  return {hbm2_config(), hbm3_config(), hashed_config(), scattered_config()};
}

// Sizes from one byte to 1 MiB, as likely in each power of two; any alignment; bursts of arrivals
// and long silences.
std::vector<TestRequest> random_requests(const HbmConfig& config, std::size_t count,
                                         unsigned seed) {
  std::mt19937_64 random(seed);
  const Bytes capacity = std::min(config.organisation.capacity(), 64 * kMiB);
  std::uniform_int_distribution<Address> addresses(0, capacity - 1);
  std::uniform_int_distribution<int> exponents(0, 20);
  std::uniform_int_distribution<int> percent(0, 99);
  std::vector<TestRequest> requests;
  Picoseconds now = 0;
  while (requests.size() < count) {
    const Bytes limit = Bytes{1} << exponents(random);
    TestRequest request;
    request.address = addresses(random);
    request.bytes = std::min(limit / 2 + 1 + random() % (limit / 2 + 1), kMiB);
    request.write = percent(random) < 30;
    if (request.address + request.bytes > capacity) continue;
    const int dice = percent(random);
    if (dice >= 50) now += static_cast<Picoseconds>(random() % (dice >= 98 ? 20 * kUs : 50000));
    request.arrival = now;
    requests.push_back(request);
  }
  return requests;
}

std::int64_t total_bursts(const HbmConfig& config, const std::vector<TestRequest>& requests) {
  std::int64_t sum = 0;
  for (const TestRequest& request : requests) sum += bursts_of(config, request);
  return sum;
}

// A request cannot be faster than its columns' data, nor than the fullest bus that it needs.
Picoseconds least_latency(const HbmConfig& config, const TestRequest& request) {
  const DramClock clock(config.timing);
  const int channels = config.organisation.pseudo_channel_count();
  const std::int64_t fullest = (bursts_of(config, request) + channels - 1) / channels;
  return (fullest - 1) * clock.ccd_s + (request.write ? clock.cwl : clock.cl) + clock.burst +
         from_ns(config.controller_ns);
}

// ---- split ---------------------------------------------------------------------------------

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
  const HbmConfig config = without_refresh(hbm3_config());
  HbmCore core(config);
  // All pseudo-channels' first row: four runs of 256 B in each, one activation.
  const auto times = drive(core, {{0, 0, 160 * kKiB, false}});
  const DramCounters counters = core.counters(last_finish(times));
  CHECK(counters.row_misses == 160);
  CHECK(times[0].finish == 19375 + 31 * 2500 + 12500 + 1250);
}

TEST_CASE("pseudo-channels work side by side", "[hbm][core]") {
  const HbmConfig config = without_refresh(hbm3_config());
  HbmCore core(config);
  const auto times = drive(core, {{0, 0, 32, false}, {0, 256, 32, false}, {0, 512, 32, false}});
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
      const TestRequest whole{0, random() % kGiB, kMiB + random() % kMiB, false};
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
  drive(core, {{0, 0, 4 * kMiB, false}});
  CHECK(core.next_event() == kNever);
}

TEST_CASE("an impossible configuration is refused", "[hbm][core]") {
  HbmConfig config = hbm3_config();
  config.mapping.pop_back();
  CHECK_THROWS_AS(HbmCore(config), std::invalid_argument);
  config = hbm3_config();
  config.timing.refi_ns = 100;
  CHECK_THROWS_AS(HbmCore(config), std::invalid_argument);
}

TEST_CASE("refreshes of an idle memory are counted per pseudo-channel", "[hbm][core][refresh]") {
  const HbmConfig config = hbm3_config();
  const Picoseconds refi = 3'900'000;
  for (const Picoseconds end : {Picoseconds{0}, refi / 2, refi, 1000 * kUs + 123}) {
    HbmCore core(config);
    std::int64_t expected = 0;
    for (int i = 0; i < 160; ++i) {
      const Picoseconds first = refi * (i + 1) / 160;
      if (end >= first) expected += (end - first) / refi + 1;
    }
    CHECK(core.counters(end).refreshes == expected);
    CHECK(core.counters(end).refreshes == expected);
  }
}

// ---- conservation --------------------------------------------------------------------------

TEST_CASE("random requests are conserved", "[hbm][core][property]") {
  for (const HbmConfig& config : configs()) {
    for (const unsigned seed : {1u, 2u, 3u}) {
      INFO(config.standard << ", " << config.organisation.stacks << " stacks, seed " << seed);
      const auto requests = random_requests(config, 400, seed);
      HbmCore core(config);
      const auto times = drive(core, requests);
      std::size_t too_fast = 0;
      for (std::size_t i = 0; i < requests.size(); ++i) {
        const Picoseconds latency = times[i].finish - requests[i].arrival;
        if (latency < least_latency(config, requests[i])) ++too_fast;
      }
      CHECK(too_fast == 0);
      const Picoseconds end = last_finish(times);
      const DramCounters counters = core.counters(end);
      const std::int64_t bursts = total_bursts(config, requests);
      const DramClock clock(config.timing);
      CHECK(counters.row_hits + counters.row_misses == bursts);
      CHECK(counters.row_hits >= 0);
      CHECK(counters.bus_busy == bursts * clock.ccd_s);
      CHECK(counters.bus_busy <= end * config.organisation.pseudo_channel_count());
    }
  }
}

TEST_CASE("the same requests take the same times", "[hbm][core][property]") {
  for (const HbmConfig& config : configs()) {
    const auto requests = random_requests(config, 200, 7);
    HbmCore first(config);
    HbmCore second(config);
    CHECK(drive(first, requests) == drive(second, requests));
    HbmCore third(config);
    HbmCore fourth(config);
    CHECK(drive(third, requests, 4) == drive(fourth, requests, 4));
  }
}

TEST_CASE("a window of one segment loses nothing", "[hbm][core][property]") {
  HbmConfig config = scattered_config();
  config.scheduler_window = 1;
  const auto requests = random_requests(config, 300, 9);
  HbmCore core(config);
  const auto times = drive(core, requests);
  const DramCounters counters = core.counters(last_finish(times));
  CHECK(counters.row_hits + counters.row_misses == total_bursts(config, requests));
}

// ---- against an independent model ----------------------------------------------------------

// Whether the request has at most one row in each pseudo-channel.
bool one_row_each(const AddressMapping& mapping, const TestRequest& request) {
  std::map<int, std::pair<int, int>> rows;
  for (Address at = request.address / 32 * 32; at < request.address + request.bytes; at += 32) {
    const DramPlace place = mapping.decode(at);
    const std::pair<int, int> row{place.bank, place.row};
    if (!rows.emplace(place.pseudo_channel, row).second && rows[place.pseudo_channel] != row) {
      return false;
    }
  }
  return true;
}

// Requests to few rows of few banks, so that each command follows others closely; waits from none
// to well beyond tRC.
std::vector<TestRequest> close_requests(const HbmConfig& config, std::size_t count, unsigned seed) {
  const AddressMapping mapping(config.organisation, config.mapping, config.mapping_xor);
  const DramOrganisation& o = config.organisation;
  std::mt19937_64 random(seed);
  const auto below = [&random](int n) { return static_cast<int>(random() % Bytes(n)); };
  std::vector<TestRequest> requests;
  while (requests.size() < count) {
    DramPlace place;
    place.pseudo_channel = below(std::min(o.pseudo_channel_count(), 2));
    place.stack_id = below(o.stack_ids);
    place.group = place.stack_id * o.bank_groups + below(o.bank_groups);
    place.bank = place.group * o.banks + below(std::min(o.banks, 2));
    place.row = below(3);
    place.column = below(o.columns());
    TestRequest request;
    request.address = mapping.encode(place) + Bytes(below(32));
    request.bytes = Bytes(1 + below(below(4) == 0 ? 4096 : 200));
    request.write = below(3) == 0;
    request.arrival = below(2) == 0 ? 0 : below(100000);  // after the finish before
    if (request.address + request.bytes > o.capacity()) continue;
    if (one_row_each(mapping, request)) requests.push_back(request);
  }
  return requests;
}

TEST_CASE("requests one at a time take what the commands take", "[hbm][core][oracle]") {
  auto memories = configs();
  memories.push_back(one_channel(hbm2_config()));
  memories.push_back(one_channel(hbm3_config()));
  for (const HbmConfig& refreshing : memories) {
    HbmConfig config = without_refresh(refreshing);
    // Without a controller's time the next request comes right behind the last byte.
    config.controller_ns = 0;
    INFO(config.standard << ", " << config.organisation.pseudo_channel_count());
    HbmCore core(config);
    DramOracle oracle(config);
    std::size_t different = 0;
    Picoseconds now = 0;
    for (TestRequest request : close_requests(config, 600, 21)) {
      request.arrival += now;
      const Picoseconds expected =
          oracle.serve(request.arrival, request.address, request.bytes, request.write);
      const Picoseconds finish = drive(core, {request}).front().finish;
      if (finish != expected) ++different;
      now = finish;
    }
    CHECK(different == 0);
  }
}

// ---- monotony ------------------------------------------------------------------------------

double token_bandwidth(HbmConfig config, int window, std::size_t outstanding, unsigned seed) {
  config.scheduler_window = window;
  const auto tokens = random_reads(config, 20000, 640, 128, 0, seed);
  HbmCore core(config);
  const auto times = drive(core, tokens, outstanding);
  return double(tokens.size() * 640) / to_ns(last_finish(times));
}

TEST_CASE("a larger window is no slower on random tokens", "[hbm][core][window]") {
  for (const HbmConfig& config : {hbm2_config(), hbm3_config(), scattered_config()}) {
    double best = 0;
    for (const int window : {1, 2, 4, 8, 16, 32, 64, 128}) {
      const double gbps = token_bandwidth(config, window, 2048, 1);
      INFO(config.standard << ", window " << window);
      CHECK(gbps >= 0.98 * best);
      CHECK(gbps <= peak_gbps(config));
      best = std::max(best, gbps);
    }
  }
}

// The last row of a request of row segments goes at tCCD_L, that of a stream at tCCD_S. So where
// requests become streams the time may step down, by at most what this makes in one row.
Picoseconds step_down(const HbmConfig& config, Bytes before, Bytes after) {
  const DramOrganisation& o = config.organisation;
  const DramClock clock(config.timing);
  const AddressMapping mapping(o, config.mapping, config.mapping_xor);
  const Bytes stream =
      Bytes(2 * o.row_bytes * o.pseudo_channel_count()) + 2 * mapping.sweep_bytes();
  return before < stream && after >= stream ? o.columns() * (clock.ccd_l - clock.ccd_s) : 0;
}

TEST_CASE("more bytes take no less time", "[hbm][core][monotony]") {
  for (const HbmConfig& refreshing : {hbm2_config(), hbm3_config(), hashed_config()}) {
    const HbmConfig config = without_refresh(refreshing);
    for (const bool write : {false, true}) {
      const Address address = write ? 32 * 777 : 0;
      Bytes before = 0;
      Picoseconds least = 0;
      for (Bytes bytes = 32; bytes <= kMiB; bytes += bytes < 4096 ? 32 : 2 * kKiB + 32) {
        const Picoseconds now = idle_latency(config, address, bytes, write);
        INFO(config.standard << ", " << bytes << " B");
        CHECK(now >= least - step_down(config, before, bytes));
        before = bytes;
        least = now;
      }
    }
  }
}

// ---- event tree ----------------------------------------------------------------------------

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
