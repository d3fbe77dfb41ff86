// What the base protocol allows and a checker might take for a fault.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/simulation.h"
#include "tests/unit/tlm/protocol_script.h"

namespace dsavp::tlm_test {
namespace {

DECLARE_EXTENDED_PHASE(checker_test_phase);

struct BusMark : tlm::tlm_extension<BusMark> {
  tlm::tlm_extension_base* clone() const override { return new BusMark; }
  void copy_from(const tlm::tlm_extension_base&) override {}
};

// Violations of `body`, at 10 ns, with everything ended afterwards.
Json violations_of(const std::function<void(ProtocolScript&)>& body,
                   BehindSocket behind = BehindSocket::kTarget) {
  return test::simulate([&]() -> Json {
    ProtocolScript script(behind);
    Agenda agenda("agenda");
    agenda.at(10 * kNs, [&] { body(script); });
    sc_core::sc_start();
    script.checker.finish();
    return script.violations;
  });
}

}  // namespace

TEST_CASE("calls may nest", "[tlm][protocol_checker]") {
  SECTION("the next BEGIN_REQ within END_REQ") {
    CHECK(violations_of([](ProtocolScript& s) {
            Payload& first = s.make();
            Payload& second = s.make();
            s.begin(first);
            s.backward(first, {tlm::END_REQ, tlm::TLM_ACCEPTED, tlm::END_REQ, 0, 0,
                               [&] { s.begin(second); }});
            s.complete(first);
            s.complete(second);
          }).empty());
  }
  SECTION("the response within BEGIN_REQ") {
    CHECK(violations_of([](ProtocolScript& s) {
            Payload& p = s.make();
            s.forward(p, {tlm::BEGIN_REQ, tlm::TLM_ACCEPTED, tlm::BEGIN_REQ, 0, 0,
                          [&] { s.begin_response(p); }});
            s.forward(p, {tlm::END_RESP, tlm::TLM_COMPLETED});
          }).empty());
  }
  SECTION("the next BEGIN_RESP within END_RESP") {
    CHECK(violations_of([](ProtocolScript& s) {
            Payload& first = s.make();
            Payload& second = s.make();
            s.begin_and_end_request(first);
            s.begin_and_end_request(second);
            s.begin_response(first);
            s.forward(first, {tlm::END_RESP, tlm::TLM_COMPLETED, tlm::END_RESP, 0, 0,
                              [&] { s.complete(second); }});
          }).empty());
  }
}

TEST_CASE("a payload that ended within a call is not looked at", "[tlm][protocol_checker]") {
  // END_RESP within BEGIN_RESP, after which the payload is gone.
  CHECK(violations_of([](ProtocolScript& s) {
          Payload& p = s.make();
          s.begin(p);
          p.set_response_status(tlm::TLM_OK_RESPONSE);
          s.backward(p, {tlm::BEGIN_RESP, tlm::TLM_ACCEPTED, tlm::BEGIN_RESP, 0, 0, [&] {
                           s.forward(p, {tlm::END_RESP, tlm::TLM_ACCEPTED});
                           p.release();
                         }});
        }).empty());
}

TEST_CASE("payloads are used again, answered with errors, or carry nothing",
          "[tlm][protocol_checker]") {
  CHECK(violations_of([](ProtocolScript& s) {
          Payload& p = s.make();
          for (int i = 0; i < 3; ++i) {
            p.set_address(0x1000 * static_cast<Address>(i));
            p.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
            s.begin_and_end_request(p);
            p.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
            s.backward(p, {tlm::BEGIN_RESP, tlm::TLM_UPDATED, tlm::END_RESP});
            p.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
            s.blocking(p, [&] { p.set_response_status(tlm::TLM_OK_RESPONSE); });
          }
          Payload& nothing = s.make(tlm::TLM_IGNORE_COMMAND);
          nothing.set_data_ptr(nullptr);
          nothing.set_data_length(0);
          s.begin(nothing);
          s.complete(nothing);
        }).empty());
}

TEST_CASE("extended phases are not ours", "[tlm][protocol_checker]") {
  CHECK(violations_of([](ProtocolScript& s) {
          Payload& p = s.make();
          s.forward(p, {checker_test_phase});
          s.begin(p);
          s.backward(p, {checker_test_phase, tlm::TLM_UPDATED, tlm::END_RESP});
          s.complete(p);
          s.backward(p, {checker_test_phase, tlm::TLM_COMPLETED});
        }).empty());
}

TEST_CASE("an interconnect may change the address and add an extension",
          "[tlm][protocol_checker]") {
  const auto through_bus = [](ProtocolScript& s) {
    Payload& p = s.make();
    s.forward(p, {tlm::BEGIN_REQ, tlm::TLM_ACCEPTED, tlm::BEGIN_REQ, 0, 0, [&] {
                    p.set_address(0x40);
                    p.set_extension(new BusMark);
                  }});
    s.backward(p, {tlm::END_REQ});
    p.set_address(0x80);
    s.complete(p);
  };
  CHECK(violations_of(through_bus, BehindSocket::kInterconnect).empty());
  const Json of_target = violations_of(through_bus);
  REQUIRE(of_target.size() == 2);  // each change once
  CHECK(of_target[0]["rule"] == "address-modified");
  CHECK(of_target[1]["rule"] == "address-modified");
}

}  // namespace dsavp::tlm_test
