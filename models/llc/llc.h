// The last-level cache as a TLM-2.0 part: data target, control target, memory initiator. The
// control port's addresses are register offsets (token_registers.h).
//
// A read is looked up by the token controller, if it is a token of an active reservation, else by
// the ordinary region. A hit is read from its slices; a miss becomes one read of memory, the data
// passes to the requester as it is filled in; reads of an extent already on its way join it.
// Writes go through to memory and are acknowledged by it. At most misses_in_flight reads and
// writes of memory are outstanding; beyond that requests wait, and beyond queue_depth waiting ones
// they are held back. Token look-ups are pipelined: lookups_per_cycle begin per cycle and each
// takes lookup_cycles; a set announced under step or held look-up enters the pipeline when it is
// announced.
// A token of a window may be read in pieces, in order: its first bytes' read is its look-up, counted
// once, and the rest follows that verdict whatever the directory does in between.
// Where the granule is a page of several tokens, the read that the token controller says makes the
// LLC fetch the page, in one read of memory of its own that takes one of misses_in_flight. Reads of
// its tokens meanwhile join it. When all of the page has come, the slices are charged its fill, then
// each read its own part, and it is answered without waiting for the others'. Reads of the set's
// other tokens that come later find them in the LLC, at a hit's time: a page that the directory
// does not keep stays in a fill buffer until the announced tokens on it have been read. How many such
// buffers there are is not bounded. Under sequential look-up a page that was bypassed is fetched again
// for each look-up that misses, unless it is still on its way: then that look-up joins too, and
// fetches = page_fetches + joined_page_fetches. Each token takes its own turn in the look-up
// pipeline. A write goes through to memory as ever and updates a resident page in place.
// Loosely timed (llc_loose.cpp), the same look-ups and counters in the order of the calls; slices and
// places at memory are reserved ahead, queue_depth holds nobody back, and what waits for a place does
// so without holding up what is behind it.
// Data (llc_data.cpp) are kept if it is asked to: bytes of its own of what memory has answered, out of
// which hits are served, never out of memory's; a write that memory has acknowledged updates them in
// place. A hit of bytes that it does not have is an error report, which ends the simulation. What
// memory brings goes in by the byte, kept by the directory or not: reads whose verdict was reached
// before find what has been evicted since, and tokens of a page in a fill buffer are found. A token's
// bytes go when memory is asked for them anew; those that nobody asks for again stay, kept up to date,
// and debug transport does not see them. So a directory that called a hit what it had let go of,
// without a miss between, would not be noticed.
// Left out: dirty data and write-back, MSHR merging of partial overlaps, prefetch, a page's wanted
// token first.
// Errors: byte enables, a streaming width below the length, a read in a window that is neither a
// token's first bytes nor goes on where a read of it ended (burst error); memory's errors travel on
// to every read that waited, but what failed stays listed as held: an initiator that goes on after
// an error has to flush. After a flush, or while disabled, pages under way still answer their reads.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <systemc>

#include "models/common/activity.h"
#include "models/common/address_hash.h"
#include "models/common/at_initiator_port.h"
#include "models/common/at_target_port.h"
#include "models/common/attribution.h"
#include "models/common/sparse_memory.h"
#include "models/common/timed_queue.h"
#include "models/llc/llc_config.h"
#include "models/llc/loose_misses.h"
#include "models/llc/miss_table.h"
#include "models/llc/ordinary_region.h"
#include "models/llc/page_fetches.h"
#include "models/llc/piece_table.h"
#include "models/llc/slice_bandwidth.h"
#include "models/llc/token_controller.h"

namespace dsavp {

struct LlcCounters {
  DirectoryCounters tokens;  // KV tokens, see token_counters()
  std::int64_t ordinary_lookups =
      0;  // of the ordinary region: tokens of windows, transactions else
  std::int64_t ordinary_hits = 0;
  std::int64_t joined = 0;  // reads that waited for an extent already on its way
  Bytes bytes_read_from_memory = 0;
  Bytes bytes_written_to_memory = 0;
  std::size_t most_misses_in_flight = 0;
  // Of granules of several tokens, what was read from memory, and what the directory counts as
  // fetched besides: those pages were on their way already.
  std::int64_t page_fetches = 0;
  Bytes page_bytes = 0;
  std::int64_t joined_page_fetches = 0;
  Bytes joined_page_bytes = 0;
  std::size_t most_page_payloads = 0;  // that were needed at a time
  ActivityTime time;
};

class Llc : public sc_core::sc_module, private AtTarget, private AtInitiator {
 public:
  Llc(const sc_core::sc_module_name& name, const LlcConfig& config,
      Abstraction abstraction = Abstraction::kApproximatelyTimed);

  AtTargetPort data;
  AtTargetPort control;
  AtInitiatorPort memory;

  // What the windows' tokens will be looked up for, where the policy has to know (the optimum).
  void foresee(std::unique_ptr<Foresight> foresight) { controller_.foresee(std::move(foresight)); }

  // From now on it holds data. Before the simulation begins.
  void keep_data();

  LlcCounters counters(Picoseconds end) const;
  // Tokens of the windows, those that the ordinary region served for want of a reservation
  // included.
  DirectoryCounters token_counters() const;
  // What waits inside, on one line, for messages.
  std::string describe_waiting() const;

 private:
  enum Port { kData, kControl };
  struct Waiting {
    tlm::tlm_generic_payload* payload = nullptr;
    Picoseconds ready = 0;
    bool is_page = false;
  };
  struct AtMemory {
    Address address;  // that was sent; the payload's may have been rewritten on the way
    bool is_page;
  };

  // How a read is to be served, unless what it wants is on its way already.
  struct Service {
    enum class Kind { kRefused, kHit, kMiss, kPage };
    Kind kind = Kind::kRefused;
    Picoseconds ready = 0;
    TokenPage page;
    bool fetches = false;
  };
  struct Loose {
    LooseSlices slices;
    LooseMisses misses;
    LooseMisses pages;
  };

  bool accept(tlm::tlm_generic_payload& payload, Picoseconds arrival, int port) override;
  unsigned debug(tlm::tlm_generic_payload& payload, int port) override;
  void response(tlm::tlm_generic_payload& payload, Picoseconds when, int port) override;

  Picoseconds transport(tlm::tlm_generic_payload& payload, Picoseconds arrival, int port) override;
  Picoseconds loose_access(tlm::tlm_generic_payload& payload, Picoseconds now);
  Picoseconds loose_hit(tlm::tlm_generic_payload& payload, Picoseconds ready);
  Picoseconds loose_fetch(tlm::tlm_generic_payload& payload, Picoseconds ready, Picoseconds now);
  Picoseconds loose_page_read(tlm::tlm_generic_payload& payload, const Service& service,
                              Picoseconds now);
  const LooseMiss& loose_page_fetch(const tlm::tlm_generic_payload& wanted, const TokenPage& page,
                                    Picoseconds ready);
  Picoseconds loose_memory_access(tlm::tlm_generic_payload& payload, Picoseconds ready);

  void answer(tlm::tlm_generic_payload& payload);
  void ask_anew(Address address, Bytes bytes);
  void take_in(const tlm::tlm_generic_payload& from_memory, Address address);
  unsigned debug_memory(tlm::tlm_generic_payload& payload);
  void read_held(Address address, unsigned char* into, Bytes bytes);

  static tlm::tlm_response_status check_data_access(const tlm::tlm_generic_payload& payload);
  Picoseconds access_register(tlm::tlm_generic_payload& payload, Picoseconds now);
  RegisterStatus perform_register_access(tlm::tlm_generic_payload& payload);
  void work();
  void schedule();
  void process(tlm::tlm_generic_payload& payload, Picoseconds now);
  void read(tlm::tlm_generic_payload& payload, Picoseconds now);
  Service look_up_read(const tlm::tlm_generic_payload& payload, Picoseconds now);
  std::optional<bool> look_up(const TokenLookUp& token, Address address, Bytes bytes);
  bool ordinary_look_up(Address address, Bytes bytes);
  Bytes ordinary_capacity() const;
  Picoseconds look_up_time(bool announced, Picoseconds now);
  void serve_hit(tlm::tlm_generic_payload& payload, Picoseconds ready);
  void fetch(tlm::tlm_generic_payload& payload, Picoseconds ready);
  void read_of_page(const PageFetches::Read& read);
  void count_joined(const PageFetches::Read& read, int sign);
  void go_to_memory(tlm::tlm_generic_payload& payload, Picoseconds ready);
  void issue_waiting();
  void extent_arrived(tlm::tlm_generic_payload& payload, Address address, Picoseconds when);
  void page_arrived(tlm::tlm_generic_payload& payload, Address base, Picoseconds when);
  void finish(tlm::tlm_generic_payload& payload, Picoseconds when);

  const LlcConfig config_;
  const Picoseconds hit_latency_;
  const Picoseconds fill_latency_;
  const Picoseconds register_latency_;
  const Picoseconds lookup_latency_;
  const Picoseconds lookup_interval_;

  TokenController controller_;
  OrdinaryRegion ordinary_;
  PieceTable pieces_;
  SliceBandwidth slices_;
  const std::size_t misses_in_flight_;
  MissTable<tlm::tlm_generic_payload*> misses_;  // at memory or waiting for a place there
  PageFetches pages_;
  tsl::robin_map<tlm::tlm_generic_payload*, AtMemory, PointerHash> at_memory_;
  std::unique_ptr<Loose> loose_;
  std::unique_ptr<SparseMemory> copies_;  // where data are kept
  Picoseconds lookup_free_ = 0;           // when the look-up pipeline takes the next token
  Picoseconds announced_slot_ = 0;        // when it took the announced token read last

  TimedQueue<tlm::tlm_generic_payload*> arrivals_;
  TimedQueue<tlm::tlm_generic_payload*> register_arrivals_;
  RingQueue<Waiting> waiting_;  // for a miss slot
  bool held_by_memory_ = false;
  sc_core::sc_event wake_;
  Picoseconds wake_at_ = kNever;
  LlcCounters counters_;
  std::int64_t unreserved_lookups_ = 0;
  std::int64_t unreserved_hits_ = 0;
  TrafficActivity activity_;
};

}  // namespace dsavp
