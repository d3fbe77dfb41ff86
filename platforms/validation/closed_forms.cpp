#include "platforms/validation/closed_forms.h"

#include <algorithm>

#include "models/hbm/hbm_core.h"
#include "testbench/hbm_traffic/hbm_traffic.h"

namespace dsavp {
namespace {

// Single reads of an otherwise idle memory.
class IdleReader {
 public:
  explicit IdleReader(const HbmConfig& config)
      : core_(config), burst_bytes_(static_cast<Bytes>(config.organisation.access_bytes)) {}

  // Latency of a read that is sent at `at`, not before the end of the one before.
  Picoseconds read(Picoseconds at, Address address) {
    core_.advance(at);
    core_.submit(at, address, burst_bytes_, false, nullptr);
    while (true) {
      const auto& done = core_.advance(core_.next_event());
      if (!done.empty()) return done.front().finish - at;
    }
  }
  Address address_of(const DramPlace& place) const { return core_.mapping().encode(place); }

 private:
  HbmCore core_;
  Bytes burst_bytes_;
};

DramPlace place_in_row(int row, int column) {
  DramPlace place;
  place.row = row;
  place.column = column;
  return place;
}

// Long enough for every timer of the read before to have run out.
constexpr Picoseconds kApart = 1'000'000;

struct SingleReads {
  Picoseconds closed_bank = 0;
  Picoseconds row_hit = 0;
  Picoseconds conflict = 0;
};

SingleReads single_reads(HbmConfig config) {
  config.refresh = RefreshPolicy::kNone;
  IdleReader reader(config);
  SingleReads reads;
  reads.closed_bank = reader.read(kApart, reader.address_of(place_in_row(0, 0)));
  reads.row_hit = reader.read(2 * kApart, reader.address_of(place_in_row(0, 1)));
  reads.conflict = reader.read(3 * kApart, reader.address_of(place_in_row(1, 0)));
  return reads;
}

// Reads of ever new rows, each a little later after its refresh than the one before. Rows are
// closed after each, so that only the refresh itself can make one longer than another.
Picoseconds longest_idle_read(HbmConfig config) {
  constexpr int kReads = 4000;
  constexpr Picoseconds kStep = 1'000;
  config.page_policy = PagePolicy::kClosed;
  const Picoseconds period = from_ns(config.timing.refi_ns);
  IdleReader reader(config);
  Picoseconds longest = 0;
  for (int i = 0; i < kReads; ++i) {
    const DramPlace place = place_in_row(i % config.organisation.rows, 0);
    const Picoseconds at = kApart + i * (period + kStep);
    longest = std::max(longest, reader.read(at, reader.address_of(place)));
  }
  return longest;
}

double saturated_random_reads(const HbmConfig& config) {
  HbmTraffic traffic;
  traffic.pattern = TrafficPattern::kRandom;
  traffic.window = 16 * config.scheduler_window;
  return run_hbm_traffic(config, traffic).fraction_of_peak;
}

}  // namespace

std::string closed_form_text(ClosedForm form) {
  switch (form) {
    case ClosedForm::kRowHit:
      return "row hit";
    case ClosedForm::kClosedBank:
      return "closed bank";
    case ClosedForm::kConflict:
      return "bank with another row open";
    case ClosedForm::kRefreshTail:
      return "longest wait for a refresh";
    case ClosedForm::kRowCommandBus:
      return "random 64 B, row-command bus full";
  }
  return "";
}

double measure_closed_form(const HbmConfig& config, ClosedForm form) {
  switch (form) {
    case ClosedForm::kRowHit:
      return to_ns(single_reads(config).row_hit);
    case ClosedForm::kClosedBank:
      return to_ns(single_reads(config).closed_bank);
    case ClosedForm::kConflict:
      return to_ns(single_reads(config).conflict);
    case ClosedForm::kRefreshTail:
      return to_ns(longest_idle_read(config) - single_reads(config).closed_bank);
    case ClosedForm::kRowCommandBus:
      return saturated_random_reads(config);
  }
  return 0;
}

}  // namespace dsavp
