#include <catch2/catch.hpp>
#include <vector>

#include "models/hbm/hbm.h"
#include "tests/support/simulation.h"
#include "tests/unit/hbm/hbm_test_util.h"
#include "tests/unit/random.h"
#include "tests/unit/tlm/checked_sockets.h"
#include "tests/unit/tlm/tlm_test_util.h"

namespace dsavp::tlm_test::hbm_shell_test {
namespace {

HbmConfig config_of(int queue_depth = 4096) {
  HbmConfig config = hbm_test::hbm2_config();
  config.queue_depth = queue_depth;
  return config;
}

Bytes capacity() {
  return config_of().organisation.capacity();
}

// When the core alone, driven by hand, ends a lone request.
Picoseconds core_finish(Picoseconds at, Address address, Bytes bytes, bool write) {
  HbmCore core(config_of());
  while (core.next_event() < at) core.advance(core.next_event());
  core.advance(at);
  core.submit(at, address, bytes, write, nullptr);
  while (core.next_event() != kNever) {
    const auto& done = core.advance(core.next_event());
    if (!done.empty()) return done.front().finish;
  }
  return kNever;
}

Json time_of(const ActivityTime& time) {
  return {{"busy", time.busy}, {"stalled", time.stalled}, {"idle", time.idle}};
}

struct Request {
  Picoseconds when;
  Address address;
  Bytes bytes;
  tlm::tlm_command command = tlm::TLM_READ_COMMAND;
};

constexpr Picoseconds kEnd = 100'000 * kNs;

Json run(const std::vector<Request>& requests, int queue_depth = 4096,
         const std::function<void(Payload&)>& adjust = {}) {
  return test::simulate([&]() -> Json {
    Hbm hbm("hbm", config_of(queue_depth));
    ForeignInitiator initiator("initiator");
    CheckedSockets sockets;
    if (adjust) {
      initiator.adjust = adjust;  // may break rules
      initiator.socket.bind(hbm.port);
    } else {
      sockets.bind(initiator.socket, hbm.port);
    }
    for (const Request& r : requests) initiator.add(r.when, r.address, r.bytes, r.command);
    // The memory refreshes for ever.
    sc_core::sc_start(to_sc(kEnd));
    sockets.finish();
    Json answer;
    for (const Record& record : initiator.records()) {
      answer["status"].push_back(static_cast<int>(record.status));
      answer["finish"].push_back(record.begin_resp);
      answer["latency"].push_back(record.latency());
    }
    answer["clean"] = initiator.clean();
    answer["ok"] = initiator.all_ok();
    answer["most_accepted"] = initiator.most_accepted();
    answer["last"] = initiator.last_response();
    const HbmCounters counters = hbm.counters(kEnd);
    answer["read"] = hbm.bytes_read();
    answer["written"] = hbm.bytes_written();
    answer["counters"] = {counters.bytes_read, counters.bytes_written, counters.transactions};
    answer["time"] = time_of(counters.time);
    answer["utilisation"] = counters.utilisation;
    answer["in_flight"] = hbm.core().in_flight();
    return answer;
  });
}

void check_time_adds_up(const Json& time) {
  CHECK(time["busy"] >= 0);
  CHECK(time["stalled"] >= 0);
  CHECK(time["idle"] >= 0);
  CHECK(time["busy"].get<Picoseconds>() + time["stalled"].get<Picoseconds>() +
            time["idle"].get<Picoseconds>() ==
        kEnd);
}

// The status of one request that is made wrong by `adjust`.
int status_of(Request request, const std::function<void(Payload&)>& adjust = {}) {
  const Json result = run({request}, 4096, adjust);
  CHECK(result["clean"] == true);
  CHECK(result["in_flight"] == 0);
  if (result["ok"] == false) {
    CHECK(result["latency"][0] == 0);  // nothing was asked of the memory
    CHECK(result["read"] == 0);
    CHECK(result["written"] == 0);
    CHECK(result["counters"] == Json({0, 0, 0}));
  }
  return result["status"][0];
}

}  // namespace

TEST_CASE("one request takes what the core says", "[tlm][hbm]") {
  const Bytes bytes = GENERATE(1, 32, 576, 4096, 1 << 20);
  const tlm::tlm_command command = GENERATE(tlm::TLM_READ_COMMAND, tlm::TLM_WRITE_COMMAND);
  const Picoseconds when = GENERATE(0, 777 * kNs + 3);
  CAPTURE(bytes, static_cast<int>(command), when);
  const Address address = 0x12340;
  const Json result = run({{when, address, bytes, command}});
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  const Picoseconds finish = core_finish(when, address, bytes, command == tlm::TLM_WRITE_COMMAND);
  CHECK(result["finish"][0] == finish);
  // Busy from the request to the response, and idle for the rest.
  CHECK(result["time"]["busy"] == finish - when);
  CHECK(result["time"]["stalled"] == 0);
  check_time_adds_up(result["time"]);
}

TEST_CASE("no more than queue_depth requests are inside", "[tlm][hbm]") {
  const int depth = GENERATE(1, 3, 16);
  CAPTURE(depth);
  std::vector<Request> requests;
  Random random(11);
  for (int i = 0; i < 200; ++i) requests.push_back({0, random.below(1 << 24) * 64, 256});
  const Json result = run(requests, depth);
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["most_accepted"] == depth);
  CHECK(result["in_flight"] == 0);
  CHECK(result["read"] == 200 * 256);
  CHECK(result["time"]["stalled"] > 0);
  CHECK(result["time"]["busy"].get<Picoseconds>() + result["time"]["stalled"].get<Picoseconds>() ==
        result["last"].get<Picoseconds>());
  check_time_adds_up(result["time"]);
}

TEST_CASE("a deeper queue is faster and stalls less", "[tlm][hbm]") {
  std::vector<Request> requests;
  Random random(12);
  for (int i = 0; i < 200; ++i) requests.push_back({0, random.below(1 << 24) * 64, 64});
  const Json shallow = run(requests, 2);
  const Json deep = run(requests, 64);
  CHECK(deep["last"] < shallow["last"]);
  CHECK(deep["time"]["stalled"] < shallow["time"]["stalled"]);
}

TEST_CASE("addresses past the end are address errors", "[tlm][hbm]") {
  const Bytes end = capacity();
  CHECK(status_of({0, end - 64, 64}) == tlm::TLM_OK_RESPONSE);
  CHECK(status_of({0, end, 64}) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
  CHECK(status_of({0, end - 64, 65}) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
  CHECK(status_of({0, end - 1, 2}) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
  CHECK(status_of({0, ~Address{0}, 1}) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
  CHECK(status_of({0, ~Address{0} - 10, 64}) == tlm::TLM_ADDRESS_ERROR_RESPONSE);  // wraps round
}

TEST_CASE("what the memory does not do is refused", "[tlm][hbm]") {
  static unsigned char enable = 0xff;
  CHECK(status_of({0, 0, 64}, [](Payload& p) {
          p.set_byte_enable_ptr(&enable);
          p.set_byte_enable_length(1);
        }) == tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  CHECK(status_of({0, 0, 64}, [](Payload& p) { p.set_streaming_width(32); }) ==
        tlm::TLM_BURST_ERROR_RESPONSE);
  CHECK(status_of({0, 0, 64}, [](Payload& p) { p.set_streaming_width(128); }) ==
        tlm::TLM_OK_RESPONSE);
  CHECK(status_of({0, 0, 0}, [](Payload&) {}) == tlm::TLM_BURST_ERROR_RESPONSE);
  CHECK(status_of({0, 0, 64, tlm::TLM_IGNORE_COMMAND}) == tlm::TLM_COMMAND_ERROR_RESPONSE);
}

TEST_CASE("errors take a place in the queue and give it back", "[tlm][hbm]") {
  std::vector<Request> requests;
  for (Address i = 0; i < 60; ++i) requests.push_back({0, i % 2 == 0 ? capacity() : i * 64, 64});
  const Json result = run(requests, 2);
  CHECK(result["clean"] == true);
  CHECK(result["read"] == 30 * 64);
  CHECK(result["counters"][2] == 30);
}

TEST_CASE("bytes and transactions are counted by direction", "[tlm][hbm]") {
  const Json result = run({{0, 0, 100},
                           {0, 4096, 200, tlm::TLM_WRITE_COMMAND},
                           {10 * kNs, 8192, 300},
                           {20 * kNs, 12288, 400, tlm::TLM_WRITE_COMMAND}});
  CHECK(result["clean"] == true);
  CHECK(result["read"] == 400);
  CHECK(result["written"] == 600);
  CHECK(result["counters"] == Json({400, 600, 4}));
  CHECK(result["utilisation"] > 0);
  CHECK(result["utilisation"] < 0.01);
}

TEST_CASE("idle time between requests is idle", "[tlm][hbm]") {
  const Json result = run({{1000 * kNs, 0, 64}, {50'000 * kNs, 1 << 20, 64}});
  CHECK(result["time"]["busy"].get<Picoseconds>() ==
        result["latency"][0].get<Picoseconds>() + result["latency"][1].get<Picoseconds>());
  check_time_adds_up(result["time"]);
}

TEST_CASE("blocking reads of the memory", "[tlm][hbm]") {
  const Json result = test::simulate([]() -> Json {
    Hbm hbm("hbm", config_of(1));
    BlockingInitiator initiator("initiator");
    initiator.socket.bind(hbm.port);
    Json took = Json::array();
    const auto read = [&] { took.push_back(initiator.read(0x12340, 64).took); };
    Thread first("first", read);
    Thread second("second", read);
    sc_core::sc_start(to_sc(kEnd));
    return took;
  });
  REQUIRE(result.size() == 2);
  CHECK(result[0] == core_finish(0, 0x12340, 64, false));
  CHECK(result[1] > result[0]);
}

TEST_CASE("a memory that keeps data returns what was written, and zeros elsewhere", "[tlm][hbm]") {
  const Abstraction abstraction =
      GENERATE(Abstraction::kApproximatelyTimed, Abstraction::kLooselyTimed);
  const bool keeps = GENERATE(true, false);
  const Json answer = test::simulate([&]() -> Json {
    Hbm hbm("hbm", config_of(), abstraction);
    if (keeps) hbm.keep_data();
    BlockingInitiator initiator("initiator");
    initiator.socket.bind(hbm.port);
    Json seen;
    const auto debug = [&](tlm::tlm_command command, Address address, unsigned char* bytes) {
      Payload payload;
      payload.set_command(command);
      payload.set_address(address);
      payload.set_data_ptr(bytes);
      payload.set_data_length(4);
      payload.set_streaming_width(4);
      return initiator.socket->transport_dbg(payload);
    };
    Thread thread("thread", [&] {
      unsigned char bytes[4] = {1, 2, 3, 4};
      initiator.access(tlm::TLM_WRITE_COMMAND, 1002, bytes, 4);
      std::fill_n(bytes, 4, static_cast<unsigned char>(9));
      initiator.access(tlm::TLM_READ_COMMAND, 1000, bytes, 4);
      seen["read"] = bytes;
      const Picoseconds before = now_ps();
      seen["read by debug"] = debug(tlm::TLM_READ_COMMAND, 1004, bytes);
      seen["debug"] = bytes;
      bytes[0] = 5;
      seen["written by debug"] = debug(tlm::TLM_WRITE_COMMAND, capacity() - 4, bytes);
      seen["past the end"] = debug(tlm::TLM_WRITE_COMMAND, capacity() - 3, bytes);
      seen["ignored"] = debug(tlm::TLM_IGNORE_COMMAND, 0, bytes);
      seen["no time"] = now_ps() == before;
      initiator.access(tlm::TLM_READ_COMMAND, capacity() - 4, bytes, 4);
      seen["last"] = bytes;
    });
    sc_core::sc_start();
    seen["transactions"] = hbm.counters(now_ps()).transactions;
    return seen;
  });
  using Four = std::vector<int>;
  CHECK(answer["read"] == (keeps ? Four{0, 0, 1, 2} : Four{9, 9, 9, 9}));
  CHECK(answer["debug"] == (keeps ? Four{3, 4, 0, 0} : Four{9, 9, 9, 9}));
  CHECK(answer["last"] == (keeps ? Four{5, 4, 0, 0} : Four{5, 9, 9, 9}));
  CHECK(answer["read by debug"] == (keeps ? 4 : 0));
  CHECK(answer["written by debug"] == (keeps ? 4 : 0));
  CHECK(answer["past the end"] == 0);
  CHECK(answer["ignored"] == 0);
  CHECK(answer["no time"] == true);
  CHECK(answer["transactions"] == 3);
}

}  // namespace dsavp::tlm_test::hbm_shell_test
