#include "models/common/payload_pool.h"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

namespace dsavp {
namespace {

const char* command_of(const tlm::tlm_generic_payload& payload) {
  if (payload.is_read()) return "read";
  return payload.is_write() ? "write" : "other command";
}

// A payload's own bytes; kept with it for later use.
struct OwnBytes : tlm::tlm_extension<OwnBytes> {
  std::vector<unsigned char> bytes;

  tlm::tlm_extension_base* clone() const override { return new OwnBytes(*this); }
  void copy_from(const tlm::tlm_extension_base& other) override {
    *this = static_cast<const OwnBytes&>(other);
  }
};

}  // namespace

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
      ++refused_;
      throw std::runtime_error(
          fmt::format("{} transactions are in flight, the most that simulation.payload_limit "
                      "allows, when {} asks for another",
                      all_.size(), attribution.owner));
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
  by.has_data = false;
  payload.acquire();
  return payload;
}

tlm::tlm_generic_payload& PayloadPool::acquire_with_data(tlm::tlm_command command,
                                                         std::uint64_t address, std::uint64_t bytes,
                                                         const Attribution& attribution) {
  tlm::tlm_generic_payload& payload = acquire(command, address, bytes, attribution);
  if (payload.get_extension<OwnBytes>() == nullptr) payload.set_extension(new OwnBytes);
  std::vector<unsigned char>& own = payload.get_extension<OwnBytes>()->bytes;
  own.assign(bytes, 0);
  payload.set_data_ptr(own.data());
  payload.get_extension<Attribution>()->has_data = true;
  return payload;
}

void PayloadPool::free(tlm::tlm_generic_payload* payload) {
  payload->reset();  // the extensions that other parts left to the manager
  free_.push_back(payload);
}

// The age of a transaction is known from when its owner says that it sent it, so that telling the
// oldest costs nothing before it is asked for.
std::string PayloadPool::describe_in_flight(Picoseconds now) const {
  if (in_use() == 0) return "no transaction is in flight";
  std::map<std::string, int> of_owner;
  const tlm::tlm_generic_payload* oldest = nullptr;
  const auto sent_at = [](const tlm::tlm_generic_payload& payload) {
    return payload.get_extension<Attribution>()->sent_at;
  };
  for (const auto& payload : all_) {
    if (payload->get_ref_count() == 0) continue;
    ++of_owner[payload->get_extension<Attribution>()->owner];
    if (oldest == nullptr || sent_at(*payload) < sent_at(*oldest)) oldest = payload.get();
  }
  std::string owners;
  for (const auto& [owner, count] : of_owner) {
    owners += fmt::format("{}{} of {}", owners.empty() ? "" : ", ", count, owner);
  }
  const Attribution& by = *oldest->get_extension<Attribution>();
  const std::string age =
      by.sent_at <= now
          ? fmt::format("sent at {} us, {} us ago", to_us(by.sent_at), to_us(now - by.sent_at))
          : fmt::format("to be sent at {} us", to_us(by.sent_at));
  return fmt::format(
      "in flight: {}; the oldest: {}'s {} of {} B at {:#x}, layer {}, request {}, {}, {}", owners,
      by.owner, command_of(*oldest), oldest->get_data_length(), by.address, by.layer, by.request,
      age, oldest->get_response_string());
}

}  // namespace dsavp
