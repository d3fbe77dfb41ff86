// Optional payload extension: whose transaction it is, for statistics and messages. Any part works
// without it.
#pragma once

#include <cstdint>
#include <tlm>

namespace dsavp {

struct Attribution : tlm::tlm_extension<Attribution> {
  const char* owner = "";  // the part that made the transaction; a string that outlives it
  std::int32_t layer = -1;
  std::int32_t request = -1;
  std::int64_t sent_at = 0;   // ps
  std::uint64_t address = 0;  // as the owner sent it; an interconnect may rewrite the payload's
  // What the owner reads in several transactions, one after the other, of which this is one.
  std::uint64_t whole_base = 0;
  std::uint64_t whole_bytes = 0;
  bool has_data = false;  // the pool's to set: its data pointer is its own, not scratch memory

  tlm::tlm_extension_base* clone() const override { return new Attribution(*this); }
  void copy_from(const tlm::tlm_extension_base& other) override {
    *this = static_cast<const Attribution&>(other);
  }
};

// Whether what the data pointer points at is data, to be moved: not for our own transactions that
// have none. A foreign initiator's always is.
inline bool carries_data(const tlm::tlm_generic_payload& payload) {
  const auto* by = payload.get_extension<Attribution>();
  return by == nullptr || by->has_data;
}

}  // namespace dsavp
