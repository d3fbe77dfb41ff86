#pragma once

// An independent, slow model of the DRAM for requests that come one at a time: every command is
// written down, and the next goes at the first clock that all rules against all commands before
// it allow. No refresh.

#include <algorithm>
#include <map>
#include <vector>

#include "models/hbm/hbm_core.h"

namespace dsavp::hbm_test {

class DramOracle {
 public:
  explicit DramOracle(const HbmConfig& config)
      : config_(config), clock_(config), mapping_(config) {}

  // When the last byte of the request is there.
  Picoseconds serve(Picoseconds arrival, Address address, Bytes bytes, bool write) {
    const Bytes access = config_.organisation.access_bytes;
    const Clocks from = clock_.edge(arrival);
    Clocks finish = 0;
    for (Address at = address / access * access; at < address + bytes; at += access) {
      finish = std::max(finish, burst(from, mapping_.decode(at), write));
    }
    return clock_.time(finish) + from_ns(config_.controller_ns);
  }

 private:
  enum class Kind { kActivate, kPrecharge, kRead, kWrite };
  struct Command {
    Clocks time;
    Kind kind;
    DramPlace place;
  };
  struct Lane {
    std::vector<Command> history;
    std::map<int, int> open_rows;  // by bank
  };

  Clocks burst(Clocks arrival, const DramPlace& place, bool write) {
    Lane& lane = lanes_[place.pseudo_channel];
    const auto open = lane.open_rows.find(place.bank);
    if (open == lane.open_rows.end() || open->second != place.row) {
      if (open != lane.open_rows.end()) issue(lane, arrival, Kind::kPrecharge, place);
      issue(lane, arrival, Kind::kActivate, place);
      lane.open_rows[place.bank] = place.row;
    }
    const Kind kind = write ? Kind::kWrite : Kind::kRead;
    const Clocks column = issue(lane, arrival, kind, place);
    if (config_.page_policy == PagePolicy::kClosed) {
      issue(lane, column, Kind::kPrecharge, place);
      lane.open_rows.erase(place.bank);
    }
    return column + data_end(kind);
  }

  Clocks issue(Lane& lane, Clocks arrival, Kind kind, const DramPlace& place) {
    Clocks time = arrival;
    for (const Command& before : lane.history) {
      // An auto-precharge is written down ahead of its time; what it leaves alone may go before it.
      const Clocks wait = distance(before, kind, place);
      if (wait > 0) time = std::max(time, before.time + wait);
    }
    if (kind == Kind::kActivate) time = std::max(time, after_four_activates(lane));
    lane.history.push_back({time, kind, place});
    return time;
  }

  Clocks data_end(Kind column) const {
    return (column == Kind::kWrite ? clock_.cwl : clock_.cl) + clock_.burst;
  }
  static bool is_column(Kind kind) { return kind == Kind::kRead || kind == Kind::kWrite; }

  // How long after `before` a command has to wait; 0: not at all.
  Clocks distance(const Command& before, Kind kind, const DramPlace& place) const {
    const bool same_bank = before.place.bank == place.bank;
    const bool same_group = before.place.group == place.group;
    if (is_column(before.kind) && is_column(kind)) return column_distance(before, kind, place);
    if (before.kind == Kind::kActivate && kind == Kind::kActivate) {
      if (same_bank) return clock_.rc;
      return same_group ? clock_.rrd_l : clock_.rrd_s;
    }
    if (!same_bank) return 0;
    if (before.kind == Kind::kActivate) {
      if (kind == Kind::kPrecharge) return clock_.ras;
      return kind == Kind::kRead ? clock_.rcd_rd : clock_.rcd_wr;
    }
    if (before.kind == Kind::kPrecharge) return kind == Kind::kActivate ? clock_.rp : 0;
    if (kind == Kind::kPrecharge) {
      return before.kind == Kind::kRead ? clock_.rtp : data_end(Kind::kWrite) + clock_.wr;
    }
    return 0;
  }

  Clocks column_distance(const Command& before, Kind kind, const DramPlace& place) const {
    const bool same_group = before.place.group == place.group;
    Clocks spacing = same_group ? clock_.ccd_l : clock_.ccd_s;
    if (before.place.stack_id != place.stack_id) spacing = clock_.ccd_r;
    if (before.kind == kind) return spacing;
    if (kind == Kind::kWrite) return std::max(spacing, clock_.rtw);
    return std::max(spacing, data_end(Kind::kWrite) + (same_group ? clock_.wtr_l : clock_.wtr_s));
  }

  Clocks after_four_activates(const Lane& lane) const {
    int seen = 0;
    for (auto it = lane.history.rbegin(); it != lane.history.rend(); ++it) {
      if (it->kind == Kind::kActivate && ++seen == 4) return it->time + clock_.faw;
    }
    return 0;
  }

  const HbmConfig config_;
  const DramClock clock_;
  const AddressMapping mapping_;
  std::map<int, Lane> lanes_;
};

}  // namespace dsavp::hbm_test
