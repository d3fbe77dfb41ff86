// One pseudo-channel: its banks, its data bus and its refresh, seen by a first-ready scheduler.
//
// Every bank serves its own segments one after the other: those of the open row first, up to
// row_hit_limit bursts, then the oldest. What a bank needs next is a column command (its row is
// open) or a row command (precharge if another row is open, then activate). Of the banks that need
// a column command the one that can have it soonest gets it, the oldest on a tie; of those that
// need a row command likewise (first-ready, first-come). The channel asks for both plans, applies
// what its pseudo-channels share, and has the earlier carried out.
//
// Simplifications: a precharge is taken to have been issued as soon as the bank allowed it, and its
// time on the row-command bus is charged with the activate that follows. Where one bank alone has
// work its bursts are decided together, as far as no activate could bring another into play, and
// where two fill the bus in turn, both's. Data in the other direction waits for a pause of this one,
// but no longer than kPatience. A refresh of all banks waits for the segments that rows were just
// opened for, but not for auto-precharges under way.
#pragma once

#include <array>

#include "models/hbm/address_mapping.h"
#include "models/hbm/bank_queues.h"
#include "models/hbm/bank_teller.h"
#include "models/hbm/dram_clock.h"

namespace dsavp {

class PseudoChannel {
 public:
  static constexpr int kMostBanks = 64;

  PseudoChannel(const HbmConfig& config, const DramClock& clock, Clocks first_refresh);

  // Shows the scheduler a segment; `age` orders segments over the channel.
  void add(const RowSegment& segment, std::uint64_t age, Clocks now);
  std::size_t segments() const { return queues_.size(); }
  std::size_t stream_segments() const { return stream_segments_; }

  struct Plan {
    Clocks time = kNeverClocks;
    std::uint64_t age = ~std::uint64_t{0};
    int bank = 0;
  };
  // The next activate, but for the row-command bus; the next column command.
  const Plan& row_plan() const { return row_; }
  const Plan& column_plan() const { return column_; }
  Clocks refresh_time() const { return next_refresh_; }

  // Plans the column command anew where the bus that it needs is not free before `from`.
  void plan_column(Clocks from);

  // Activates as planned, at `time` at the earliest; returns how long the row-command bus is held.
  Clocks activate(Clocks time);
  // Gives the column command of the plan at `time`, and those that surely follow it: with
  // `together` off that one alone, else up to `until` where one bank has the bus for itself, and
  // beyond where two fill it. Appends the segments that this finished, adds the bursts that leave
  // the window (a stream's were never in it), and returns the time of the last.
  Clocks serve(Clocks time, Clocks until, bool together, std::vector<Served>& served,
               int& leave_window);
  // Once a refresh is due: plans column commands of rows that were opened for a segment which is not
  // done, and of no others; false if there are none, and the refresh can go.
  bool drain();
  void refresh();
  // Does the refreshes that an idle pseudo-channel has had by `time`.
  void refresh_idle(Clocks time);

  // For a stream that is served whole while no segment waits: when its first row's first column
  // command could go, and the account of a finished piece, which leaves all banks precharged.
  Clocks first_column(const RowSegment& head, Clocks now) const;
  void account_stream(Clocks last_column, bool write, std::int64_t bursts, std::int64_t rows);

  // When the banks were or are ready after the last refresh of all.
  Clocks banks_ready() const { return banks_ready_; }

  // Null: nobody observes.
  void tell(BankTeller* teller) { teller_ = teller; }
  BankTeller* teller() const { return teller_; }
  // Tells precharges before `until`, which nothing can call off any more.
  void tell_precharges(Clocks until);
  // Tells what an idle pseudo-channel is going to say that it did by `until`, and does nothing.
  void tell_refreshes(Clocks until) const;

  const DramCounters& counters() const { return counters_; }
  Clocks column_to_end(bool write) const { return (write ? clock_.cwl : clock_.cl) + clock_.burst; }

 private:
  struct Bank {
    int open_row = kClosed;
    int hits = 0;        // bursts since the activate
    bool fresh = false;  // no column command since the activate
    bool conflict = false;
    Clocks precharge = 0;  // of the planned row command
    Clocks next_activate = 0;
    Clocks next_precharge = 0;
  };
  struct Group {
    Clocks next_column = 0;
    Clocks next_activate = 0;
    Clocks next_read = 0;  // after a write
  };

  using BankMask = std::uint64_t;
  static BankMask bit(int bank) { return BankMask{1} << bank; }

  void select(int bank, Clocks now);
  void await_column(int bank, Clocks ready);
  void offer(int bank);
  void offer_row(int bank);
  void offer_column(int bank, Clocks from);
  void plan_row();
  BankMask turn_the_bus(BankMask candidates, BankMask turned);
  Clocks earliest_activate() const;
  Clocks last_before_refresh() const {
    return draining_ || next_refresh_ == kNeverClocks ? kNeverClocks : next_refresh_ - 1;
  }
  Clocks column_time(int bank) const;
  int bursts_alone(Clocks time, Clocks until) const;
  int partner_of(int first, Clocks time) const;
  void give_columns(int bank, Clocks time, int bursts, std::vector<Served>& served,
                    int& leave_window);
  void issue(int bank, Clocks last, int bursts, bool write);
  void close_after_access(int bank);
  void close_all(Clocks now);
  Clocks close_for_refresh(int bank, Clocks precharge) const;
  void refresh_all_banks();
  void refresh_next_bank();
  // Idle refreshes that are carried out; those before leave all rows closed.
  Clocks lasting_refreshes() const { return per_bank_refresh_ ? clock_.rfc / clock_.refi + 2 : 1; }

  static constexpr int kClosed = -1;
  static constexpr Clocks kPatience = 1024;  // about half a microsecond
  // Bursts of one bank that are decided together: few beside the window, whose places they leave
  // together; and so many at least that it is worth it.
  static constexpr int kMostTogether = 32;
  static constexpr int kFewestTurns = 4;

  const DramClock& clock_;
  const int row_hit_limit_;
  const bool closed_page_;
  const bool per_bank_refresh_;
  const bool turns_fill_;  // two banks in turn, each at tCCD_L, fill the bus
  const int most_together_;

  std::vector<Bank> banks_;
  std::vector<Group> groups_;
  // By bank, of what it is to serve next: the order of its arrival, and when its bank allows it the
  // row or the column command that it needs.
  std::array<Clocks, kMostBanks> row_ready_{};
  std::array<std::uint64_t, kMostBanks> age_{};
  std::array<Clocks, kMostBanks> column_ready_{};
  std::array<std::uint8_t, kMostBanks> group_of_{};
  std::array<std::uint8_t, kMostBanks> stack_id_of_{};
  BankMask needs_row_ = 0;
  BankMask needs_column_ = 0;
  BankMask writes_ = 0;  // of those that need a column command
  BankMask opened_ = 0;  // for a segment that is not done
  bool draining_ = false;
  bool turn_overdue_ = false;
  BankQueues queues_;
  std::size_t stream_segments_ = 0;
  Plan row_;
  Plan column_;

  std::array<Clocks, 4> activates_;  // the last four, for tFAW
  int oldest_activate_ = 0;
  Clocks next_activate_ = 0;
  Clocks banks_ready_ = 0;  // no activate before: the end of the last refresh

  Clocks last_column_;
  Clocks columns_end_ = 0;
  int last_stack_id_ = 0;
  bool last_was_write_ = false;
  Clocks next_read_ = 0;   // after a write
  Clocks next_write_ = 0;  // after a read

  Clocks next_refresh_;
  int next_refreshed_bank_ = 0;
  BankTeller* teller_ = nullptr;
  DramCounters counters_;
};

}  // namespace dsavp
