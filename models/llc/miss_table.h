// Misses in flight, by address: later reads of the same extent wait for the first one's data.
//
// How many there may be is the LLC's business. The reads that wait are chained in one flat array.
#pragma once

#include <tsl/robin_map.h>

#include <cstdint>
#include <vector>

#include "models/common/address_hash.h"
#include "models/common/units.h"

namespace dsavp {

template <class Waiter>
class MissTable {
 public:
  // Nothing is allocated before more than `expected` are in flight.
  explicit MissTable(std::size_t expected) { heads_.reserve(expected); }

  bool contains(Address address) const { return heads_.find(address) != heads_.end(); }

  void begin(Address address) { heads_[address] = kNone; }

  // Only if contains(address).
  void join(Address address, Waiter waiter) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(nodes_.size()));
      nodes_.emplace_back();
    }
    const std::uint32_t node = free_.back();
    free_.pop_back();
    auto head = heads_.find(address);
    nodes_[node] = {waiter, head->second};
    head.value() = node;
  }

  // Ends the miss and calls `wake` for each read that joined, the last one first.
  template <class Wake>
  void end(Address address, Wake&& wake) {
    const auto head = heads_.find(address);
    std::uint32_t node = head->second;
    heads_.erase(head);
    while (node != kNone) {
      const Node current = nodes_[node];
      free_.push_back(node);
      node = current.next;
      wake(current.waiter);
    }
  }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  struct Node {
    Waiter waiter{};
    std::uint32_t next = kNone;
  };

  tsl::robin_map<Address, std::uint32_t, AddressHash> heads_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> free_;
};

}  // namespace dsavp
