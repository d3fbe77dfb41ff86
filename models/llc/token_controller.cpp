#include "models/llc/token_controller.h"

#include <algorithm>
#include <utility>

namespace dsavp {

using namespace token_registers;

RegisterStatus TokenController::control(std::uint64_t value) {
  if ((value & ~(kControlEnable | kControlFlush)) != 0) return refuse(RegisterError::kValue);
  if (value == kControlFlush) return refuse(RegisterError::kDisabled);  // before it disables
  if ((value & kControlEnable) != 0 && !directory_) {
    const RegisterStatus status = enable();
    if (status != RegisterStatus::kOk) return status;
  } else if ((value & kControlEnable) == 0 && directory_) {
    directory_->flush();
    before_ = counters();
    directory_.reset();
  }
  if ((value & kControlFlush) != 0) {
    directory_->flush();
    std::fill(waiting_.begin(), waiting_.end(), kNotAnnounced);
    std::fill(to_fetch_.begin(), to_fetch_.end(), false);
    announced_waiting_ = 0;
  }
  return RegisterStatus::kOk;
}

RegisterStatus TokenController::enable() {
  std::vector<TokenWindow> in_use(windows_.begin(),
                                  windows_.begin() + static_cast<std::ptrdiff_t>(window_count_));
  if (!fault_of(in_use, reservation_).empty()) return refuse(RegisterError::kWindows);
  if (reservation_.granule_tokens > 1 && reservation_.bytes > 0 &&
      largest_page(in_use, reservation_.granule_tokens) > kMostPageBytes) {
    return refuse(RegisterError::kWindows);
  }
  if (needs_foresight(reservation_.policy) && !foresight_) {
    return refuse(RegisterError::kForesight);
  }
  directory_ = std::make_unique<TokenDirectory>(in_use, reservation_, foresight_.get());
  by_base_.clear();
  first_token_.clear();
  first_page_.clear();
  std::size_t tokens = 0;
  std::size_t pages = 0;
  for (std::size_t i = 0; i < in_use.size(); ++i) {
    by_base_.push_back(i);
    first_token_.push_back(tokens);
    first_page_.push_back(pages);
    tokens += in_use[i].tokens;
    pages += granules_of(in_use[i].tokens, reservation_.granule_tokens);
  }
  std::sort(by_base_.begin(), by_base_.end(),
            [&](std::size_t a, std::size_t b) { return in_use[a].base < in_use[b].base; });
  waiting_.assign(active() ? tokens : 0, kNotAnnounced);
  to_fetch_.assign(has_pages() ? pages : 0, false);
  announced_waiting_ = 0;
  last_window_ = kNoWindow;
  announced_.clear();
  return RegisterStatus::kOk;
}

RegisterStatus TokenController::write_announce_list(const std::int32_t* tokens, std::size_t count) {
  announced_.insert(announced_.end(), tokens, tokens + count);
  return RegisterStatus::kOk;
}

RegisterStatus TokenController::announce(std::uint64_t count) {
  RegisterError error = RegisterError::kNone;
  if (!directory_) {
    error = RegisterError::kDisabled;
  } else if (announce_window_ >= window_count_) {
    error = RegisterError::kUnknownWindow;
  } else if (count != announced_.size()) {
    error = RegisterError::kWrongLength;
  } else if (active() && !mark_announced(announce_window_)) {
    error = RegisterError::kBadToken;
  }
  if (error == RegisterError::kNone && active()) look_up_announced(announce_window_);
  announced_.clear();
  return error == RegisterError::kNone ? RegisterStatus::kOk : refuse(error);
}

void TokenController::look_up_announced(std::size_t window) {
  if (reservation_.lookup == LookupOrder::kSequential) {
    directory_->begin_set(window);
    return;
  }
  const std::size_t count = announced_.size();
  verdicts_.resize(count);
  directory_->step(window, announced_.data(), count, verdicts_.data());
  for (std::size_t i = 0; i < count; ++i) {
    waiting_[first_token_[window] + announced_[i]] = static_cast<std::uint8_t>(verdicts_[i]);
  }
  if (has_pages()) {
    for (std::size_t i = 0; i < count; ++i) {
      if (verdicts_[i] == Verdict::kHit) continue;
      const auto token = static_cast<std::uint32_t>(announced_[i]);
      to_fetch_[first_page_[window] + token / reservation_.granule_tokens] = true;
    }
  }
  announced_work_ += count;
  announced_waiting_ += count;
}

RegisterStatus TokenController::announce_context(std::uint64_t context) {
  if (!directory_) return refuse(RegisterError::kDisabled);
  if (announce_window_ >= window_count_) return refuse(RegisterError::kUnknownWindow);
  if (context > windows_[announce_window_].tokens) return refuse(RegisterError::kValue);
  if (active()) directory_->extend(announce_window_, static_cast<std::uint32_t>(context));
  return RegisterStatus::kOk;
}

// Finds indices outside the window and duplicates before anything is looked up. Verdicts of an
// earlier announcement that no read has asked for are dropped.
bool TokenController::mark_announced(std::size_t window) {
  constexpr std::uint8_t kSeen = 0xfe;
  const std::size_t first = first_token_[window];
  const auto tokens = static_cast<std::int64_t>(windows_[window].tokens);
  bool good = true;
  const auto begin = waiting_.begin() + static_cast<std::ptrdiff_t>(first);
  announced_waiting_ -=
      static_cast<std::size_t>(tokens - std::count(begin, begin + tokens, kNotAnnounced));
  std::fill(begin, begin + tokens, kNotAnnounced);
  for (const std::int32_t token : announced_) {
    if (token < 0 || token >= tokens || waiting_[first + token] == kSeen) {
      good = false;
      break;
    }
    waiting_[first + token] = kSeen;
  }
  std::replace(begin, begin + tokens, kSeen, kNotAnnounced);
  return good;
}

std::size_t TokenController::window_at(Address address) {
  const auto holds = [&](std::size_t window) {
    return address >= windows_[window].base && address < windows_[window].end();
  };
  if (last_window_ != kNoWindow && holds(last_window_)) return last_window_;
  const auto above =
      std::upper_bound(by_base_.begin(), by_base_.end(), address,
                       [&](Address a, std::size_t window) { return a < windows_[window].base; });
  if (above == by_base_.begin() || !holds(*(above - 1))) return kNoWindow;
  last_window_ = *(above - 1);
  return last_window_;
}

TokenLookUp TokenController::look_up(Address address, Bytes bytes) {
  TokenLookUp result;
  if (!directory_) return result;
  const std::size_t window = window_at(address);
  if (window == kNoWindow) return result;
  const TokenWindow& where = windows_[window];
  const auto token = static_cast<std::uint32_t>((address - where.base) / where.token_bytes);
  const Bytes offset = address - (where.base + token * where.token_bytes);
  if (bytes == 0 || bytes > where.token_bytes - offset) {
    result.kind = TokenLookUp::Kind::kNotAToken;
    return result;
  }
  result.token_bytes = where.token_bytes;
  result.left = where.token_bytes - offset - bytes;
  if (has_pages()) result.page = page_of(where, token);
  if (offset > 0) {
    result.kind = TokenLookUp::Kind::kInside;
  } else if (!active()) {
    result.kind = TokenLookUp::Kind::kUnreserved;
  } else {
    result.kind = TokenLookUp::Kind::kToken;
    look_up_token(window, token, result);
    if (has_pages()) result.fetches = decide_fetch(window, token, result);
  }
  return result;
}

TokenPlace TokenController::place_of(Address address) {
  const std::size_t window = directory_ ? window_at(address) : kNoWindow;
  if (window == kNoWindow) return {};
  const TokenWindow& where = windows_[window];
  const auto token = static_cast<std::uint32_t>((address - where.base) / where.token_bytes);
  return {where.base + token * where.token_bytes, where.token_bytes, active(),
          active() && directory_->contains(window, token)};
}

void TokenController::look_up_token(std::size_t window, std::uint32_t token, TokenLookUp& result) {
  if (reservation_.lookup == LookupOrder::kSequential) {
    result.verdict = directory_->access(window, token);
    return;
  }
  std::uint8_t& waiting = waiting_[first_token_[window] + token];
  if (waiting != kNotAnnounced) {
    result.verdict = static_cast<Verdict>(waiting);
    result.announced = true;
    --announced_waiting_;
    waiting = kNotAnnounced;
    return;
  }
  const auto set_of_one = static_cast<std::int32_t>(token);
  directory_->step(window, &set_of_one, 1, &result.verdict);
}

TokenPage TokenController::page_of(const TokenWindow& window, std::uint32_t token) const {
  const std::uint32_t each = reservation_.granule_tokens;
  const std::uint32_t first = token - token % each;
  return {window.base + first * window.token_bytes,
          std::min(each, window.tokens - first) * window.token_bytes};
}

// A look-up of the read's own that misses is a fetch of its own. An announced page is fetched by
// whichever read comes first, even one that was not announced and finds it placed already.
bool TokenController::decide_fetch(std::size_t window, std::uint32_t token,
                                   const TokenLookUp& result) {
  if (!result.announced && result.verdict != Verdict::kHit) return true;
  std::uint8_t& to_fetch = to_fetch_[first_page_[window] + token / reservation_.granule_tokens];
  return std::exchange(to_fetch, false);
}

std::size_t TokenController::take_announced() {
  const std::size_t work = announced_work_;
  announced_work_ = 0;
  return work;
}

DirectoryCounters TokenController::counters() const {
  return directory_ ? before_ + directory_->counters() : before_;
}

}  // namespace dsavp
