#include "models/hbm/hbm_core.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "models/hbm/stream_threshold.h"

namespace dsavp {

HbmCore::HbmCore(const HbmConfig& config)
    : config_(config),
      clock_(config),
      mapping_(config),
      stream_bytes_(stream_threshold(config.organisation, mapping_)),
      peak_gbps_(dsavp::peak_gbps(config)),
      controller_(from_ns(config.controller_ns)),
      pseudo_channels_(config.organisation.pseudo_channel_count()),
      events_(config.organisation.stacks * config.organisation.channels),
      pending_(pseudo_channels_),
      stream_parts_(pseudo_channels_) {
  const DramOrganisation& o = config.organisation;
  if (o.banks_per_pseudo_channel() > PseudoChannel::kMostBanks) {
    throw std::invalid_argument(fmt::format("a pseudo-channel has {} banks, more than {}",
                                            o.banks_per_pseudo_channel(),
                                            PseudoChannel::kMostBanks));
  }
  for (int i = 0; i < o.stacks * o.channels; ++i) {
    std::vector<Clocks> first;
    for (int j = 0; j < o.pseudo_channels; ++j) {
      first.push_back(refresh_phase(config_, clock_, i * o.pseudo_channels + j));
    }
    channels_.push_back(
        std::make_unique<Channel>(i, config_, clock_, mapping_, first, controller_));
  }
}

void HbmCore::submit(Picoseconds now, Address address, Bytes bytes, bool write, void* cookie) {
  const Bytes access = config_.organisation.access_bytes;
  const Address begin = address / access * access;
  const Address end = (address + bytes + access - 1) / access * access;
  RowSegment like;
  like.arrival = clock_.edge(now);
  like.request = open_request(static_cast<std::int64_t>((end - begin) / access), cookie);
  like.write = write;

  if (end - begin >= stream_bytes_) {
    submit_stream(begin, end, like);
  } else {
    submit_rows(begin, end, like);
  }
}

RequestIndex HbmCore::open_request(std::int64_t bursts, void* cookie) {
  if (free_requests_.empty()) {
    free_requests_.push_back(static_cast<RequestIndex>(requests_.size()));
    requests_.emplace_back();
  }
  const RequestIndex index = free_requests_.back();
  free_requests_.pop_back();
  requests_[index] = {bursts, 0, cookie};
  return index;
}

// Neighbouring runs of one row are joined, so that the pseudo-channel sees one segment per row.
void HbmCore::submit_rows(Address begin, Address end, const RowSegment& like) {
  const Bytes run = mapping_.run_bytes();
  for (Address at = begin; at < end;) {
    const Address next = std::min(end, (at / run + 1) * run);
    const DramPlace place = mapping_.decode(at);
    const int bursts = static_cast<int>((next - at) / Bytes(config_.organisation.access_bytes));
    Pending& pending = pending_[place.pseudo_channel];
    if (pending.used && pending.segment.bank == place.bank && pending.segment.row == place.row) {
      pending.segment.bursts += bursts;
    } else {
      if (pending.used) {
        push(place.pseudo_channel, pending.segment);
      } else {
        pending_channels_.push_back(place.pseudo_channel);
      }
      pending.used = true;
      pending.segment = like;
      pending.segment.bank = place.bank;
      pending.segment.row = place.row;
      pending.segment.bursts = bursts;
    }
    at = next;
  }
  flush_pending();
}

void HbmCore::flush_pending() {
  for (const int channel : pending_channels_) {
    push(channel, pending_[channel].segment);
    pending_[channel].used = false;
  }
  pending_channels_.clear();
}

void HbmCore::push(int pseudo_channel, const RowSegment& segment) {
  const int per_channel = config_.organisation.pseudo_channels;
  Channel& channel = *channels_[pseudo_channel / per_channel];
  channel.push(pseudo_channel % per_channel, segment);
  events_.update(pseudo_channel / per_channel, channel.next_event());
}

// Whole sweeps give every pseudo-channel the same local bytes; the partial sweeps at both ends
// lengthen the local run of the pseudo-channels that they touch.
void HbmCore::submit_stream(Address begin, Address end, const RowSegment& like) {
  const Bytes sweep = mapping_.sweep_bytes();
  const Address first_sweep = (begin + sweep - 1) / sweep * sweep;
  const Address last_sweep = end / sweep * sweep;
  const auto access = static_cast<Bytes>(config_.organisation.access_bytes);
  StreamPart part;
  part.request = like.request;
  part.write = like.write;
  part.arrival = like.arrival;
  part.local_offset = first_sweep / Bytes(pseudo_channels_);
  part.bursts =
      static_cast<std::int64_t>((last_sweep - first_sweep) / Bytes(pseudo_channels_) / access);
  std::fill(stream_parts_.begin(), stream_parts_.end(), part);
  const auto lengthen = [&](Address from, Address to, bool in_front) {
    const Bytes run = mapping_.run_bytes();
    for (Address at = from; at < to;) {
      const Address next = std::min(to, (at / run + 1) * run);
      StreamPart& longer = stream_parts_[mapping_.decode(at).pseudo_channel];
      longer.bursts += static_cast<std::int64_t>((next - at) / access);
      if (in_front) longer.local_offset -= next - at;
      at = next;
    }
  };
  lengthen(begin, first_sweep, true);
  lengthen(last_sweep, end, false);
  const int per_channel = config_.organisation.pseudo_channels;
  for (int i = 0; i < pseudo_channels_; ++i) {
    Channel& channel = *channels_[i / per_channel];
    channel.push(i % per_channel, stream_parts_[i]);
    events_.update(i / per_channel, channel.next_event());
  }
}

const std::vector<HbmCompletion>& HbmCore::advance(Picoseconds now) {
  completions_.clear();
  while (events_.earliest_time() <= now) {
    const std::size_t index = events_.earliest();
    served_.clear();
    channels_[index]->advance(now, served_);
    events_.update(index, channels_[index]->next_event());
    for (const Served& served : served_) account(served);
  }
  return completions_;
}

void HbmCore::account(const Served& served) {
  Request& request = requests_[served.request];
  request.bursts_left -= served.bursts;
  request.finish = std::max(request.finish, served.finish);
  if (request.bursts_left == 0) {
    completions_.push_back({request.cookie, request.finish + controller_});
    free_requests_.push_back(served.request);
  }
}

void HbmCore::observe(BankObserver* observer) {
  for (const auto& channel : channels_) channel->observe(observer);
}

Picoseconds HbmCore::tell_until(Picoseconds now) {
  Picoseconds until = now;
  for (const auto& channel : channels_) until = std::min(until, channel->tell_until(now));
  return until;
}

DramCounters HbmCore::counters(Picoseconds end) {
  DramCounters sum;
  for (const auto& channel : channels_) {
    channel->settle(end);
    const DramCounters c = channel->counters();
    sum.row_hits += c.row_hits;
    sum.row_misses += c.row_misses;
    sum.refreshes += c.refreshes;
    sum.bus_busy += c.bus_busy;
  }
  return sum;
}

}  // namespace dsavp
