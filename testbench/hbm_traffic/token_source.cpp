#include "testbench/hbm_traffic/token_source.h"

namespace dsavp {
namespace {

__extension__ using Wide = unsigned __int128;

// Uniform below `bound`, but for a bias of bound / 2^64; no division.
std::uint64_t below(std::uint64_t bound, std::mt19937_64& random) {
  return static_cast<std::uint64_t>((Wide{random()} * bound) >> 64);
}

}  // namespace

TokenSource::TokenSource(const HbmTraffic& traffic, Bytes capacity)
    : pattern_(traffic.pattern),
      token_bytes_(traffic.token_bytes),
      capacity_blocks_(capacity / kTrafficBlockBytes),
      tokens_(capacity_blocks_ * kTrafficBlockBytes / token_bytes_),
      stream_blocks_((token_bytes_ + kTrafficBlockBytes - 1) / kTrafficBlockBytes),
      random_(traffic.seed) {}

TokenSource::Token TokenSource::next() {
  switch (pattern_) {
    case TrafficPattern::kSequential:
      return next_of_stream();
    case TrafficPattern::kRandom:
      return next_at_random();
    case TrafficPattern::kMixed:
      break;
  }
  stream_is_next_ = !stream_is_next_;
  return stream_is_next_ ? next_at_random() : next_of_stream();
}

TokenSource::Token TokenSource::next_of_stream() {
  if (stream_next_ + stream_blocks_ > capacity_blocks_) stream_next_ = 0;
  const Address first = stream_next_ * kTrafficBlockBytes;
  stream_next_ += stream_blocks_;
  return {first, static_cast<std::int64_t>(stream_blocks_)};
}

TokenSource::Token TokenSource::next_at_random() {
  const Address begin = below(tokens_, random_) * token_bytes_;
  const Address first = begin / kTrafficBlockBytes;
  const Address last = (begin + token_bytes_ - 1) / kTrafficBlockBytes;
  return {first * kTrafficBlockBytes, static_cast<std::int64_t>(last - first + 1)};
}

}  // namespace dsavp
