#include "tests/unit/tlm/protocol_cases.h"

namespace dsavp::tlm_test {

using Rule = ProtocolRule;
using Script = ProtocolScript;

namespace {

struct OwnMark : tlm::tlm_extension<OwnMark> {
  tlm::tlm_extension_base* clone() const override { return new OwnMark; }
  void copy_from(const tlm::tlm_extension_base&) override {}
};

// A request whose attributes `spoil` has spoilt, sent both ways.
RuleCase at_start(const char* what, Rule rule, const std::function<void(Payload&)>& spoil) {
  return {what, rule, [spoil](Script& s) {
            Payload& payload = s.make();
            spoil(payload);
            s.begin(payload);
          }};
}

RuleCase at_blocking_start(const char* what, Rule rule,
                           const std::function<void(Payload&)>& spoil) {
  return {what, rule, [spoil](Script& s) {
            Payload& payload = s.make();
            spoil(payload);
            s.blocking(payload, [&] { payload.set_response_status(tlm::TLM_OK_RESPONSE); });
          }};
}

// Spoilt in flight, seen at END_REQ.
RuleCase in_flight(const char* what, Rule rule, const std::function<void(Payload&)>& spoil) {
  return {what, rule, [spoil](Script& s) {
            Payload& payload = s.make();
            payload.set_extension(new OwnMark);
            s.begin(payload);
            spoil(payload);
            s.backward(payload, {tlm::END_REQ});
            s.complete(payload);
          }};
}

RuleCase in_blocking_flight(const char* what, Rule rule,
                            const std::function<void(Payload&)>& spoil) {
  return {what, rule, [spoil](Script& s) {
            Payload& payload = s.make();
            s.blocking(payload, [&] {
              spoil(payload);
              payload.set_response_status(tlm::TLM_OK_RESPONSE);
            });
          }};
}

unsigned char other_bytes[64];

// Stack payloads with the attributes of s.make()'s.
void describe_access(Payload& payload) {
  payload.set_read();
  payload.set_address(0x1000);
  payload.set_data_ptr(other_bytes);
  payload.set_data_length(64);
  payload.set_streaming_width(64);
}

}  // namespace

std::vector<RuleCase> payload_cases() {
  return {
      {"no memory manager", Rule::kNoManager,
       [](Script& s) {
         Payload payload;
         describe_access(payload);
         s.begin(payload);
       }},
      {"no reference", Rule::kNoReference,
       [](Script& s) {
         Payload payload(&s.manager);
         describe_access(payload);
         s.begin(payload);
       }},
      {"no reference in blocking transport", Rule::kNoReference,
       [](Script& s) {
         Payload payload(&s.manager);
         describe_access(payload);
         s.blocking(payload, [&] { payload.set_response_status(tlm::TLM_OK_RESPONSE); });
       }},
      {"a payload sent again", Rule::kPayloadInFlight,
       [](Script& s) {
         Payload& p = s.make();
         s.begin_and_end_request(p);
         s.begin(p);
       }},
      {"a payload in two blocking calls", Rule::kPayloadInFlight,
       [](Script& s) {
         Payload& p = s.make();
         s.blocking(p,
                    [&] { s.blocking(p, [&] { p.set_response_status(tlm::TLM_OK_RESPONSE); }); });
       }},
      {"blocking transport of a payload in flight", Rule::kBlockingInFlight,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.blocking(p, [] {});
       }},
      {"BEGIN_REQ of a payload in blocking transport", Rule::kBlockingInFlight,
       [](Script& s) {
         Payload& p = s.make();
         s.blocking(p, [&] {
           s.begin(p);
           p.set_response_status(tlm::TLM_OK_RESPONSE);
         });
       }},
      {"more bytes than asked for", Rule::kDebugBytes,
       [](Script& s) {
         s.checker.after_debug(s.make(), 64);
         s.checker.after_debug(s.make(), 65);
       }},
      {"in flight at the end", Rule::kUnfinished,
       [](Script& s) {
         Payload& done = s.make();
         s.begin(done);
         s.complete(done);
         s.begin(s.make());
         s.checker.finish();
       }},
  };
}

std::vector<RuleCase> attribute_cases() {
  std::vector<RuleCase> cases;
  const auto start = [&cases](const char* what, Rule rule,
                              const std::function<void(Payload&)>& spoil) {
    cases.push_back(at_start(what, rule, spoil));
    cases.push_back(at_blocking_start(what, rule, spoil));
  };
  const auto flight = [&cases](const char* what, Rule rule,
                               const std::function<void(Payload&)>& spoil) {
    cases.push_back(in_flight(what, rule, spoil));
    cases.push_back(in_blocking_flight(what, rule, spoil));
  };
  start("a status at the start", Rule::kStatusAtStart,
        [](Payload& p) { p.set_response_status(tlm::TLM_OK_RESPONSE); });
  start("no data pointer", Rule::kNoDataPointer, [](Payload& p) { p.set_data_ptr(nullptr); });
  start("no data length", Rule::kNoDataLength, [](Payload& p) { p.set_data_length(0); });
  start("no streaming width", Rule::kNoStreamingWidth,
        [](Payload& p) { p.set_streaming_width(0); });
  start("byte enables of no length", Rule::kNoByteEnableLength, [](Payload& p) {
    p.set_byte_enable_ptr(other_bytes);
    p.set_byte_enable_length(0);
  });
  start("DMI allowed at the start", Rule::kDmiAtStart, [](Payload& p) { p.set_dmi_allowed(true); });

  flight("another command", Rule::kCommandModified, [](Payload& p) { p.set_write(); });
  flight("another address", Rule::kAddressModified, [](Payload& p) { p.set_address(0x2000); });
  flight("other data", Rule::kDataModified, [](Payload& p) { p.set_data_ptr(other_bytes); });
  flight("another length", Rule::kDataModified, [](Payload& p) { p.set_data_length(32); });
  flight("another streaming width", Rule::kStreamingModified,
         [](Payload& p) { p.set_streaming_width(8); });
  flight("byte enables", Rule::kByteEnableModified, [](Payload& p) {
    p.set_byte_enable_ptr(other_bytes);
    p.set_byte_enable_length(1);
  });
  cases.push_back(in_flight("an extension lost", Rule::kExtensionModified, [](Payload& p) {
    delete p.set_extension(static_cast<OwnMark*>(nullptr));
  }));
  cases.push_back(in_flight("an extension replaced", Rule::kExtensionModified,
                            [](Payload& p) { p.set_extension(new OwnMark); }));
  return cases;
}

std::vector<RuleCase> status_cases() {
  return {
      {"a response without status", Rule::kStatusMissing,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.backward(p, {tlm::BEGIN_RESP});
       }},
      {"early completion without status", Rule::kStatusMissing,
       [](Script& s) {
         s.forward(s.make(), {tlm::BEGIN_REQ, tlm::TLM_COMPLETED});
       }},
      {"blocking transport without status", Rule::kStatusMissing,
       [](Script& s) { s.blocking(s.make(), [] {}); }},
      {"a status set again before the response", Rule::kStatusModified,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         p.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
         s.backward(p, {tlm::END_REQ});
         s.complete(p);
       }},
      {"a status changed after BEGIN_RESP", Rule::kStatusModified,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.begin_response(p);
         p.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
         s.forward(p, {tlm::END_RESP, tlm::TLM_COMPLETED});
       }},
      {"an initiator that changes a translated address", Rule::kAddressModified,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.backward(p, {tlm::END_REQ, tlm::TLM_ACCEPTED, tlm::END_REQ, 0, 0,
                        [&] { p.set_address(0x2000); }});
       },
       BehindSocket::kInterconnect},
  };
}

}  // namespace dsavp::tlm_test
