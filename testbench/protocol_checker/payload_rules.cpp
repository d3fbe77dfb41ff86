#include "testbench/protocol_checker/payload_rules.h"

namespace dsavp {
namespace {

void add(ProtocolRuleSet& broken, ProtocolRule rule, bool is_broken) {
  if (is_broken) broken.set(static_cast<std::size_t>(rule));
}

// Others may have been added: an interconnect's own, which it takes away again.
bool lacks_extension(const PayloadAttributes& sent, const PayloadAttributes& payload) {
  for (std::size_t i = 0; i < PayloadAttributes::kExtensions; ++i) {
    if (sent.extensions[i] != nullptr && sent.extensions[i] != payload.extensions[i]) return true;
  }
  return false;
}

}  // namespace

ProtocolRuleSet broken_at_start(const PayloadAttributes& payload) {
  const bool transfers = payload.command != AccessCommand::kIgnore;
  ProtocolRuleSet broken;
  add(broken, ProtocolRule::kStatusAtStart, payload.status != PayloadAttributes::kIncomplete);
  add(broken, ProtocolRule::kNoDataPointer, transfers && payload.data == nullptr);
  add(broken, ProtocolRule::kNoDataLength, transfers && payload.length == 0);
  add(broken, ProtocolRule::kNoStreamingWidth, payload.streaming_width == 0);
  add(broken, ProtocolRule::kNoByteEnableLength,
      payload.byte_enable != nullptr && payload.byte_enable_length == 0);
  add(broken, ProtocolRule::kDmiAtStart, payload.dmi_allowed);
  return broken;
}

ProtocolRuleSet broken_in_flight(const PayloadAttributes& sent, const PayloadAttributes& payload) {
  ProtocolRuleSet broken;
  add(broken, ProtocolRule::kCommandModified, payload.command != sent.command);
  add(broken, ProtocolRule::kDataModified,
      payload.data != sent.data || payload.length != sent.length);
  add(broken, ProtocolRule::kStreamingModified, payload.streaming_width != sent.streaming_width);
  add(broken, ProtocolRule::kByteEnableModified,
      payload.byte_enable != sent.byte_enable ||
          payload.byte_enable_length != sent.byte_enable_length);
  add(broken, ProtocolRule::kExtensionModified, lacks_extension(sent, payload));
  return broken;
}

}  // namespace dsavp
