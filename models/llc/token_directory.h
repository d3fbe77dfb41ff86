// The reserved region's directory: which KV tokens are resident, per partition.
//
// Fully associative at token granularity. Windows say where tokens live in memory: `tokens` tokens
// of `token_bytes` each from `base`, belonging to one layer and request. The scope joins windows
// into partitions; the reserved bytes are shared out equally among the partitions and each holds
// floor(bytes / partitions / token_bytes) tokens, or all of its tokens if they are fewer. No time
// here: the timed platform and any study without time call the same functions, so their hit counts
// are the same.
//
// Counters obey  look-ups = hits + misses,  and  placed - evictions = resident  with
// placed = misses - bypassed. A resident token of a set that is not kept counts as a hit and then
// as an eviction; a missed one that is not kept as bypassed.
// Memory: 4 bytes per token of every window (see lru_policy.h).
// Errors: std::invalid_argument on construction: windows that overlap, are empty or run past the
// last address, windows of one partition with different token sizes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/llc/llc_config.h"
#include "models/llc/replacement_policy.h"

namespace dsavp {

struct TokenWindow {
  Address base = 0;
  Bytes token_bytes = 0;
  std::uint32_t tokens = 0;
  std::uint32_t layer = 0;
  std::uint32_t request = 0;

  Address end() const { return base + token_bytes * tokens; }
};

struct DirectoryCounters {
  std::int64_t lookups = 0;
  std::int64_t hits = 0;
  std::int64_t misses = 0;
  std::int64_t bypassed = 0;
  std::int64_t evictions = 0;
};

class TokenDirectory {
 public:
  // What the constructor would refuse, in words; empty if nothing.
  static std::string fault_of(const std::vector<TokenWindow>& windows, ReservationScope scope);

  TokenDirectory(const std::vector<TokenWindow>& windows, const ReservationConfig& reservation);

  // Step look-up of a set of distinct tokens of one window, each below its `tokens`.
  void step(std::size_t window, const std::int32_t* set, std::size_t size, Verdict* verdicts);
  // Sequential look-up of one token.
  Verdict access(std::size_t window, std::uint32_t token);
  bool contains(std::size_t window, std::uint32_t token) const;
  // Forgets all tokens; counters stay, and what was resident counts as evicted.
  void flush();

  const DirectoryCounters& counters() const { return counters_; }
  std::size_t partitions() const { return partitions_.size(); }
  std::size_t capacity_tokens(std::size_t window) const;
  std::size_t resident() const;

 private:
  struct Partition {
    std::size_t tokens = 0;
    std::size_t capacity = 0;
    Bytes token_bytes = 0;
    std::unique_ptr<ReplacementPolicy> policy;
  };
  struct Place {
    std::size_t partition;
    TokenIndex first;  // of the window within the partition
  };

  void assign_partitions(const std::vector<TokenWindow>& windows);
  void make_policies();
  void count(Verdict verdict);

  const ReservationConfig reservation_;
  std::vector<Place> places_;
  std::vector<Partition> partitions_;
  std::vector<TokenIndex> set_;  // scratch
  DirectoryCounters counters_;
};

}  // namespace dsavp
