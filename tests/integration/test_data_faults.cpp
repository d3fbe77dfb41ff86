// Faults of memory and cache that time and counts do not show: each ends the run with one line that
// names the token, what was expected and what was found.
#include <catch2/catch.hpp>
#include <cstring>
#include <map>

#include "tests/integration/data_check_util.h"

namespace dsavp {
namespace {

using Buffer = std::vector<unsigned char>;
using Catch::Contains;
using Settings = std::vector<std::string>;

// Meddles with the data that pass the memory's socket, in either style of transport.
class Meddler : public SocketObserver {
 public:
  void watch(Platform& platform) { platform_ = &platform; }

  void before_forward(const SocketCall& call) override {
    if (call.phase == tlm::BEGIN_REQ) request(call.payload);
  }
  void before_backward(const SocketCall& call) override {
    if (call.phase == tlm::BEGIN_RESP) response(call.payload);
  }
  void before_blocking(const SocketCall& call) override { request(call.payload); }
  void after_blocking(const SocketCall&, const SocketCall& after) override {
    response(after.payload);
  }

 protected:
  virtual void data_request(tlm::tlm_generic_payload&) {}
  virtual void data_response(tlm::tlm_generic_payload&) {}

  // Memory's bytes of what the payload covers, or `shift` further on.
  Buffer in_memory(const tlm::tlm_generic_payload& payload, Bytes shift = 0) {
    Buffer bytes(payload.get_data_length());
    tlm::tlm_generic_payload look;
    look.set_command(tlm::TLM_READ_COMMAND);
    look.set_address(payload.get_address() + shift);
    look.set_data_ptr(bytes.data());
    look.set_data_length(payload.get_data_length());
    look.set_streaming_width(payload.get_data_length());
    if (platform_->llc.memory->transport_dbg(look) != bytes.size()) std::abort();
    return bytes;
  }
  static void put(tlm::tlm_generic_payload& payload, const Buffer& bytes) {
    std::memcpy(payload.get_data_ptr(), bytes.data(), bytes.size());
  }
  static Buffer taken(const tlm::tlm_generic_payload& payload) {
    const unsigned char* const data = payload.get_data_ptr();
    return {data, data + payload.get_data_length()};
  }

 private:
  void request(tlm::tlm_generic_payload& payload) {
    if (carries_data(payload)) data_request(payload);
  }
  void response(tlm::tlm_generic_payload& payload) {
    if (carries_data(payload)) data_response(payload);
  }

  Platform* platform_ = nullptr;
};

class Faithful : public Meddler {};

// Reads of what has been written twice are answered with the version before.
class OldVersion : public Meddler {
  void data_request(tlm::tlm_generic_payload& payload) override {
    if (payload.is_write()) before_[payload.get_address()] = in_memory(payload);
  }
  void data_response(tlm::tlm_generic_payload& payload) override {
    const auto old = before_.find(payload.get_address());
    if (!payload.is_read() || old == before_.end()) return;
    if (std::count(old->second.begin(), old->second.end(), 0) < 64) put(payload, old->second);
  }
  std::map<Address, Buffer> before_;
};

// The 500th read of a token is answered with its neighbour's bytes.
class OtherToken : public Meddler {
  void data_response(tlm::tlm_generic_payload& payload) override {
    if (payload.is_read() && ++reads_ == 500) put(payload, in_memory(payload, kAway * 512));
  }
  static constexpr Bytes kAway = 3;  // tokens; chosen too
  int reads_ = 0;
};

// Second and later writes of a token do not reach memory.
class LostWrite : public Meddler {
 protected:
  void data_request(tlm::tlm_generic_payload& payload) override {
    if (!payload.is_write() || ++writes_[payload.get_address()] == 1) return;
    kept_[&payload] = taken(payload);
    put(payload, in_memory(payload));
  }
  void data_response(tlm::tlm_generic_payload& payload) override {
    const auto kept = kept_.find(&payload);
    if (kept == kept_.end()) return;
    put(payload, kept->second);
    kept_.erase(kept);
  }

 private:
  std::map<Address, int> writes_;
  std::map<tlm::tlm_generic_payload*, Buffer> kept_;
};

// Memory is written, but what the cache sees when the write is acknowledged are the bytes before, so
// that its copy stays as it was.
class StaleCopy : public Meddler {
  void data_request(tlm::tlm_generic_payload& payload) override {
    if (payload.is_write()) before_[&payload] = in_memory(payload);
  }
  void data_response(tlm::tlm_generic_payload& payload) override {
    const auto before = before_.find(&payload);
    if (before == before_.end()) return;
    put(payload, before->second);
    before_.erase(before);
  }
  std::map<tlm::tlm_generic_payload*, Buffer> before_;
};

// Memory answers in time and brings nothing.
class NoData : public Meddler {
  void data_response(tlm::tlm_generic_payload& payload) override {
    if (payload.is_read()) put(payload, Buffer(payload.get_data_length(), 0));
  }
};

// A single bit is turned over.
class BitError : public Meddler {
  void data_response(tlm::tlm_generic_payload& payload) override {
    if (payload.is_read() && ++reads_ == 700) payload.get_data_ptr()[77] ^= 0x10;
  }
  int reads_ = 0;
};

test::Ending run(Meddler& meddler, const Settings& more, const std::string& abstraction) {
  Settings settings = {"workload.layers=2", "workload.steps=4", "workload.batch=2",
                       "simulation.abstraction=" + abstraction};
  settings.insert(settings.end(), more.begin(), more.end());
  const Study study = test::checked(settings);
  return test::ending_of([&] {
    test::RewrittenTokens source(4);
    test::run_with_data(
        study, source,
        [&meddler](const std::string& socket) {
          return socket == "hbm" ? std::vector<SocketObserver*>{&meddler}
                                 : std::vector<SocketObserver*>{};
        },
        [&meddler](Platform& platform) { meddler.watch(platform); });
  });
}

template <class Fault>
void check_found(const Settings& settings, const std::vector<std::string>& parts) {
  for (const std::string abstraction : {"at", "lt"}) {
    Fault fault;
    const test::Ending ending = run(fault, settings, abstraction);
    INFO(abstraction << ", " << settings.front() << ": " << ending.err);
    CHECK(ending.status == 1);
    CHECK(std::count(ending.err.begin(), ending.err.end(), '\n') == 1);
    CHECK_THAT(ending.err, Catch::StartsWith("dsa-vp: sparse_attention: wrong data in layer "));
    for (const std::string& part : parts) CHECK_THAT(ending.err, Contains(part));
  }
}

const Settings kNoReservation = {"llc.reservation.bytes=0"};
const Settings kReserved = {"llc.reservation.lookup=step"};
const Settings kSequential = {"llc.reservation.lookup=sequential"};
const Settings kPages = {"llc.reservation.granule_tokens=8"};

}  // namespace

TEST_CASE("data: a memory that is only watched is faultless") {
  for (const std::string abstraction : {"at", "lt"}) {
    Faithful faithful;
    const test::Ending ending = run(faithful, kReserved, abstraction);
    CHECK(ending.err == "");
    CHECK(ending.status == 0);
  }
}

TEST_CASE("data: a memory that returns an old version is found") {
  check_found<OldVersion>(kNoReservation, {"layer 0, request ", ": token 599 (0x",
                                           "expected version 2, found version "
                                           "1, which is stale"});
}

TEST_CASE("data: a memory that returns another token's bytes is found") {
  for (const Settings& settings : {kReserved, kSequential, kNoReservation}) {
    check_found<OtherToken>(settings, {", request ",
                                       "expected version 1, found the "
                                       "signature of address 0x",
                                       ", version 1\n"});
  }
}

TEST_CASE("data: a write that is lost on its way to memory is found") {
  check_found<LostWrite>(kNoReservation, {"token 599 (0x", "expected version 2, found version 1"});
}

TEST_CASE("data: a copy that a write did not update is found") {
  for (const Settings& settings : {kReserved, kSequential, kPages}) {
    check_found<StaleCopy>(settings, {"layer 0, request ", ": token 599 (0x",
                                      "expected version 2, found version 1, which is stale"});
  }
}

TEST_CASE("data: a memory that brings nothing is found") {
  for (const Settings& settings : {kReserved, kPages, kNoReservation}) {
    check_found<NoData>(settings, {"layer 0, request 0: token 0 (0x",
                                   "expected version 1, found 0, as where nothing was written"});
  }
}

TEST_CASE("data: one wrong bit is found") {
  check_found<BitError>(kReserved, {"expected version 1, found "});
}

TEST_CASE("data: bytes changed in memory underneath a copy are not what a hit returns") {
  // Coherence of the copy: what memory holds is of no account while the cache has the token.
  for (const std::string abstraction : {"at", "lt"}) {
    LostWrite lost;
    const test::Ending ending = run(lost, kReserved, abstraction);
    INFO(ending.err);
    CHECK(ending.status == 0);
  }
}

TEST_CASE("data: a part that does not do its share of it is found") {
  const Study study = test::quickstart({"workload.layers=1", "workload.steps=2"});
  const auto run_with = [&study](const std::function<void(Platform&)>& share) {
    return test::ending_of([&] {
      test::RewrittenTokens source(2);
      test::run_with_data(study, source, test::nobody, [&share](Platform& platform) {
        platform.sequencer.check_data(platform.token_data);
        platform.sparse_attention.check_data(platform.token_data);
        share(platform);
      });
    });
  };
  const test::Ending no_memory = run_with([](Platform&) {});
  CHECK(no_memory.status == 1);
  CHECK_THAT(no_memory.err,
             Catch::StartsWith("dsa-vp: sequencer: debug transport wrote 0 of 512 B") &&
                 Contains("simulation.check_data needs a memory that takes it"));
  const test::Ending no_copies = run_with([](Platform& platform) { platform.hbm.keep_data(); });
  CHECK(no_copies.status == 1);
  CHECK_THAT(no_copies.err, Contains("token 599 (0x") && Contains("expected version 2, found 0"));
}

}  // namespace dsavp
