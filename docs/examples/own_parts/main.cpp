// A machine of the project's interconnect, last-level cache and sparse-attention engine, with a memory
// and a DMA of our own that are plain TLM-2.0 and know nothing of the project. README.md explains it.
#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <iostream>
#include <systemc>
#include <tlm>
#include <vector>

#include "docs/examples/own_parts/memory.h"
#include "models/interconnect/interconnect.h"
#include "models/llc/llc.h"
#include "models/llc/token_registers.h"
#include "models/sparse_attention/sparse_attention.h"
#include "testbench/protocol_checker/protocol_checker.h"

namespace {

using namespace dsavp::token_registers;
using dsavp::Address;
using dsavp::Bytes;

constexpr Bytes kMemoryBytes = Bytes{4} << 30;
constexpr Address kRegisters = Address{1} << 40;
constexpr Bytes kTokenBytes = 512;
constexpr unsigned kContext = 4096;  // tokens that there are
constexpr unsigned kSelected = 256;  // that each step reads
constexpr unsigned kNewInStep = 64;  // of them
constexpr unsigned kSteps = 10;

// Blocking accesses from a thread, on a payload without manager or extensions.
struct Initiator : sc_core::sc_module {
  explicit Initiator(const sc_core::sc_module_name& name) : sc_module(name) {}

  void access(tlm::tlm_command command, Address address, void* data, unsigned length,
              unsigned streaming_width) {
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(static_cast<unsigned char*>(data));
    payload.set_data_length(length);
    payload.set_streaming_width(streaming_width);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    socket->b_transport(payload, delay);
    wait(delay);
    if (payload.is_response_error()) {
      SC_REPORT_FATAL(name(), payload.get_response_string().c_str());
    }
  }
  tlm_utils::simple_initiator_socket<Initiator> socket{"socket"};
};

// Copies blocks of 4 KiB, each read and then written.
struct Dma : Initiator {
  explicit Dma(const sc_core::sc_module_name& name) : Initiator(name) {
    SC_HAS_PROCESS(Dma);
    SC_THREAD(copy);
  }
  void copy() {
    std::vector<unsigned char> block(4096);
    const auto length = static_cast<unsigned>(block.size());
    for (unsigned i = 0; i < kBlocks; ++i) {
      access(tlm::TLM_READ_COMMAND, kSource + i * length, block.data(), length, length);
      access(tlm::TLM_WRITE_COMMAND, kDestination + i * length, block.data(), length, length);
    }
    end = sc_core::sc_time_stamp();
  }
  static constexpr unsigned kBlocks = 50;
  static constexpr Address kSource = Address{1} << 30;
  static constexpr Address kDestination = Address{2} << 30;
  sc_core::sc_time end;
};

// Software: reserves part of the cache, then announces and gathers each step's tokens.
struct Software : Initiator {
  Software(const sc_core::sc_module_name& name, dsavp::SparseAttention& of)
      : Initiator(name), engine(of) {
    SC_HAS_PROCESS(Software);
    SC_THREAD(run);
  }
  void write(std::uint64_t offset, std::uint64_t value) {
    access(tlm::TLM_WRITE_COMMAND, kRegisters + offset, &value, sizeof value, sizeof value);
  }
  std::uint64_t read(std::uint64_t offset) {
    std::uint64_t value = 0;
    access(tlm::TLM_READ_COMMAND, kRegisters + offset, &value, sizeof value, sizeof value);
    return value;
  }
  void run() {
    write(kWindowTable + kWindowBase, 0);
    write(kWindowTable + kWindowTokenBytes, kTokenBytes);
    write(kWindowTable + kWindowTokens, kContext);
    write(kWindowCount, 1);
    write(kReservedBytes, kSelected * kTokenBytes);  // room for one step's tokens
    write(kControl, kControlEnable);
    std::vector<std::int32_t> tokens(kSelected);
    for (unsigned step = 0; step < kSteps; ++step) {
      for (unsigned i = 0; i < kSelected; ++i) {
        tokens[i] = static_cast<std::int32_t>((step * kNewInStep + i) * 5 % kContext);
      }
      write(kAnnounceWindow, 0);
      access(tlm::TLM_WRITE_COMMAND, kRegisters + kAnnounceList, tokens.data(), 4 * kSelected, 4);
      write(kAnnounceGo, kSelected);
      engine.add_set(0, tokens.data(), tokens.size(), 0);
      engine.start(kTokenBytes, 4096, 0, dsavp::now_ps());
      wait(engine.done());
    }
    end = sc_core::sc_time_stamp();
    hits = read(kHits);
    misses = read(kMisses);
  }
  dsavp::SparseAttention& engine;
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  sc_core::sc_time end;
};

dsavp::LlcConfig cache() {
  dsavp::LlcConfig config;
  config.capacity_bytes = Bytes{1} << 20;
  config.max_reserved_bytes = Bytes{1} << 19;
  config.slices = 8;
  config.bandwidth_gbps = 1000;
  config.hit_latency_ns = 40;
  config.fill_latency_ns = 10;
  return config;
}

dsavp::SparseAttentionConfig engine_of_32_reads() {
  dsavp::SparseAttentionConfig config;
  config.reads_in_flight = 32;
  config.tflops = 10;
  return config;
}

dsavp::InterconnectConfig links() {
  dsavp::InterconnectConfig config;
  config.latency_ns = 20;
  config.bandwidth_gbps = 500;
  return config;
}

}  // namespace

int sc_main(int, char*[]) {
  dsavp::PayloadPool pool(1024, kTokenBytes);
  dsavp::RunStatus status;
  dsavp::SparseAttention engine("engine", engine_of_32_reads(), pool, status);
  dsavp::Llc llc("llc", cache());
  const dsavp::AddressMap map(
      {{"memory", 0, kMemoryBytes, 0}, {"registers", kRegisters, kSpan, 1}});
  dsavp::Interconnect interconnect("interconnect", links(), map, 3, 2);
  Memory memory("memory");
  Dma dma("dma");
  Software software("software", engine);

  engine.port.bind(interconnect.from_initiator(0));
  dma.socket.bind(interconnect.from_initiator(1));
  software.socket.bind(interconnect.from_initiator(2));
  interconnect.to_target(0).bind(llc.data);
  interconnect.to_target(1).bind(llc.control);
  // Between the cache and our memory, a check that both keep the base protocol.
  dsavp::ProtocolChecker checker("memory");
  dsavp::SocketTap tap("tap", checker);
  llc.memory.bind(tap.from_initiator);
  tap.to_target.bind(memory.socket);

  sc_core::sc_start();
  checker.finish();
  if (status.failed()) {
    std::cerr << status.message() << "\n";
    return 1;
  }
  std::cout << "tokens: " << software.hits << " hits, " << software.misses << " misses\n"
            << "memory: " << memory.bytes_read << " B read, " << memory.bytes_written
            << " B written\n"
            << "gathers: end at " << software.end.to_seconds() * 1e9 << " ns\n"
            << "DMA: mean latency " << dma.end.to_seconds() * 1e9 / (2 * Dma::kBlocks) << " ns\n";
  return 0;
}
