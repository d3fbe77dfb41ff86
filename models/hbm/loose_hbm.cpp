#include "models/hbm/loose_hbm.h"

#include <algorithm>

#include "models/hbm/stream_threshold.h"

namespace dsavp {

LooseHbm::LooseHbm(const HbmConfig& config)
    : config_(config),
      clock_(config),
      mapping_(config),
      rate_(config, clock_, mapping_),
      access_bytes_(static_cast<Bytes>(config.organisation.access_bytes)),
      closed_page_(config.page_policy == PagePolicy::kClosed),
      stream_bytes_(stream_threshold(config.organisation, mapping_)),
      controller_(from_ns(config.controller_ns)),
      bus_time_(measure_loaded_bus_time(config)),
      activate_interval_(std::max({clock_.rrd_s, (clock_.faw + 3) / 4,
                                   clock_.act_after_pre * config.organisation.pseudo_channels})),
      refresh_interval_(config.refresh == RefreshPolicy::kPerBank
                            ? clock_.refi * config.organisation.banks_per_pseudo_channel()
                            : clock_.refi),
      banks_(config.organisation.banks_per_pseudo_channel()),
      lanes_(config.organisation.pseudo_channel_count()),
      banks_of_lanes_(lanes_.size() * static_cast<std::size_t>(banks_)),
      stream_parts_(lanes_.size()) {
  if (!clock_.refreshes()) return;
  const bool per_bank = config.refresh == RefreshPolicy::kPerBank;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    lanes_[i].next_refresh = refresh_phase(config, clock_, static_cast<int>(i));
  }
  for (std::size_t i = 0; i < banks_of_lanes_.size(); ++i) {
    const int bank = static_cast<int>(i) % banks_;
    banks_of_lanes_[i].next_refresh = refresh_phase(config, clock_, static_cast<int>(i) / banks_) +
                                      (per_bank ? bank * clock_.refi : 0);
  }
}

Picoseconds LooseHbm::access(Picoseconds arrival, Address address, Bytes bytes, bool write) {
  const Address begin = address / access_bytes_ * access_bytes_;
  const Address end = (address + bytes + access_bytes_ - 1) / access_bytes_ * access_bytes_;
  const Clocks from = clock_.edge(arrival);
  const Clocks last_column = end - begin >= stream_bytes_ ? access_stream(from, begin, end, write)
                                                          : access_rows(from, begin, end, write);
  return clock_.time(last_column + column_to_end(write)) + controller_;
}

// Returns the last column command.
Clocks LooseHbm::access_rows(Clocks arrival, Address begin, Address end, bool write) {
  const Bytes run =
      closed_page_ ? access_bytes_ : mapping_.run_bytes();  // that a row is opened for
  Clocks last_column = 0;
  for (Address at = begin; at < end;) {
    const Address next = std::min(end, (at / run + 1) * run);
    const auto bursts = static_cast<int>((next - at) / access_bytes_);
    last_column = std::max(last_column, access_run(arrival, mapping_.decode(at), bursts, write));
    at = next;
  }
  return last_column;
}

LooseHbm::Bank& LooseHbm::bank_at(const DramPlace& place) {
  const Lane& lane = lanes_[static_cast<std::size_t>(place.pseudo_channel)];
  Bank& bank =
      banks_of_lanes_[static_cast<std::size_t>(place.pseudo_channel * banks_ + place.bank)];
  if (bank.streams_seen != lane.streams) {
    bank.streams_seen = lane.streams;
    bank.open_row = kClosed;
  }
  return bank;
}

Clocks LooseHbm::access_run(Clocks arrival, const DramPlace& place, int bursts, bool write) {
  Lane& lane = lanes_[static_cast<std::size_t>(place.pseudo_channel)];
  Bank& bank = bank_at(place);
  refresh_until(bank, arrival);
  const bool row_hit = bank.open_row == place.row;
  const Clocks open = row_hit ? bank.next_column : open_row(lane, bank, arrival, place.row, write);
  const Clocks turned = std::max(arrival, write ? lane.next_write : lane.next_read);
  const Clocks first = std::max(open, turned);
  // The bus could have had work from when an idle bank's first burst would have come.
  const Clocks unloaded = turned + (row_hit ? 0 : (write ? clock_.rcd_wr : clock_.rcd_rd));
  const Picoseconds bus = std::max(lane.bus_free, clock_.time(unloaded));
  lane.bus_free = bus + bus_time_.of(bursts, row_hit);
  const Clocks last =
      std::max(first + (bursts - 1) * clock_.ccd_l, clock_.edge(bus) + (bursts - 1) * clock_.ccd_s);
  bank.next_column = last + clock_.ccd_l;
  if (write) {
    const Clocks written = last + clock_.cwl + clock_.burst;
    bank.next_precharge = std::max(bank.next_precharge, written + clock_.wr);
    lane.next_read = std::max(lane.next_read, written + clock_.wtr_l);
  } else {
    bank.next_precharge = std::max(bank.next_precharge, last + clock_.rtp);
    lane.next_write = std::max(lane.next_write, last + clock_.rtw);
  }
  if (closed_page_) {
    bank.open_row = kClosed;
    bank.next_activate = std::max(bank.next_activate, bank.next_precharge + clock_.rp);
  }
  counters_.row_misses += !row_hit;
  counters_.row_hits += bursts - !row_hit;
  counters_.bus_busy += clock_.time(bursts * clock_.ccd_s);
  return last;
}

// Returns when its first column command may go.
Clocks LooseHbm::open_row(Lane& lane, Bank& bank, Clocks arrival, int row, bool write) {
  lane.activates_free = std::max(lane.activates_free, arrival);
  const auto soonest = [&] {
    const Clocks idle =
        bank.open_row == kClosed ? arrival : std::max(arrival, bank.next_precharge) + clock_.rp;
    return std::max({idle, bank.next_activate, lane.activates_free});
  };
  Clocks activate = soonest();
  while (activate >= bank.next_refresh) {
    refresh_until(bank, activate);
    activate = soonest();
  }
  lane.activates_free += activate_interval_;
  bank.open_row = row;
  bank.next_activate = activate + clock_.rc;
  bank.next_precharge = activate + clock_.ras;
  return activate + (write ? clock_.rcd_wr : clock_.rcd_rd);
}

// The refreshes that are due by `time`; only the last of them can still be in hand.
void LooseHbm::refresh_until(Bank& bank, Clocks time) {
  if (time < bank.next_refresh) return;
  const Clocks last =
      bank.next_refresh + (time - bank.next_refresh) / refresh_interval_ * refresh_interval_;
  const Clocks start =
      bank.open_row == kClosed ? last : std::max(last, bank.next_precharge) + clock_.rp;
  bank.next_activate = std::max(bank.next_activate, start + clock_.rfc);
  bank.open_row = kClosed;
  bank.next_refresh = last + refresh_interval_;
}

// Whole sweeps give every pseudo-channel the same local bytes; the partial sweeps at both ends
// lengthen the local run of the pseudo-channels that they touch.
void LooseHbm::split_stream(Address begin, Address end) {
  const Bytes sweep = mapping_.sweep_bytes();
  const Address first_sweep = (begin + sweep - 1) / sweep * sweep;
  const Address last_sweep = end / sweep * sweep;
  StreamPart part;
  part.local_offset = first_sweep / lanes_.size();
  part.bursts =
      static_cast<std::int64_t>((last_sweep - first_sweep) / lanes_.size() / access_bytes_);
  std::fill(stream_parts_.begin(), stream_parts_.end(), part);
  const Bytes run = mapping_.run_bytes();
  const auto lengthen = [&](Address at, Address to, bool in_front) {
    for (Address next; at < to; at = next) {
      next = std::min(to, (at / run + 1) * run);
      const auto lane = static_cast<std::size_t>(mapping_.decode(at).pseudo_channel);
      stream_parts_[lane].bursts += static_cast<std::int64_t>((next - at) / access_bytes_);
      if (in_front) stream_parts_[lane].local_offset -= next - at;
    }
  };
  lengthen(begin, first_sweep, true);
  lengthen(last_sweep, end, false);
}

// When the first column command of a stream that comes to an idle pseudo-channel may go.
Clocks LooseHbm::first_row(std::size_t lane, Clocks arrival, bool write) {
  const DramPlace place =
      mapping_.decode_local(static_cast<int>(lane), stream_parts_[lane].local_offset);
  Bank& bank = bank_at(place);
  refresh_until(bank, arrival);
  if (bank.open_row == place.row) return std::max(arrival, bank.next_column);
  return open_row(lanes_[lane], bank, arrival, place.row, write);
}

Clocks LooseHbm::access_stream(Clocks arrival, Address begin, Address end, bool write) {
  split_stream(begin, end);
  Clocks last_column = 0;
  std::int64_t bursts_timed = 0;
  Clocks time = 0;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    Lane& lane = lanes_[i];
    const std::int64_t bursts = stream_parts_[i].bursts;
    if (bursts != bursts_timed) {  // few of them differ
      bursts_timed = bursts;
      time = rate_.duration(bursts);
    }
    // The row that a stream begins with is opened while the one before is read.
    Clocks start =
        std::max({clock_.edge(lane.bus_free), arrival, write ? lane.next_write : lane.next_read});
    if (start == arrival) start = first_row(i, arrival, write);
    const Clocks done = end_of_stream(lane, start, time);
    lane.bus_free = clock_.time(done);
    const Clocks last = done - rate_.column_time();
    (write ? lane.next_read : lane.next_write) =
        last + (write ? clock_.cwl + clock_.burst + clock_.wtr_l : clock_.rtw);
    ++lane.streams;
    const std::int64_t rows = (bursts + rate_.row_bursts() - 1) / rate_.row_bursts();
    counters_.row_misses += rows;
    counters_.row_hits += bursts - rows;
    counters_.bus_busy += clock_.time(bursts * clock_.ccd_s);
    const auto first = static_cast<std::int64_t>(stream_parts_[i].local_offset / access_bytes_);
    last_column = std::max(last_column, last + rate_.tail(first + bursts));
  }
  return last_column;
}

// With the refreshes of all banks that fall into it.
Clocks LooseHbm::end_of_stream(Lane& lane, Clocks start, Clocks time) const {
  if (!clock_.refreshes() || rate_.bank_by_bank()) return start + time;
  const Clocks refresh = clock_.rp + clock_.rfc + clock_.rcd_rd;
  if (const Clocks past = start - lane.next_refresh - refresh; past > 0) {
    lane.next_refresh += (past + clock_.refi - 1) / clock_.refi * clock_.refi;
  }
  Clocks end = start + time;
  if (lane.next_refresh < start) {
    end += lane.next_refresh + refresh - start;
    lane.next_refresh += clock_.refi;
  }
  for (; lane.next_refresh < end; lane.next_refresh += clock_.refi) end += refresh;
  return end;
}

DramCounters LooseHbm::counters(Picoseconds end) const {
  DramCounters result = counters_;
  if (!clock_.refreshes()) return result;
  const Clocks until = clock_.edge_before(end);
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    const Clocks first = refresh_phase(config_, clock_, static_cast<int>(i));
    if (until >= first) result.refreshes += (until - first) / clock_.refi + 1;
  }
  return result;
}

}  // namespace dsavp
