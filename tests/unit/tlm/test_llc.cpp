#include <catch2/catch.hpp>
#include <vector>

#include "tests/support/simulation.h"
#include "tests/unit/random.h"
#include "tests/unit/tlm/llc_test_util.h"

namespace dsavp::tlm_test::llc_test {
namespace {

// A slice of 100 GB/s takes 10 ps for a byte.
constexpr Picoseconds kPerByte = 10;
constexpr Bytes kPiece = 4096;
constexpr Picoseconds kMemory = 200 * kNs;
constexpr Picoseconds kHit = 30 * kNs;
constexpr Picoseconds kFill = 5 * kNs;

LlcConfig config() {
  LlcConfig config;
  config.capacity_bytes = 1 << 20;
  config.max_reserved_bytes = 1 << 19;
  config.slices = 4;
  config.slice_interleave_bytes = kPiece;
  config.bandwidth_gbps = 400;
  config.hit_latency_ns = 30;
  config.fill_latency_ns = 5;
  config.clock_mhz = 1000;
  config.lookup_cycles = 15;
  config.lookups_per_cycle = 1;
  config.misses_in_flight = 64;
  config.queue_depth = 16;
  config.register_latency_ns = 20;
  return config;
}

constexpr Picoseconds data_time(Bytes bytes) {
  return static_cast<Picoseconds>(bytes) * kPerByte;
}

// Runs with the requests that `prepare` adds; the memory answers each read in 200 ns.
Json run(const LlcConfig& llc_config, const std::function<void(LlcSystem&)>& prepare,
         Answers answers = Answers::kEndReq) {
  return test::simulate([&]() -> Json {
    LlcSystem system(llc_config, answers, kMemory);
    prepare(system);
    sc_core::sc_start();
    return system.result();
  });
}

void check_time_adds_up(const Json& result) {
  CHECK(result["busy"] >= 0);
  CHECK(result["stalled"] >= 0);
  CHECK(result["idle"] >= 0);
  CHECK(result["busy"].get<Picoseconds>() + result["stalled"].get<Picoseconds>() +
            result["idle"].get<Picoseconds>() ==
        result["end"].get<Picoseconds>());
}

// Two layers of one request. A token is a piece, so that neighbours lie on different slices.
const std::vector<TokenWindow> kWindows = {{0x100000, kPiece, 100, 0, 0},
                                           {0x200000, kPiece, 100, 1, 0}};

ReservationConfig reserve(LookupOrder lookup, Bytes tokens_each) {
  ReservationConfig reservation;
  reservation.bytes = tokens_each * kPiece * kWindows.size();
  reservation.lookup = lookup;
  return reservation;
}

Address token(Address index) {
  return kWindows[0].base + index * kPiece;
}

constexpr Picoseconds kStart = 10'000 * kNs;  // by when the cache is programmed

// With a controller enabled before kStart; `then` runs at kStart on software's thread.
Json run_reserved(const LlcConfig& llc_config, LookupOrder lookup,
                  const std::function<void(LlcSystem&)>& prepare,
                  const std::function<void(LlcSystem&)>& then = {}) {
  return test::simulate([&]() -> Json {
    LlcSystem system(llc_config, Answers::kEndReq, kMemory);
    bool programmed = false;
    Thread thread("thread", [&] {
      programmed = system.software.program(kWindows, reserve(lookup, 10));
      programmed = system.software.enable() && programmed;
      sc_core::wait(until(kStart));
      if (then) then(system);
    });
    prepare(system);
    sc_core::sc_start();
    Json answer = system.result();
    answer["programmed"] = programmed;
    return answer;
  });
}

}  // namespace

TEST_CASE("an ordinary miss takes memory's time and the fill's", "[tlm][llc]") {
  const Bytes bytes = GENERATE(64, 576, 4096, 8192, 100000);
  const Json result = run(config(), [&](LlcSystem& s) { s.data.add(500 * kNs, 0x4000, bytes); });
  CHECK(result["clean"] == true);
  CHECK(result["latency"] == Json({kMemory + kFill}));
  CHECK(result["read_from_memory"] == bytes);
  CHECK(result["busy"] == kMemory + kFill);
  CHECK(result["stalled"] == 0);
}

TEST_CASE("a hit takes the slices' time and the hit latency", "[tlm][llc]") {
  const auto [address, bytes, on_one_slice] =
      GENERATE(table<Address, Bytes, Bytes>({{0x4000, 64, 64},
                                             {0x4000, 576, 576},
                                             {0x4000, 4096, 4096},
                                             {0x4000, 8192, 4096},
                                             {0x4f00, 576, 320},
                                             {0x0, 4 * 8192, 8192},
                                             {0x0, 4 * 25000, 25000}}));
  CAPTURE(address, bytes);
  const Json result = run(config(), [&, a = address, b = bytes](LlcSystem& s) {
    s.data.add(0, a, b);
    s.data.add(1000 * kNs, a, b);
  });
  CHECK(result["clean"] == true);
  CHECK(result["latency"][1] == data_time(on_one_slice) + kHit);
  CHECK(result["memory_reads"] == 1);
  CHECK(result["lookups"] == 2);
  CHECK(result["hits"] == 1);
}

TEST_CASE("hits on one slice queue for it", "[tlm][llc]") {
  const Json result = run(config(), [](LlcSystem& s) {
    for (const Address offset : {0, 64, 4096}) s.data.add(0, offset, 64);
    for (const Address offset : {0, 64, 4096}) s.data.add(1000 * kNs, offset, 64);
  });
  CHECK(result["clean"] == true);
  CHECK(result["latency"][3] == data_time(64) + kHit);
  CHECK(result["latency"][4] == 2 * data_time(64) + kHit);
  CHECK(result["latency"][5] == data_time(64) + kHit);  // elsewhere
}

TEST_CASE("sequential look-up of tokens, one behind the other", "[tlm][llc]") {
  LlcConfig c = config();
  c.lookups_per_cycle = GENERATE(1, 4);
  c.clock_mhz = GENERATE(1000, 2000);
  c.lookup_cycles = GENERATE(0, 15);
  const Picoseconds cycle = 1'000'000 / static_cast<Picoseconds>(c.clock_mhz);
  const Picoseconds interval = cycle / c.lookups_per_cycle;
  const Picoseconds look_up = cycle * c.lookup_cycles;
  CAPTURE(interval, look_up);
  const Json result = run_reserved(c, LookupOrder::kSequential, [](LlcSystem& s) {
    for (Address i = 0; i < 4; ++i) s.data.add(kStart, token(i), kPiece);
    for (Address i = 0; i < 4; ++i) s.data.add(2 * kStart, token(i), kPiece);
  });
  CHECK(result["programmed"] == true);
  CHECK(result["clean"] == true);
  for (int i = 0; i < 4; ++i) {
    CAPTURE(i);
    const Picoseconds looked_up = (i + 1) * interval + look_up;
    CHECK(result["latency"][i] == looked_up + kMemory + kFill);
    CHECK(result["latency"][4 + i] == looked_up + data_time(kPiece) + kHit);
  }
  CHECK(result["memory_reads"] == 4);
  CHECK(result["lookups"] == 0);  // the ordinary region has nothing to do with it
}

TEST_CASE("an announced set is looked up from its announcement on", "[tlm][llc]") {
  constexpr Picoseconds kLookUp = 15 * kNs;
  // Soon after the announcement the read waits for the look-up; later it does not.
  const Picoseconds after = GENERATE(5 * kNs, 17 * kNs, 1000 * kNs);
  CAPTURE(after);
  Picoseconds announced = 0;
  const auto prepare = [&](LlcSystem& s) {
    // Two writes of 20 ns come before kAnnounceGo.
    announced = kStart + 40 * kNs;
    for (Address i = 0; i < 4; ++i) s.data.add(announced + after, token(i), kPiece);
    for (Address i = 0; i < 4; ++i) s.data.add(announced + kStart + after, token(i), kPiece);
  };
  const Json result = run_reserved(config(), LookupOrder::kStep, prepare, [](LlcSystem& s) {
    s.software.announce(0, {0, 1, 2, 3});
    sc_core::wait(until(2 * kStart));
    s.software.announce(0, {0, 1, 2, 3});
  });
  CHECK(result["programmed"] == true);
  CHECK(result["clean"] == true);
  for (int i = 0; i < 4; ++i) {
    CAPTURE(i);
    const Picoseconds wait = std::max<Picoseconds>(0, (i + 1) * kNs + kLookUp - after);
    CHECK(result["latency"][i] == wait + kMemory + kFill);
    CHECK(result["latency"][4 + i] == wait + data_time(kPiece) + kHit);
  }
  CHECK(result["memory_reads"] == 4);
}

TEST_CASE("a token that was not announced is looked up when it is read", "[tlm][llc]") {
  const Json result = run_reserved(config(), LookupOrder::kStep, [](LlcSystem& s) {
    s.data.add(kStart, token(7), kPiece);
    s.data.add(2 * kStart, token(7), kPiece);
  });
  CHECK(result["latency"][0] == 16 * kNs + kMemory + kFill);
  CHECK(result["latency"][1] == 16 * kNs + data_time(kPiece) + kHit);
}

TEST_CASE("reads of an extent on its way join it", "[tlm][llc]") {
  const Answers answers = GENERATE(Answers::kEndReq, Answers::kFourPhase, Answers::kNoEndReq);
  const Json result = run(
      config(),
      [](LlcSystem& s) {
        s.data.add(0, 0x8000, 576);
        s.data.add(50 * kNs, 0x8000, 576);
        s.data.add(150 * kNs, 0x8000, 100);
        s.data.add(kStart, 0x8000, 576);
      },
      answers);
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["memory_reads"] == 1);
  CHECK(result["joined"] == 2);
  CHECK(result["response"][0] == kMemory + kFill);
  // Those that joined are read from the slice once it is filled.
  const Picoseconds both = data_time(576) + data_time(100);
  CHECK(result["response"][1] <= kMemory + kFill + both);
  CHECK(result["response"][2] <= kMemory + kFill + both);
  CHECK(std::max(result["response"][1], result["response"][2]) == kMemory + kFill + both);
  CHECK(result["latency"][3] == data_time(576) + kHit);
}

TEST_CASE("a read of more than is on its way asks for more", "[tlm][llc]") {
  const Json result = run(config(), [](LlcSystem& s) {
    s.data.add(0, 0x8000, 64);
    s.data.add(10 * kNs, 0x8000, 4096);
    s.data.add(20 * kNs, 0x8000, 4096);
    s.data.add(kStart, 0x8000, 4096);
  });
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["memory_reads"] == 2);
  CHECK(result["read_from_memory"] == 64 + 4096);
  CHECK(result["joined"] == 1);
  CHECK(result["response"][0] == kMemory + kFill);
  CHECK(result["response"][1] >= 2 * kMemory + kFill);
  CHECK(result["response"][2] >= 2 * kMemory + kFill);
  CHECK(result["latency"][3] == data_time(4096) + kHit);
}

TEST_CASE("reads join one that still waits for its place at memory", "[tlm][llc]") {
  LlcConfig c = config();
  c.misses_in_flight = 1;
  const Json result = run(c, [](LlcSystem& s) {
    s.data.add(0, 0x8000, 64);
    s.data.add(10 * kNs, 0x9000, 64);
    s.data.add(20 * kNs, 0x9000, 64);  // in the directory by now, but not in the cache
  });
  CHECK(result["clean"] == true);
  CHECK(result["memory_reads"] == 2);
  CHECK(result["joined"] == 1);
  CHECK(result["response"][1] == 2 * kMemory + kFill);
  CHECK(result["response"][2] == 2 * kMemory + kFill + data_time(64));
}

TEST_CASE("memory never has more than misses_in_flight", "[tlm][llc]") {
  const int most = GENERATE(1, 3, 8);
  const bool writes = GENERATE(false, true);
  LlcConfig c = config();
  c.misses_in_flight = most;
  const Json result = run(c, [&](LlcSystem& s) {
    for (Address i = 0; i < 100; ++i) {
      s.data.add(0, i * 0x1000, 64,
                 writes && i % 3 == 0 ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    }
  });
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["memory_most"] == most);
  CHECK(result["most_misses"] == most);
  CHECK(result["memory_requests"] == 100);
  CHECK(result["end"] >= 100 / most * kMemory);
  CHECK(result["stalled"] > 0);
  check_time_adds_up(result);
}

TEST_CASE("beyond queue_depth waiting reads the cache holds back", "[tlm][llc]") {
  const int depth = GENERATE(1, 4);
  LlcConfig c = config();
  c.misses_in_flight = 2;
  c.queue_depth = depth;
  const Json result = run(c, [](LlcSystem& s) {
    for (Address i = 0; i < 60; ++i) s.data.add(0, i * 0x1000, 64);
  });
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["most_accepted"] <= 2 + depth);
  CHECK(result["most_accepted"] >= 2);
  check_time_adds_up(result);
}

TEST_CASE("a stream passes through the ordinary region and pushes out the rest", "[tlm][llc]") {
  LlcConfig c = config();
  c.capacity_bytes = 64 * kKiB;
  const Bytes stream = GENERATE(32 * kKiB, 128 * kKiB);
  const Json result = run(c, [&](LlcSystem& s) {
    s.data.add(0, 0x100000, 4096);
    s.data.add(500 * kNs, 0x100000, 4096);
    for (Bytes at = 0; at < stream; at += 8192) s.data.add(1000 * kNs, at, 8192);
    s.data.add(kStart, 0x100000, 4096);
  });
  CHECK(result["clean"] == true);
  CHECK(result["latency"][1] == data_time(4096) + kHit);
  const bool pushed_out = stream > 64 * kKiB;
  CHECK(result["latency"].back() == (pushed_out ? kMemory + kFill : data_time(4096) + kHit));
}

TEST_CASE("writes go through to memory, which acknowledges them", "[tlm][llc]") {
  const Json result = run(config(), [](LlcSystem& s) {
    s.data.add(0, 0x8000, 576, tlm::TLM_WRITE_COMMAND);
    s.data.add(1000 * kNs, 0x8000, 576);  // a write keeps nothing
    s.data.add(2000 * kNs, 0x8000, 576, tlm::TLM_WRITE_COMMAND);
    s.data.add(3000 * kNs, 0x8000, 576);  // but leaves valid what is there
  });
  CHECK(result["clean"] == true);
  CHECK(result["latency"][0] == data_time(576) + kMemory);
  CHECK(result["latency"][1] == kMemory + kFill);
  CHECK(result["memory_requests"] == 3);
  CHECK(result["memory_reads"] == 1);
  CHECK(result["written_to_memory"] == 2 * 576);
  CHECK(result["read_from_memory"] == 576);
  CHECK(result["latency"][3] == data_time(576) + kHit);
}

TEST_CASE("data accesses that the cache refuses", "[tlm][llc]") {
  static unsigned char enable = 0xff;
  const auto status = [](Bytes bytes, tlm::tlm_command command,
                         const std::function<void(Payload&)>& adjust) -> int {
    const Json result = run(config(), [&](LlcSystem& s) {
      s.data.adjust = adjust;
      s.sockets.allow(ProtocolRule::kNoDataLength);
      s.sockets.allow(ProtocolRule::kNoStreamingWidth);
      s.data.add(0, 0x8000, bytes, command);
    });
    CHECK(result["clean"] == true);
    CHECK(result["memory_requests"] == 0);
    CHECK(result["lookups"] == 0);
    return result["status"][0];
  };
  for (const tlm::tlm_command command : {tlm::TLM_READ_COMMAND, tlm::TLM_WRITE_COMMAND}) {
    CHECK(status(64, command, [](Payload& p) {
            p.set_byte_enable_ptr(&enable);
            p.set_byte_enable_length(1);
          }) == tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    CHECK(status(64, command, [](Payload& p) { p.set_streaming_width(32); }) ==
          tlm::TLM_BURST_ERROR_RESPONSE);
    CHECK(status(0, command, [](Payload&) {}) == tlm::TLM_BURST_ERROR_RESPONSE);
  }
  CHECK(status(64, tlm::TLM_IGNORE_COMMAND, [](Payload&) {}) == tlm::TLM_COMMAND_ERROR_RESPONSE);
}

TEST_CASE("a read in a window begins a token or goes on with one", "[tlm][llc]") {
  const LookupOrder lookup = GENERATE(LookupOrder::kStep, LookupOrder::kSequential);
  const Json result = run_reserved(config(), lookup, [](LlcSystem& s) {
    s.data.add(kStart, token(1) + 64, 64);
    s.data.add(kStart, token(1) + 64, kPiece);
    s.data.add(kStart, token(1), 2 * kPiece);
    s.data.add(kStart, token(1), kPiece);
    s.data.add(kStart, token(100), 64);  // past the window's last
  });
  CHECK(result["clean"] == true);
  for (int i = 0; i < 3; ++i) CHECK(result["status"][i] == tlm::TLM_BURST_ERROR_RESPONSE);
  CHECK(result["status"][3] == tlm::TLM_OK_RESPONSE);
  CHECK(result["status"][4] == tlm::TLM_OK_RESPONSE);
  CHECK(result["memory_reads"] == 2);
}

TEST_CASE("memory's errors reach every read that waited", "[tlm][llc]") {
  const Json result = run(config(), [](LlcSystem& s) {
    s.memory.serve = [](Payload& payload) {
      payload.set_response_status(payload.get_address() == 0x8000 ? tlm::TLM_ADDRESS_ERROR_RESPONSE
                                                                  : tlm::TLM_OK_RESPONSE);
    };
    s.data.add(0, 0x8000, 64);
    s.data.add(10 * kNs, 0x8000, 64);
    s.data.add(20 * kNs, 0x8000, 64);
    s.data.add(30 * kNs, 0x9000, 64);
    s.data.add(40 * kNs, 0x8000, 64, tlm::TLM_WRITE_COMMAND);
  });
  CHECK(result["clean"] == true);
  for (const int i : {0, 1, 2, 4}) CHECK(result["status"][i] == tlm::TLM_ADDRESS_ERROR_RESPONSE);
  CHECK(result["status"][3] == tlm::TLM_OK_RESPONSE);
  CHECK(result["joined"] == 2);
}

TEST_CASE("a disabled controller leaves tokens to the ordinary region", "[tlm][llc]") {
  const Json result = test::simulate([]() -> Json {
    LlcSystem system(config(), Answers::kEndReq, kMemory);
    Thread thread("thread",
                  [&] { system.software.program(kWindows, reserve(LookupOrder::kStep, 10)); });
    for (int i = 0; i < 3; ++i) system.data.add((i + 1) * kStart, token(3), kPiece);
    system.data.add(4 * kStart, token(3), kPiece / 2);  // an extent like any other
    sc_core::sc_start();
    return system.result();
  });
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["latency"][0] == kMemory + kFill);  // no look-up of the controller's
  CHECK(result["latency"][1] == data_time(kPiece) + kHit);
  CHECK(result["latency"][2] == data_time(kPiece) + kHit);
  CHECK(result["lookups"] == 4);
  CHECK(result["hits"] == 3);
}

TEST_CASE("a reservation takes its bytes from the ordinary region", "[tlm][llc]") {
  LlcConfig c = config();
  c.capacity_bytes = 128 * kKiB;  // of which 80 KiB are reserved from kStart / 2 on
  c.max_reserved_bytes = 128 * kKiB;
  const auto prepare = [](LlcSystem& s) {
    for (Address i = 0; i < 20; ++i) s.data.add(kStart, i * 4096, 4096);
    for (Address i = 20; i-- > 0;) s.data.add(2 * kStart, i * 4096, 4096);
  };
  const Json reserved = run_reserved(c, LookupOrder::kStep, prepare);
  CHECK(reserved["programmed"] == true);
  CHECK(reserved["hits"] == 12);  // 48 KiB
  const Json whole = run(c, prepare);
  CHECK(whole["hits"] == 20);
}

TEST_CASE("nothing is lost in random traffic", "[tlm][llc]") {
  const Answers answers = GENERATE(from_range(std::begin(kAllAnswers), std::end(kAllAnswers)));
  const int misses = GENERATE(1, 2, 8);
  CAPTURE(static_cast<int>(answers), misses);
  LlcConfig c = config();
  c.misses_in_flight = misses;
  c.queue_depth = 6;
  c.capacity_bytes = 32 * kKiB;
  constexpr int kRequests = 600;
  const Json result = run(
      c,
      [&](LlcSystem& s) {
        Random random(static_cast<std::uint64_t>(misses));
        s.memory.latency_of = [random](std::size_t) mutable {
          return random.between(20, 300) * kNs;
        };
        s.memory.room = 4;
        s.memory.resumes_at = 2;
        for (int i = 0; i < kRequests; ++i) {
          const bool read = !random.one_in(4);
          s.data.add(random.between(0, 20000) * kNs, random.below(64) * 1024,
                     512 + random.below(2) * 512,
                     read ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND);
        }
      },
      answers);
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["memory_most"] <= misses);
  CHECK(result["lookups"] == result["reads"]);
  // Hits may also have joined, so that the sum of the three is no less than the reads.
  const int reads = result["reads"];
  const int from_memory = result["memory_reads"];
  CHECK(from_memory + result["joined"].get<int>() <= reads);
  CHECK(from_memory + result["joined"].get<int>() + result["hits"].get<int>() >= reads);
  CHECK(result["memory_bytes"].get<Bytes>() ==
        result["read_from_memory"].get<Bytes>() + result["written_to_memory"].get<Bytes>());
  check_time_adds_up(result);
}

TEST_CASE("initiators that are slow to end responses lose nothing", "[tlm][llc]") {
  const Json result = test::simulate([]() -> Json {
    Llc llc("llc", config());
    ForeignInitiator data("data", ForeignInitiator::End::kCall, 70 * kNs);
    ForeignTarget memory("memory", Answers::kFourPhase, kMemory);
    BlockingInitiator control("control");
    data.socket.bind(llc.data);
    control.socket.bind(llc.control);
    llc.memory.bind(memory.socket);
    for (Address i = 0; i < 100; ++i) data.add(0, i % 40 * 0x1000, 64);
    sc_core::sc_start();
    return {data.clean(), data.all_ok(), data.violations().size(), memory.violations().size()};
  });
  CHECK(result == Json({true, true, 0, 0}));
}

TEST_CASE("memory may lie behind a part that rewrites addresses", "[tlm][llc]") {
  const Json result = run(config(), [](LlcSystem& s) {
    s.memory.serve = [](Payload& payload) {
      payload.set_address(payload.get_address() + 0x7000'0000);
      payload.set_response_status(tlm::TLM_OK_RESPONSE);
    };
    s.data.add(0, 0x8000, 64);
    s.data.add(10 * kNs, 0x8000, 64);
    s.data.add(20 * kNs, 0x8000, 64, tlm::TLM_WRITE_COMMAND);
    s.data.add(1000 * kNs, 0x8000, 64);
  });
  CHECK(result["clean"] == true);
  CHECK(result["joined"] == 1);
  CHECK(result["memory_requests"] == 2);
  CHECK(result["latency"][3] == data_time(64) + kHit);
}

TEST_CASE("debug reads of the data port see memory, without time", "[tlm][llc]") {
  const Json result = test::simulate([]() -> Json {
    LlcSystem system(config(), Answers::kEndReq, kMemory);
    Agenda agenda("agenda");
    Json answer;
    agenda.at(0, [&] {
      unsigned char byte = 0;
      Payload payload;
      payload.set_read();
      payload.set_data_ptr(&byte);
      payload.set_data_length(1);
      payload.set_address(0x42);
      answer["bytes"] = system.data.socket->transport_dbg(payload);
      answer["byte"] = byte;
      tlm::tlm_dmi dmi;
      answer["dmi"] = system.data.socket->get_direct_mem_ptr(payload, dmi);
    });
    sc_core::sc_start();
    answer["end"] = now_ps();
    answer["requests"] = system.memory.seen().size();
    return answer;
  });
  CHECK(result["bytes"] == 1);
  CHECK(result["byte"] == 0x42);
  CHECK(result["dmi"] == false);
  CHECK(result["end"] == 0);
  CHECK(result["requests"] == 0);
}

TEST_CASE("debug reads of the control port see registers and change none", "[tlm][llc]") {
  const Json result = test::simulate([]() -> Json {
    LlcSystem system(config(), Answers::kEndReq, kMemory);
    Agenda agenda("agenda");
    Json answer;
    agenda.at(0, [&] {
      std::uint64_t value = 0;
      Payload payload;
      payload.set_read();
      payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
      payload.set_data_length(8);
      payload.set_streaming_width(8);
      payload.set_address(token_registers::kId);
      answer["bytes"] = system.control.socket->transport_dbg(payload);
      answer["id"] = value;
      payload.set_write();
      payload.set_address(token_registers::kReservedBytes);
      answer["written"] = system.control.socket->transport_dbg(payload);
      payload.set_read();
      system.control.socket->transport_dbg(payload);
      answer["reserved"] = value;
    });
    sc_core::sc_start();
    return answer;
  });
  CHECK(result["bytes"] == 8);
  CHECK(result["id"] == token_registers::kIdValue);
  CHECK(result["written"] == 0);
  CHECK(result["reserved"] == 0);
}

}  // namespace dsavp::tlm_test::llc_test
