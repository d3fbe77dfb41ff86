#include "models/hbm/loaded_bus_time.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "models/common/address_hash.h"
#include "models/common/timed_queue.h"
#include "models/hbm/hbm_core.h"

namespace dsavp {
namespace {

constexpr Bytes kMostReadBytes = 4096;
constexpr int kRowsOutstanding = 32;  // per pseudo-channel
constexpr int kTurns = 4;  // that often the queues are emptied; the first is not measured

// Bus time of all pseudo-channels together per read of `bytes` at a multiple of that.
double time_per_read(HbmConfig config, Bytes bytes, std::int64_t outstanding) {
  config.controller_ns = 0;  // the loop is to be full of work, not of waiting
  HbmCore core(config);
  TimedQueue<char> ends;
  Picoseconds now = 0;
  Picoseconds begin = 0;
  std::uint64_t draw = 0;
  const auto submit = [&] {
    const Address read = scramble(++draw) % (core.capacity() / bytes);
    core.submit(now, read * bytes, bytes, false, nullptr);
  };
  core.advance(now);
  for (std::int64_t i = 0; i < outstanding; ++i) submit();
  for (std::int64_t ended = 0; ended < kTurns * outstanding;) {
    now = std::min(core.next_event(), ends.next_time());
    for (const HbmCompletion& completion : core.advance(now)) ends.push(completion.finish, 0);
    for (; ends.next_time() <= now; ++ended) {
      ends.pop();
      if (ended == outstanding) begin = now;
      submit();
    }
  }
  const double lanes = config.organisation.pseudo_channel_count();
  return double(now - begin) * lanes / double((kTurns - 1) * outstanding);
}

std::int64_t rows_of_read(const AddressMapping& mapping, Bytes bytes) {
  std::vector<std::tuple<int, int, int>> rows;
  for (Address at = 0; at < bytes; at += mapping.run_bytes()) {
    const DramPlace place = mapping.decode(at);
    rows.emplace_back(place.pseudo_channel, place.bank, place.row);
  }
  std::sort(rows.begin(), rows.end());
  return std::unique(rows.begin(), rows.end()) - rows.begin();
}

}  // namespace

LoadedBusTime measure_loaded_bus_time(const HbmConfig& config) {
  const auto burst = static_cast<Bytes>(config.organisation.access_bytes);
  const std::int64_t lanes = config.organisation.pseudo_channel_count();
  const Bytes read = std::min(kMostReadBytes, config.organisation.capacity());
  const std::int64_t rows = rows_of_read(AddressMapping(config), read);
  const auto bursts = static_cast<std::int64_t>(read / burst);
  // Twice what the schedulers choose from, so that it is always full.
  const std::int64_t in_windows = std::int64_t{config.scheduler_window} *
                                  config.organisation.stacks * config.organisation.channels;
  const double on_bus = double(burst) * double(lanes) / peak_gbps(config) * 1e3;
  const double lone = std::max(
      on_bus, time_per_read(config, burst, 2 * std::max(in_windows, lanes * kRowsOutstanding)));
  const std::int64_t reads = std::max<std::int64_t>(2, lanes * kRowsOutstanding / rows);
  const double several = time_per_read(config, read, reads);
  LoadedBusTime time;
  time.of_row = static_cast<Picoseconds>(lone);
  time.of_burst = static_cast<Picoseconds>(std::clamp(several / double(bursts), on_bus, lone));
  return time;
}

}  // namespace dsavp
