#pragma once

// The cache as foreign parts see it: sockets and the register map, none of our objects' insides.

#include <string>
#include <vector>

#include "models/llc/llc.h"
#include "models/llc/token_registers.h"
#include "tests/unit/tlm/checked_sockets.h"
#include "tests/unit/tlm/tlm_test_util.h"

namespace dsavp::tlm_test {

// Software that programs the cache by blocking calls from a thread.
class Software {
 public:
  explicit Software(BlockingInitiator& port) : port_(port) {}

  tlm::tlm_response_status write(std::uint64_t offset, std::uint64_t value) {
    return port_.access(tlm::TLM_WRITE_COMMAND, offset, &value, 8).status;
  }
  template <class Enum>
  tlm::tlm_response_status choose(std::uint64_t offset, Enum value) {
    return write(offset, static_cast<std::uint64_t>(value));
  }
  std::uint64_t read(std::uint64_t offset) {
    std::uint64_t value = 0;
    port_.access(tlm::TLM_READ_COMMAND, offset, &value, 8);
    return value;
  }

  static std::uint64_t window_register(std::uint64_t window, std::uint64_t field) {
    return token_registers::kWindowTable + window * token_registers::kWindowStride + field;
  }
  // Whether all writes were taken.
  bool program(const std::vector<TokenWindow>& windows, const ReservationConfig& reservation) {
    using namespace token_registers;
    std::vector<tlm::tlm_response_status> status{
        write(kReservedBytes, reservation.bytes),    choose(kScope, reservation.scope),
        choose(kLookup, reservation.lookup),         choose(kPolicy, reservation.policy),
        write(kGranule, reservation.granule_tokens), write(kWindowCount, windows.size())};
    for (std::size_t i = 0; i < windows.size(); ++i) {
      status.push_back(write(window_register(i, kWindowBase), windows[i].base));
      status.push_back(write(window_register(i, kWindowTokenBytes), windows[i].token_bytes));
      status.push_back(write(window_register(i, kWindowTokens), windows[i].tokens));
      status.push_back(write(window_register(i, kWindowPartition),
                             std::uint64_t{windows[i].layer} << 32 | windows[i].request));
    }
    return std::all_of(status.begin(), status.end(),
                       [](auto one) { return one == tlm::TLM_OK_RESPONSE; });
  }
  bool enable() {
    return write(token_registers::kControl, token_registers::kControlEnable) ==
           tlm::TLM_OK_RESPONSE;
  }
  tlm::tlm_response_status push(std::vector<std::int32_t> tokens) {
    return port_
        .access(tlm::TLM_WRITE_COMMAND, token_registers::kAnnounceList, tokens.data(),
                static_cast<unsigned>(4 * tokens.size()), 4)
        .status;
  }
  tlm::tlm_response_status announce(std::uint64_t window, const std::vector<std::int32_t>& tokens) {
    write(token_registers::kAnnounceWindow, window);
    push(tokens);
    return write(token_registers::kAnnounceGo, tokens.size());
  }

 private:
  BlockingInitiator& port_;
};

struct LlcSystem {
  LlcSystem(const LlcConfig& config, Answers answers, Picoseconds memory_latency)
      : llc("llc", config),
        data("data"),
        control("control"),
        memory("memory", answers, memory_latency),
        software(control) {
    // Payloads go through the cache, and there may be a part behind it that rewrites addresses.
    sockets.bind(data.socket, llc.data, BehindSocket::kInterconnect);
    control.socket.bind(llc.control);  // tests send it what the rules forbid, such as no data
    sockets.bind(llc.memory, memory.socket, BehindSocket::kInterconnect);
  }

  bool clean() const { return data.clean() && memory.violations().empty() && memory.inside() == 0; }
  Json result() {
    sockets.finish();
    Json result;
    result["clean"] = clean();
    result["ok"] = data.all_ok();
    for (const Record& record : data.records()) {
      result["latency"].push_back(record.latency());
      result["response"].push_back(record.begin_resp);
      result["status"].push_back(static_cast<int>(record.status));
    }
    result["reads"] = std::count_if(data.records().begin(), data.records().end(),
                                    [](const auto& record) { return !record.write; });
    result["memory_reads"] = std::count_if(memory.seen().begin(), memory.seen().end(),
                                           [](const auto& seen) { return !seen.write; });
    result["memory_requests"] = memory.seen().size();
    result["memory_bytes"] = memory.bytes_seen();
    result["memory_most"] = memory.most_inside();
    result["most_accepted"] = data.most_accepted();
    const Picoseconds end = now_ps();
    const LlcCounters counters = llc.counters(end);
    result["joined"] = counters.joined;
    result["lookups"] = counters.ordinary_lookups;
    result["hits"] = counters.ordinary_hits;
    result["most_misses"] = counters.most_misses_in_flight;
    result["read_from_memory"] = counters.bytes_read_from_memory;
    result["written_to_memory"] = counters.bytes_written_to_memory;
    result["page_fetches"] = counters.page_fetches;
    result["page_bytes"] = counters.page_bytes;
    result["joined_page_fetches"] = counters.joined_page_fetches;
    result["joined_page_bytes"] = counters.joined_page_bytes;
    result["most_page_payloads"] = counters.most_page_payloads;
    result["fetches"] = counters.tokens.fetches;
    result["fetched_tokens"] = counters.tokens.fetched_tokens;
    result["used_tokens"] = counters.tokens.used_tokens;
    result["token_lookups"] = counters.tokens.lookups;
    result["token_hits"] = counters.tokens.hits;
    result["busy"] = counters.time.busy;
    result["stalled"] = counters.time.stalled;
    result["idle"] = counters.time.idle;
    result["end"] = end;
    return result;
  }

  Llc llc;
  ForeignInitiator data;
  BlockingInitiator control;
  ForeignTarget memory;
  Software software;
  CheckedSockets sockets;
};

}  // namespace dsavp::tlm_test
