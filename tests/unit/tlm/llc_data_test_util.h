#pragma once

// A cache that keeps data, in front of a memory that somebody else wrote: what is read through the
// cache, by debug transport, and in the memory underneath may be told apart.

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "models/common/sparse_memory.h"
#include "models/llc/llc.h"
#include "tests/support/simulation.h"
#include "tests/unit/tlm/llc_test_util.h"

namespace dsavp::tlm_test {

// Blocking transport and debug transport over plain bytes.
class PlainMemory : public sc_core::sc_module {
 public:
  explicit PlainMemory(const sc_core::sc_module_name& name)
      : sc_core::sc_module(name), socket("socket") {
    socket.register_b_transport(this, &PlainMemory::access);
    socket.register_transport_dbg(this, &PlainMemory::debug);
  }

  tlm_utils::simple_target_socket<PlainMemory> socket;
  SparseMemory bytes;
  int reads = 0;
  std::function<void()> during_read = [] {};  // while the read is in flight

 private:
  void access(Payload& payload, sc_core::sc_time& delay) {
    delay += to_sc(100 * kNs);
    if (payload.is_read()) {
      ++reads;
      during_read();
    }
    debug(payload);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  unsigned debug(Payload& payload) {
    if (payload.is_write()) {
      bytes.write(payload.get_address(), payload.get_data_ptr(), payload.get_data_length());
    } else {
      bytes.read(payload.get_address(), payload.get_data_ptr(), payload.get_data_length());
    }
    return payload.get_data_length();
  }
};

constexpr Bytes kDataToken = 144;  // no power of two: tokens share lines and blocks
constexpr std::uint32_t kDataTokens = 40;
constexpr int kMixed = -1;  // bytes that differ from one another
constexpr int kRefused = -2;

// Where tokens are served.
enum class Region { kStep, kSequential, kUnreserved, kOutside };

struct DataLab {
  DataLab(Abstraction abstraction, Region given, Bytes tokens, std::uint32_t granule_tokens = 1)
      : region(given),
        granule(granule_tokens),
        llc("llc", config(given, tokens), abstraction),
        data("data"),
        control("control"),
        memory("memory"),
        software(control) {
    sockets.bind(data.socket, llc.data, BehindSocket::kInterconnect);
    control.socket.bind(llc.control);
    llc.memory.bind(memory.socket);
    reservation.lookup =
        given == Region::kSequential ? LookupOrder::kSequential : LookupOrder::kStep;
    const bool reserved = given == Region::kStep || given == Region::kSequential;
    reservation.bytes = reserved ? tokens * kDataToken : 0;
    reservation.granule_tokens = granule;
  }

  // Room for `tokens` tokens and, beside a reservation, little else.
  static LlcConfig config(Region region, Bytes tokens) {
    LlcConfig config;
    const bool reserved = region == Region::kStep || region == Region::kSequential;
    config.capacity_bytes = tokens * kDataToken + (reserved ? 64 : 0);
    config.max_reserved_bytes = config.capacity_bytes;
    config.slices = 4;
    config.bandwidth_gbps = 400;
    config.hit_latency_ns = 30;
    config.fill_latency_ns = 5;
    config.queue_depth = 64;
    return config;
  }

  static TokenWindow window() { return {0x10010, kDataToken, kDataTokens, 0, 0}; }
  static Address at(std::uint32_t token) { return window().base + token * kDataToken; }

  // `body` runs once the windows are programmed; returns whether they were.
  template <class Body>
  bool run(Body&& body) {
    bool programmed = true;
    Thread thread("thread", [&] {
      if (region != Region::kOutside) {
        programmed = software.program({window()}, reservation) && software.enable();
      }
      body();
    });
    sc_core::sc_start();
    sockets.finish();
    return programmed;
  }

  // The one value that all bytes of the token have, kMixed or kRefused; in pieces of `piece` bytes.
  int read(std::uint32_t token, Bytes piece = kDataToken) {
    std::vector<unsigned char> bytes(kDataToken, 0xee);
    for (Bytes done = 0; done < kDataToken; done += piece) {
      const auto here = static_cast<unsigned>(std::min(piece, kDataToken - done));
      if (!access(tlm::TLM_READ_COMMAND, at(token) + done, bytes.data() + done, here)) {
        return kRefused;
      }
    }
    return value_of(bytes);
  }
  bool write(std::uint32_t token, int value) {
    std::vector<unsigned char> bytes(kDataToken, static_cast<unsigned char>(value));
    return access(tlm::TLM_WRITE_COMMAND, at(token), bytes.data(), kDataToken);
  }
  // Whether it is answered well; loosely timed too the answer is waited for.
  bool access(tlm::tlm_command command, Address address, unsigned char* bytes, unsigned count) {
    const Picoseconds begin = now_ps();
    const BlockingInitiator::Access done = data.access(command, address, bytes, count);
    sc_core::wait(until(begin + done.took));
    return done.status == tlm::TLM_OK_RESPONSE;
  }
  int debug_read(std::uint32_t token) {
    std::vector<unsigned char> bytes(kDataToken, 0xee);
    debug(data.socket, tlm::TLM_READ_COMMAND, token, bytes);
    return value_of(bytes);
  }
  void debug_write(std::uint32_t token, int value) {
    std::vector<unsigned char> bytes(kDataToken, static_cast<unsigned char>(value));
    debug(data.socket, tlm::TLM_WRITE_COMMAND, token, bytes);
  }
  // Underneath the cache, which knows nothing of it.
  void poke(std::uint32_t token, int value) {
    const std::vector<unsigned char> bytes(kDataToken, static_cast<unsigned char>(value));
    memory.bytes.write(at(token), bytes.data(), kDataToken);
  }
  int peek(std::uint32_t token) const {
    std::vector<unsigned char> bytes(kDataToken);
    memory.bytes.read(at(token), bytes.data(), kDataToken);
    return value_of(bytes);
  }

  static int value_of(const std::vector<unsigned char>& bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [&](auto b) { return b == bytes.front(); })
               ? bytes.front()
               : kMixed;
  }
  template <class Socket>
  static void debug(Socket& socket, tlm::tlm_command command, std::uint32_t token,
                    std::vector<unsigned char>& bytes) {
    Payload payload;
    payload.set_command(command);
    payload.set_address(at(token));
    payload.set_data_ptr(bytes.data());
    payload.set_data_length(static_cast<unsigned>(bytes.size()));
    payload.set_streaming_width(static_cast<unsigned>(bytes.size()));
    if (socket->transport_dbg(payload) != bytes.size()) bytes[0] ^= 0xff;
  }

  const Region region;
  const std::uint32_t granule;
  ReservationConfig reservation;
  Llc llc;
  BlockingInitiator data;
  BlockingInitiator control;
  PlainMemory memory;
  Software software;
  CheckedSockets sockets;
};

}  // namespace dsavp::tlm_test
