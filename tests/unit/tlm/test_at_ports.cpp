#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "models/common/at_initiator_port.h"
#include "models/common/at_target_port.h"
#include "tests/support/simulation.h"
#include "tests/unit/tlm/checked_sockets.h"
#include "tests/unit/tlm/tlm_test_util.h"

namespace dsavp::tlm_test::at_ports_test {
namespace {

DECLARE_EXTENDED_PHASE(foreign_phase);

// ---- our initiator port --------------------------------------------------------------------

// A part with our initiator port that sends all its requests at once.
class Requester : public sc_core::sc_module, private AtInitiator {
 public:
  explicit Requester(const sc_core::sc_module_name& name)
      : sc_core::sc_module(name), port("port", *this), agenda_("agenda") {}

  AtInitiatorPort port;
  Manager manager;

  void send(Picoseconds call, Picoseconds when) {
    agenda_.at(call, [this, when] {
      const auto index = static_cast<Address>(answers_.size());
      answers_.push_back(0);
      times_.push_back(0);
      port.send(manager.make(tlm::TLM_READ_COMMAND, index, 64), when);
    });
  }

  Json result(const ForeignTarget& target) const {
    Json result;
    result["answers"] = answers_;
    result["times"] = times_;
    result["order"] = order_;
    result["channel_free"] = channel_free_;
    result["references_left"] = manager.made - manager.freed;
    result["end_responses"] = target.end_responses();
    result["violations"] = target.violations();
    result["inside"] = target.inside();
    result["free_at_end"] = port.request_channel_is_free();
    return result;
  }

 private:
  void response(Payload& payload, Picoseconds when, int) override {
    ++answers_[payload.get_address()];
    times_[payload.get_address()] = when;
    order_.push_back(payload.get_address());
    agenda_.at(when, [&payload] { payload.release(); });
  }
  void request_channel_free(int) override { ++channel_free_; }

  Agenda agenda_;
  std::vector<int> answers_;
  std::vector<Picoseconds> times_;
  std::vector<Address> order_;
  int channel_free_ = 0;
};

constexpr int kRequests = 20;

Json drive(Answers answers, const std::function<void(ForeignTarget&)>& prepare = {}) {
  return test::simulate([&]() -> Json {
    ForeignTarget target("target", answers, 100 * kNs);
    if (prepare) prepare(target);
    Requester requester("requester");
    CheckedSockets sockets;
    sockets.bind(requester.port, target.socket);
    for (int i = 0; i < kRequests; ++i) requester.send(0, 0);
    sc_core::sc_start();
    sockets.finish();
    return requester.result(target);
  });
}

void check_kept_protocol(const Json& result, Answers answers) {
  CHECK(result["answers"] == std::vector<int>(kRequests, 1));
  CHECK(result["violations"].empty());
  CHECK(result["references_left"] == 0);
  CHECK(result["inside"] == 0);
  CHECK(result["free_at_end"] == true);
  CHECK(result["end_responses"] == (answers == Answers::kCompleted ? 0 : kRequests));
}

// Times 0, step, 2 step, ... each plus `first`.
std::vector<Picoseconds> times(Picoseconds first, Picoseconds step, int count = kRequests) {
  std::vector<Picoseconds> result;
  for (int i = 0; i < count; ++i) result.push_back(first + i * step);
  return result;
}

// ---- our target port -----------------------------------------------------------------------

// A part with our target port: `capacity` inside at once, each answered `latency` after its
// arrival.
class Server : public sc_core::sc_module, private AtTarget {
 public:
  Server(const sc_core::sc_module_name& name, std::size_t capacity, Picoseconds latency)
      : sc_core::sc_module(name),
        port("port", *this),
        capacity_(capacity),
        latency_(latency),
        agenda_("agenda") {}

  AtTargetPort port;
  bool answers_within_accept = false;
  Picoseconds announces_ahead = 0;
  std::vector<Picoseconds> arrivals;
  int refusals = 0;
  int debug_calls = 0;
  int resumes_without_request = 0;
  std::size_t most_inside = 0;

 private:
  bool accept(Payload& payload, Picoseconds arrival, int) override {
    if (inside_ == capacity_) {
      ++refusals;
      return false;
    }
    arrivals.push_back(arrival);
    payload.set_response_status(payload.get_address() < 0x1000 ? tlm::TLM_OK_RESPONSE
                                                               : tlm::TLM_ADDRESS_ERROR_RESPONSE);
    if (answers_within_accept && !(++asked_ % 2)) {
      port.respond(payload, arrival + latency_);
      return true;
    }
    most_inside = std::max(most_inside, ++inside_);
    const Picoseconds when = arrival + latency_;
    agenda_.at(when - announces_ahead, [this, &payload, when] {
      --inside_;
      port.respond(payload, when);
      if (!port.holding()) ++resumes_without_request;
      port.resume();
    });
    return true;
  }
  unsigned debug(Payload& payload, int) override {
    ++debug_calls;
    return payload.get_data_length();
  }

  const std::size_t capacity_;
  const Picoseconds latency_;
  Agenda agenda_;
  std::size_t inside_ = 0;
  int asked_ = 0;
};

constexpr ForeignInitiator::End kEnds[] = {ForeignInitiator::End::kCompleted,
                                           ForeignInitiator::End::kUpdated,
                                           ForeignInitiator::End::kCall};

Json column(const ForeignInitiator& initiator, Picoseconds Record::*field) {
  Json result = Json::array();
  for (const Record& record : initiator.records()) result.push_back(record.*field);
  return result;
}

Json result_of(const ForeignInitiator& initiator) {
  Json result;
  result["clean"] = initiator.clean();
  result["ok"] = initiator.all_ok();
  result["violations"] = initiator.violations();
  result["answered"] = initiator.answered();
  result["most_accepted"] = initiator.most_accepted();
  result["begin_resp"] = column(initiator, &Record::begin_resp);
  result["end_req"] = column(initiator, &Record::end_req);
  return result;
}

}  // namespace

TEST_CASE("the initiator port takes every way of answering", "[tlm][at_initiator_port]") {
  const Answers answers = GENERATE(from_range(std::begin(kAllAnswers), std::end(kAllAnswers)));
  CAPTURE(static_cast<int>(answers));
  const Json result = drive(answers);
  check_kept_protocol(result, answers);
  // Only END_REQ frees the request channel before the response.
  const bool pipelined = answers == Answers::kEndReq || answers == Answers::kFourPhase;
  CHECK(result["times"] == times(100 * kNs, pipelined ? 0 : 100 * kNs));
}

TEST_CASE("the initiator port waits while END_REQ is withheld", "[tlm][at_initiator_port]") {
  const Json result = drive(Answers::kFourPhase, [](ForeignTarget& target) {
    target.accept_delay_of = [](std::size_t) { return 30 * kNs; };
  });
  check_kept_protocol(result, Answers::kFourPhase);
  CHECK(result["times"] == times(100 * kNs, 30 * kNs));
  // Each END_REQ lets a queued request go; the last one leaves the channel free.
  CHECK(result["channel_free"] == 1);
}

TEST_CASE("a target that has room for two at a time", "[tlm][at_initiator_port]") {
  const Answers answers = GENERATE(Answers::kEndReq, Answers::kFourPhase);
  const Json result = drive(answers, [](ForeignTarget& target) { target.room = 2; });
  check_kept_protocol(result, answers);
  // The third is held back, yet it has arrived: its 100 ns run from then on. The others come as
  // there is room, two or three each 100 ns.
  CHECK(result["times"].back() >= kRequests / 3 * 100 * kNs);
  CHECK(result["times"].back() <= kRequests / 2 * 100 * kNs);
}

TEST_CASE("responses out of order reach the part as they come", "[tlm][at_initiator_port]") {
  const Answers answers = GENERATE(Answers::kEndReq, Answers::kFourPhase);
  const Json result = drive(answers, [](ForeignTarget& target) {
    target.latency_of = [](std::size_t i) { return (200 - 5 * static_cast<Picoseconds>(i)) * kNs; };
  });
  check_kept_protocol(result, answers);
  CHECK(result["times"] == times(200 * kNs, -5 * kNs));
  std::vector<Address> backwards;
  for (int i = kRequests; i-- > 0;) backwards.push_back(static_cast<Address>(i));
  CHECK(result["order"] == backwards);
}

TEST_CASE("BEGIN_RESP that overtakes END_REQ stands for it", "[tlm][at_initiator_port]") {
  const Json result = drive(Answers::kFourPhase, [](ForeignTarget& target) {
    target.accept_delay_of = [](std::size_t i) { return i % 2 == 0 ? 500 * kNs : 10 * kNs; };
  });
  check_kept_protocol(result, Answers::kFourPhase);
}

TEST_CASE("requests for later times keep them, in the order sent", "[tlm][at_initiator_port]") {
  const Json result = test::simulate([]() -> Json {
    ForeignTarget target("target", Answers::kEndReq, 100 * kNs);
    Requester requester("requester");
    CheckedSockets sockets;
    sockets.bind(requester.port, target.socket);
    requester.send(0, 50 * kNs);
    requester.send(0, 20 * kNs);  // the channel is taken until the one before has begun
    requester.send(10 * kNs, 70 * kNs);
    sc_core::sc_start();
    sockets.finish();
    Json answer = requester.result(target);
    for (const ForeignTarget::Seen& seen : target.seen())
      answer["arrivals"].push_back(seen.arrival);
    return answer;
  });
  CHECK(result["violations"].empty());
  CHECK(result["arrivals"] == Json({50 * kNs, 50 * kNs, 70 * kNs}));
  CHECK(result["times"] == Json({150 * kNs, 150 * kNs, 170 * kNs}));
}

TEST_CASE("the initiator port ignores phases that it does not know", "[tlm][at_initiator_port]") {
  const Json result = test::simulate([]() -> Json {
    ForeignTarget target("target", Answers::kFourPhase, 100 * kNs);
    Requester requester("requester");
    CheckedSockets sockets;
    sockets.bind(requester.port, target.socket);
    requester.send(0, 0);
    Agenda agenda("agenda");
    Json status;
    agenda.at(10 * kNs, [&] {
      Manager manager;
      Payload& payload = manager.make(tlm::TLM_READ_COMMAND, 0, 8);
      tlm::tlm_phase phase = foreign_phase;
      sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
      status = static_cast<int>(target.socket->nb_transport_bw(payload, phase, delay));
      payload.release();
    });
    sc_core::sc_start();
    sockets.finish();
    return {status, requester.result(target)["answers"]};
  });
  CHECK(result[0] == static_cast<int>(tlm::TLM_ACCEPTED));
  CHECK(result[1] == Json({1}));
}

TEST_CASE("the target port keeps to each way of ending", "[tlm][at_target_port]") {
  const ForeignInitiator::End end = GENERATE(from_range(std::begin(kEnds), std::end(kEnds)));
  CAPTURE(static_cast<int>(end));
  const Json result = test::simulate([&]() -> Json {
    Server server("server", 100, 40 * kNs);
    ForeignInitiator initiator("initiator", end);
    CheckedSockets sockets;
    sockets.bind(initiator.socket, server.port);
    for (int i = 0; i < kRequests; ++i) initiator.add(i * 10 * kNs, 0, 64);
    sc_core::sc_start();
    sockets.finish();
    return result_of(initiator);
  });
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["violations"].empty());
  CHECK(result["end_req"] == times(0, 10 * kNs));
  CHECK(result["begin_resp"] == times(40 * kNs, 10 * kNs));
}

TEST_CASE("the next BEGIN_RESP waits for END_RESP", "[tlm][at_target_port]") {
  const Json result = test::simulate([]() -> Json {
    Server server("server", 100, 40 * kNs);
    ForeignInitiator initiator("initiator", ForeignInitiator::End::kCall, 50 * kNs);
    CheckedSockets sockets;
    sockets.bind(initiator.socket, server.port);
    for (int i = 0; i < kRequests; ++i) initiator.add(0, 0, 64);
    sc_core::sc_start();
    sockets.finish();
    return result_of(initiator);
  });
  CHECK(result["clean"] == true);
  CHECK(result["violations"].empty());
  CHECK(result["begin_resp"] == times(40 * kNs, 50 * kNs));
}

TEST_CASE("a response announced ahead of time has its time", "[tlm][at_target_port]") {
  const ForeignInitiator::End end = GENERATE(from_range(std::begin(kEnds), std::end(kEnds)));
  const Json result = test::simulate([&]() -> Json {
    Server server("server", 100, 40 * kNs);
    server.announces_ahead = 15 * kNs;
    ForeignInitiator initiator("initiator", end);
    CheckedSockets sockets;
    sockets.bind(initiator.socket, server.port);
    for (int i = 0; i < kRequests; ++i) initiator.add(i * 10 * kNs, 0, 64);
    sc_core::sc_start();
    sockets.finish();
    return result_of(initiator);
  });
  CHECK(result["clean"] == true);
  CHECK(result["begin_resp"] == times(40 * kNs, 10 * kNs));
}

TEST_CASE("requests held back are offered again until accepted", "[tlm][at_target_port]") {
  const ForeignInitiator::End end = GENERATE(from_range(std::begin(kEnds), std::end(kEnds)));
  const Json result = test::simulate([&]() -> Json {
    Server server("server", 2, 40 * kNs);
    ForeignInitiator initiator("initiator", end);
    CheckedSockets sockets;
    sockets.bind(initiator.socket, server.port);
    for (int i = 0; i < kRequests; ++i) initiator.add(0, 0, 64);
    sc_core::sc_start();
    sockets.finish();
    Json answer = result_of(initiator);
    answer["most_inside"] = server.most_inside;
    answer["refusals"] = server.refusals;
    answer["holding"] = server.port.holding();
    return answer;
  });
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["most_inside"] == 2);
  CHECK(result["refusals"] >= kRequests / 2 - 1);
  CHECK(result["holding"] == false);
  for (int i = 0; i < kRequests; ++i) {
    CHECK(result["begin_resp"][i] == (i / 2 + 1) * 40 * kNs);
    CHECK(result["end_req"][i] == i / 2 * 40 * kNs);
  }
}

TEST_CASE("a request annotated with a delay arrives after it", "[tlm][at_target_port]") {
  // Held back ones too: their time may be later than the resume.
  const std::size_t capacity = GENERATE(100, 1);
  const Json result = test::simulate([&]() -> Json {
    Server server("server", capacity, 5 * kNs);
    ForeignInitiator initiator("initiator");
    initiator.ahead = 25 * kNs;
    CheckedSockets sockets;
    sockets.bind(initiator.socket, server.port);
    for (int i = 0; i < kRequests; ++i) initiator.add((100 + 10 * i) * kNs, 0, 64);
    sc_core::sc_start();
    sockets.finish();
    Json answer = result_of(initiator);
    answer["arrivals"] = server.arrivals;
    return answer;
  });
  CHECK(result["clean"] == true);
  CHECK(result["arrivals"] == times(100 * kNs, 10 * kNs));
  CHECK(result["end_req"] == times(100 * kNs, 10 * kNs));
  CHECK(result["begin_resp"] == times(105 * kNs, 10 * kNs));
}

TEST_CASE("a part may answer while it accepts", "[tlm][at_target_port]") {
  // At once, or when a request held back is offered again.
  const std::size_t capacity = GENERATE(100, 1);
  const ForeignInitiator::End end = GENERATE(from_range(std::begin(kEnds), std::end(kEnds)));
  CAPTURE(capacity, static_cast<int>(end));
  const Json result = test::simulate([&]() -> Json {
    Server server("server", capacity, 40 * kNs);
    server.answers_within_accept = true;
    ForeignInitiator initiator("initiator", end);
    CheckedSockets sockets;
    sockets.bind(initiator.socket, server.port);
    for (int i = 0; i < kRequests; ++i) initiator.add(0, 0, 64);
    sc_core::sc_start();
    sockets.finish();
    return result_of(initiator);
  });
  CHECK(result["clean"] == true);
  CHECK(result["violations"].empty());
  CHECK(result["ok"] == true);
}

TEST_CASE("blocking callers with unmanaged payloads take turns", "[tlm][at_target_port]") {
  constexpr int kThreads = 6;
  constexpr int kCalls = 5;
  const std::size_t capacity = GENERATE(1, 2, 100);
  const bool within_accept = GENERATE(false, true);
  CAPTURE(capacity, within_accept);
  const Json result = test::simulate([&]() -> Json {
    Server server("server", capacity, 40 * kNs);
    server.answers_within_accept = within_accept;
    BlockingInitiator initiator("initiator");
    initiator.socket.bind(server.port);
    int done = 0;
    std::vector<std::unique_ptr<Thread>> threads;
    for (int i = 0; i < kThreads; ++i) {
      const auto body = [&] {
        for (int call = 0; call < kCalls; ++call) {
          done += initiator.read(0, 64).status == tlm::TLM_OK_RESPONSE;
        }
      };
      threads.push_back(std::make_unique<Thread>(("thread" + std::to_string(i)).c_str(), body));
    }
    sc_core::sc_start();
    Json answer;
    answer["done"] = done;
    answer["end"] = now_ps();
    answer["most_inside"] = server.most_inside;
    answer["holding"] = server.port.holding();
    return answer;
  });
  CHECK(result["done"] == kThreads * kCalls);
  CHECK(result["holding"] == false);
  CHECK(result["most_inside"] <= capacity);
  if (!within_accept) {
    const auto at_once = static_cast<Picoseconds>(std::min<std::size_t>(capacity, kThreads));
    CHECK(result["end"] == kThreads * kCalls / at_once * 40 * kNs);
  }
}

TEST_CASE("blocking transport carries delay, status and attributes", "[tlm][at_target_port]") {
  const Json result = test::simulate([]() -> Json {
    Server server("server", 1, 40 * kNs);
    BlockingInitiator initiator("initiator");
    initiator.socket.bind(server.port);
    Json answer;
    Thread thread("thread", [&] {
      Payload payload;
      payload.set_command(tlm::TLM_READ_COMMAND);
      payload.set_address(0x2000);
      payload.set_data_length(64);
      payload.set_streaming_width(64);
      payload.set_dmi_allowed(true);
      sc_core::sc_time delay = to_sc(25 * kNs);
      initiator.socket->b_transport(payload, delay);
      answer["status"] = payload.get_response_string();
      answer["end"] = now_ps() + from_sc(delay);
      answer["dmi"] = payload.is_dmi_allowed();
    });
    sc_core::sc_start();
    answer["arrivals"] = server.arrivals;
    return answer;
  });
  CHECK(result["status"] == "TLM_ADDRESS_ERROR_RESPONSE");
  CHECK(result["arrivals"] == Json({25 * kNs}));
  CHECK(result["end"] == 65 * kNs);
  CHECK(result["dmi"] == false);
}

TEST_CASE("direct memory is denied and debug takes no time", "[tlm][at_target_port]") {
  const Json result = test::simulate([]() -> Json {
    Server server("server", 1, 40 * kNs);
    BlockingInitiator initiator("initiator");
    initiator.socket.bind(server.port);
    Agenda agenda("agenda");
    Json answer;
    agenda.at(10 * kNs, [&] {
      Payload payload;
      payload.set_data_length(24);
      tlm::tlm_dmi dmi;
      answer["granted"] = initiator.socket->get_direct_mem_ptr(payload, dmi);
      answer["access"] = dmi.is_none_allowed();
      answer["bytes"] = initiator.socket->transport_dbg(payload);
      answer["time"] = now_ps();
    });
    sc_core::sc_start();
    answer["end"] = now_ps();
    answer["debug_calls"] = server.debug_calls;
    answer["arrivals"] = server.arrivals.size();
    return answer;
  });
  CHECK(result["granted"] == false);
  CHECK(result["access"] == true);
  CHECK(result["bytes"] == 24);
  CHECK(result["debug_calls"] == 1);
  CHECK(result["time"] == 10 * kNs);
  CHECK(result["end"] == 10 * kNs);
  CHECK(result["arrivals"] == 0);
}

TEST_CASE("blocking and non-blocking requests share a socket", "[tlm][at_target_port]") {
  // The exclusion rule is about non-blocking requests; a blocking one that is held back must not
  // make a BEGIN_REQ an error.
  const std::size_t capacity = GENERATE(1, 2, 100);
  const bool within_accept = GENERATE(false, true);
  const ForeignInitiator::End end = GENERATE(from_range(std::begin(kEnds), std::end(kEnds)));
  CAPTURE(capacity, within_accept, static_cast<int>(end));
  const Json result = test::simulate([&]() -> Json {
    Server server("server", capacity, 40 * kNs);
    server.answers_within_accept = within_accept;
    ForeignInitiator initiator("initiator", end);
    initiator.socket.bind(server.port);
    for (int i = 0; i < kRequests; ++i) initiator.add(i * 25 * kNs, 0, 64);
    int done = 0;
    const auto body = [&] {
      for (int call = 0; call < 5; ++call) {
        Payload payload;
        payload.set_read();
        sc_core::sc_time delay = to_sc(7 * kNs);
        initiator.socket->b_transport(payload, delay);
        done += payload.is_response_ok();
      }
    };
    Thread first("first", body);
    Thread second("second", body);
    sc_core::sc_start();
    Json answer = result_of(initiator);
    answer["done"] = done;
    answer["holding"] = server.port.holding();
    answer["most_inside"] = server.most_inside;
    return answer;
  });
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["violations"].empty());
  CHECK(result["done"] == 10);
  CHECK(result["holding"] == false);
  CHECK(result["most_inside"] <= capacity);
}

// What comes of calls that break the protocol: `first` is accepted or held back, then `phase` is
// called on it or on another transaction.
static std::string break_protocol(std::size_t capacity, tlm::tlm_phase phase, bool same) {
  try {
    const Json result = test::simulate([&]() -> Json {
      Server server("server", capacity, 40 * kNs);
      ForeignInitiator initiator("initiator");
      initiator.socket.bind(server.port);
      Agenda agenda("agenda");
      Manager manager;
      tlm::tlm_sync_enum status = tlm::TLM_COMPLETED;
      agenda.at(10 * kNs, [&] {
        Payload& first = manager.make(tlm::TLM_READ_COMMAND, 0, 64);
        tlm::tlm_phase begin = tlm::BEGIN_REQ;
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        initiator.socket->nb_transport_fw(first, begin, delay);
        Payload& second = same ? first : manager.make(tlm::TLM_READ_COMMAND, 0, 64);
        status = initiator.socket->nb_transport_fw(second, phase, delay);
      });
      sc_core::sc_start(15, sc_core::SC_NS);
      return static_cast<int>(status);
    });
    return result.dump();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

TEST_CASE("phases that break the protocol are reported", "[tlm][at_target_port]") {
  using Catch::Matchers::Contains;
  const std::string accepted = std::to_string(static_cast<int>(tlm::TLM_ACCEPTED));
  CHECK_THAT(break_protocol(0, tlm::BEGIN_REQ, false), Contains("no END_REQ"));
  CHECK_THAT(break_protocol(1, tlm::END_RESP, true), Contains("out of order"));
  CHECK_THAT(break_protocol(1, tlm::BEGIN_RESP, true), Contains("out of order"));
  CHECK_THAT(break_protocol(1, tlm::END_REQ, true), Contains("out of order"));
  CHECK(break_protocol(1, foreign_phase, true) == accepted);  // an extended phase is not ours
}

}  // namespace dsavp::tlm_test::at_ports_test
