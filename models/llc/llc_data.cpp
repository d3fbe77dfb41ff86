// The LLC's data, where they are kept: bytes of its own beside memory's.
#include <fmt/format.h>

#include <algorithm>

#include "models/llc/llc.h"

namespace dsavp {

void Llc::keep_data() {
  copies_ = std::make_unique<SparseMemory>();
  pages_.keep_data();
}

// Out of what it holds. A read that memory has refused has no data.
void Llc::answer(tlm::tlm_generic_payload& payload) {
  if (!payload.is_response_ok() || !carries_data(payload)) return;
  const Address address = payload.get_address();
  const Bytes bytes = payload.get_data_length();
  if (!copies_->holds(address, bytes)) {
    SC_REPORT_ERROR(
        name(),
        fmt::format("a hit of {} B at {:#x}, of which it holds no copy", bytes, address).c_str());
  }
  copies_->overlay(address, payload.get_data_ptr(), bytes);
}

// Memory is asked for what is missed: a token's earlier bytes are not to be served again. Extents
// outside windows may overlap, and each keeps what the others brought.
void Llc::ask_anew(Address address, Bytes bytes) {
  if (controller_.place_of(address).bytes > 0) copies_->forget(address, bytes);
}

// What memory has answered: what it read fills the LLC, what it has written updates what is there.
void Llc::take_in(const tlm::tlm_generic_payload& from_memory, Address address) {
  if (!from_memory.is_response_ok() || !carries_data(from_memory)) return;
  const unsigned char* const from = from_memory.get_data_ptr();
  if (from_memory.is_write()) {
    copies_->update(address, from, from_memory.get_data_length());
  } else {
    copies_->write(address, from, from_memory.get_data_length());
  }
}

// Coherent: a read sees the LLC's copy of what is resident, a write changes both.
unsigned Llc::debug_memory(tlm::tlm_generic_payload& payload) {
  const Address address = payload.get_address();
  const unsigned bytes = memory->transport_dbg(payload);
  payload.set_address(address);
  if (!copies_ || bytes == 0) return bytes;
  if (payload.is_write()) {
    copies_->update(address, payload.get_data_ptr(), bytes);
  } else if (payload.is_read()) {
    read_held(address, payload.get_data_ptr(), bytes);
  }
  return bytes;
}

// Token by token; outside windows extents are not told apart, and all that there is counts.
void Llc::read_held(Address address, unsigned char* into, Bytes bytes) {
  constexpr Bytes kStep = 64;
  for (Bytes done = 0; done < bytes;) {
    const Address at = address + done;
    const TokenPlace token = controller_.place_of(at);
    const Address end = token.bytes > 0 ? token.base + token.bytes : (at / kStep + 1) * kStep;
    const Bytes here = std::min(bytes - done, end - at);
    const bool resident =
        token.reserved ? token.resident : token.bytes == 0 || ordinary_.contains(token.base);
    if (resident) copies_->overlay(at, into + done, here);
    done += here;
  }
}

}  // namespace dsavp
