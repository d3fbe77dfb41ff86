// The addresses of a traffic pattern, token by token.
//
// Tokens keep to whole blocks of the memory; a capacity that is no multiple of the block leaves its
// last bytes unread.
#pragma once

#include <random>

#include "testbench/hbm_traffic/hbm_traffic.h"

namespace dsavp {

class TokenSource {
 public:
  struct Token {
    Address first_block = 0;  // address of it
    std::int64_t blocks = 0;
  };

  // `traffic` has been checked against the capacity.
  TokenSource(const HbmTraffic& traffic, Bytes capacity);

  Token next();

 private:
  Token next_of_stream();
  Token next_at_random();

  const TrafficPattern pattern_;
  const Bytes token_bytes_;
  const Bytes capacity_blocks_;
  const Bytes tokens_;         // that the memory holds side by side
  const Bytes stream_blocks_;  // of a token in the stream
  Bytes stream_next_ = 0;      // block
  bool stream_is_next_ = true;
  std::mt19937_64 random_;
};

}  // namespace dsavp
