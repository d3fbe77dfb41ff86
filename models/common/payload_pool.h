// The memory manager that all our initiators share: payloads are made once, with their Attribution,
// and used again. Bounded: a run whose parts lose transactions ends with an error instead of
// growing. Not thread-safe; SystemC's processes share one thread.
#pragma once

#include <memory>
#include <string>
#include <tlm>
#include <vector>

#include "models/common/attribution.h"
#include "models/common/units.h"

namespace dsavp {

class PayloadPool : public tlm::tlm_mm_interface {
 public:
  // At most `limit` payloads of at most `largest` bytes.
  PayloadPool(std::size_t limit, std::size_t largest);
  ~PayloadPool() override;
  PayloadPool(const PayloadPool&) = delete;
  PayloadPool& operator=(const PayloadPool&) = delete;

  // A payload with one reference, its attributes at their defaults for `command` on
  // [address, address + bytes); its data points at shared scratch memory: it carries no data.
  // Errors: std::runtime_error when `limit` are in use or `bytes` is above `largest`.
  tlm::tlm_generic_payload& acquire(tlm::tlm_command command, std::uint64_t address,
                                    std::uint64_t bytes, const Attribution& attribution);
  // The same with bytes of its own, all 0, so that it carries data.
  tlm::tlm_generic_payload& acquire_with_data(tlm::tlm_command command, std::uint64_t address,
                                              std::uint64_t bytes, const Attribution& attribution);
  void free(tlm::tlm_generic_payload* payload) override;

  std::size_t in_use() const { return all_.size() - free_.size(); }
  std::size_t high_water() const { return all_.size(); }
  std::uint64_t acquired() const { return acquired_; }
  // Grows with each transaction that begins or ends.
  std::uint64_t moves() const { return 2 * acquired_ - in_use(); }
  // How many were asked for beyond the limit.
  int refused() const { return refused_; }
  // How many are in flight, of whom, and which is the oldest, on one line without an end.
  std::string describe_in_flight(Picoseconds now) const;

 private:
  const std::size_t limit_;
  const std::size_t largest_;
  // Never written and so never resident, however large.
  std::unique_ptr<unsigned char[]> scratch_;
  std::vector<std::unique_ptr<tlm::tlm_generic_payload>> all_;
  std::vector<tlm::tlm_generic_payload*> free_;
  std::uint64_t acquired_ = 0;
  int refused_ = 0;
};

}  // namespace dsavp
