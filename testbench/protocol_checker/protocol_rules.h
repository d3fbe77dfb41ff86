// The rules of the TLM-2.0 base protocol that the checker knows, each with a word, the clause of IEEE
// 1666-2011 that it comes from and one line of explanation.
//
// Two rules are a reading of the standard and not its words: `request-time`, which takes the request
// exclusion rule to hold for annotated times too, and `unfinished`, which asks that a simulation ends
// with nothing in flight. So is early completion's part in `response-exclusion`: it stands for a
// BEGIN_RESP.
// Left out: rules of DMI descriptors, of the contents of data and byte-enable arrays, of the generic
// payload option, of extended phases, and of the path through several sockets.
// Units: times in picoseconds. Errors: none of its own.
#pragma once

#include <bitset>
#include <cstddef>
#include <string>

#include "models/common/units.h"

namespace dsavp {

enum class ProtocolRule {
  kPhasePath,
  kPhaseOrder,
  kCallAfterEnd,
  kUpdatedPhase,
  kCompletedEarly,
  kAcceptedModified,
  kWaited,
  kRequestExclusion,
  kResponseExclusion,
  kRequestTime,
  kNegativeDelay,
  kTimeDecreasing,
  kNoManager,
  kNoReference,
  kPayloadInFlight,
  kBlockingInFlight,
  kCommandModified,
  kAddressModified,
  kDataModified,
  kStreamingModified,
  kByteEnableModified,
  kExtensionModified,
  kStatusAtStart,
  kStatusMissing,
  kStatusModified,
  kNoDataPointer,
  kNoDataLength,
  kNoStreamingWidth,
  kNoByteEnableLength,
  kDmiAtStart,
  kDebugBytes,
  kUnfinished,
};

constexpr std::size_t kProtocolRules = static_cast<std::size_t>(ProtocolRule::kUnfinished) + 1;

using ProtocolRuleSet = std::bitset<kProtocolRules>;

struct ProtocolRuleText {
  ProtocolRule rule;
  const char* word;
  const char* clause;  // "": not in the standard
  const char* line;
};

// In the order of the enum.
extern const ProtocolRuleText kProtocolRuleTexts[kProtocolRules];

const ProtocolRuleText& text_of(ProtocolRule rule);

// The values are TLM's.
enum class AccessCommand { kRead, kWrite, kIgnore };

struct ProtocolViolation {
  ProtocolRule rule;
  std::string socket;
  AccessCommand command;
  Address address;
  Bytes length;
  Picoseconds time;  // simulated, of the call; not the annotated one
};

// One line that names all of it.
std::string message_of(const ProtocolViolation& violation);

}  // namespace dsavp
