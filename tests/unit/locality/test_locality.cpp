// The statistics of a trace against sets of the standard library.
#include <cmath>
#include <set>

#include "testbench/locality/locality.h"
#include "tests/unit/traces/trace_test_util.h"

namespace dsavp {
namespace {

using Samples = std::vector<double>;
using Tokens = std::set<std::int32_t>;

struct Naive {
  Samples working_set, persistence, lookback, new_lookups, inter_layer;
  std::array<Samples, kPageTokens.size()> page_use;
  std::uint64_t cut_runs = 0;
};

void check(const LocalityFigure& figure, Samples samples) {
  REQUIRE(figure.samples == samples.size());
  if (samples.empty()) return;
  std::sort(samples.begin(), samples.end());
  double mean = 0;
  for (const double x : samples) mean += x / static_cast<double>(samples.size());
  double variance = 0;
  for (const double x : samples) {
    variance += (x - mean) * (x - mean) / static_cast<double>(samples.size());
  }
  CHECK(figure.mean == Approx(mean).margin(1e-12));
  CHECK(figure.sigma == Approx(std::sqrt(variance)).margin(1e-9));
  const auto rank = static_cast<std::size_t>(std::ceil(0.95 * static_cast<double>(samples.size())));
  CHECK(figure.p95 == Approx(samples[rank - 1]));
}

Tokens set_of(const TraceStep& step, int layer, int request, int top_k) {
  const auto begin =
      step.indices.begin() + static_cast<std::ptrdiff_t>(step.offset(layer, request));
  Tokens tokens(begin, begin + top_k);
  tokens.erase(kTracePad);
  return tokens;
}

std::size_t common(const Tokens& a, const Tokens& b) {
  std::size_t count = 0;
  for (const std::int32_t token : a) count += b.count(token);
  return count;
}

void count_runs(const std::vector<Tokens>& sets, Naive& naive) {
  Tokens all;
  for (const Tokens& set : sets) all.insert(set.begin(), set.end());
  for (const std::int32_t token : all) {
    for (std::size_t first = 0; first < sets.size(); ++first) {
      if (sets[first].count(token) == 0) continue;
      std::size_t end = first;
      while (end < sets.size() && sets[end].count(token) > 0) ++end;
      if (first == 0 || end == sets.size()) {
        ++naive.cut_runs;
      } else {
        naive.persistence.push_back(static_cast<double>(end - first));
      }
      first = end;
    }
  }
}

void count_windows(const std::vector<Tokens>& sets, double k, Naive& naive) {
  for (std::size_t first = 0; first + 50 <= sets.size(); first += 10) {
    Tokens all;
    for (std::size_t t = first; t < first + 50; ++t) all.insert(sets[t].begin(), sets[t].end());
    naive.working_set.push_back(static_cast<double>(all.size()) / k);
  }
}

void count_set(const Tokens& set, std::int32_t context, double k, Naive& naive) {
  for (const std::int32_t token : set) naive.lookback.push_back((context - 1 - token) / k);
  for (std::size_t i = 0; i < kPageTokens.size(); ++i) {
    Tokens pages;
    for (const std::int32_t token : set) pages.insert(token / kPageTokens[i]);
    const double room = static_cast<double>(pages.size()) * kPageTokens[i];
    naive.page_use[i].push_back(static_cast<double>(set.size()) / room);
  }
}

Naive naive_of_layer(const std::vector<TraceStep>& steps, int layer, int top_k) {
  Naive naive;
  const double k = top_k;
  for (int request = 0; request < steps.front().requests; ++request) {
    std::vector<Tokens> sets;
    for (const TraceStep& step : steps) {
      const Tokens set = set_of(step, layer, request, top_k);
      count_set(set, step.context_length[static_cast<std::size_t>(request)], k, naive);
      if (!sets.empty()) {
        naive.new_lookups.push_back(static_cast<double>(set.size() - common(set, sets.back())) / k);
      }
      if (layer > 0) {
        const Tokens before = set_of(step, layer - 1, request, top_k);
        naive.inter_layer.push_back(static_cast<double>(common(set, before)) / k);
      }
      sets.push_back(set);
    }
    count_runs(sets, naive);
    count_windows(sets, k, naive);
  }
  return naive;
}

void check(const LocalityStatistics& statistics, const Naive& naive) {
  check(statistics.working_set, naive.working_set);
  check(statistics.persistence, naive.persistence);
  check(statistics.lookback, naive.lookback);
  check(statistics.new_lookups, naive.new_lookups);
  check(statistics.inter_layer, naive.inter_layer);
  for (std::size_t i = 0; i < kPageTokens.size(); ++i) {
    check(statistics.page_use[i], naive.page_use[i]);
  }
  CHECK(statistics.cut_runs == naive.cut_runs);
}

void append(Samples& to, const Samples& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void add(Naive& sum, const Naive& more) {
  append(sum.working_set, more.working_set);
  append(sum.persistence, more.persistence);
  append(sum.lookback, more.lookback);
  append(sum.new_lookups, more.new_lookups);
  append(sum.inter_layer, more.inter_layer);
  for (std::size_t i = 0; i < kPageTokens.size(); ++i) append(sum.page_use[i], more.page_use[i]);
  sum.cut_runs += more.cut_runs;
}

}  // namespace

TEST_CASE("every statistic as counted with sets", "[locality]") {
  const int steps = GENERATE(1, 2, 49, 75);
  const int max_context = GENERATE(6, 60);  // sets of all tokens, and of few
  std::mt19937 random(static_cast<unsigned>(steps + max_context));
  const ScratchFolder folder;
  const TraceInfo info = trace_test::make_info(3, 2, 7, "rank");
  std::vector<TraceStep> written;
  TraceWriter writer(folder.path("trace.h5"), info);
  for (int i = 0; i < steps; ++i) {
    written.push_back(trace_test::random_step(info, max_context, random));
    writer.append(written.back());
  }
  writer.close();
  TraceReader reader(folder.path("trace.h5"));
  const LocalityReport report = measure_locality(reader);
  REQUIRE(report.layers.size() == 3);
  Naive whole;
  for (int layer = 0; layer < 3; ++layer) {
    const Naive naive = naive_of_layer(written, layer, info.top_k);
    check(report.layers[static_cast<std::size_t>(layer)], naive);
    add(whole, naive);
  }
  check(report.whole, whole);
  check(report.lookback.figure_in(info.top_k), whole.lookback);
}

}  // namespace dsavp
