// The register map through the control port alone, as software without our headers' objects sees
// it.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/simulation.h"
#include "tests/unit/tlm/llc_test_util.h"

namespace dsavp::tlm_test::llc_registers_test {
namespace {

using namespace token_registers;

constexpr Bytes kToken = 64;
constexpr Bytes kMaxReserved = 1 << 16;

LlcConfig config() {
  LlcConfig config;
  config.capacity_bytes = 1 << 20;
  config.max_reserved_bytes = kMaxReserved;
  config.slices = 4;
  config.bandwidth_gbps = 400;
  config.hit_latency_ns = 30;
  config.fill_latency_ns = 5;
  config.register_latency_ns = 20;
  return config;
}

// Two layers of one request, out of order of address and with a hole between them.
const std::vector<TokenWindow> kWindows = {{0x40000, kToken, 100, 0, 7},
                                           {0x10000, kToken, 50, 1, 7}};

ReservationConfig reserve(LookupOrder lookup, Bytes tokens_each) {
  ReservationConfig reservation;
  reservation.bytes = tokens_each * kToken * kWindows.size();
  reservation.lookup = lookup;
  return reservation;
}

// What software's thread needs: the registers, and reads of tokens over the data port.
struct Machine {
  LlcSystem& system;
  Software& software;

  std::string status(tlm::tlm_response_status status) const {
    Payload payload;
    payload.set_response_status(status);
    return payload.get_response_string();
  }
  std::string write(std::uint64_t offset, std::uint64_t value) {
    return status(software.write(offset, value));
  }
  // A refused write: its status and the reason that it leaves.
  Json refuse(std::uint64_t offset, std::uint64_t value) {
    const std::string answer = write(offset, value);
    return {answer, software.read(kError)};
  }
  BlockingInitiator::Access access(tlm::tlm_command command, std::uint64_t offset, unsigned bytes,
                                   unsigned streaming_width = 0) {
    std::vector<unsigned char> data(bytes + 1);
    return system.control.access(command, offset, data.data(), bytes, streaming_width);
  }
  std::string read_status(std::uint64_t offset, unsigned bytes = 8, unsigned width = 0) {
    return status(access(tlm::TLM_READ_COMMAND, offset, bytes, width).status);
  }
  std::string write_status(std::uint64_t offset, unsigned bytes = 8, unsigned width = 0) {
    return status(access(tlm::TLM_WRITE_COMMAND, offset, bytes, width).status);
  }
  // Reads tokens one after the other and waits for them all.
  void gather(std::size_t window, const std::vector<std::int32_t>& tokens) {
    for (const std::int32_t token : tokens) {
      system.data.add(now_ps(), kWindows[window].base + kToken * static_cast<Address>(token),
                      kToken);
    }
    sc_core::wait(to_sc(10'000 * kNs));
  }
  Json counters() {
    return {{"lookups", software.read(kLookups)},     {"hits", software.read(kHits)},
            {"misses", software.read(kMisses)},       {"bypassed", software.read(kBypassed)},
            {"evictions", software.read(kEvictions)}, {"resident", software.read(kResident)}};
  }
};

Json counts(int lookups, int hits, int bypassed, int evictions, int resident) {
  return {{"lookups", lookups},   {"hits", hits},           {"misses", lookups - hits},
          {"bypassed", bypassed}, {"evictions", evictions}, {"resident", resident}};
}

Json run(const std::function<Json(Machine&)>& body) {
  return test::simulate([&]() -> Json {
    LlcSystem system(config(), Answers::kEndReq, 200 * kNs);
    Machine machine{system, system.software};
    Json answer;
    Thread thread("thread", [&] { answer["answer"] = body(machine); });
    sc_core::sc_start();
    answer["clean"] = system.clean() && system.data.all_ok();
    answer["memory_reads"] = system.memory.seen().size();
    return answer;
  });
}

Json answer_of(const std::function<Json(Machine&)>& body) {
  const Json result = run(body);
  CHECK(result["clean"] == true);
  return result["answer"];
}

constexpr const char* kOk = "TLM_OK_RESPONSE";
constexpr const char* kRefused = "TLM_GENERIC_ERROR_RESPONSE";
constexpr const char* kAddress = "TLM_ADDRESS_ERROR_RESPONSE";
constexpr const char* kCommand = "TLM_COMMAND_ERROR_RESPONSE";
constexpr const char* kBurst = "TLM_BURST_ERROR_RESPONSE";

Json refused(RegisterError reason) {
  return {kRefused, static_cast<std::uint64_t>(reason)};
}

}  // namespace

TEST_CASE("registers after reset", "[tlm][llc][registers]") {
  const Json answer = answer_of([](Machine& m) -> Json {
    Json values;
    for (const std::uint64_t offset :
         {kId,
          kControl,
          kReservedBytes,
          kScope,
          kLookup,
          kPolicy,
          kWindowCount,
          kAnnounceWindow,
          kPinRecent,
          kSeed,
          kGranule,
          kAllResident,
          kError,
          kLookups,
          kHits,
          kMisses,
          kBypassed,
          kEvictions,
          kResident,
          kPartitions,
          Software::window_register(0, kWindowBase),
          Software::window_register(kMaxWindows - 1, kWindowPartition)}) {
      values.push_back(m.software.read(offset));
    }
    return values;
  });
  std::vector<std::uint64_t> expected(22, 0);
  expected[0] = 0x0001'4c41'5344'0004;
  expected[9] = 1;   // the seed
  expected[10] = 1;  // tokens of a page
  CHECK(answer == expected);
}

TEST_CASE("a register access takes the register latency", "[tlm][llc][registers]") {
  const Json answer = answer_of([](Machine& m) -> Json {
    return {m.access(tlm::TLM_READ_COMMAND, kId, 8).took,
            m.access(tlm::TLM_WRITE_COMMAND, kControl, 8).took,
            m.access(tlm::TLM_READ_COMMAND, kPartitions + 8, 8).took};
  });
  CHECK(answer == std::vector<Picoseconds>(3, 20 * kNs));
}

TEST_CASE("what is programmed reads back, enabled or not", "[tlm][llc][registers]") {
  const Json answer = answer_of([](Machine& m) -> Json {
    ReservationConfig reservation = reserve(LookupOrder::kSequential, 10);
    reservation.scope = ReservationScope::kLayer;
    Json values;
    values.push_back(m.software.program(kWindows, reservation));
    for (int enabled = 0; enabled < 2; ++enabled) {
      for (const std::uint64_t offset :
           {kReservedBytes, kScope, kLookup, kPolicy, kWindowCount, kControl, kPartitions,
            Software::window_register(0, kWindowBase),
            Software::window_register(0, kWindowTokenBytes),
            Software::window_register(1, kWindowTokens),
            Software::window_register(1, kWindowPartition)}) {
        values.push_back(m.software.read(offset));
      }
      m.software.enable();
    }
    return values;
  });
  const Json disabled = {1280, 1, 1, 0, 2, 0, 0, 0x40000, 64, 50, 0x0000'0001'0000'0007};
  const Json enabled = {1280, 1, 1, 0, 2, 1, 2, 0x40000, 64, 50, 0x0000'0001'0000'0007};
  Json expected = Json::array({true});
  expected.insert(expected.end(), disabled.begin(), disabled.end());
  expected.insert(expected.end(), enabled.begin(), enabled.end());
  CHECK(answer == expected);
}

TEST_CASE("values that registers refuse", "[tlm][llc][registers]") {
  const Json answer = answer_of([](Machine& m) -> Json {
    return {m.refuse(kScope, 3),
            m.refuse(kLookup, 3),
            m.refuse(kPolicy, std::size(EnumWords<PolicyKind>::kWords)),
            m.refuse(kWindowCount, kMaxWindows + 1),
            m.refuse(Software::window_register(0, kWindowTokens), 0x8000'0000),
            m.refuse(kControl, 4),
            m.refuse(kReservedBytes, kMaxReserved + 1),
            m.write(kReservedBytes, kMaxReserved),
            m.software.read(kScope)};
  });
  for (int i = 0; i < 6; ++i) CHECK(answer[i] == refused(RegisterError::kValue));
  CHECK(answer[6] == refused(RegisterError::kReservation));
  CHECK(answer[7] == kOk);
  CHECK(answer[8] == 0);
}

TEST_CASE("configuration is refused while enabled", "[tlm][llc][registers]") {
  const std::vector<std::uint64_t> offsets = {kReservedBytes,
                                              kScope,
                                              kLookup,
                                              kPolicy,
                                              kWindowCount,
                                              Software::window_register(0, kWindowBase),
                                              Software::window_register(1, kWindowPartition),
                                              Software::window_register(9, kWindowTokens)};
  const Json answer = answer_of([&](Machine& m) -> Json {
    m.software.program(kWindows, reserve(LookupOrder::kStep, 10));
    m.software.enable();
    Json result;
    for (const std::uint64_t offset : offsets) result["refused"].push_back(m.refuse(offset, 0));
    result["kept"] = m.software.read(kReservedBytes);
    m.write(kControl, 0);
    for (const std::uint64_t offset : offsets) result["taken"].push_back(m.write(offset, 0));
    return result;
  });
  CHECK(answer["refused"] == std::vector<Json>(offsets.size(), refused(RegisterError::kEnabled)));
  CHECK(answer["kept"] == 1280);
  CHECK(answer["taken"] == std::vector<Json>(offsets.size(), kOk));
}

TEST_CASE("windows that make no sense are refused when enabled", "[tlm][llc][registers]") {
  const auto enable = [](std::vector<TokenWindow> windows, ReservationScope scope) {
    return answer_of([&](Machine& m) -> Json {
      ReservationConfig reservation = reserve(LookupOrder::kStep, 10);
      reservation.scope = scope;
      m.software.program(windows, reservation);
      const Json refusal = m.refuse(kControl, kControlEnable);
      return {refusal, m.software.read(kControl)};
    });
  };
  const Json expected = {refused(RegisterError::kWindows), 0};
  const ReservationScope scope = ReservationScope::kLayerRequest;
  CHECK(enable({{0x1000, 64, 10, 0, 0}, {0x1240, 64, 10, 1, 0}}, scope) == expected);
  CHECK(enable({{0x1000, 64, 0, 0, 0}}, scope) == expected);
  CHECK(enable({{0x1000, 0, 10, 0, 0}}, scope) == expected);
  CHECK(enable({{~Address{63}, 64, 2, 0, 0}}, scope) == expected);
  CHECK(enable({{0x1000, 64, 10, 0, 0}, {0x8000, 32, 10, 1, 0}}, ReservationScope::kGlobal) ==
        expected);
}

TEST_CASE("announcements that are refused", "[tlm][llc][registers]") {
  const Json answer = answer_of([](Machine& m) -> Json {
    Json result;
    const auto announce = [&](std::uint64_t window, const std::vector<std::int32_t>& tokens,
                              std::uint64_t count) {
      m.write(kAnnounceWindow, window);
      m.software.push(tokens);
      result["refused"].push_back(m.refuse(kAnnounceGo, count));
    };
    m.software.program(kWindows, reserve(LookupOrder::kStep, 10));
    announce(0, {1, 2}, 2);
    result["refused"].push_back(m.refuse(kControl, kControlFlush));
    m.software.enable();
    announce(2, {1, 2}, 2);
    announce(0, {1, 2}, 3);
    announce(0, {1, 2, 1}, 3);
    announce(0, {100}, 1);
    announce(1, {50}, 1);
    announce(0, {-1}, 1);
    announce(0, {}, 1);
    result["counters"] = m.counters();
    result["good"] = m.status(m.software.announce(0, {1, 2}));
    result["error_stays"] = m.software.read(kError);
    return result;
  });
  const auto disabled = refused(RegisterError::kDisabled);
  const auto length = refused(RegisterError::kWrongLength);
  const auto bad = refused(RegisterError::kBadToken);
  CHECK(answer["refused"] == std::vector<Json>{disabled, disabled,
                                               refused(RegisterError::kUnknownWindow), length, bad,
                                               bad, bad, bad, length});
  CHECK(answer["counters"] == counts(0, 0, 0, 0, 0));
  CHECK(answer["good"] == kOk);
  CHECK(answer["error_stays"] == static_cast<std::uint64_t>(RegisterError::kWrongLength));
}

TEST_CASE("offsets without a register are address errors", "[tlm][llc][registers]") {
  const Json answer = answer_of([](Machine& m) -> Json {
    Json result;
    for (const std::uint64_t offset : {kPartitions + 8, Software::window_register(0, kWindowFields),
                                       kWindowTable - 8, kSpan, ~std::uint64_t{7}}) {
      result.push_back(m.read_status(offset));
      result.push_back(m.write_status(offset));
    }
    return result;
  });
  CHECK(answer == std::vector<Json>(10, kAddress));
}

TEST_CASE("read-only and write-only registers", "[tlm][llc][registers]") {
  const Json answer = answer_of([](Machine& m) -> Json {
    Json result;
    for (const std::uint64_t offset :
         {kId, kError, kLookups, kHits, kMisses, kBypassed, kEvictions, kResident, kPartitions}) {
      result.push_back(m.write_status(offset));
    }
    result.push_back(m.read_status(kAnnounceGo));
    result.push_back(m.read_status(kAnnounceList));
    result.push_back(m.status(m.access(tlm::TLM_IGNORE_COMMAND, kId, 8).status));
    return result;
  });
  CHECK(answer == std::vector<Json>(12, kCommand));
}

TEST_CASE("accesses of a wrong size or width are burst errors", "[tlm][llc][registers]") {
  const Json answer = answer_of([](Machine& m) -> Json {
    return {m.read_status(kId, 4),
            m.read_status(kId, 16),
            m.read_status(kId, 0),
            m.read_status(kId, 8, 4),
            m.read_status(kId + 4),
            m.write_status(kControl, 4),
            m.write_status(kControl, 1),
            m.write_status(kControl, 16, 8),
            m.write_status(kControl, 8, 4),
            m.write_status(kControl + 4),
            m.write_status(kAnnounceList, 6, 4),
            m.write_status(kAnnounceList, 8),  // would be two registers, not two words
            m.write_status(kAnnounceList, 16, 8),
            m.write_status(kAnnounceList, 8, 16),
            m.software.read(kError)};
  });
  for (std::size_t i = 0; i + 1 < answer.size(); ++i) {
    CAPTURE(i);
    CHECK(answer[i] == kBurst);
  }
  CHECK(answer.back() == 0);  // none of these is a refusal
}

TEST_CASE("registers take no byte enables", "[tlm][llc][registers]") {
  const Json answer = answer_of([](Machine& m) -> Json {
    unsigned char enable = 0xff;
    std::uint64_t value = 1;
    Json result;
    for (const tlm::tlm_command command : {tlm::TLM_READ_COMMAND, tlm::TLM_WRITE_COMMAND}) {
      result.push_back(
          m.status(m.system.control.access(command, kWindowCount, &value, 8, 8, &enable).status));
    }
    result.push_back(m.software.read(kWindowCount));
    return result;
  });
  CHECK(answer == Json({"TLM_BYTE_ENABLE_ERROR_RESPONSE", "TLM_BYTE_ENABLE_ERROR_RESPONSE", 0}));
}

TEST_CASE("hits of two announced sets under step look-up", "[tlm][llc][registers]") {
  const Json result = run([](Machine& m) -> Json {
    Json answer;
    m.software.program(kWindows, reserve(LookupOrder::kStep, 4));
    m.software.enable();
    m.software.announce(0, {10, 11, 12, 13});
    answer.push_back(m.counters());
    m.gather(0, {10, 11, 12, 13});
    answer.push_back(m.counters());
    // 12 and 13 are there; 20 and 21 push out 10 and 11.
    m.software.announce(0, {12, 20, 13, 21});
    m.gather(0, {12, 20, 13, 21});
    answer.push_back(m.counters());
    // Another layer has a partition of its own.
    m.software.announce(1, {12, 13});
    m.gather(1, {12, 13});
    answer.push_back(m.counters());
    return answer;
  });
  CHECK(result["clean"] == true);
  const Json& answer = result["answer"];
  CHECK(answer[0] == counts(4, 0, 0, 0, 4));
  CHECK(answer[1] == answer[0]);  // reads of what was announced are not looked up again
  CHECK(answer[2] == counts(8, 2, 0, 2, 4));
  CHECK(answer[3] == counts(10, 2, 0, 2, 6));
  CHECK(result["memory_reads"] == 4 + 2 + 2);
}

TEST_CASE("a set larger than its partition keeps its last tokens", "[tlm][llc][registers]") {
  const Json result = run([](Machine& m) -> Json {
    Json answer;
    m.software.program(kWindows, reserve(LookupOrder::kStep, 4));
    m.software.enable();
    m.software.announce(0, {1, 2, 3, 4, 5, 6});
    m.gather(0, {1, 2, 3, 4, 5, 6});
    answer.push_back(m.counters());
    m.software.announce(0, {1, 3, 6});  // 3 and 6 stayed
    m.gather(0, {1, 3, 6});
    answer.push_back(m.counters());
    return answer;
  });
  CHECK(result["clean"] == true);
  CHECK(result["answer"][0] == counts(6, 0, 2, 0, 4));
  CHECK(result["answer"][1] == counts(9, 2, 2, 1, 4));
  CHECK(result["memory_reads"] == 6 + 1);
}

TEST_CASE("hits under sequential look-up", "[tlm][llc][registers]") {
  const Json result = run([](Machine& m) -> Json {
    Json answer;
    m.software.program(kWindows, reserve(LookupOrder::kSequential, 2));
    m.software.enable();
    m.software.announce(0, {1, 2, 3});  // only says what comes
    answer.push_back(m.counters());
    m.gather(0, {1, 2, 3});  // 3 pushes out 1
    answer.push_back(m.counters());
    m.gather(0, {1, 2, 3});  // and so each pushes out the next
    answer.push_back(m.counters());
    m.gather(0, {3, 2});
    answer.push_back(m.counters());
    return answer;
  });
  CHECK(result["clean"] == true);
  const Json& answer = result["answer"];
  CHECK(answer[0] == counts(0, 0, 0, 0, 0));
  CHECK(answer[1] == counts(3, 0, 0, 1, 2));
  CHECK(answer[2] == counts(6, 0, 0, 4, 2));
  CHECK(answer[3] == counts(8, 2, 0, 4, 2));
  CHECK(result["memory_reads"] == 6);
}

TEST_CASE("an announcement may come in several bursts", "[tlm][llc][registers]") {
  const Json answer = answer_of([](Machine& m) -> Json {
    m.software.program(kWindows, reserve(LookupOrder::kStep, 10));
    m.software.enable();
    m.write(kAnnounceWindow, 0);
    Json result;
    for (const auto& burst : {std::vector<std::int32_t>{5}, {6, 7, 8}, {9, 10}}) {
      result.push_back(m.status(m.software.push(burst)));
    }
    result.push_back(m.write(kAnnounceGo, 6));
    result.push_back(m.software.read(kResident));
    return result;
  });
  CHECK(answer == Json({kOk, kOk, kOk, kOk, 6}));
}

TEST_CASE("the announce list may lie at any address of the caller's", "[tlm][llc][registers]") {
  const Json answer = answer_of([](Machine& m) -> Json {
    m.software.program(kWindows, reserve(LookupOrder::kStep, 10));
    m.software.enable();
    m.write(kAnnounceWindow, 0);
    unsigned char bytes[] = {0, 5, 0, 0, 0, 6, 0, 0, 0};  // little-endian from the second on
    const auto status =
        m.system.control.access(tlm::TLM_WRITE_COMMAND, kAnnounceList, bytes + 1, 8, 4).status;
    m.write(kAnnounceGo, 2);
    m.gather(0, {5, 6});
    m.software.announce(0, {6, 7, 5});
    return {m.status(status), m.software.read(kHits)};
  });
  CHECK(answer == Json({kOk, 2}));
}

TEST_CASE("a flush drops the tokens and keeps the counters", "[tlm][llc][registers]") {
  const Json result = run([](Machine& m) -> Json {
    Json answer;
    m.software.program(kWindows, reserve(LookupOrder::kStep, 4));
    m.software.enable();
    m.software.announce(0, {1, 2, 3});
    m.gather(0, {1, 2, 3});
    answer.push_back(m.write(kControl, kControlEnable | kControlFlush));
    answer.push_back(m.software.read(kControl));
    answer.push_back(m.counters());
    m.software.announce(0, {1, 2});
    m.gather(0, {1, 2});
    answer.push_back(m.counters());
    return answer;
  });
  CHECK(result["clean"] == true);
  const Json& answer = result["answer"];
  CHECK(answer[0] == kOk);
  CHECK(answer[1] == 1);
  CHECK(answer[2] == counts(3, 0, 0, 3, 0));
  CHECK(answer[3] == counts(5, 0, 0, 3, 2));
  CHECK(result["memory_reads"] == 5);
}

TEST_CASE("disabled, the controller forgets tokens but not its counters", "[tlm][llc][registers]") {
  const Json result = run([](Machine& m) -> Json {
    Json answer;
    m.software.program(kWindows, reserve(LookupOrder::kStep, 4));
    m.software.enable();
    m.software.announce(0, {1, 2, 3});
    m.gather(0, {1, 2, 3});
    answer.push_back(m.write(kControl, 0));
    answer.push_back(m.software.read(kPartitions));
    answer.push_back(m.counters());
    m.gather(0, {1, 2, 1});  // the ordinary region's now: two misses and a hit
    answer.push_back(m.counters());
    m.software.enable();
    answer.push_back(m.software.read(kPartitions));
    m.software.announce(0, {1});
    m.gather(0, {1});
    answer.push_back(m.counters());
    return answer;
  });
  CHECK(result["clean"] == true);
  const Json& answer = result["answer"];
  CHECK(answer[0] == kOk);
  CHECK(answer[1] == 0);
  CHECK(answer[2] == counts(3, 0, 0, 3, 0));
  CHECK(answer[3] == counts(3, 0, 0, 3, 0));
  CHECK(answer[4] == 2);
  CHECK(answer[5] == counts(4, 0, 0, 3, 1));
  CHECK(result["memory_reads"] == 3 + 2 + 1);
}

TEST_CASE("the scope says which windows share the reservation", "[tlm][llc][registers]") {
  const auto partitions = [](ReservationScope scope) -> Json {
    return answer_of([&](Machine& m) -> Json {
      ReservationConfig reservation = reserve(LookupOrder::kStep, 4);
      reservation.scope = scope;
      const std::vector<TokenWindow> windows = {{0x10000, kToken, 10, 0, 0},
                                                {0x20000, kToken, 10, 0, 1},
                                                {0x30000, kToken, 10, 1, 0},
                                                {0x40000, kToken, 10, 1, 1}};
      m.software.program(windows, reservation);
      m.software.enable();
      m.software.announce(0, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
      return {m.software.read(kPartitions), m.software.read(kResident)};
    });
  };
  // 8 tokens in all.
  CHECK(partitions(ReservationScope::kLayerRequest) == Json({4, 2}));
  CHECK(partitions(ReservationScope::kLayer) == Json({2, 4}));
  CHECK(partitions(ReservationScope::kGlobal) == Json({1, 8}));
}

TEST_CASE("registers by non-blocking transport too", "[tlm][llc][registers]") {
  const Json result = test::simulate([]() -> Json {
    Llc llc("llc", config());
    ForeignInitiator data("data");
    ForeignInitiator control("control", ForeignInitiator::End::kCall, 50 * kNs);
    ForeignTarget memory("memory", Answers::kEndReq, 200 * kNs);
    data.socket.bind(llc.data);
    control.socket.bind(llc.control);
    llc.memory.bind(memory.socket);
    control.add(0, kId, 8);
    control.add(0, kId, 8, tlm::TLM_WRITE_COMMAND);
    control.add(100 * kNs, kWindowCount, 8, tlm::TLM_WRITE_COMMAND);
    sc_core::sc_start();
    Json answer;
    answer["clean"] = control.clean();
    for (const Record& record : control.records()) {
      answer["status"].push_back(static_cast<int>(record.status));
      answer["latency"].push_back(record.latency());
    }
    return answer;
  });
  CHECK(result["clean"] == true);
  CHECK(result["status"] ==
        Json({tlm::TLM_OK_RESPONSE, tlm::TLM_COMMAND_ERROR_RESPONSE, tlm::TLM_OK_RESPONSE}));
  CHECK(result["latency"][2] == 20 * kNs);
}

}  // namespace dsavp::tlm_test::llc_registers_test
