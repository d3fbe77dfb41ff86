// The LLC's control port: registers over TLM.
#include <algorithm>
#include <cstring>

#include "models/llc/llc.h"

namespace dsavp {
namespace {

tlm::tlm_response_status status_of(RegisterStatus status) {
  switch (status) {
    case RegisterStatus::kOk:
      return tlm::TLM_OK_RESPONSE;
    case RegisterStatus::kAddress:
      return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    case RegisterStatus::kCommand:
      return tlm::TLM_COMMAND_ERROR_RESPONSE;
    case RegisterStatus::kBurst:
      return tlm::TLM_BURST_ERROR_RESPONSE;
    case RegisterStatus::kRefused:
      return tlm::TLM_GENERIC_ERROR_RESPONSE;
  }
  return tlm::TLM_GENERIC_ERROR_RESPONSE;
}

}  // namespace

Picoseconds Llc::access_register(tlm::tlm_generic_payload& payload, Picoseconds now) {
  payload.set_response_status(payload.get_byte_enable_ptr() != nullptr
                                  ? tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE
                                  : status_of(perform_register_access(payload)));
  if (const std::size_t announced = controller_.take_announced(); announced > 0) {
    const Picoseconds begin = std::max(now, lookup_free_);
    // Unless tokens announced before are still to be read, the next one read is this set's first.
    if (controller_.announced_waiting() == announced) announced_slot_ = begin;
    lookup_free_ = begin + static_cast<Picoseconds>(announced) * lookup_interval_;
  }
  return now + register_latency_;
}

RegisterStatus Llc::perform_register_access(tlm::tlm_generic_payload& payload) {
  const std::uint64_t offset = payload.get_address();
  const unsigned length = payload.get_data_length();
  if (offset == token_registers::kAnnounceList && payload.is_write()) {
    if (length % 4 != 0 || payload.get_streaming_width() != 4) return RegisterStatus::kBurst;
    return controller_.write_announce_list(
        reinterpret_cast<const std::int32_t*>(payload.get_data_ptr()), length / 4);
  }
  if (length != 8 || payload.get_streaming_width() < 8) return RegisterStatus::kBurst;
  std::uint64_t value = 0;
  if (payload.is_write()) {
    std::memcpy(&value, payload.get_data_ptr(), sizeof value);
    const RegisterStatus status = controller_.write(offset, value);
    ordinary_.set_capacity(ordinary_capacity());
    return status;
  }
  if (!payload.is_read()) return RegisterStatus::kCommand;
  const RegisterStatus status = controller_.read(offset, value);
  if (status == RegisterStatus::kOk) std::memcpy(payload.get_data_ptr(), &value, sizeof value);
  return status;
}

// Registers may be read this way, whole ones; writing them has effects, which debug must not have.
unsigned Llc::debug(tlm::tlm_generic_payload& payload, int port) {
  if (port == kData) return debug_memory(payload);
  if (!payload.is_read() || payload.get_data_length() != sizeof(std::uint64_t)) return 0;
  return perform_register_access(payload) == RegisterStatus::kOk ? payload.get_data_length() : 0;
}

}  // namespace dsavp
