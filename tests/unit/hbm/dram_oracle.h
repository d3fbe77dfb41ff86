#pragma once

// An independent, slow model of the DRAM for requests that come one at a time: every command is
// written down, and the next goes at the first moment that all rules against all commands before
// it allow. Rows stay open until another row of the bank is wanted. No refresh.

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "models/hbm/hbm_core.h"

namespace dsavp::hbm_test {

class DramOracle {
 public:
  explicit DramOracle(const HbmConfig& config)
      : config_(config),
        clock_(config.timing),
        mapping_(config.organisation, config.mapping, config.mapping_xor) {}

  // When the last byte of the request is there.
  Picoseconds serve(Picoseconds arrival, Address address, Bytes bytes, bool write) {
    const Bytes access = config_.organisation.access_bytes;
    Picoseconds finish = 0;
    for (Address at = address / access * access; at < address + bytes; at += access) {
      finish = std::max(finish, burst(arrival, mapping_.decode(at), write));
    }
    return finish + from_ns(config_.controller_ns);
  }

 private:
  enum class Kind { kActivate, kPrecharge, kRead, kWrite };
  struct Command {
    Picoseconds time;
    Kind kind;
    DramPlace place;
  };
  struct Channel {
    std::vector<Command> history;
    std::map<int, int> open_rows;  // by bank
  };

  Picoseconds burst(Picoseconds arrival, const DramPlace& place, bool write) {
    Channel& channel = channels_[place.pseudo_channel];
    const auto open = channel.open_rows.find(place.bank);
    if (open == channel.open_rows.end() || open->second != place.row) {
      if (open != channel.open_rows.end()) issue(channel, arrival, Kind::kPrecharge, place);
      issue(channel, arrival, Kind::kActivate, place);
      channel.open_rows[place.bank] = place.row;
    }
    const Kind kind = write ? Kind::kWrite : Kind::kRead;
    return issue(channel, arrival, kind, place) + data_end(kind);
  }

  Picoseconds issue(Channel& channel, Picoseconds arrival, Kind kind, const DramPlace& place) {
    Picoseconds time = arrival;
    for (const Command& before : channel.history) {
      time = std::max(time, before.time + distance(before, kind, place));
    }
    if (kind == Kind::kActivate) time = std::max(time, after_four_activates(channel, place));
    channel.history.push_back({time, kind, place});
    return time;
  }

  Picoseconds data_end(Kind column) const {
    return (column == Kind::kWrite ? clock_.cwl : clock_.cl) + clock_.burst;
  }

  // How long after `before` a command has to wait.
  Picoseconds distance(const Command& before, Kind kind, const DramPlace& place) const {
    const bool same_bank = before.place.bank == place.bank;
    const bool same_group = before.place.group == place.group;
    const bool same_stack_id = before.place.stack_id == place.stack_id;
    const auto is_column = [](Kind k) { return k == Kind::kRead || k == Kind::kWrite; };
    if (is_column(before.kind) && is_column(kind)) {
      const Picoseconds spacing = same_group ? clock_.ccd_l : clock_.ccd_s;
      if (before.kind == kind) return spacing;
      return std::max(spacing,
                      kind == Kind::kWrite ? clock_.rtw : data_end(Kind::kWrite) + clock_.wtr);
    }
    if (before.kind == Kind::kActivate && kind == Kind::kActivate) {
      if (same_bank) return clock_.ras + clock_.rp;
      if (same_group) return clock_.rrd_l;
      return same_stack_id ? clock_.rrd_s : 0;
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

  Picoseconds after_four_activates(const Channel& channel, const DramPlace& place) const {
    int seen = 0;
    for (auto it = channel.history.rbegin(); it != channel.history.rend(); ++it) {
      const bool counts = it->kind == Kind::kActivate && it->place.stack_id == place.stack_id;
      if (counts && ++seen == 4) return it->time + clock_.faw;
    }
    return 0;
  }

  const HbmConfig config_;
  const DramClock clock_;
  const AddressMapping mapping_;
  std::map<int, Channel> channels_;
};

}  // namespace dsavp::hbm_test
