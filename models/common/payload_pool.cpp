#include "models/common/payload_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace dsavp {

PayloadPool::PayloadPool(std::size_t limit, std::size_t largest)
    : limit_(limit), largest_(largest), scratch_(new unsigned char[largest]) {}

PayloadPool::~PayloadPool() {
  // A payload still referenced at the end of an aborted run must not be destroyed with a reference
  // count that the library would complain about.
  for (auto& payload : all_) {
    payload->set_mm(nullptr);
  }
}

tlm::tlm_generic_payload& PayloadPool::acquire(tlm::tlm_command command, std::uint64_t address,
                                               std::uint64_t bytes,
                                               const Attribution& attribution) {
  if (bytes > largest_) {
    throw std::runtime_error(fmt::format("{}: a transaction of {} B is larger than {} B",
                                         attribution.owner, bytes, largest_));
  }
  if (free_.empty()) {
    if (all_.size() >= limit_) {
      throw std::runtime_error(
          fmt::format("{} transactions are in flight, the most that simulation.payload_limit "
                      "allows; the first of them:\n{}",
                      all_.size(), describe_in_use(8)));
    }
    all_.push_back(std::make_unique<tlm::tlm_generic_payload>(this));
    all_.back()->set_extension(new Attribution);
    free_.push_back(all_.back().get());
  }
  tlm::tlm_generic_payload& payload = *free_.back();
  free_.pop_back();
  ++acquired_;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(scratch_.get());
  payload.set_data_length(static_cast<unsigned>(bytes));
  payload.set_streaming_width(static_cast<unsigned>(bytes));
  payload.set_byte_enable_ptr(nullptr);
  payload.set_dmi_allowed(false);
  payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  Attribution& by = *payload.get_extension<Attribution>();
  by = attribution;
  by.address = address;
  payload.acquire();
  return payload;
}

void PayloadPool::free(tlm::tlm_generic_payload* payload) {
  payload->reset();  // the extensions that other parts left to the manager
  free_.push_back(payload);
}

std::string PayloadPool::describe_in_use(std::size_t most) const {
  std::string lines;
  for (const auto& payload : all_) {
    if (payload->get_ref_count() == 0) continue;
    if (most-- == 0) break;
    const Attribution& by = *payload->get_extension<Attribution>();
    lines += fmt::format("  {}: {} of {} B at {:#x}, layer {}, request {}, status {}\n", by.owner,
                         payload->is_write() ? "write" : "read", payload->get_data_length(),
                         by.address, by.layer, by.request, payload->get_response_string());
  }
  return lines;
}

}  // namespace dsavp
