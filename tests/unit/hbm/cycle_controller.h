#pragma once

// An independent, slow model of one channel under a load of reads: a first-ready scheduler stepped
// clock by clock, which precharges, activates and reads with commands of their own. In its window
// it keeps single bursts; all-bank refresh only.

#include <deque>
#include <vector>

#include "tests/unit/hbm/hbm_test_util.h"

namespace dsavp::hbm_test {

class CycleController {
 public:
  explicit CycleController(const HbmConfig& config)
      : config_(config),
        clock_(config),
        mapping_(config),
        act_halves_(static_cast<Clocks>(2 * config.timing.act_ck)),
        pre_halves_(static_cast<Clocks>(2 * config.timing.pre_ck)),
        lanes_(config.organisation.pseudo_channels) {
    for (Lane& lane : lanes_) {
      lane.banks.resize(config.organisation.banks_per_pseudo_channel());
      lane.groups.resize(config.organisation.groups_per_pseudo_channel());
      lane.refresh_due = clock_.refreshes() ? clock_.refi : kNeverClocks;
    }
  }

  // When each read of the closed loop ends, in clocks.
  std::vector<Clocks> run(const std::vector<TestRequest>& reads, std::size_t outstanding) {
    left_.assign(reads.size(), 0);
    finish_.assign(reads.size(), 0);
    std::size_t submitted = 0;
    std::size_t done = 0;
    for (Clocks now = 0; done < reads.size(); ++now) {
      done += end_by(now);
      while (submitted < reads.size() && submitted - done < outstanding) {
        split(reads[submitted], submitted);
        ++submitted;
      }
      step(now);
    }
    return finish_;
  }

 private:
  struct Burst {
    std::size_t read;
    std::size_t lane;
    int bank;
    int row;
  };
  struct Bank {
    int row = -1;
    int hits = 0;
    Clocks activate_ok = 0, precharge_ok = 0, column_ok = 0;
  };
  struct Group {
    Clocks column_ok = 0, activate_ok = 0;
  };
  struct Lane {
    std::vector<Bank> banks;
    std::vector<Group> groups;
    std::deque<Clocks> activates;
    Clocks activate_ok = 0, last_column = -1000, refresh_due = 0, refreshed = 0;
    int last_stack_id = 0;
  };

  int group_of(int bank) const { return bank / config_.organisation.banks; }
  int stack_id_of(int bank) const { return group_of(bank) / config_.organisation.bank_groups; }

  void split(const TestRequest& read, std::size_t index) {
    const Bytes access = config_.organisation.access_bytes;
    for (Address at = read.address / access * access; at < read.address + read.bytes;
         at += access) {
      const DramPlace place = mapping_.decode(at);
      queue_.push_back(
          {index, static_cast<std::size_t>(place.pseudo_channel), place.bank, place.row});
      ++left_[index];
    }
  }

  std::size_t end_by(Clocks now) {
    std::size_t count = 0;
    for (auto it = ends_.begin(); it != ends_.end();) {
      if (*it <= now) {
        ++count;
        it = ends_.erase(it);
      } else {
        ++it;
      }
    }
    return count;
  }

  void step(Clocks now) {
    const auto room = static_cast<std::size_t>(config_.scheduler_window) - window_.size();
    for (std::size_t i = 0; i < room && !queue_.empty(); ++i) {
      window_.push_back(queue_.front());
      queue_.pop_front();
    }
    for (Lane& lane : lanes_) refresh(lane, now);
    column(now);
    if (bus_free_ < 2 * now + 2) row(now);
  }

  void refresh(Lane& lane, Clocks now) {
    if (now < lane.refresh_due) return;
    bool open = false;
    for (const Bank& bank : lane.banks) {
      if (bank.row < 0) continue;
      open = true;
      if (bank.precharge_ok > now) return;
    }
    lane.refreshed = now + (open ? clock_.rp : 0) + clock_.rfc;
    for (Bank& bank : lane.banks) bank.row = -1;
    lane.refresh_due += clock_.refi;
  }

  bool may_read(const Burst& burst, Clocks now) const {
    const Lane& lane = lanes_[burst.lane];
    const Bank& bank = lane.banks[burst.bank];
    if (now >= lane.refresh_due || bank.row != burst.row || bank.column_ok > now) return false;
    const bool other_stack = stack_id_of(burst.bank) != lane.last_stack_id;
    return lane.last_column + (other_stack ? clock_.ccd_r : clock_.ccd_s) <= now &&
           lane.groups[group_of(burst.bank)].column_ok <= now;
  }

  void column(Clocks now) {
    for (std::size_t i = 0; i < window_.size(); ++i) {
      const Burst burst = window_[i];
      if (!may_read(burst, now)) continue;
      Lane& lane = lanes_[burst.lane];
      Bank& bank = lane.banks[burst.bank];
      lane.last_column = now;
      lane.last_stack_id = stack_id_of(burst.bank);
      lane.groups[group_of(burst.bank)].column_ok = now + clock_.ccd_l;
      bank.precharge_ok = std::max(bank.precharge_ok, now + clock_.rtp);
      ++bank.hits;
      if (config_.page_policy == PagePolicy::kClosed) {
        bank.row = -1;
        bank.activate_ok = std::max(bank.activate_ok, bank.precharge_ok + clock_.rp);
      }
      Clocks& finish = finish_[burst.read];
      finish = std::max(finish, now + clock_.cl + clock_.burst);
      if (--left_[burst.read] == 0) {
        ends_.push_back(finish + clock_.edge(from_ns(config_.controller_ns)));
      }
      window_.erase(window_.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
  }

  // An open row stays while a burst of the window wants it, up to the limit of hits.
  bool still_wanted(const Burst& burst, const Bank& bank) const {
    if (bank.hits >= config_.row_hit_limit) return false;
    for (const Burst& other : window_) {
      if (other.lane == burst.lane && other.bank == burst.bank && other.row == bank.row)
        return true;
    }
    return false;
  }

  void row(Clocks now) {
    for (const Burst& burst : window_) {
      Lane& lane = lanes_[burst.lane];
      Bank& bank = lane.banks[burst.bank];
      if (now >= lane.refresh_due || lane.refreshed > now || bank.row == burst.row) continue;
      if (bank.row >= 0) {
        if (bank.precharge_ok > now || still_wanted(burst, bank)) continue;
        bank.row = -1;
        bank.activate_ok = std::max(bank.activate_ok, now + clock_.rp);
        hold_bus(now, pre_halves_);
        return;
      }
      Group& group = lane.groups[group_of(burst.bank)];
      const bool four = lane.activates.size() == 4 && lane.activates.front() + clock_.faw > now;
      if (four || bank.activate_ok > now || group.activate_ok > now || lane.activate_ok > now) {
        continue;
      }
      activate(lane, bank, group, burst.row, now);
      hold_bus(now, act_halves_);
      return;
    }
  }

  void activate(Lane& lane, Bank& bank, Group& group, int row, Clocks now) {
    bank.row = row;
    bank.hits = 0;
    bank.column_ok = now + clock_.rcd_rd;
    bank.precharge_ok = now + clock_.ras;
    bank.activate_ok = now + clock_.rc;
    group.activate_ok = now + clock_.rrd_l;
    lane.activate_ok = now + clock_.rrd_s;
    lane.activates.push_back(now);
    if (lane.activates.size() > 4) lane.activates.pop_front();
  }

  // In half clocks, in which HBM3's row commands are counted.
  void hold_bus(Clocks now, Clocks halves) { bus_free_ = std::max(bus_free_, 2 * now) + halves; }

  const HbmConfig config_;
  const DramClock clock_;
  const AddressMapping mapping_;
  const Clocks act_halves_, pre_halves_;
  std::vector<Lane> lanes_;
  std::deque<Burst> queue_;
  std::vector<Burst> window_;
  std::vector<int> left_;  // bursts, by read
  std::vector<Clocks> finish_;
  std::vector<Clocks> ends_;
  Clocks bus_free_ = 0;
};

}  // namespace dsavp::hbm_test
