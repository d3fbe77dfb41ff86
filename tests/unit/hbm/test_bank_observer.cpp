// What the core tells of its banks, against what its requests' ends and the memory's rules say.
#include "tests/unit/hbm/bank_log.h"
#include "tests/unit/hbm/hbm_random.h"

namespace dsavp {
namespace {

using namespace hbm_test;

constexpr unsigned kObservedSeeds = 40;

// One burst each, so that every end is that of one column command: to a few rows of a few banks or
// anywhere, close together and after silences of several refreshes.
std::vector<TestRequest> single_bursts(RandomCases& cases, const HbmConfig& config,
                                       std::size_t count) {
  const AddressMapping mapping(config);
  const DramOrganisation& o = config.organisation;
  std::vector<TestRequest> requests;
  Picoseconds now = 0;
  while (requests.size() < count) {
    const bool anywhere = cases.below(4) == 0;
    DramPlace place;
    place.pseudo_channel = cases.below(o.pseudo_channel_count());
    place.stack_id = cases.below(o.stack_ids);
    place.group = place.stack_id * o.bank_groups + cases.below(o.bank_groups);
    place.bank = place.group * o.banks + cases.below(anywhere ? o.banks : 1);
    place.row = cases.below(anywhere ? o.rows : 2);
    place.column = cases.below(o.columns());
    const int dice = cases.below(1000);
    if (dice >= 600) now += cases.below(dice >= 990 ? 20'000'000 : 100'000);
    requests.push_back({now, mapping.encode(place), Bytes(o.access_bytes), cases.below(4) == 0});
  }
  return requests;
}

struct Observed {
  Observed(const HbmConfig& config, const std::vector<TestRequest>& requests,
           std::size_t outstanding, Picoseconds look_every)
      : core(config) {
    core.observe(&log);
    const std::vector<Initiator> initiators = {{requests, outstanding}};
    Driver driver(core, initiators);
    Picoseconds next_look = 0;
    driver.at_every_look([&](Picoseconds now) {
      if (now < next_look) return;
      next_look = now + look_every;
      const Picoseconds until = core.tell_until(now);
      longest_lag = std::max(longest_lag, now - until);
      log.told_until = std::max(log.told_until, until);
    });
    times = driver.run().front();
    end = last_finish(times) + 10'000'000;
    counters = core.counters(end);
    core.tell_until(end);
  }

  BankLog log;
  HbmCore core;
  std::vector<Timed> times;
  Picoseconds end = 0;
  Picoseconds longest_lag = 0;
  DramCounters counters;
};

Picoseconds column_of(const HbmConfig& config, const DramClock& clock, const Timed& timed,
                      bool write) {
  return timed.finish - from_ns(config.controller_ns) -
         clock.time((write ? clock.cwl : clock.cl) + clock.burst);
}

// How many single bursts have no open row, or one too young or too soon closed, and the rows that
// had one.
struct ColumnCheck {
  ColumnCheck(const HbmConfig& config, const std::vector<TestRequest>& requests,
              const Observed& observed) {
    const DramClock clock(config);
    const AddressMapping mapping(config);
    std::map<const OpenRow*, int> used;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      if (bursts_of(config, requests[i]) != 1) continue;
      const bool write = requests[i].write;
      const Picoseconds column = column_of(config, clock, observed.times[i], write);
      const OpenRow* row = observed.log.row_at(mapping.decode(requests[i].address), column);
      closed += row == nullptr;
      if (row == nullptr) continue;
      ++used[row];
      early += column - row->open < clock.time(write ? clock.rcd_wr : clock.rcd_rd);
      const Clocks to_precharge = write ? clock.cwl + clock.burst + clock.wr : clock.rtp;
      cut += row->close != kNever && row->close - column < clock.time(to_precharge);
    }
    rows = static_cast<std::int64_t>(used.size());
    for (const auto& [row, columns] : used) most_columns = std::max(most_columns, columns);
  }
  int closed = 0, early = 0, cut = 0, most_columns = 0;
  std::int64_t rows = 0;
};

// Breaches of tRAS, tRP and tRC of single banks. Silence under refresh of single banks closes rows
// that the next request may find just closed, without tRP.
int bank_breaches(const HbmConfig& config, const BankLog& log) {
  const DramClock clock(config);
  const bool closes_at_once =
      config.refresh == RefreshPolicy::kPerBank && config.page_policy == PagePolicy::kOpen;
  int count = 0;
  for (const auto& [bank, rows] : log.rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      count += rows[i].close - rows[i].open < clock.time(clock.ras);
      if (i == 0) continue;
      count += rows[i].open - rows[i - 1].close < (closes_at_once ? 0 : clock.time(clock.rp));
      count += rows[i].open - rows[i - 1].open < clock.time(clock.rc);
    }
  }
  return count;
}

// Breaches of tRRD and tFAW.
int activate_breaches(const HbmConfig& config, const BankLog& log) {
  const DramClock clock(config);
  std::map<int, std::vector<std::pair<Picoseconds, int>>> activates;  // and their groups
  for (const auto& [place, rows] : log.rows) {
    for (const OpenRow& row : rows) {
      activates[place.first].push_back({row.open, place.second / config.organisation.banks});
    }
  }
  int count = 0;
  for (auto& [pseudo_channel, list] : activates) {
    std::sort(list.begin(), list.end());
    for (std::size_t i = 1; i < list.size(); ++i) {
      const bool same = list[i].second == list[i - 1].second;
      count += list[i].first - list[i - 1].first < clock.time(same ? clock.rrd_l : clock.rrd_s);
      if (i >= 4) count += list[i].first - list[i - 4].first < clock.time(clock.faw);
    }
  }
  return count;
}

Clocks first_refresh(const HbmConfig& config, const DramClock& clock, int pseudo_channel) {
  if (config.refresh_phase == RefreshPhase::kTogether) return clock.refi;
  return clock.refi * (pseudo_channel + 1) / config.organisation.pseudo_channel_count();
}

// Refreshes of another length, of other banks or before they are due, and of banks with an open row.
int refresh_breaches(const HbmConfig& config, const BankLog& log) {
  const DramClock clock(config);
  const int banks = config.organisation.banks_per_pseudo_channel();
  const bool per_bank = config.refresh == RefreshPolicy::kPerBank;
  // The core's refresh of all banks does not wait for auto-precharges.
  const bool waits = per_bank || config.page_policy == PagePolicy::kOpen;
  const Picoseconds still_open =
      waits ? 0 : clock.time(std::max(clock.ras, clock.cwl + clock.burst + clock.wr));
  // Those of an idle pseudo-channel's single banks may be told later by a precharge.
  const Picoseconds told_later =
      per_bank && config.page_policy == PagePolicy::kOpen ? clock.time(clock.rp) : 0;
  int count = 0;
  for (const auto& [pseudo_channel, list] : log.refreshes) {
    Clocks due = first_refresh(config, clock, pseudo_channel);
    int next_bank = 0;
    for (const ToldRefresh& refresh : list) {
      const std::uint64_t all = banks == 64 ? ~0ull : (1ull << banks) - 1;
      count += refresh.banks != (per_bank ? 1ull << next_bank : all);
      count += refresh.end - refresh.begin != clock.time(clock.rfc);
      count += refresh.begin < clock.time(due);
      due += clock.refi;
      next_bank = (next_bank + 1) % banks;
      for (int bank = 0; bank < banks; ++bank) {
        const auto rows = log.rows.find({pseudo_channel, bank});
        if (rows == log.rows.end() || (refresh.banks >> bank & 1) == 0) continue;
        for (const OpenRow& row : rows->second) {
          count += row.open + told_later < refresh.end && refresh.begin + still_open < row.close;
        }
      }
    }
  }
  return count;
}

HbmConfig random_memory(RandomCases& cases, PagePolicy pages, RefreshPolicy refresh) {
  HbmConfig config = cases.memory();
  config.page_policy = pages;
  config.refresh = refresh;
  return config;
}

// The latest that a decision may wait, without streams.
Picoseconds lookahead(const HbmConfig& config) {
  const DramClock clock(config);
  return clock.time(std::min(clock.rcd_rd, clock.rcd_wr) + std::min(clock.cl, clock.cwl) +
                    clock.burst + 1) +
         from_ns(config.controller_ns);
}

}  // namespace

TEST_CASE("what banks do is told as the requests' ends and the standard have it", "[hbm][banks]") {
  const auto pages = GENERATE(PagePolicy::kOpen, PagePolicy::kClosed);
  const auto refresh =
      GENERATE(RefreshPolicy::kNone, RefreshPolicy::kAllBank, RefreshPolicy::kPerBank);
  int most_columns = 0;
  for (unsigned seed = 0; seed < kObservedSeeds; ++seed) {
    RandomCases cases(seed);
    const HbmConfig config = random_memory(cases, pages, refresh);
    INFO("seed " << seed << ": " << describe_memory(config));
    const auto requests = single_bursts(cases, config, 1500);
    const std::size_t outstanding = cases.one_of({std::size_t{20}, kUnlimited});
    const Observed observed(config, requests, outstanding, cases.one_of({0, 10'000, 1'000'000}));
    CHECK(observed.log.late == 0);
    CHECK(observed.log.wrong == 0);
    CHECK(observed.longest_lag <= lookahead(config));
    const ColumnCheck columns(config, requests, observed);
    CHECK(columns.closed == 0);
    CHECK(columns.early == 0);
    CHECK(columns.cut == 0);
    CHECK(columns.rows == observed.counters.row_misses);
    most_columns = std::max(most_columns, columns.most_columns);
    std::int64_t opened = 0;
    for (const auto& [bank, rows] : observed.log.rows) opened += std::int64_t(rows.size());
    // The refresh of a bank does not wait for a row that was just opened.
    CHECK(opened >= columns.rows);
    if (refresh != RefreshPolicy::kPerBank) CHECK(opened == columns.rows);
    CHECK(bank_breaches(config, observed.log) == 0);
    CHECK(activate_breaches(config, observed.log) == 0);
    CHECK(refresh_breaches(config, observed.log) == 0);
    CHECK(observed.log.refresh_count() == observed.counters.refreshes);
    CHECK(observed.log.streams.empty());
  }
  CHECK((pages == PagePolicy::kClosed ? most_columns == 1 : most_columns > 10));
}

TEST_CASE("streams are told beside rows, in their places", "[hbm][banks][long]") {
  const auto pages = GENERATE(PagePolicy::kOpen, PagePolicy::kClosed);
  const auto refresh =
      GENERATE(RefreshPolicy::kNone, RefreshPolicy::kAllBank, RefreshPolicy::kPerBank);
  std::size_t pieces = 0;
  for (unsigned seed = 0; seed < kObservedSeeds; ++seed) {
    RandomCases cases(seed);
    HbmConfig config = random_memory(cases, pages, refresh);
    INFO("seed " << seed << ": " << describe_memory(config));
    // Without time on the way back a stream's end that moves ahead may be known too late.
    config.controller_ns = std::max(config.controller_ns, 1.0);
    auto requests = cases.requests(config, 300, kMiB);
    const auto single = single_bursts(cases, config, 600);
    requests.insert(requests.end(), single.begin(), single.end());
    std::stable_sort(
        requests.begin(), requests.end(),
        [](const TestRequest& a, const TestRequest& b) { return a.arrival < b.arrival; });
    const std::size_t outstanding = cases.one_of({std::size_t{20}, kUnlimited});
    const Observed observed(config, requests, outstanding, cases.one_of({0, 10'000, 1'000'000}));
    CHECK(observed.log.late == 0);
    CHECK(observed.log.wrong == 0);
    const ColumnCheck columns(config, requests, observed);
    CHECK(columns.closed == 0);
    CHECK(columns.early == 0);
    CHECK(refresh_breaches(config, observed.log) == 0);
    CHECK(observed.log.refresh_count() == observed.counters.refreshes);
    // Rows are opened beside no stream, but with the last of its column commands or after it.
    const DramClock clock(config);
    int inside = 0;
    for (const auto& [place, rows] : observed.log.rows) {
      const auto list = observed.log.streams.find(place.first);
      if (list == observed.log.streams.end()) continue;
      for (const ToldStream& piece : list->second) {
        for (const OpenRow& row : rows) {
          inside += row.open >= piece.begin && row.open < piece.end - clock.time(clock.ccd_l);
        }
      }
    }
    // The refresh of a bank that fell into a piece is made up for behind it, and its row's opening.
    if (refresh != RefreshPolicy::kPerBank) CHECK(inside == 0);
    for (const auto& [pseudo_channel, list] : observed.log.streams) pieces += list.size();
  }
  CHECK(pieces > 1000);
}

TEST_CASE("who observes changes no time and no count", "[hbm][banks]") {
  const unsigned seed = GENERATE(range(0u, kObservedSeeds));
  RandomCases cases(seed);
  const HbmConfig config = cases.memory();
  // Long ones, or rows that are met again after silences.
  const bool streams = GENERATE(true, false);
  const auto requests =
      streams ? cases.requests(config, 400, kMiB) : single_bursts(cases, config, 1000);
  INFO("seed " << seed << ": " << describe_memory(config));
  for (const std::size_t outstanding : {std::size_t{20}, kUnlimited}) {
    HbmCore plain(config);
    const auto times = drive(plain, requests, outstanding);
    const Observed observed(config, requests, outstanding, 3000);
    CHECK((observed.times == times));
    const DramCounters counters = plain.counters(observed.end);
    CHECK(counters.row_hits == observed.counters.row_hits);
    CHECK(counters.row_misses == observed.counters.row_misses);
    CHECK(counters.refreshes == observed.counters.refreshes);
    CHECK(counters.bus_busy == observed.counters.bus_busy);
  }
}

TEST_CASE("an idle memory tells its refreshes when they are due", "[hbm][banks]") {
  HbmConfig config = hbm3_config();
  config.refresh = GENERATE(RefreshPolicy::kAllBank, RefreshPolicy::kPerBank);
  const DramClock clock(config);
  BankLog log;
  HbmCore core(config);
  core.observe(&log);
  const Picoseconds end = 20'000'000;
  CHECK(core.tell_until(end) == end / clock.period * clock.period);
  REQUIRE(log.refreshes.size() == 160);
  int wrong = 0;
  for (const auto& [pseudo_channel, list] : log.refreshes) {
    Clocks due = first_refresh(config, clock, pseudo_channel);
    for (const ToldRefresh& refresh : list) {
      wrong += refresh.begin != clock.time(due);
      due += clock.refi;
    }
    wrong += clock.time(due) <= end;
  }
  CHECK(wrong == 0);
  CHECK(log.refresh_count() == core.counters(end).refreshes);
}

TEST_CASE("nobody observes any more once told so", "[hbm][banks]") {
  const HbmConfig config = hbm2_config();
  BankLog log;
  HbmCore core(config);
  core.observe(&log);
  drive(core, random_reads(config, 100, 64, 64, 0, 1));
  const std::size_t banks = log.rows.size();
  CHECK(banks > 20);
  core.observe(nullptr);
  log = BankLog();
  std::vector<TestRequest> later = random_reads(config, 100, 64, 64, 0, 2);
  for (TestRequest& request : later) request.arrival += 100'000'000;
  drive(core, later);
  CHECK(log.rows.empty());
}

}  // namespace dsavp
