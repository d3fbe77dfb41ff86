#include <catch2/catch.hpp>

#include "models/common/attribution.h"
#include "models/common/sc_time.h"
#include "testbench/transaction_trace/socket_recorder.h"

namespace dsavp {
namespace {

struct Kept : TransactionSink {
  void began(int socket, Picoseconds begin, Picoseconds) override {
    begun.emplace_back(socket, begin);
  }
  void ended(const TransactionRecord& transaction, Picoseconds) override {
    records.push_back(transaction);
  }
  std::vector<std::pair<int, Picoseconds>> begun;
  std::vector<TransactionRecord> records;
};

// A read that keeps its payload on its way through two sockets, driven by hand.
struct Sockets {
  Sockets() { payload.set_command(tlm::TLM_READ_COMMAND); }

  SocketCall call(const tlm::tlm_phase& phase, Picoseconds delay) {
    return {payload, phase, to_sc(delay)};
  }
  void request(SocketRecorder& socket, Picoseconds at) {
    socket.before_forward(call(tlm::BEGIN_REQ, at));
    socket.after_forward(call(tlm::BEGIN_REQ, at), call(tlm::END_REQ, at + 5), tlm::TLM_UPDATED);
  }
  void respond(SocketRecorder& socket, Picoseconds at) {
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    socket.before_backward(call(tlm::BEGIN_RESP, at));
    socket.after_backward(call(tlm::BEGIN_RESP, at), call(tlm::END_RESP, at), tlm::TLM_UPDATED);
  }

  tlm::tlm_generic_payload payload;
  TransactionsUnderWay under_way;
  Kept kept;
  SocketRecorder near{0, under_way, {&kept}};
  SocketRecorder far{1, under_way, {&kept}};
};

}  // namespace

TEST_CASE("a payload is one transaction at all sockets, and another one when it is used again") {
  Sockets s;
  s.under_way.record(true);
  for (int use = 0; use < 2; ++use) {
    s.payload.set_address(0x1000);
    s.request(s.near, 100);
    s.payload.set_address(0x10);  // as an interconnect may
    s.request(s.far, 200);
    s.respond(s.far, 300);
    s.respond(s.near, 400);
  }
  REQUIRE(s.kept.records.size() == 4);
  for (int use = 0; use < 2; ++use) {
    const TransactionRecord& far = s.kept.records[2 * use];
    const TransactionRecord& near = s.kept.records[2 * use + 1];
    CHECK(far.id == std::uint64_t(use) + 1);
    CHECK(near.id == far.id);
    CHECK((near.first && !far.first));
    CHECK((near.address == 0x1000 && far.address == 0x10));
    CHECK((near.begin == 100 && near.end_request == 105 && near.begin_response == 400));
    CHECK((far.begin == 200 && far.end_request == 205 && far.begin_response == 300));
  }
  CHECK(s.kept.begun ==
        std::vector<std::pair<int, Picoseconds>>{{0, 100}, {1, 200}, {0, 100}, {1, 200}});
  CHECK(s.under_way.count() == 0);
}

TEST_CASE("what begins while nothing is recorded is left out at every socket") {
  Sockets s;
  s.request(s.near, 100);
  s.respond(s.near, 400);
  CHECK(s.kept.records.empty());
  s.under_way.record(true);
  s.request(s.near, 500);
  s.under_way.record(false);  // what has begun is recorded to its end
  s.request(s.far, 600);
  s.respond(s.far, 700);
  s.respond(s.near, 800);
  CHECK(s.kept.records.size() == 2);
  s.request(s.near, 900);
  CHECK(s.kept.begun.size() == 2);
  CHECK(s.under_way.count() == 0);
}

TEST_CASE("every way in which a target may answer ends a transaction once") {
  Sockets s;
  s.under_way.record(true);
  const SocketCall begin = s.call(tlm::BEGIN_REQ, 10);
  const auto last_is = [&s](std::size_t count, Picoseconds end_request, Picoseconds response) {
    REQUIRE(s.kept.records.size() == count);
    CHECK(s.kept.records.back().begin == 10);
    CHECK(s.kept.records.back().end_request == end_request);
    CHECK(s.kept.records.back().begin_response == response);
  };
  SECTION("early completion") {
    s.near.before_forward(begin);
    s.near.after_forward(begin, s.call(tlm::BEGIN_REQ, 30), tlm::TLM_COMPLETED);
    last_is(1, 30, 30);
  }
  SECTION("a response in the return path") {
    s.near.before_forward(begin);
    s.near.after_forward(begin, s.call(tlm::BEGIN_RESP, 40), tlm::TLM_UPDATED);
    s.near.before_forward(s.call(tlm::END_RESP, 40));
    s.near.after_forward(s.call(tlm::END_RESP, 40), s.call(tlm::END_RESP, 40), tlm::TLM_COMPLETED);
    last_is(1, 40, 40);
  }
  SECTION("END_REQ on the backward path") {
    s.near.before_forward(begin);
    s.near.after_forward(begin, begin, tlm::TLM_ACCEPTED);
    s.near.before_backward(s.call(tlm::END_REQ, 20));
    s.respond(s.near, 50);
    last_is(1, 20, 50);
  }
  SECTION("a response within the request's call") {
    s.near.before_forward(begin);
    s.respond(s.near, 50);
    s.near.after_forward(begin, begin, tlm::TLM_ACCEPTED);
    last_is(1, 50, 50);
  }
  SECTION("blocking transport") {
    s.near.before_blocking(begin);
    s.near.after_blocking(begin, s.call(tlm::UNINITIALIZED_PHASE, 60));
    last_is(1, 60, 60);
  }
  CHECK(s.under_way.count() == 0);
}

TEST_CASE("a record says who made the transaction, and how it was answered") {
  Sockets s;
  s.under_way.record(true);
  Attribution by;
  by.owner = "engine";
  by.layer = 4;
  by.request = 2;
  s.payload.set_extension(&by);
  s.payload.set_command(tlm::TLM_WRITE_COMMAND);
  s.payload.set_data_length(512);
  s.request(s.near, 0);
  s.payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
  s.near.before_backward(s.call(tlm::BEGIN_RESP, 1));
  s.payload.clear_extension(&by);
  REQUIRE(s.kept.records.size() == 1);
  const TransactionRecord& record = s.kept.records[0];
  CHECK(std::string(record.owner) == "engine");
  CHECK((record.layer == 4 && record.request == 2 && record.bytes == 512 && record.write));
  CHECK(std::string(record.status) == "address error");
}

}  // namespace dsavp
