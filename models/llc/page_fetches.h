// Pages on their way from memory, and the reads of their tokens that wait for them.
//
// A page is read by one payload of the LLC's own, however many reads want a part of it; memory
// splits it. The reads are answered when it has come, the one that had it fetched among them, in the
// order in which they came. Nothing is copied here.
// At most twice `most` payloads are made: `most` that the LLC has under way, and as many answered
// ones that parts on the way may still refer to. Errors: std::runtime_error beyond that.
#pragma once

#include <utility>
#include <vector>

#include "models/common/payload_pool.h"
#include "models/llc/miss_table.h"
#include "models/llc/token_controller.h"

namespace dsavp {

class PageFetches {
 public:
  struct Read {
    tlm::tlm_generic_payload* payload = nullptr;
    TokenPage page;
    Picoseconds ready = 0;  // looked up
    bool fetches = false;   // of those that the directory counts as a fetch
  };

  // `owner` names the LLC and outlives this.
  PageFetches(const char* owner, std::size_t most)
      : owner_(owner), pool_(2 * most, token_registers::kMostPageBytes), reads_(0) {}

  // From now on pages carry data.
  void keep_data() { keeps_data_ = true; }

  bool on_its_way(Address base) const { return reads_.contains(base); }
  std::size_t most_in_use() const { return pool_.high_water(); }

  // What asks memory for a page of which `wanted` reads a token, with one reference.
  tlm::tlm_generic_payload& read_of(const TokenPage& page, const tlm::tlm_generic_payload& wanted) {
    Attribution by;
    if (const auto* of_read = wanted.get_extension<Attribution>()) by = *of_read;
    by.owner = owner_;
    return keeps_data_ ? pool_.acquire_with_data(tlm::TLM_READ_COMMAND, page.base, page.bytes, by)
                       : pool_.acquire(tlm::TLM_READ_COMMAND, page.base, page.bytes, by);
  }

  // The page is on its way from here on; returns what asks memory for it.
  tlm::tlm_generic_payload& begin(const Read& read) {
    tlm::tlm_generic_payload& payload = read_of(read.page, *read.payload);
    reads_.begin(read.page.base);
    reads_.join(read.page.base, read);
    return payload;
  }

  // Only if on_its_way(read.page.base).
  void join(const Read& read) { reads_.join(read.page.base, read); }

  // The page has come. `answer` is called for each read and may begin the page anew.
  template <class Answer>
  void end(Address base, Answer&& answer) {
    std::vector<Read> arrived = std::move(scratch_);
    arrived.clear();
    reads_.end(base, [&arrived](const Read& read) { arrived.push_back(read); });
    for (auto read = arrived.rbegin(); read != arrived.rend(); ++read) answer(*read);
    scratch_ = std::move(arrived);
  }

 private:
  const char* const owner_;
  PayloadPool pool_;
  bool keeps_data_ = false;
  MissTable<Read> reads_;
  std::vector<Read> scratch_;
};

}  // namespace dsavp
