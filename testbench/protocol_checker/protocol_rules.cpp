#include "testbench/protocol_checker/protocol_rules.h"

#include <fmt/format.h>

namespace dsavp {

using Rule = ProtocolRule;

const ProtocolRuleText kProtocolRuleTexts[kProtocolRules] = {
    {Rule::kPhasePath, "phase-path", "15.2.3",
     "BEGIN_REQ and END_RESP travel forward, END_REQ and BEGIN_RESP backward"},
    {Rule::kPhaseOrder, "phase-order", "15.2.4",
     "phases of a transaction come in order, each once; BEGIN_RESP may stand for END_REQ"},
    {Rule::kCallAfterEnd, "call-after-end", "15.2.4",
     "no phase of a transaction that has ended or never began"},
    {Rule::kUpdatedPhase, "updated-phase", "15.2.4",
     "TLM_UPDATED comes with a new phase that answers the call's"},
    {Rule::kCompletedEarly, "completed-early", "15.2.4",
     "TLM_COMPLETED answers BEGIN_REQ, BEGIN_RESP or END_RESP, never END_REQ"},
    {Rule::kAcceptedModified, "accepted-modified", "11.1.2",
     "TLM_ACCEPTED leaves phase, delay and response status as they were"},
    {Rule::kWaited, "waited", "11.1.2", "no time passes within a non-blocking call"},
    {Rule::kRequestExclusion, "request-exclusion", "15.2.6",
     "no BEGIN_REQ before the END_REQ of the request before"},
    {Rule::kResponseExclusion, "response-exclusion", "15.2.6",
     "no BEGIN_RESP or early completion before the END_RESP of the response before"},
    {Rule::kRequestTime, "request-time", "15.2.6",
     "the annotated time of BEGIN_REQ is not before that of the last END_REQ"},
    {Rule::kNegativeDelay, "negative-delay", "11.1.3", "no delay is negative"},
    {Rule::kTimeDecreasing, "time-decreasing", "15.2.7",
     "the annotated times of a transaction's phases do not decrease"},
    {Rule::kNoManager, "no-manager", "14.5",
     "a payload of non-blocking transport has a memory manager"},
    {Rule::kNoReference, "no-reference", "14.5",
     "a managed payload in flight has at least one reference"},
    {Rule::kPayloadInFlight, "payload-in-flight", "14.5",
     "no payload is sent again while it is in flight"},
    {Rule::kBlockingInFlight, "blocking-in-flight", "15.2.10",
     "no payload is in blocking and non-blocking transport at once"},
    {Rule::kCommandModified, "command-modified", "14.7", "the command stays as it was sent"},
    {Rule::kAddressModified, "address-modified", "14.7",
     "the address stays as it was sent; only an interconnect behind the socket may change it"},
    {Rule::kDataModified, "data-modified", "14.7",
     "data pointer and data length stay as they were sent"},
    {Rule::kStreamingModified, "streaming-modified", "14.7",
     "the streaming width stays as it was sent"},
    {Rule::kByteEnableModified, "byte-enable-modified", "14.7",
     "byte-enable pointer and length stay as they were sent"},
    {Rule::kExtensionModified, "extension-modified", "14.7",
     "the sender's extensions are neither removed nor replaced"},
    {Rule::kStatusAtStart, "status-at-start", "14.17",
     "the response status is TLM_INCOMPLETE_RESPONSE at the start"},
    {Rule::kStatusMissing, "status-missing", "14.17", "the response status is set at the response"},
    {Rule::kStatusModified, "status-modified", "14.17",
     "the response status is set once and then stays"},
    {Rule::kNoDataPointer, "no-data-pointer", "14.11", "reads and writes have a data pointer"},
    {Rule::kNoDataLength, "no-data-length", "14.12",
     "reads and writes have a data length above zero"},
    {Rule::kNoStreamingWidth, "no-streaming-width", "14.15", "the streaming width is above zero"},
    {Rule::kNoByteEnableLength, "no-byte-enable-length", "14.14",
     "where there is a byte-enable pointer, its length is above zero"},
    {Rule::kDmiAtStart, "dmi-at-start", "14.16", "the DMI hint is false at the start"},
    {Rule::kDebugBytes, "debug-bytes", "11.3.4",
     "debug transport returns no more bytes than the data length"},
    {Rule::kUnfinished, "unfinished", "", "nothing is in flight when the simulation has ended"},
};

const ProtocolRuleText& text_of(ProtocolRule rule) {
  return kProtocolRuleTexts[static_cast<std::size_t>(rule)];
}

std::string message_of(const ProtocolViolation& violation) {
  static constexpr const char* kCommands[] = {"read", "write", "ignore"};
  const ProtocolRuleText& text = text_of(violation.rule);
  return fmt::format(
      "socket {} at {}.{:03} ns: rule {} of the base protocol is broken by a {} of "
      "{} B at {:#x}: {}",
      violation.socket, violation.time / 1000, violation.time % 1000, text.word,
      kCommands[static_cast<std::size_t>(violation.command)], violation.length, violation.address,
      text.line);
}

}  // namespace dsavp
