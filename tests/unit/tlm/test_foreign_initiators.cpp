// Each part that is a target, alone, before initiators written with tlm_utils only: with their own
// memory manager or none, without our extensions, in each way of the base protocol and by blocking
// transport, one after the other and pipelined. How parts take foreign targets is tested with each
// part and in test_foreign_targets.cpp.
#include <catch2/catch.hpp>
#include <cstring>

#include "models/hbm/hbm.h"
#include "models/interconnect/interconnect.h"
#include "tests/support/simulation.h"
#include "tests/unit/hbm/hbm_test_util.h"
#include "tests/unit/random.h"
#include "tests/unit/tlm/llc_test_util.h"

namespace dsavp::tlm_test {
namespace {

using End = ForeignInitiator::End;

constexpr int kRequests = 120;
constexpr Picoseconds kEnd = 1'000'000 * kNs;
constexpr Address kHigh = 0x1000'0000;

// What the requests are, and what they come to at the part; the same for each style.
struct Access {
  Address address;
  Bytes bytes;
  bool write;
  Picoseconds when;
};

// No two alike, so that each read and write reaches the memory behind a cache.
std::vector<Access> accesses_of(std::uint64_t seed) {
  Random random(seed);
  std::vector<Access> accesses;
  Picoseconds when = 0;
  for (int i = 0; i < kRequests; ++i) {
    const Address page = static_cast<Address>(i) * 4096;
    when += random.one_in(3) ? 0 : Picoseconds(random.below(40'000));
    accesses.push_back({page, 1 + random.below(2048), random.one_in(3), when});
  }
  random.shuffle(accesses);
  std::sort(accesses.begin(), accesses.end(),
            [](const Access& a, const Access& b) { return a.when < b.when; });
  return accesses;
}

Bytes sum_of(const std::vector<Access>& accesses, bool write) {
  Bytes sum = 0;
  for (const Access& access : accesses) sum += access.write == write ? access.bytes : 0;
  return sum;
}

// How the initiator speaks.
struct Style {
  const char* name;
  bool blocking;
  End end;
  Picoseconds end_delay;
  std::size_t window;  // most outstanding; threads where it blocks
};

constexpr Style kStyles[] = {
    {"blocking", true, End::kCompleted, 0, 1},
    {"blocking, of five threads", true, End::kCompleted, 0, 5},
    {"two phases", false, End::kCompleted, 0, 1},
    {"two phases, pipelined", false, End::kCompleted, 0, 16},
    {"END_RESP returned, pipelined", false, End::kUpdated, 0, 16},
    {"four phases", false, End::kCall, 0, 1},
    {"four phases, END_RESP late", false, End::kCall, 70 * kNs, 1},
    {"four phases, END_RESP late, pipelined", false, End::kCall, 70 * kNs, 16},
    {"four phases, END_RESP late, as many as go", false, End::kCall, 7 * kNs, ~std::size_t{0}},
};

// Speaks `style` to a target's socket.
class Speaker {
 public:
  Speaker(const char* name, const Style& style)
      : style_(style),
        blocking_((std::string(name) + "_blocking").c_str()),
        phases_(name, style.end, style.end_delay) {
    phases_.window = style.window;
    phases_.adjust = [this](Payload& payload) {
      if (payload.is_read()) data_.push_back(payload.get_data_ptr());
    };
  }
  template <class Target>
  void bind(Target& target, BehindSocket behind) {
    style_.blocking ? sockets_.bind(blocking_.socket, target, behind)
                    : sockets_.bind(phases_.socket, target, behind);
    // The other one, which says nothing.
    style_.blocking ? phases_.socket.bind(nobody_.socket) : blocking_.socket.bind(nobody_.socket);
  }
  void send(const std::vector<Access>& accesses) {
    if (style_.blocking) {
      for (std::size_t i = 0; i < style_.window; ++i) start_thread(accesses, i);
      return;
    }
    for (const Access& access : accesses) {
      phases_.add(access.when, access.address, access.bytes,
                  access.write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    }
  }
  // How many ended well.
  std::size_t done() {
    sockets_.finish();
    if (style_.blocking) return blocking_ok_;
    return phases_.clean() && phases_.all_ok() ? phases_.records().size() : 0;
  }
  // How many reads brought this word first.
  std::int64_t reads_of(std::uint64_t word) const {
    std::int64_t count = std::count(words_.begin(), words_.end(), word);
    for (const unsigned char* data : data_) count += std::memcmp(data, &word, sizeof word) == 0;
    return count;
  }

 private:
  void start_thread(const std::vector<Access>& accesses, std::size_t first) {
    const std::string name = std::string(blocking_.name()) + "_" + std::to_string(first);
    threads_.push_back(std::make_unique<Thread>(name.c_str(), [this, accesses, first] {
      std::vector<unsigned char> data(1 << 16);
      for (std::size_t i = first; i < accesses.size(); i += style_.window) {
        const Access& access = accesses[i];
        sc_core::wait(until(access.when));
        const auto result =
            blocking_.access(access.write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND,
                             access.address, data.data(), static_cast<unsigned>(access.bytes));
        blocking_ok_ += result.status == tlm::TLM_OK_RESPONSE;
        if (!access.write) words_.emplace_back();
        if (!access.write) std::memcpy(&words_.back(), data.data(), sizeof(std::uint64_t));
      }
    }));
  }

  const Style style_;
  BlockingInitiator blocking_;
  ForeignInitiator phases_;
  ForeignTarget nobody_{sc_core::sc_gen_unique_name("nobody"), Answers::kEndReq, 0};
  CheckedSockets sockets_;
  std::vector<std::unique_ptr<Thread>> threads_;
  std::size_t blocking_ok_ = 0;
  std::vector<std::uint64_t> words_;        // read by blocking transport
  std::vector<const unsigned char*> data_;  // of the others' reads
};

LlcConfig llc_config(bool tight) {
  LlcConfig config;
  config.capacity_bytes = 1 << 20;
  config.max_reserved_bytes = 1 << 19;
  config.slices = 4;
  config.bandwidth_gbps = 400;
  config.hit_latency_ns = 30;
  config.fill_latency_ns = 5;
  config.misses_in_flight = tight ? 1 : 64;
  config.queue_depth = tight ? 1 : 64;
  return config;
}

Json through_hbm(const Style& style, bool tight, Abstraction abstraction,
                 const std::vector<Access>& accesses) {
  HbmConfig config = hbm_test::hbm2_config();
  config.queue_depth = tight ? 1 : 64;
  Hbm hbm("hbm", config, abstraction);
  Speaker speaker("speaker", style);
  speaker.bind(hbm.port, BehindSocket::kTarget);
  speaker.send(accesses);
  sc_core::sc_start(to_sc(kEnd));  // the memory refreshes for ever
  return {speaker.done(), hbm.bytes_read(), hbm.bytes_written()};
}

Json through_llc(const Style& style, bool tight, Abstraction abstraction,
                 const std::vector<Access>& accesses) {
  Llc llc("llc", llc_config(tight), abstraction);
  Speaker speaker("speaker", style);
  BlockingInitiator control("control");
  ForeignTarget memory("memory", Answers::kFourPhase, 90 * kNs);
  CheckedSockets sockets;
  speaker.bind(llc.data, BehindSocket::kInterconnect);
  control.socket.bind(llc.control);
  sockets.bind(llc.memory, memory.socket);
  speaker.send(accesses);
  sc_core::sc_start();
  sockets.finish();
  const LlcCounters counters = llc.counters(now_ps());
  return {memory.violations().empty() && memory.inside() == 0 ? speaker.done() : 0,
          counters.bytes_read_from_memory, counters.bytes_written_to_memory};
}

// Two speakers on one interconnect, each with every other access, for two targets.
Json through_interconnect(const Style& style, bool tight, Abstraction abstraction,
                          const std::vector<Access>& accesses) {
  InterconnectConfig config;
  config.latency_ns = 10;
  config.bandwidth_gbps = 100;
  const Bytes half = kRequests / 2 * 4096;
  const AddressMap map({{"low", 0, half, 0}, {"high", half, kHigh, 1}});
  Interconnect interconnect("interconnect", config, map, 2, 2, abstraction);
  ForeignTarget low("low", Answers::kFourPhase, 60 * kNs);
  ForeignTarget high("high", Answers::kNoEndReq, 80 * kNs);
  if (tight) low.room = 1;
  CheckedSockets sockets;
  sockets.bind(interconnect.to_target(0), low.socket);
  sockets.bind(interconnect.to_target(1), high.socket);
  Speaker first("first", style);
  Speaker second("second", style);
  first.bind(interconnect.from_initiator(0), BehindSocket::kInterconnect);
  second.bind(interconnect.from_initiator(1), BehindSocket::kInterconnect);
  std::vector<Access> split[2];
  for (std::size_t i = 0; i < accesses.size(); ++i) split[i % 2].push_back(accesses[i]);
  first.send(split[0]);
  second.send(split[1]);
  sc_core::sc_start();
  sockets.finish();
  Bytes read = 0;
  Bytes written = 0;
  for (const ForeignTarget* target : {&low, &high}) {
    for (const auto& seen : target->seen()) (seen.write ? written : read) += seen.bytes;
  }
  return {first.done() + second.done(), read, written};
}

constexpr Abstraction kAbstractions[] = {Abstraction::kApproximatelyTimed,
                                         Abstraction::kLooselyTimed};

using Through = Json (*)(const Style&, bool, Abstraction, const std::vector<Access>&);

void check_styles(Through through) {
  for (const Abstraction abstraction : kAbstractions) {
    for (const Style& style : kStyles) {
      for (const bool tight : {false, true}) {
        INFO(word_of(abstraction) << ", " << style.name << (tight ? ", tight queues" : ""));
        const std::vector<Access> accesses = accesses_of(tight ? 5 : 6);
        const Json result =
            test::simulate([&] { return through(style, tight, abstraction, accesses); });
        CHECK(result == Json({kRequests, sum_of(accesses, false), sum_of(accesses, true)}));
      }
    }
  }
}

}  // namespace

TEST_CASE("the memory serves foreign initiators", "[tlm][interoperability]") {
  check_styles(through_hbm);
}

TEST_CASE("the cache serves foreign initiators", "[tlm][interoperability]") {
  check_styles(through_llc);
}

TEST_CASE("the interconnect serves foreign initiators", "[tlm][interoperability]") {
  check_styles(through_interconnect);
}

// Each read of the identity register brings its value, each write is answered.
TEST_CASE("the cache's registers serve foreign initiators", "[tlm][interoperability]") {
  const auto read_and_write = [](const Style& style, Abstraction abstraction) {
    return test::simulate([&]() -> Json {
      Llc llc("llc", llc_config(false), abstraction);
      BlockingInitiator data("data");
      ForeignTarget memory("memory", Answers::kEndReq, 90 * kNs);
      data.socket.bind(llc.data);
      llc.memory.bind(memory.socket);
      Speaker control("control", style);
      control.bind(llc.control, BehindSocket::kTarget);
      std::vector<Access> accesses;
      for (int i = 0; i < kRequests; ++i) {
        const bool write = i % 3 == 1;
        accesses.push_back({write ? token_registers::kSeed : token_registers::kId, 8, write,
                            Picoseconds{i} * 15 * kNs});
      }
      control.send(accesses);
      sc_core::sc_start();
      return {control.done(), control.reads_of(token_registers::kIdValue)};
    });
  };
  for (const Abstraction abstraction : kAbstractions) {
    for (const Style& style : kStyles) {
      INFO(word_of(abstraction) << ", " << style.name);
      CHECK(read_and_write(style, abstraction) == Json({kRequests, kRequests * 2 / 3}));
    }
  }
}

}  // namespace dsavp::tlm_test
