// The cache with a granule of several tokens: pages are fetched whole, once for each fetch that the
// directory counts, and their tokens are answered from them.
#include <catch2/catch.hpp>
#include <vector>

#include "tests/support/simulation.h"
#include "tests/unit/tlm/llc_test_util.h"

namespace dsavp::tlm_test::llc_pages_test {
namespace {

// A token is a piece of a slice's interleave, which takes 10 ps a byte.
constexpr Bytes kToken = 4096;
constexpr Bytes kPage = 4 * kToken;
constexpr Picoseconds kRead = 4096 * 10;
constexpr Picoseconds kLookUp = 16 * kNs;  // of the first token of a set, or of one alone
constexpr Picoseconds kMemory = 200 * kNs;
constexpr Picoseconds kHit = 30 * kNs;
constexpr Picoseconds kFill = 5 * kNs;
constexpr Picoseconds kStart = 10'000 * kNs;               // by when the cache is programmed
const TokenWindow kWindow = {0x100000, kToken, 98, 0, 0};  // the last page is of two tokens

LlcConfig config() {
  LlcConfig config;
  config.capacity_bytes = 1 << 20;
  config.max_reserved_bytes = 1 << 19;
  config.slices = 4;
  config.slice_interleave_bytes = kToken;
  config.bandwidth_gbps = 400;
  config.hit_latency_ns = 30;
  config.fill_latency_ns = 5;
  config.clock_mhz = 1000;
  config.lookup_cycles = 15;
  config.misses_in_flight = 64;
  config.queue_depth = 64;
  return config;
}

ReservationConfig pages(LookupOrder lookup, Bytes kept, std::uint32_t granule = 4) {
  ReservationConfig reservation;
  reservation.bytes = kept * granule * kToken + 1;  // also none at all, but active
  reservation.lookup = lookup;
  reservation.granule_tokens = granule;
  return reservation;
}

Address token(Address index) {
  return kWindow.base + index * kToken;
}

using Body = std::function<void(LlcSystem&)>;

// `prepare` adds what is read; `body` runs on software's thread once the cache is programmed.
Json run(const ReservationConfig& reservation, const Body& prepare, const Body& body = {},
         Answers answers = Answers::kEndReq, Picoseconds memory_latency = kMemory) {
  return test::simulate([&]() -> Json {
    LlcSystem system(config(), answers, memory_latency);
    bool programmed = false;
    Thread thread("thread", [&] {
      programmed = system.software.program({kWindow}, reservation) && system.software.enable();
      sc_core::wait(until(kStart));
      if (body) body(system);
    });
    prepare(system);
    sc_core::sc_start();
    Json answer = system.result();
    answer["programmed"] = programmed;
    for (const auto& seen : system.memory.seen()) {
      answer["seen"].push_back({seen.address, seen.bytes});
    }
    return answer;
  });
}

void check_sound(const Json& result) {
  CHECK(result["programmed"] == true);
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
}

// Every fetch that the directory counts is of a page that came for it or was on its way.
void check_fetches(const Json& result) {
  const auto of = [&](const char* key) { return result[key].get<std::int64_t>(); };
  CHECK(of("fetches") == of("page_fetches") + of("joined_page_fetches"));
  CHECK(of("fetched_tokens") * static_cast<std::int64_t>(kToken) ==
        of("page_bytes") + of("joined_page_bytes"));
  CHECK(of("read_from_memory") == of("page_bytes"));
}

}  // namespace

TEST_CASE("a page is read from memory once, and its tokens join", "[tlm][llc][pages]") {
  const LookupOrder lookup = GENERATE(LookupOrder::kStep, LookupOrder::kSequential);
  const Answers answers = GENERATE(from_range(std::begin(kAllAnswers), std::end(kAllAnswers)));
  const std::vector<std::int32_t> set = {5, 21, 7, 4, 20};
  const Json result = run(
      pages(lookup, 8),
      [&](LlcSystem& s) {
        for (const std::int32_t t : set)
          s.data.add(2 * kStart, token(static_cast<Address>(t)), kToken);
      },
      [&](LlcSystem& s) { s.software.announce(0, set); }, answers);
  check_sound(result);
  check_fetches(result);
  CHECK(result["seen"] == Json({{token(4), kPage}, {token(20), kPage}}));
  // A memory that says beforehand when it will be done leaves nothing to wait for.
  const bool at_once = answers == Answers::kCompleted || answers == Answers::kTwoPhase;
  CHECK(result["joined"] == (at_once ? 0 : 3));
  CHECK(result["most_page_payloads"] == (at_once ? 1 : 2));
  CHECK(result["token_lookups"] == 5);
  CHECK(result["token_hits"] == (lookup == LookupOrder::kStep ? 0 : 3));
  CHECK(result["fetched_tokens"] == 8);
  CHECK(result["used_tokens"] == 5);
}

TEST_CASE("a page's reads are answered when it has come and their own part is read",
          "[tlm][llc][pages]") {
  // Four tokens of a page lie on four slices; the fill of each is over long before memory's answer.
  const Json result = run(
      pages(LookupOrder::kStep, 8),
      [](LlcSystem& s) {
        for (const Address t : {4, 5, 6, 7}) s.data.add(2 * kStart, token(t), kToken);
        s.data.add(3 * kStart, token(6), kToken);
      },
      [](LlcSystem& s) {
        s.software.announce(0, {4, 5, 6, 7});
      });
  check_sound(result);
  for (int i = 0; i < 4; ++i) CHECK(result["latency"][i] == kMemory + kRead + kFill);
  CHECK(result["latency"][4] == kLookUp + kRead + kHit);
  CHECK(result["memory_reads"] == 1);
}

TEST_CASE("reads that waited for a page are answered in the order in which they came",
          "[tlm][llc][pages]") {
  const Json result = run(pages(LookupOrder::kSequential, 8), [](LlcSystem& s) {
    for (int i = 0; i < 3; ++i) s.data.add(2 * kStart, token(4), kToken);
  });
  check_sound(result);
  const Picoseconds filled = 2 * kStart + kLookUp + kMemory + kFill;
  for (int i = 0; i < 3; ++i) CHECK(result["response"][i] == filled + (i + 1) * kRead);
}

TEST_CASE("reads of one slice queue behind the page's fill", "[tlm][llc][pages]") {
  // Memory answers at once, so that the fill's bandwidth is what takes time: eight tokens of a page
  // of eight, two to a slice, are filled and then read.
  const Json result = run(
      pages(LookupOrder::kStep, 8, 8),
      [](LlcSystem& s) {
        // Keeps the slices busy until the page comes.
        for (Address t = 0; t < 8; ++t)
          s.data.add(2 * kStart, token(t), kToken, tlm::TLM_WRITE_COMMAND);
        s.data.add(2 * kStart, token(8), kToken);
      },
      [](LlcSystem& s) { s.software.announce(0, {8}); }, Answers::kEndReq, kNs);
  check_sound(result);
  // On its slice: the second write (the first had come in by then), two tokens of the page, the read.
  CHECK(result["latency"][8] == 4 * kRead + kFill);
}

TEST_CASE("a read that joins is not answered before it has been looked up", "[tlm][llc][pages]") {
  const Picoseconds later = 18 * kNs;  // memory has the page there 21 ns after the first read
  const Json result = run(
      pages(LookupOrder::kSequential, 8),
      [&](LlcSystem& s) {
        s.data.add(kStart, token(4), kToken);
        s.data.add(kStart + later, token(5), kToken);
      },
      {}, Answers::kEndReq, 5 * kNs);
  check_sound(result);
  CHECK(result["joined"] == 1);
  CHECK(result["latency"][0] == kLookUp + 5 * kNs + kRead + kFill);
  CHECK(result["latency"][1] == kLookUp + kRead + kFill);
}

TEST_CASE("an announced set's tokens find their page fetched, kept or not", "[tlm][llc][pages]") {
  const Bytes kept = GENERATE(0, 8);
  const Json result = run(
      pages(LookupOrder::kStep, kept),
      [](LlcSystem& s) {
        for (Address t = 4; t < 7; ++t) s.data.add((t - 2) * kStart, token(t), kToken);
        for (Address t = 4; t < 7; ++t) s.data.add((t + 4) * kStart, token(t), kToken);
      },
      [](LlcSystem& s) {
        s.software.announce(0, {4, 5, 6});
        sc_core::wait(until(7 * kStart));
        s.software.announce(0, {4, 5, 6});
      });
  check_sound(result);
  check_fetches(result);
  const Json miss = kMemory + kRead + kFill;
  const Json hit = kRead + kHit;
  CHECK(result["latency"] == Json({miss, hit, hit, kept == 0 ? miss : hit, hit, hit}));
  CHECK(result["page_fetches"] == (kept == 0 ? 2 : 1));
  CHECK(result["joined"] == 0);
}

TEST_CASE("token after token, a bypassed page is fetched for each miss or joined",
          "[tlm][llc][pages]") {
  const Json result = run(pages(LookupOrder::kSequential, 0), [](LlcSystem& s) {
    s.data.add(2 * kStart, token(4), kToken);
    s.data.add(2 * kStart, token(5), kToken);  // while the page is on its way
    s.data.add(3 * kStart, token(6), kToken);
  });
  check_sound(result);
  check_fetches(result);
  CHECK(result["fetches"] == 3);
  CHECK(result["page_fetches"] == 2);
  CHECK(result["joined_page_fetches"] == 1);
  CHECK(result["latency"][2] == kLookUp + kMemory + kRead + kFill);
}

TEST_CASE("token after token, a page that is kept serves the tokens after it",
          "[tlm][llc][pages]") {
  const Json result = run(pages(LookupOrder::kSequential, 1), [](LlcSystem& s) {
    for (const Address t : {4, 5, 8, 9, 4})
      s.data.add((2 + s.data.records().size()) * kStart, token(t), kToken);
  });
  check_sound(result);
  check_fetches(result);
  CHECK(result["token_hits"] == 2);
  CHECK(result["seen"] == Json({{token(4), kPage}, {token(8), kPage}, {token(4), kPage}}));
}

TEST_CASE("the window's last page is as long as the window is", "[tlm][llc][pages]") {
  const std::uint32_t granule = GENERATE(4u, 64u, 4096u);
  const Json result = run(
      pages(LookupOrder::kStep, 0, granule),
      [](LlcSystem& s) { s.data.add(2 * kStart, token(97), kToken); },
      [](LlcSystem& s) { s.software.announce(0, {97}); });
  check_sound(result);
  check_fetches(result);
  const Address first = 97 / granule * granule;
  CHECK(result["seen"] == Json::array({{token(first), (98 - first) * kToken}}));
}

TEST_CASE("tokens of pages may be read in pieces", "[tlm][llc][pages]") {
  const LookupOrder lookup = GENERATE(LookupOrder::kStep, LookupOrder::kSequential);
  const Bytes kept = GENERATE(0, 8);
  constexpr Bytes kHalf = kToken / 2;
  const Json result = run(
      pages(lookup, kept),
      [](LlcSystem& s) {
        s.data.add(2 * kStart, token(4), kHalf);
        s.data.add(2 * kStart, token(5), kHalf);
        s.data.add(3 * kStart, token(4) + kHalf, kHalf);
        s.data.add(4 * kStart, token(6), kHalf);          // fetches again, unless announced or kept
        s.data.add(4 * kStart, token(5) + kHalf, kHalf);  // in time to join it
        s.data.add(5 * kStart, token(6) + kHalf, kHalf);
        s.data.add(6 * kStart, token(6) + kHalf, kHalf);  // belongs to no token begun
      },
      [](LlcSystem& s) {
        s.software.announce(0, {4, 5, 6});
      });
  CHECK(result["programmed"] == true);
  CHECK(result["clean"] == true);
  check_fetches(result);
  for (int i = 0; i < 6; ++i) CHECK(result["status"][i] == tlm::TLM_OK_RESPONSE);
  CHECK(result["status"][6] == tlm::TLM_BURST_ERROR_RESPONSE);
  CHECK(result["token_lookups"] == 3);
  CHECK(result["latency"][2] == kRead / 2 + kHit);
  const bool again = lookup == LookupOrder::kSequential && kept == 0;
  CHECK(result["page_fetches"] == (again ? 2 : 1));
  CHECK((result["latency"][4] > kMemory) == again);
  CHECK(result["latency"][5] == kRead / 2 + kHit);
}

TEST_CASE("a page announced but not fetched yet is fetched for whoever reads it first",
          "[tlm][llc][pages]") {
  // Token 5 was not announced. It finds its page listed, but nothing has brought the data.
  const Bytes kept = GENERATE(0, 8);
  const Json result = run(
      pages(LookupOrder::kStep, kept),
      [](LlcSystem& s) {
        s.data.add(2 * kStart, token(5), kToken);
        s.data.add(3 * kStart, token(4), kToken);
      },
      [](LlcSystem& s) { s.software.announce(0, {4}); });
  check_sound(result);
  check_fetches(result);
  CHECK(result["latency"][0] == kLookUp + kMemory + kRead + kFill);
  CHECK(result["page_fetches"] == (kept == 0 ? 2 : 1));
  CHECK(result["token_hits"] == (kept == 0 ? 0 : 1));
}

TEST_CASE("memory's error reaches every read that waited for a page", "[tlm][llc][pages]") {
  const Json result = run(
      pages(LookupOrder::kStep, 8),
      [](LlcSystem& s) {
        s.memory.serve = [](Payload& payload) {
          payload.set_response_status(payload.get_address() == token(4)
                                          ? tlm::TLM_ADDRESS_ERROR_RESPONSE
                                          : tlm::TLM_OK_RESPONSE);
        };
        for (const Address t : {4, 8, 6, 9, 7}) s.data.add(2 * kStart, token(t), kToken);
      },
      [](LlcSystem& s) {
        s.software.announce(0, {4, 8, 6, 9, 7});
      });
  CHECK(result["clean"] == true);
  const Json error = tlm::TLM_ADDRESS_ERROR_RESPONSE;
  const Json ok = tlm::TLM_OK_RESPONSE;
  CHECK(result["status"] == Json({error, ok, error, ok, error}));
}

TEST_CASE("a page fetch may pass a part that rewrites addresses", "[tlm][llc][pages]") {
  const Json result = run(
      pages(LookupOrder::kStep, 8),
      [](LlcSystem& s) {
        s.memory.serve = [](Payload& payload) {
          payload.set_address(payload.get_address() + 0x7000'0000);
          payload.set_response_status(tlm::TLM_OK_RESPONSE);
        };
        for (const Address t : {4, 5}) s.data.add(2 * kStart, token(t), kToken);
      },
      [](LlcSystem& s) {
        s.software.announce(0, {4, 5});
      });
  check_sound(result);
  CHECK(result["memory_requests"] == 1);
}

TEST_CASE("writes go past the pages to memory and leave them valid", "[tlm][llc][pages]") {
  const Json result = run(pages(LookupOrder::kSequential, 8), [](LlcSystem& s) {
    s.data.add(2 * kStart, token(5), kToken);
    s.data.add(3 * kStart, token(6), kToken, tlm::TLM_WRITE_COMMAND);
    s.data.add(4 * kStart, token(6), kToken);
  });
  check_sound(result);
  check_fetches(result);
  CHECK(result["written_to_memory"] == kToken);
  CHECK(result["page_fetches"] == 1);
  CHECK(result["latency"][2] == kLookUp + kRead + kHit);
}

TEST_CASE("pages under way outlive a flush and a disabled controller", "[tlm][llc][pages]") {
  const std::uint64_t control =
      GENERATE(std::uint64_t{0}, token_registers::kControlEnable | token_registers::kControlFlush);
  const Json result = run(
      pages(LookupOrder::kStep, 8),
      [](LlcSystem& s) {
        for (const Address t : {4, 5, 8}) s.data.add(2 * kStart, token(t), kToken);
        // Soon after the flush, while the pages are on their way; and when all is over.
        for (const Address t : {5, 6}) s.data.add(2 * kStart + 100 * kNs, token(t), kToken);
        for (const Address t : {5, 6}) s.data.add(3 * kStart, token(t), kToken);
      },
      [&](LlcSystem& s) {
        s.software.announce(0, {4, 5, 8, 9});
        sc_core::wait(until(2 * kStart + 50 * kNs));
        s.software.write(token_registers::kControl, control);
      });
  check_sound(result);
  for (int i = 0; i < 2; ++i) CHECK(result["latency"][i] == kMemory + kRead + kFill);
  CHECK(result["latency"][2] > kMemory);  // and behind the first page's reads
  if (control == 0) {
    CHECK(result["memory_reads"] == 2 + 2);  // two pages; two tokens for the ordinary region
    CHECK(result["latency"][3] > kMemory);
  } else {
    check_fetches(result);
    CHECK(result["memory_reads"] == 2);
    CHECK(result["joined_page_fetches"] == 1);  // after the flush it is looked up anew
  }
  for (int i = 5; i < 7; ++i) CHECK(result["latency"][i] < kMemory);
}

TEST_CASE("larger pages programmed meanwhile are fetched in full", "[tlm][llc][pages]") {
  const Json result = run(
      pages(LookupOrder::kSequential, 4),
      [](LlcSystem& s) {
        s.data.add(2 * kStart, token(8), kToken);
        for (const Address t : {15, 8, 9}) s.data.add(2 * kStart + 190 * kNs, token(t), kToken);
      },
      [](LlcSystem& s) {
        sc_core::wait(until(2 * kStart + 20 * kNs));
        s.software.write(token_registers::kControl, 0);
        s.software.write(token_registers::kGranule, 8);
        s.software.enable();
      });
  check_sound(result);
  check_fetches(result);
  CHECK(result["seen"] == Json({{token(8), kPage}, {token(8), 2 * kPage}}));
  CHECK(result["joined"] == 2);
  CHECK(result["latency"][0] == kLookUp + kMemory + kRead + kFill);
}

}  // namespace dsavp::tlm_test::llc_pages_test
