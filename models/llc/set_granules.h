// What a token directory looks up for a set, for those who foresee it: pages once each where sets
// are looked up whole, once for each of their tokens under sequential look-up; with pages of one
// token the set itself.
#pragma once

#include <vector>

#include "models/llc/llc_config.h"
#include "models/llc/page_set.h"

namespace dsavp {

class SetGranules {
 public:
  // For windows of up to `window_tokens` tokens.
  SetGranules(std::size_t window_tokens, const ReservationConfig& reservation)
      : lookup_(reservation.lookup), pages_(window_tokens, reservation.granule_tokens) {}

  // Good until the next call.
  const std::vector<std::int32_t>& of(const std::int32_t* set, std::size_t size) {
    pages_.assign(set, size);
    if (looks_up_sets(lookup_)) return pages_.pages();
    granules_.clear();
    for (const std::uint32_t page : pages_.of_token()) granules_.push_back(pages_.pages()[page]);
    return granules_;
  }

 private:
  const LookupOrder lookup_;
  PageSet pages_;
  std::vector<std::int32_t> granules_;
};

}  // namespace dsavp
