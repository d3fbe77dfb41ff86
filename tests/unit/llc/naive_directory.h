#pragma once

// What the token directory should do, written as plainly as the rules are stated: each partition is
// a vector of its residents in order of recency, searched from end to end. Slow, and independent of
// the model but for the types it shares.

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "models/llc/llc_config.h"
#include "models/llc/token_directory.h"

namespace dsavp::llc_test {

using NaiveToken = std::pair<std::size_t, std::uint32_t>;  // window, token of the window

inline bool same(const DirectoryCounters& a, const DirectoryCounters& b) {
  return a.lookups == b.lookups && a.hits == b.hits && a.misses == b.misses &&
         a.bypassed == b.bypassed && a.evictions == b.evictions;
}

class NaivePartition {
 public:
  explicit NaivePartition(std::size_t capacity) : capacity_(capacity) {}

  Verdict access(NaiveToken token, DirectoryCounters& counters) {
    ++counters.lookups;
    const auto found = std::find(by_recency_.begin(), by_recency_.end(), token);
    if (found != by_recency_.end()) {
      ++counters.hits;
      by_recency_.erase(found);
      by_recency_.push_back(token);
      return Verdict::kHit;
    }
    ++counters.misses;
    if (capacity_ == 0) {
      ++counters.bypassed;
      return Verdict::kBypassed;
    }
    if (by_recency_.size() == capacity_) {
      by_recency_.erase(by_recency_.begin());
      ++counters.evictions;
    }
    by_recency_.push_back(token);
    return Verdict::kPlaced;
  }

  std::vector<Verdict> step(const std::vector<NaiveToken>& set, DirectoryCounters& counters) {
    std::vector<NaiveToken> kept;
    for (const NaiveToken& old : by_recency_) {
      if (!is_in(set, old)) kept.push_back(old);
    }
    kept.insert(kept.end(), set.begin(), set.end());
    if (kept.size() > capacity_) {
      kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(capacity_));
    }
    std::vector<Verdict> verdicts;
    for (const NaiveToken& token : set) {
      verdicts.push_back(contains(token)      ? Verdict::kHit
                         : is_in(kept, token) ? Verdict::kPlaced
                                              : Verdict::kBypassed);
    }
    for (const Verdict verdict : verdicts) {
      ++counters.lookups;
      ++(verdict == Verdict::kHit ? counters.hits : counters.misses);
      if (verdict == Verdict::kBypassed) ++counters.bypassed;
    }
    for (const NaiveToken& old : by_recency_) {
      if (!is_in(kept, old)) ++counters.evictions;
    }
    by_recency_ = kept;
    return verdicts;
  }

  bool contains(const NaiveToken& token) const { return is_in(by_recency_, token); }
  std::size_t resident() const { return by_recency_.size(); }
  std::size_t capacity() const { return capacity_; }

 private:
  static bool is_in(const std::vector<NaiveToken>& tokens, const NaiveToken& token) {
    return std::find(tokens.begin(), tokens.end(), token) != tokens.end();
  }

  std::size_t capacity_;
  std::vector<NaiveToken> by_recency_;  // the most recent last
};

class NaiveDirectory {
 public:
  NaiveDirectory(const std::vector<TokenWindow>& windows, const ReservationConfig& reservation)
      : windows_(windows), scope_(reservation.scope) {
    std::map<Key, std::uint64_t> tokens;
    std::map<Key, Bytes> token_bytes;
    for (const TokenWindow& window : windows) {
      tokens[key_of(window)] += window.tokens;
      token_bytes[key_of(window)] = window.token_bytes;
    }
    for (const auto& [key, count] : tokens) {
      const Bytes fit = reservation.bytes / tokens.size() / token_bytes[key];
      partitions_.emplace(key, NaivePartition(std::min<Bytes>(fit, count)));
    }
  }

  std::vector<Verdict> step(std::size_t window, const std::vector<std::int32_t>& set) {
    std::vector<NaiveToken> tokens;
    for (const std::int32_t token : set) {
      tokens.emplace_back(window, static_cast<std::uint32_t>(token));
    }
    return partition(window).step(tokens, counters_);
  }
  std::vector<Verdict> access(std::size_t window, const std::vector<std::int32_t>& set) {
    std::vector<Verdict> verdicts;
    for (const std::int32_t token : set) {
      verdicts.push_back(
          partition(window).access({window, static_cast<std::uint32_t>(token)}, counters_));
    }
    return verdicts;
  }

  NaivePartition& partition(std::size_t window) { return partitions_.at(key_of(windows_[window])); }
  const DirectoryCounters& counters() const { return counters_; }
  std::size_t partitions() const { return partitions_.size(); }

 private:
  using Key = std::pair<std::uint32_t, std::uint32_t>;

  Key key_of(const TokenWindow& window) const {
    switch (scope_) {
      case ReservationScope::kLayerRequest:
        return {window.layer, window.request};
      case ReservationScope::kLayer:
        return {window.layer, 0};
      case ReservationScope::kGlobal:
        break;
    }
    return {0, 0};
  }

  const std::vector<TokenWindow> windows_;
  const ReservationScope scope_;
  std::map<Key, NaivePartition> partitions_;
  DirectoryCounters counters_;
};

}  // namespace dsavp::llc_test
