// The token controller's register file: what can be written when, and what is read back.
#include "models/llc/token_controller.h"

namespace dsavp {

using namespace token_registers;

namespace {

constexpr std::uint64_t kMostTokens = 0x7fffffff;  // of a window: indices are 32 bits, signed

}  // namespace

RegisterStatus TokenController::refuse(RegisterError error) {
  error_ = error;
  return RegisterStatus::kRefused;
}

RegisterStatus TokenController::write(std::uint64_t offset, std::uint64_t value) {
  if (offset % 8 != 0) return RegisterStatus::kBurst;
  if (offset >= kWindowTable && offset < kSpan) return write_window(offset - kWindowTable, value);
  switch (offset) {
    case kControl:
      return control(value);
    case kReservedBytes:
    case kScope:
    case kLookup:
    case kPolicy:
    case kPinRecent:
    case kSeed:
    case kGranule:
    case kAllResident:
    case kWindowCount:
      return configure(offset, value);
    case kAnnounceWindow:
      announce_window_ = value;
      return RegisterStatus::kOk;
    case kAnnounceContext:
      return announce_context(value);
    case kAnnounceGo:
      return announce(value);
    case kAnnounceList:
      return RegisterStatus::kBurst;
    default:
      std::uint64_t unused;
      return read(offset, unused) == RegisterStatus::kOk ? RegisterStatus::kCommand
                                                         : RegisterStatus::kAddress;
  }
}

template <class Enum>
RegisterStatus TokenController::set_choice(Enum& field, std::uint64_t value) {
  for (const auto& [candidate, word] : EnumWords<Enum>::kWords) {
    if (static_cast<std::uint64_t>(candidate) == value) {
      field = candidate;
      return RegisterStatus::kOk;
    }
  }
  return refuse(RegisterError::kValue);
}

RegisterStatus TokenController::configure(std::uint64_t offset, std::uint64_t value) {
  if (directory_) return refuse(RegisterError::kEnabled);
  switch (offset) {
    case kScope:
      return set_choice(reservation_.scope, value);
    case kLookup:
      return set_choice(reservation_.lookup, value);
    case kPolicy:
      return set_choice(reservation_.policy, value);
    case kReservedBytes:
      if (value > max_reserved_bytes_) return refuse(RegisterError::kReservation);
      reservation_.bytes = value;
      return RegisterStatus::kOk;
    case kPinRecent:
      if (value > kMostTokens) return refuse(RegisterError::kValue);
      reservation_.pin_recent_tokens = static_cast<std::uint32_t>(value);
      return RegisterStatus::kOk;
    case kSeed:
      reservation_.seed = value;
      return RegisterStatus::kOk;
    case kGranule:
      if (value == 0 || value > kMostGranule) return refuse(RegisterError::kValue);
      reservation_.granule_tokens = static_cast<std::uint32_t>(value);
      return RegisterStatus::kOk;
    case kAllResident:
      if (value > 1) return refuse(RegisterError::kValue);
      reservation_.all_resident = value == 1;
      return RegisterStatus::kOk;
    default:
      if (value > kMaxWindows) return refuse(RegisterError::kValue);
      window_count_ = value;
      if (windows_.size() < value) windows_.resize(value);
      return RegisterStatus::kOk;
  }
}

RegisterStatus TokenController::write_window(std::uint64_t offset, std::uint64_t value) {
  if (offset % kWindowStride >= kWindowFields) return RegisterStatus::kAddress;
  if (directory_) return refuse(RegisterError::kEnabled);
  const std::uint64_t index = offset / kWindowStride;
  if (index >= windows_.size()) windows_.resize(index + 1);
  TokenWindow& window = windows_[index];
  switch (offset % kWindowStride) {
    case kWindowBase:
      window.base = value;
      break;
    case kWindowTokenBytes:
      window.token_bytes = value;
      break;
    case kWindowTokens:
      if (value > kMostTokens) return refuse(RegisterError::kValue);
      window.tokens = static_cast<std::uint32_t>(value);
      break;
    case kWindowPartition:
      window.layer = static_cast<std::uint32_t>(value >> 32);
      window.request = static_cast<std::uint32_t>(value);
      break;
    default:
      window.share = value;
  }
  return RegisterStatus::kOk;
}

RegisterStatus TokenController::read(std::uint64_t offset, std::uint64_t& value) const {
  if (offset % 8 != 0) return RegisterStatus::kBurst;
  if (offset >= kWindowTable && offset < kSpan) {
    const std::uint64_t index = (offset - kWindowTable) / kWindowStride;
    const TokenWindow window = index < windows_.size() ? windows_[index] : TokenWindow{};
    if (offset % kWindowStride >= kWindowFields) return RegisterStatus::kAddress;
    const std::uint64_t fields[] = {window.base, window.token_bytes, window.tokens,
                                    std::uint64_t{window.layer} << 32 | window.request,
                                    window.share};
    value = fields[offset % kWindowStride / 8];
    return RegisterStatus::kOk;
  }
  const DirectoryCounters c = counters();
  const auto as_register = [](auto v) { return static_cast<std::uint64_t>(v); };
  switch (offset) {
    case kId:
      value = kIdValue;
      break;
    case kControl:
      value = directory_ ? kControlEnable : 0;
      break;
    case kReservedBytes:
      value = reservation_.bytes;
      break;
    case kScope:
      value = as_register(reservation_.scope);
      break;
    case kLookup:
      value = as_register(reservation_.lookup);
      break;
    case kPolicy:
      value = as_register(reservation_.policy);
      break;
    case kPinRecent:
      value = reservation_.pin_recent_tokens;
      break;
    case kSeed:
      value = reservation_.seed;
      break;
    case kGranule:
      value = reservation_.granule_tokens;
      break;
    case kAllResident:
      value = reservation_.all_resident;
      break;
    case kWindowCount:
      value = window_count_;
      break;
    case kAnnounceWindow:
      value = announce_window_;
      break;
    case kAnnounceContext:
    case kAnnounceList:
    case kAnnounceGo:
      return RegisterStatus::kCommand;
    case kError:
      value = as_register(error_);
      break;
    case kLookups:
      value = as_register(c.lookups);
      break;
    case kHits:
      value = as_register(c.hits);
      break;
    case kMisses:
      value = as_register(c.misses);
      break;
    case kBypassed:
      value = as_register(c.bypassed);
      break;
    case kEvictions:
      value = as_register(c.evictions);
      break;
    case kResident:
      value = directory_ ? directory_->resident() : 0;
      break;
    case kPartitions:
      value = directory_ ? directory_->partitions() : 0;
      break;
    default:
      return RegisterStatus::kAddress;
  }
  return RegisterStatus::kOk;
}

}  // namespace dsavp
