// The row segments that wait in a pseudo-channel, one first-in first-out list per bank in one pool.
// A segment may be moved to its bank's front, which is where it is served from.
#pragma once

#include <vector>

#include "models/hbm/row_segment.h"

namespace dsavp {

class BankQueues {
 public:
  struct Entry {
    RowSegment segment;
    std::uint64_t age = 0;  // order of arrival over the whole channel
    int bursts_left = 0;
    std::int32_t next = kNone;
  };

  explicit BankQueues(int banks) : lists_(static_cast<std::size_t>(banks)) {}

  bool empty(int bank) const { return lists_[bank].head == kNone; }
  std::size_t size() const { return size_; }
  Entry& front(int bank) { return pool_[lists_[bank].head]; }
  const Entry& front(int bank) const { return pool_[lists_[bank].head]; }

  void push(const RowSegment& segment, std::uint64_t age) {
    List& list = lists_[segment.bank];
    if (free_ == kNone) grow();
    const std::int32_t index = free_;
    free_ = pool_[index].next;
    pool_[index] = {segment, age, segment.bursts, kNone};
    (list.head == kNone ? list.head : pool_[list.tail].next) = index;
    list.tail = index;
    ++size_;
  }

  // Adds the segment to the bank's last one, if it goes on with that request's row.
  bool lengthen(const RowSegment& segment) {
    Entry& last = pool_[lists_[segment.bank].tail];
    if (last.segment.request != segment.request || last.segment.row != segment.row) return false;
    last.segment.bursts += segment.bursts;
    last.bursts_left += segment.bursts;
    return true;
  }

  void pop(int bank) {
    List& list = lists_[bank];
    const std::int32_t index = list.head;
    list.head = pool_[index].next;
    pool_[index].next = free_;
    free_ = index;
    --size_;
  }

  // Moves the oldest segment of `row` to the front; false if there is none.
  bool bring_forward(int bank, int row) {
    List& list = lists_[bank];
    std::int32_t before = kNone;
    for (std::int32_t i = list.head; i != kNone; before = i, i = pool_[i].next) {
      if (pool_[i].segment.row != row) continue;
      if (before == kNone) return true;
      pool_[before].next = pool_[i].next;
      if (list.tail == i) list.tail = before;
      pool_[i].next = list.head;
      list.head = i;
      return true;
    }
    return false;
  }

 private:
  static constexpr std::int32_t kNone = -1;
  struct List {
    std::int32_t head = kNone;
    std::int32_t tail = kNone;
  };

  void grow() {
    const auto first = static_cast<std::int32_t>(pool_.size());
    pool_.resize(pool_.empty() ? 32 : pool_.size() * 2);
    for (auto i = static_cast<std::int32_t>(pool_.size()) - 1; i >= first; --i) {
      pool_[i].next = free_;
      free_ = i;
    }
  }

  std::vector<List> lists_;
  std::vector<Entry> pool_;
  std::int32_t free_ = kNone;
  std::size_t size_ = 0;
};

}  // namespace dsavp
