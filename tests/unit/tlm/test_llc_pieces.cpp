// Tokens that are read in pieces: counted once, one verdict for all of their bytes.
#include <catch2/catch.hpp>
#include <vector>

#include "tests/support/simulation.h"
#include "tests/unit/tlm/llc_test_util.h"

namespace dsavp::tlm_test::llc_pieces_test {
namespace {

constexpr Bytes kToken = 4096;
constexpr Picoseconds kMemory = 200 * kNs;
constexpr Picoseconds kRound = 10'000 * kNs;
const TokenWindow kWindow = {0x100000, kToken, 100, 0, 0};

LlcConfig config() {
  LlcConfig config;
  config.capacity_bytes = 1 << 20;
  config.max_reserved_bytes = 1 << 19;
  config.slices = 4;
  config.bandwidth_gbps = 400;
  config.hit_latency_ns = 30;
  config.fill_latency_ns = 5;
  config.lookup_cycles = 15;
  config.queue_depth = 64;
  return config;
}

// Software reserves `tokens` tokens; each of `rounds` reads a token in pieces, one after the other.
struct Round {
  Address token = 0;
  std::vector<Bytes> pieces;
};

Json read_rounds(LookupOrder lookup, Bytes tokens, const std::vector<Round>& rounds) {
  return test::simulate([&]() -> Json {
    LlcSystem system(config(), Answers::kEndReq, kMemory);
    bool programmed = false;
    ReservationConfig reservation;
    reservation.bytes = tokens * kToken;
    reservation.lookup = lookup;
    Thread thread("thread", [&] {
      programmed = system.software.program({kWindow}, reservation) && system.software.enable();
    });
    Picoseconds when = kRound;
    for (const Round& round : rounds) {
      Address address = kWindow.base + round.token * kToken;
      for (const Bytes bytes : round.pieces) {
        system.data.add(when, address, bytes);
        address += bytes;
        when += kRound;
      }
    }
    sc_core::sc_start();
    Json answer = system.result();
    answer["programmed"] = programmed;
    const DirectoryCounters counters = system.llc.token_counters();
    answer["token_lookups"] = counters.lookups;
    answer["token_hits"] = counters.hits;
    answer["token_misses"] = counters.misses;
    return answer;
  });
}

const std::vector<Bytes> kHalves = {kToken / 2, kToken / 2};

}  // namespace

TEST_CASE("a token in pieces is one look-up, and memory is read for its misses alone",
          "[tlm][llc]") {
  const LookupOrder lookup = GENERATE(LookupOrder::kStep, LookupOrder::kSequential);
  const Bytes reserved = GENERATE(0, 4);  // without a reservation the ordinary region serves
  const std::vector<Bytes> pieces =
      GENERATE(std::vector<Bytes>{kToken}, kHalves, std::vector<Bytes>{1024, 1024, 1024, 1024},
               std::vector<Bytes>{3072, 1024}, std::vector<Bytes>{64, 4000, 32});
  CAPTURE(reserved, pieces);
  const Json result =
      read_rounds(lookup, reserved, {{1, pieces}, {2, pieces}, {1, pieces}, {2, pieces}});
  CHECK(result["programmed"] == true);
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["token_lookups"] == 4);
  CHECK(result["token_hits"] == 2);
  CHECK(result["token_misses"] == 2);
  CHECK(result["memory_bytes"] == 2 * kToken);
  CHECK(result["memory_reads"] == 2 * pieces.size());
}

TEST_CASE("the rest of a token follows its first bytes' verdict", "[tlm][llc]") {
  // With room for one token each look-up puts the other one out before the rest is read.
  const Json result = test::simulate([]() -> Json {
    LlcSystem system(config(), Answers::kEndReq, kMemory);
    ReservationConfig reservation;
    reservation.bytes = kToken;
    reservation.lookup = LookupOrder::kSequential;
    Thread thread("thread", [&] {
      system.software.program({kWindow}, reservation);
      system.software.enable();
    });
    const Address a = kWindow.base;
    const Address b = kWindow.base + kToken;
    constexpr Bytes half = kToken / 2;
    Picoseconds when = 0;
    for (const Address address : {a, a + half, a, b, a + half, b + half}) {
      system.data.add(when += kRound, address, half);
    }
    sc_core::sc_start();
    Json answer = system.result();
    answer["token_hits"] = system.llc.token_counters().hits;
    answer["token_lookups"] = system.llc.token_counters().lookups;
    return answer;
  });
  CHECK(result["ok"] == true);
  CHECK(result["token_lookups"] == 3);
  CHECK(result["token_hits"] == 1);
  CHECK(result["memory_bytes"] == 2 * kToken);  // A's first reading and B's
  CHECK(result["latency"][4] < kMemory);        // A's rest, though A is out by then
  CHECK(result["latency"][5] > kMemory);
}

TEST_CASE("a token's rest is read once for each time that it was begun", "[tlm][llc]") {
  const Json result = test::simulate([]() -> Json {
    LlcSystem system(config(), Answers::kEndReq, kMemory);
    ReservationConfig reservation;
    reservation.bytes = kToken;
    Thread thread("thread", [&] {
      system.software.program({kWindow}, reservation);
      system.software.enable();
    });
    const Address a = kWindow.base;
    constexpr Bytes half = kToken / 2;
    Picoseconds when = 0;
    for (const Address address : {a, a, a + half, a + half, a + half}) {
      system.data.add(when += kRound, address, half);
    }
    sc_core::sc_start();
    return system.result();
  });
  for (int i = 0; i < 4; ++i) CHECK(result["status"][i] == tlm::TLM_OK_RESPONSE);
  CHECK(result["status"][4] == tlm::TLM_BURST_ERROR_RESPONSE);
}

}  // namespace dsavp::tlm_test::llc_pieces_test
