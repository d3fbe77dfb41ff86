// The attributes of a generic payload as plain values, and the rules that hold for them alone.
//
// Left out: the contents of the data and byte-enable arrays; extensions past the first kExtensions.
// Source: IEEE 1666-2011, clause 14. Errors: none; rules broken are the answer.
#pragma once

#include <array>
#include <cstdint>

#include "testbench/protocol_checker/protocol_rules.h"

namespace dsavp {

struct PayloadAttributes {
  static constexpr std::size_t kExtensions = 8;
  static constexpr int kIncomplete = 0;  // TLM's value

  const void* object = nullptr;  // whose attributes these are
  AccessCommand command = AccessCommand::kRead;
  Address address = 0;
  const void* data = nullptr;
  std::uint32_t length = 0;
  std::uint32_t streaming_width = 0;
  const void* byte_enable = nullptr;
  std::uint32_t byte_enable_length = 0;
  int status = kIncomplete;
  bool dmi_allowed = false;
  bool managed = false;
  int references = 0;
  std::array<const void*, kExtensions> extensions{};
};

// As a transaction starts, blocking or not.
ProtocolRuleSet broken_at_start(const PayloadAttributes& payload);

// In flight, all but address and response status, which have rules of their own: `sent` is what the
// transaction started with.
ProtocolRuleSet broken_in_flight(const PayloadAttributes& sent, const PayloadAttributes& payload);

}  // namespace dsavp
