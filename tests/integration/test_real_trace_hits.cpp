// Hits of the directory on the traces that come with the project, without any time: the figures
// that the timed platform has to reproduce.

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "models/llc/token_directory.h"
#include "testbench/traces/trace_reader.h"
#include "tests/unit/llc/naive_directory.h"

namespace dsavp {
namespace {

constexpr Bytes kTokenBytes = 1152;
constexpr std::uint32_t kContext = 16384;  // no step of these traces sees more

TraceReader open(const std::string& name) {
  return TraceReader(std::string(DSA_TRACE_DIR) + "/" + name);
}

// One directory, one partition of `capacity` tokens for each layer and request.
class Study {
 public:
  Study(const TraceInfo& info, LookupOrder order, std::size_t capacity)
      : requests_(info.requests), order_(order), verdicts_(static_cast<std::size_t>(info.top_k)) {
    std::vector<TokenWindow> windows;
    for (int layer = 0; layer < info.layers; ++layer) {
      for (int request = 0; request < info.requests; ++request) {
        windows.push_back({windows.size() * kContext * kTokenBytes, kTokenBytes, kContext,
                           static_cast<std::uint32_t>(layer), static_cast<std::uint32_t>(request)});
      }
    }
    ReservationConfig reservation;
    reservation.bytes = capacity * kTokenBytes * windows.size();
    directory_ = std::make_unique<TokenDirectory>(windows, reservation);
    REQUIRE(directory_->capacity_granules(0) == capacity);
  }

  std::vector<Verdict> look_up(int layer, int request, IndexSpan set) {
    const auto window = static_cast<std::size_t>(layer) * requests_ + request;
    if (order_ == LookupOrder::kStep) {
      directory_->step(window, set.data(), set.size(), verdicts_.data());
    } else {
      for (std::size_t i = 0; i < set.size(); ++i) {
        verdicts_[i] = directory_->access(window, static_cast<std::uint32_t>(set[i]));
      }
    }
    return {verdicts_.begin(), verdicts_.begin() + static_cast<std::ptrdiff_t>(set.size())};
  }

  void look_up_all(const TraceStep& step) {
    for (int layer = 0; layer < step.layers; ++layer) {
      for (int request = 0; request < step.requests; ++request) {
        look_up(layer, request, step.set(layer, request));
      }
    }
  }

  void check_balance() const {
    const DirectoryCounters& c = directory_->counters();
    CHECK(c.lookups == c.hits + c.misses);
    CHECK(c.misses - c.bypassed - c.evictions == static_cast<std::int64_t>(directory_->resident()));
  }
  const DirectoryCounters& counters() const { return directory_->counters(); }

 private:
  const int requests_;
  const LookupOrder order_;
  std::unique_ptr<TokenDirectory> directory_;
  std::vector<Verdict> verdicts_;
};

}  // namespace

TEST_CASE("hits on the trace of 2048 tokens a step", "[integration][real_trace]") {
  TraceReader reader = open("code-16k-k2048.h5");
  Study step_2048(reader.info(), LookupOrder::kStep, 2048);
  Study step_1024(reader.info(), LookupOrder::kStep, 1024);
  Study sequential_2048(reader.info(), LookupOrder::kSequential, 2048);
  Study sequential_1024(reader.info(), LookupOrder::kSequential, 1024);
  TraceStep step;
  while (reader.next(step)) {
    for (Study* study : {&step_2048, &step_1024, &sequential_2048, &sequential_1024}) {
      study->look_up_all(step);
    }
  }
  for (const Study* study : {&step_2048, &step_1024, &sequential_2048, &sequential_1024}) {
    CHECK(study->counters().lookups == 6291456);
    study->check_balance();
  }
  CHECK(step_2048.counters().hits == 4249912);
  CHECK(step_1024.counters().hits == 2207991);
  CHECK(sequential_2048.counters().hits == 2345588);
  // Ascending sets of twice the partition's size: each token has left before its turn comes again.
  CHECK(sequential_1024.counters().hits == 0);
  // A partition as large as a set keeps the whole set.
  CHECK(step_2048.counters().bypassed == 0);
}

TEST_CASE("look-ups balance on the trace of 512 tokens a step", "[integration][real_trace]") {
  TraceReader reader = open("code-16k-k512.h5");
  std::vector<std::unique_ptr<Study>> studies;
  for (const LookupOrder order : {LookupOrder::kStep, LookupOrder::kSequential}) {
    for (const std::size_t capacity : {0, 100, 512, 2000, 16384}) {
      studies.push_back(std::make_unique<Study>(reader.info(), order, capacity));
    }
  }
  std::int64_t lookups = 0;
  TraceStep step;
  while (reader.next(step)) {
    for (const std::int32_t size : step.set_size) lookups += size;
    for (auto& study : studies) study->look_up_all(step);
  }
  for (std::size_t i = 0; i < studies.size(); ++i) {
    CHECK(studies[i]->counters().lookups == lookups);
    studies[i]->check_balance();
    if (i % 5 != 0) CHECK(studies[i]->counters().hits >= studies[i - 1]->counters().hits);
  }
  // Where every token fits, the order of look-up does not matter.
  CHECK(studies[4]->counters().hits == studies[9]->counters().hits);
  CHECK(studies[4]->counters().evictions == 0);
}

TEST_CASE("the oracle finds the same hits in a part of the trace", "[integration][real_trace]") {
  const std::size_t capacity = GENERATE(300, 512, 900);
  constexpr int kLayers[] = {0, 5, 11};
  constexpr int kSteps = 48;
  TraceReader reader = open("code-16k-k512.h5");
  Study study(reader.info(), LookupOrder::kStep, capacity);
  std::vector<llc_test::NaivePartition> naive(6, llc_test::NaivePartition(capacity));
  DirectoryCounters expected;
  TraceStep step;
  for (int i = 0; i < kSteps; ++i) {
    REQUIRE(reader.next(step));
    std::size_t next = 0;
    for (const int layer : kLayers) {
      for (int request = 0; request < 2; ++request) {
        const IndexSpan set = step.set(layer, request);
        std::vector<llc_test::NaiveToken> tokens;
        for (const std::int32_t token : set) {
          tokens.emplace_back(0, static_cast<std::uint32_t>(token));
        }
        REQUIRE(study.look_up(layer, request, set) == naive[next++].step(tokens, expected));
      }
    }
  }
  CHECK(llc_test::same(study.counters(), expected));
  CHECK(expected.hits > 0);
}

}  // namespace dsavp
