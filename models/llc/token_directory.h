// The reserved region's directory: which KV tokens are resident, per partition.
//
// Fully associative. Windows say where tokens live in memory: `tokens` tokens of `token_bytes` each
// from `base`, belonging to one layer and request. The scope joins windows into partitions. The
// reserved bytes are shared out equally among the partitions, or, where windows state shares, a
// partition has the sum of its windows' shares. The granule of look-up, fetch and eviction is a
// token, or a page of consecutive tokens of a window: a token is resident if its page is, and a page
// that misses is fetched whole. A partition holds the granules that fit in its bytes, or all of its
// granules if they are fewer. No time here: the timed platform and any study without time call the
// same functions, so their hit counts are the same.
//
// Under step and held look-up a set of tokens is looked up as the list of its distinct pages in the
// order of their first tokens; under sequential look-up each token accesses its page.
//
// Counters obey  look-ups = hits + misses  in tokens, and  fetches - bypassed - evictions = change
// of resident()  in granules; with a granule of one token fetches = misses. A resident of a set that
// is not kept counts as a hit and then as an eviction; a missed one that is not kept as bypassed.
// Of the fetched tokens those are used that the set that had them fetched reads.
// Memory: 8 to 32 bytes per token of every window, as the policy needs.
// Errors: std::invalid_argument on construction: windows that overlap, are empty or run past the
// last address, windows of one partition with different token sizes, shares beyond the reserved
// bytes, more pinned tokens than a partition holds, the optimum without foresight.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/llc/foresight.h"
#include "models/llc/llc_config.h"
#include "models/llc/page_set.h"
#include "models/llc/partition_plan.h"

namespace dsavp {

struct DirectoryCounters {
  std::int64_t lookups = 0;
  std::int64_t hits = 0;
  std::int64_t misses = 0;
  std::int64_t fetches = 0;
  std::int64_t bypassed = 0;
  std::int64_t evictions = 0;
  std::int64_t fetched_tokens = 0;
  // Of the fetched ones, read by the set that had them fetched. Under sequential look-up of pages a token
  // that is looked up again in its set counts again; the sets of a trace have no token twice.
  std::int64_t used_tokens = 0;
};

DirectoryCounters operator+(const DirectoryCounters& a, const DirectoryCounters& b);
DirectoryCounters operator-(const DirectoryCounters& a, const DirectoryCounters& b);

class TokenDirectory {
 public:
  // `foresight`, which the optimum needs, outlives the directory; it is of the windows' granules.
  TokenDirectory(const std::vector<TokenWindow>& windows, const ReservationConfig& reservation,
                 Foresight* foresight = nullptr);

  // Of the window's tokens those below `context` exist from now on, and the last of them are the
  // recent ones. Only pinning wants to know.
  void extend(std::size_t window, std::uint32_t context);
  // Step look-up of a set of distinct tokens of one window, each below its `tokens`.
  void step(std::size_t window, const std::int32_t* set, std::size_t size, Verdict* verdicts);
  // The next accesses of this window are another set's: which fetched tokens count as used.
  void begin_set(std::size_t window) { ++windows_[window].set_number; }
  // Sequential look-up of one token.
  Verdict access(std::size_t window, std::uint32_t token);

  bool contains(std::size_t window, std::uint32_t token) const;
  // Forgets all tokens; counters stay, and what was resident counts as evicted.
  void flush();

  const DirectoryCounters& counters() const { return counters_; }
  std::size_t partitions() const { return plan_.partitions.size(); }
  std::size_t capacity_granules(std::size_t window) const;
  std::size_t resident() const;

 private:
  struct Window {
    std::size_t partition;
    TokenIndex first;  // of its granules within the partition
    std::uint32_t tokens;
    std::size_t first_fetched;     // of its granules in fetched_in_
    std::uint32_t set_number = 1;  // which set is being accessed
  };

  void make_policies();
  void step_pages(std::size_t window, const std::int32_t* set, std::size_t size, Verdict* verdicts);
  void step_granules(std::size_t window, const std::int32_t* granules, std::size_t size,
                     Verdict* verdicts);
  void count_token(bool hit);
  void count_use(const Window& window, std::uint32_t granule, Verdict verdict);
  std::int64_t tokens_of(const Window& window, std::uint32_t granule) const;

  const ReservationConfig reservation_;
  Foresight* const foresight_;
  PartitionPlan plan_;
  std::vector<Window> windows_;
  std::vector<std::unique_ptr<ReplacementPolicy>> policies_;  // of each partition
  std::vector<std::uint32_t> fetched_in_;  // with pages: number of the set that fetched it
  PageSet page_set_;
  DirectoryCounters counters_;
  // Scratch.
  std::vector<TokenIndex> granules_;
  std::vector<UseTime> next_uses_;
  std::vector<Verdict> page_verdicts_;
};

}  // namespace dsavp
