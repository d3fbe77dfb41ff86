// Pages under random sets, read in pieces and out of step, beside a directory that is called
// directly.
#include <catch2/catch.hpp>
#include <vector>

#include "tests/support/simulation.h"
#include "tests/unit/random.h"
#include "tests/unit/tlm/llc_test_util.h"

namespace dsavp::tlm_test::llc_pages_random_test {
namespace {

constexpr Bytes kToken = 576;
constexpr int kRounds = 60;
const std::vector<TokenWindow> kWindows = {{0x100000, kToken, 150, 0, 0},
                                           {0x200000, kToken, 131, 1, 0}};

struct Case {
  Answers answers;
  LookupOrder lookup;
  std::uint32_t granule;
  Bytes kept;  // pages of each window
  int misses;

  ReservationConfig reservation() const {
    ReservationConfig reservation;
    reservation.bytes = 2 * kept * granule * kToken + 1;
    reservation.lookup = lookup;
    reservation.granule_tokens = granule;
    return reservation;
  }
};

LlcConfig config(const Case& c) {
  LlcConfig config;
  config.capacity_bytes = 1 << 20;
  config.max_reserved_bytes = 1 << 20;
  config.slices = 4;
  config.slice_interleave_bytes = 512;
  config.bandwidth_gbps = 400;
  config.hit_latency_ns = 30;
  config.fill_latency_ns = 5;
  config.misses_in_flight = c.misses;
  config.queue_depth = 6;
  return config;
}

// Software that announces a set for each window and has the reads of both come in turns.
class Rounds {
 public:
  Rounds(LlcSystem& system, const Case& c)
      : system_(system), case_(c), random_(c.granule + c.kept), twin_(kWindows, c.reservation()) {
    system.data.on_response = [this](std::size_t index) { answered(index); };
  }

  // False if reads are not answered for a long time.
  bool run() {
    system_.software.program(kWindows, case_.reservation());
    system_.software.enable();
    for (int i = 0; i < kRounds; ++i) {
      round();
      for (int waits = 0; open_ > 0; ++waits) {
        if (waits == 10'000) return false;
        sc_core::wait(to_sc(100 * kNs));
      }
    }
    return true;
  }
  const DirectoryCounters& expected() const { return twin_.counters(); }

 private:
  void round() {
    std::vector<std::int32_t> sets[2];
    for (std::size_t window = 0; window < 2; ++window) {
      sets[window] = random_.set(kWindows[window].tokens, 30);
      system_.software.announce(window, sets[window]);
      look_up(window, sets[window]);
      if (case_.lookup == LookupOrder::kStep) random_.shuffle(sets[window]);
    }
    std::size_t next[2] = {0, 0};
    while (next[0] < sets[0].size() || next[1] < sets[1].size()) {
      std::size_t window = random_.below(2);
      if (next[window] == sets[window].size()) window = 1 - window;
      read(window, sets[window][next[window]++]);
    }
  }

  void look_up(std::size_t window, const std::vector<std::int32_t>& set) {
    std::vector<Verdict> verdicts(set.size());
    if (case_.lookup == LookupOrder::kStep) {
      twin_.step(window, set.data(), set.size(), verdicts.data());
      return;
    }
    twin_.begin_set(window);
    for (const std::int32_t token : set) twin_.access(window, static_cast<std::uint32_t>(token));
  }

  void read(std::size_t window, std::int32_t token) {
    const Bytes first = random_.one_in(2) ? kToken : 64 + random_.below(500);
    when_ = std::max(when_, now_ps()) + random_.between(0, 40) * kNs;
    begin(when_, kWindows[window].base + static_cast<Address>(token) * kToken, first,
          kToken - first);
  }

  void begin(Picoseconds when, Address address, Bytes bytes, Bytes left) {
    ++open_;
    left_.resize(system_.data.records().size() + 1, 0);
    left_.back() = left;
    system_.data.add(when, address, bytes);
  }

  void answered(std::size_t index) {
    --open_;
    const Record& record = system_.data[index];
    if (left_[index] > 0) begin(now_ps(), record.address + record.bytes, left_[index], 0);
  }

  LlcSystem& system_;
  const Case case_;
  Random random_;
  TokenDirectory twin_;
  std::vector<Bytes> left_;  // of each request's token, behind it
  int open_ = 0;
  Picoseconds when_ = 0;
};

Json simulate(const Case& c) {
  return test::simulate([&]() -> Json {
    LlcSystem system(config(c), c.answers, 200 * kNs);
    Random random(7);
    system.memory.latency_of = [random](std::size_t) mutable {
      return random.between(20, 400) * kNs;
    };
    system.memory.room = 4;
    system.memory.resumes_at = 2;
    Rounds rounds(system, c);
    bool ended = false;
    Thread thread("thread", [&] { ended = rounds.run(); });
    sc_core::sc_start();
    Json answer = system.result();
    answer["ended"] = ended;
    const DirectoryCounters& expected = rounds.expected();
    answer["expected"] = {expected.lookups, expected.hits, expected.fetches,
                          expected.fetched_tokens, expected.used_tokens};
    return answer;
  });
}

}  // namespace

TEST_CASE("pages in random traffic: nothing is lost and the bytes are the directory's",
          "[tlm][llc][pages]") {
  const LookupOrder lookup = GENERATE(LookupOrder::kStep, LookupOrder::kSequential);
  const Answers answers = GENERATE(from_range(std::begin(kAllAnswers), std::end(kAllAnswers)));
  const auto [granule, kept] =
      GENERATE(table<std::uint32_t, Bytes>({{2, 0}, {2, 10}, {8, 0}, {8, 3}, {8, 40}, {64, 1}}));
  const int misses = GENERATE(1, 8);
  CAPTURE(static_cast<int>(lookup), static_cast<int>(answers), granule, kept, misses);
  const Json result = simulate({answers, lookup, granule, kept, misses});
  CHECK(result["ended"] == true);
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["memory_most"] <= misses);
  const Json counted = {result["token_lookups"], result["token_hits"], result["fetches"],
                        result["fetched_tokens"], result["used_tokens"]};
  CHECK(counted == result["expected"]);
  const auto of = [&](const char* key) { return result[key].get<std::int64_t>(); };
  CHECK(of("fetches") == of("page_fetches") + of("joined_page_fetches"));
  CHECK(of("fetched_tokens") * static_cast<std::int64_t>(kToken) ==
        of("page_bytes") + of("joined_page_bytes"));
  CHECK(of("page_bytes") == of("memory_bytes"));
  CHECK(of("page_fetches") == of("memory_reads"));
  // The announced sets' pages are fetched once each; only token after token may a fetch join.
  if (lookup == LookupOrder::kStep) CHECK(of("joined_page_fetches") == 0);
  CHECK(of("most_page_payloads") <= 2 * (misses + 6));
}

}  // namespace dsavp::tlm_test::llc_pages_random_test
