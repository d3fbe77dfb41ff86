#include "models/llc/reservation_shares.h"

#include <stdexcept>

namespace dsavp {
namespace {

bool names(const ShareConfig& share, const TokenWindow& window) {
  return (share.layer < 0 || static_cast<std::uint32_t>(share.layer) == window.layer) &&
         (share.request < 0 || static_cast<std::uint32_t>(share.request) == window.request);
}

std::int64_t weight_of(const TokenWindow& window, const ReservationConfig& reservation) {
  std::int64_t weight = 1;
  for (const ShareConfig& share : reservation.shares) {
    if (names(share, window)) weight = share.weight;
  }
  return weight;
}

}  // namespace

void set_shares(std::vector<TokenWindow>& windows, const ReservationConfig& reservation) {
  __extension__ using Wide = unsigned __int128;
  for (TokenWindow& window : windows) window.share = 0;
  if (reservation.shares.empty()) return;
  Wide all = 0;
  for (const TokenWindow& window : windows) all += weight_of(window, reservation);
  if (all == 0) throw std::invalid_argument("shares: no layer or request has any weight");
  Wide sum = 0;
  Bytes given = 0;
  for (TokenWindow& window : windows) {
    sum += weight_of(window, reservation);
    const auto until = static_cast<Bytes>(reservation.bytes * sum / all);
    window.share = until - given;
    given = until;
  }
}

}  // namespace dsavp
