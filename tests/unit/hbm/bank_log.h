#pragma once

// Keeps what a core tells of its banks, and counts what cannot be: an event that comes too late, a
// row opened over another, a row closed that is not open.

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "models/hbm/hbm_core.h"

namespace dsavp::hbm_test {

struct OpenRow {
  int row;
  Picoseconds open;
  Picoseconds close = kNever;
};
struct ToldRefresh {
  std::uint64_t banks;
  Picoseconds begin;
  Picoseconds end;
};
struct ToldStream {
  Picoseconds begin;
  Picoseconds end = kNever;
};

class BankLog : public BankObserver {
 public:
  void row_opened(int pseudo_channel, int bank, int row, Picoseconds at) override {
    check_time(at);
    std::vector<OpenRow>& list = rows[{pseudo_channel, bank}];
    wrong += !list.empty() && (list.back().close == kNever || list.back().close > at);
    list.push_back({row, at});
  }
  void row_closed(int pseudo_channel, int bank, Picoseconds at) override {
    check_time(at);
    std::vector<OpenRow>& list = rows[{pseudo_channel, bank}];
    if (list.empty() || list.back().close != kNever || list.back().open > at) {
      ++wrong;
    } else {
      list.back().close = at;
    }
  }
  void refreshed(int pseudo_channel, std::uint64_t banks, Picoseconds begin,
                 Picoseconds end) override {
    check_time(begin);
    refreshes[pseudo_channel].push_back({banks, begin, end});
  }
  void stream_began(int pseudo_channel, Picoseconds at) override {
    check_time(at);
    std::vector<ToldStream>& list = streams[pseudo_channel];
    wrong += !list.empty() && (list.back().end == kNever || list.back().end > at);
    list.push_back({at});
  }
  void stream_ended(int pseudo_channel, Picoseconds at) override {
    check_time(at);
    std::vector<ToldStream>& list = streams[pseudo_channel];
    wrong += list.empty() || list.back().end != kNever || list.back().begin > at;
    if (!list.empty()) list.back().end = at;
  }

  // The row of `place` while `column` goes; null if it is not open then.
  const OpenRow* row_at(const DramPlace& place, Picoseconds column) const {
    const auto list = rows.find({place.pseudo_channel, place.bank});
    if (list == rows.end()) return nullptr;
    const auto after =
        std::upper_bound(list->second.begin(), list->second.end(), column,
                         [](Picoseconds time, const OpenRow& row) { return time < row.open; });
    if (after == list->second.begin()) return nullptr;
    const OpenRow& row = *std::prev(after);
    return row.row == place.row && column <= row.close ? &row : nullptr;
  }
  std::int64_t refresh_count() const {
    std::int64_t count = 0;
    for (const auto& [pseudo_channel, list] : refreshes) count += std::int64_t(list.size());
    return count;
  }

  std::map<std::pair<int, int>, std::vector<OpenRow>> rows;  // by pseudo-channel and bank
  std::map<int, std::vector<ToldRefresh>> refreshes;         // by pseudo-channel
  std::map<int, std::vector<ToldStream>> streams;
  Picoseconds told_until = 0;
  int late = 0;
  int wrong = 0;

 private:
  void check_time(Picoseconds at) { late += at < told_until; }
};

}  // namespace dsavp::hbm_test
