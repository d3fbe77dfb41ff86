// Error responses, debug transport and direct memory through the whole platform.
#include <catch2/catch.hpp>
#include <functional>

#include "tests/integration/platform_test_util.h"
#include "tests/support/ending.h"

namespace dsavp {
namespace {

using Catch::Contains;

// Does something to the first request of a kind that passes a socket.
class Tamper : public SocketObserver {
 public:
  explicit Tamper(std::function<void(tlm::tlm_generic_payload&)> request) : request_(request) {}
  void before_forward(const SocketCall& call) override {
    if (call.phase == tlm::BEGIN_REQ) before_blocking(call);
  }
  void before_blocking(const SocketCall& call) override {
    if (!request_ || done_) return;
    done_ = true;
    request_(call.payload);
  }

 private:
  const std::function<void(tlm::tlm_generic_payload&)> request_;
  bool done_ = false;
};

// Answers the first request with a status of its own.
class Refuser : public SocketObserver {
 public:
  explicit Refuser(tlm::tlm_response_status status) : status_(status) {}
  void before_backward(const SocketCall& call) override {
    if (call.phase == tlm::BEGIN_RESP) call.payload.set_response_status(status_);
  }
  void after_blocking(const SocketCall& call, const SocketCall&) override {
    call.payload.set_response_status(status_);
  }

 private:
  const tlm::tlm_response_status status_;
};

nlohmann::json run_observed(const Study& study, const SocketObservers& observers,
                            const std::function<void(Platform&)>& ready) {
  TraceSource source(study.config.trace.file, study.steps);
  Recorder recorder(study.layers, nullptr, {});
  Platform platform(study, source, recorder, observers);
  recorder.observe(platform);
  if (ready) ready(platform);
  platform.run();
  source.rethrow_error();
  return nlohmann::json(run_result(study, platform, recorder));
}

void check_ends(const std::string& socket, SocketObserver& observer, const std::string& response,
                const std::string& abstraction) {
  const Study study = test::quickstart(
      {"workload.steps=1", "workload.layers=1", "simulation.abstraction=" + abstraction});
  const test::Ending ending = test::ending_of([&] {
    run_observed(
        study,
        [&](const std::string& name) {
          return name == socket ? std::vector<SocketObserver*>{&observer}
                                : std::vector<SocketObserver*>{};
        },
        nullptr);
  });
  INFO(abstraction << ", " << socket << ": " << ending.err);
  CHECK(ending.status == 1);
  CHECK(std::count(ending.err.begin(), ending.err.end(), '\n') == 1);
  const bool by_software = socket == "llc.control" || socket == "sequencer";
  CHECK_THAT(ending.err,
             Catch::StartsWith(by_software ? "dsa-vp: sequencer: write of 8 B at 0x10000"
                                           : "dsa-vp: weight_streamer: read of ") &&
                 Contains(by_software ? "(layer -1, request -1)" : "(layer 0, request -1)") &&
                 Contains("was answered with " + response));
}

struct ErrorCase {
  tlm::tlm_response_status status;
  const char* name;
  std::function<void(tlm::tlm_generic_payload&)> provoke;  // none: no part gives it
};

unsigned char enables = 0xff;

const std::vector<ErrorCase>& error_cases() {
  static const std::vector<ErrorCase> cases = {
      {tlm::TLM_ADDRESS_ERROR_RESPONSE, "TLM_ADDRESS_ERROR_RESPONSE",
       [](auto& payload) { payload.set_address(Address{1} << 60); }},
      {tlm::TLM_COMMAND_ERROR_RESPONSE, "TLM_COMMAND_ERROR_RESPONSE",
       [](auto& payload) { payload.set_command(tlm::TLM_IGNORE_COMMAND); }},
      {tlm::TLM_BURST_ERROR_RESPONSE, "TLM_BURST_ERROR_RESPONSE",
       [](auto& payload) { payload.set_streaming_width(1); }},
      {tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE, "TLM_BYTE_ENABLE_ERROR_RESPONSE",
       [](auto& payload) { payload.set_byte_enable_ptr(&enables); }},
      {tlm::TLM_GENERIC_ERROR_RESPONSE, "TLM_GENERIC_ERROR_RESPONSE", nullptr},
  };
  return cases;
}

// At each request of a socket: direct memory asked for, memory and registers looked at, and written,
// from a unit's own port.
class Debugger : public SocketObserver {
 public:
  void watch(Platform& platform) { platform_ = &platform; }
  void before_forward(const SocketCall& call) override {
    if (call.phase != tlm::BEGIN_REQ) return;
    const Address of_request = call.payload.get_address();
    for (const Address address :
         {of_request, Address{0}, ~Address{0} - 8, Platform::kRegisterBase + token_registers::kId,
          Platform::kRegisterBase + token_registers::kControl,
          Platform::kRegisterBase + token_registers::kAnnounceList,
          Platform::kRegisterBase + token_registers::kAnnounceGo}) {
      access(tlm::TLM_READ_COMMAND, address);
      written += access(tlm::TLM_WRITE_COMMAND, address);
    }
    ++requests;
  }

  unsigned access(tlm::tlm_command command, Address address) {
    std::uint64_t value = 0;
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
    payload.set_data_length(8);
    payload.set_streaming_width(8);
    const unsigned bytes = platform_->sparse_attention.port->transport_dbg(payload);
    if (value == token_registers::kIdValue) ++ids;
    tlm::tlm_dmi dmi;
    dmi_allowed += platform_->sparse_attention.port->get_direct_mem_ptr(payload, dmi);
    return bytes;
  }

  std::int64_t requests = 0;
  std::int64_t ids = 0;
  std::int64_t dmi_allowed = 0;
  std::int64_t written = 0;

 private:
  Platform* platform_ = nullptr;
};

}  // namespace

TEST_CASE("errors: each response travels to the initiator, from wherever it comes") {
  for (const ErrorCase& error : error_cases()) {
    for (const char* socket : {"hbm", "llc.data", "weight_streamer", "llc.control", "sequencer"}) {
      for (const char* abstraction : {"at", "lt"}) {
        Refuser refuser(error.status);
        check_ends(socket, refuser, error.name, abstraction);
      }
    }
  }
}

TEST_CASE("errors: each part gives its own response to what it does not do") {
  for (const ErrorCase& error : error_cases()) {
    if (!error.provoke) continue;
    // An interconnect looks at addresses only, an LLC at all but those.
    const bool address = error.status == tlm::TLM_ADDRESS_ERROR_RESPONSE;
    for (const char* socket : {"hbm", address ? "weight_streamer" : "llc.data"}) {
      for (const char* abstraction : {"at", "lt"}) {
        Tamper tamper(error.provoke);
        check_ends(socket, tamper, error.name, abstraction);
      }
    }
  }
}

TEST_CASE("debug transport and requests for direct memory change no result") {
  const Study study = test::quickstart({"workload.steps=1", "workload.layers=2"});
  const nlohmann::json plain = test::run_platform(study);
  const nlohmann::json debugged = test::simulate([&study] {
    Debugger debugger;
    nlohmann::json result;
    result["run"] = run_observed(
        study,
        [&debugger](const std::string& name) {
          return name == "sparse_attention" || name == "hbm" || name == "llc.control"
                     ? std::vector<SocketObserver*>{&debugger}
                     : std::vector<SocketObserver*>{};
        },
        [&debugger](Platform& platform) { debugger.watch(platform); });
    result["requests"] = debugger.requests;
    result["ids"] = debugger.ids;
    result["dmi"] = debugger.dmi_allowed;
    result["written"] = debugger.written;
    return result;
  });
  CHECK(debugged["run"].dump() == plain.dump());
  CHECK(debugged["requests"] > 4000);
  CHECK(debugged["ids"] == debugged["requests"]);  // registers can be read
  CHECK(debugged["written"] == 0);                 // neither registers nor memory are written
  CHECK(debugged["dmi"] == 0);
}

}  // namespace dsavp
