#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>

#include "testbench/locality/locality.h"
#include "testbench/synthesis/return_law.h"
#include "testbench/synthesis/set_stream.h"
#include "testbench/synthesis/synthesis.h"
#include "tests/support/scratch_folder.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

void make(const std::string& path, const SynthesisOptions& options) {
  synthesise(path, options, "test", [] {});
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

LocalityStatistics measured(const std::string& path) {
  TraceReader reader(path);
  return measure_locality(reader).whole;
}

SynthesisOptions random_options(Random& random) {
  SynthesisOptions o;
  o.top_k = random.between(1, 60);
  o.context = o.top_k * random.between(2, 40);
  o.layers = random.between(1, 4);
  o.requests = random.between(1, 3);
  o.steps = random.between(1, 120);
  o.seed = random.below(1000);
  o.new_lookups = random.between(1, 100) / 100.0;
  o.new_lookups_sigma = random.between(0, 50) / 100.0;
  const double tokens = static_cast<double>(o.context) / o.top_k;
  const double least = ReturnLaw::least_working_set(o.new_lookups);
  const double most = std::min(tokens, ReturnLaw::most_working_set(o.new_lookups));
  o.working_set = least + (most - least) * random.between(0, 100) / 100.0;
  if (random.one_in(2)) o.lookback = 0.5 + (tokens - 1) * random.between(0, 100) / 100.0;
  if (random.one_in(2)) o.inter_layer = random.between(0, 100) / 100.0;
  o.popularity = random.between(0, 2) / 2.0;
  o.stickiness = random.one_in(2) ? 0 : random.between(0, 30) / 10.0;
  return o;
}

}  // namespace

TEST_CASE("synthesis: sets are k tokens of the context, whatever is wanted") {
  Random random(1);
  for (int trial = 0; trial < 300; ++trial) {
    const SynthesisOptions options = random_options(random);
    CAPTURE(trial, options.top_k, options.context, options.steps, options.working_set);
    REQUIRE(fault_of(options) == "");
    const ReturnLaw law(options.new_lookups, options.working_set);
    SetStream first(options, law, 1, 3);
    SetStream second(options, law, 2, 3);
    for (int step = 0; step < options.steps; ++step) {
      const std::int32_t context = options.context + step;
      first.advance(context, nullptr);
      second.advance(context, &first);
      for (const SetStream* stream : {&first, &second}) {
        const std::set<std::int32_t> tokens(stream->set().begin(), stream->set().end());
        REQUIRE(tokens.size() == static_cast<std::size_t>(options.top_k));
        REQUIRE(stream->set().size() == tokens.size());
        REQUIRE(*tokens.begin() >= 0);
        REQUIRE(*tokens.rbegin() < context);
      }
    }
  }
}

TEST_CASE("synthesis: the same options give the same bytes, another seed others") {
  const ScratchFolder folder;
  SynthesisOptions options;
  options.steps = 20;
  make(folder.path("a.h5"), options);
  make(folder.path("b.h5"), options);
  options.seed = 2;
  make(folder.path("c.h5"), options);
  CHECK(bytes_of(folder.path("a.h5")) == bytes_of(folder.path("b.h5")));
  CHECK(bytes_of(folder.path("a.h5")) != bytes_of(folder.path("c.h5")));
  const TraceInfo info = TraceReader(folder.path("a.h5")).info();
  CHECK(info.source == "test");
  CHECK(info.order == "ascending");
}

TEST_CASE("synthesis: other localities than the presets' come out too") {
  struct Wanted {
    double new_lookups, working_set, lookback, inter_layer;
  };
  const ScratchFolder folder;
  for (const Wanted& wanted : {Wanted{0.1, 2, 8, 0.2}, Wanted{0.3, 6, 10, 0.4},
                               Wanted{0.7, 4, 6, 0.3}, Wanted{0.9, 9, 8.5, 0.5}}) {
    SynthesisOptions options;
    options.top_k = 256;
    options.context = 256 * 16;
    options.layers = 4;
    options.new_lookups = wanted.new_lookups;
    options.working_set = wanted.working_set;
    options.lookback = wanted.lookback;
    options.inter_layer = wanted.inter_layer;
    make(folder.path("t.h5"), options);
    const LocalityStatistics found = measured(folder.path("t.h5"));
    CAPTURE(wanted.new_lookups, wanted.working_set, wanted.lookback, wanted.inter_layer);
    CHECK(found.new_lookups.mean == Approx(wanted.new_lookups).epsilon(0.02));
    CHECK(found.working_set.mean == Approx(wanted.working_set).epsilon(0.05));
    CHECK(found.lookback.mean == Approx(wanted.lookback).epsilon(0.05));
    CHECK(found.inter_layer.mean == Approx(wanted.inter_layer).epsilon(0.05));
  }
}

TEST_CASE("synthesis: lively tokens stay longer where that is wanted") {
  const ScratchFolder folder;
  SynthesisOptions options;
  options.requests = 4;
  make(folder.path("even.h5"), options);
  options.stickiness = 1.5;
  make(folder.path("sticky.h5"), options);
  const LocalityStatistics even = measured(folder.path("even.h5"));
  const LocalityStatistics sticky = measured(folder.path("sticky.h5"));
  // Without stickiness every token has the same chance of leaving: a geometric law.
  const double n = options.new_lookups;
  CHECK(even.persistence.sigma == Approx(std::sqrt(1 - n) / n).epsilon(0.03));
  CHECK(sticky.persistence.sigma > 1.5 * even.persistence.sigma);
  CHECK(sticky.new_lookups.mean == Approx(n).epsilon(0.02));
}

TEST_CASE("synthesis: what cannot be is said by the option's name") {
  const auto fault = [](auto change) {
    SynthesisOptions options;
    change(options);
    const std::string text = fault_of(options);
    if (!text.empty()) CHECK_THROWS_AS(make("never.h5", options), std::invalid_argument);
    return text.substr(0, text.find(':'));
  };
  using Options = SynthesisOptions&;
  CHECK(fault([](Options) {}) == "");
  CHECK(fault([](Options o) { o.context = 2 * o.top_k - 1; }) == "--context");
  CHECK(fault([](Options o) { o.context = 2'147'483'600; }) == "--steps");
  CHECK(fault([](Options o) { o.new_lookups = 0; }) == "--new-lookups");
  CHECK(fault([](Options o) { o.new_lookups = 1.01; }) == "--new-lookups");
  CHECK(fault([](Options o) { o.working_set = 1.54; }) == "--working-set");
  CHECK(fault([](Options o) { o.working_set = 8; }) == "--working-set");
  CHECK(fault([](Options o) { o.lookback = 0.4; }) == "--lookback");
  CHECK(fault([](Options o) { o.lookback = 7.4; }) == "--lookback");
  CHECK(fault([](Options o) { o.inter_layer = 1.1; }) == "--inter-layer");
  CHECK(fault([](Options o) { o.new_lookups_sigma = 1.1; }) == "--new-lookups-sigma");
  CHECK(fault([](Options o) { o.popularity = -0.1; }) == "--popularity");
  CHECK(fault([](Options o) { o.stickiness = 11; }) == "--stickiness");
}

TEST_CASE("synthesis: what is no number cannot be") {
  const double none = std::nan("");
  for (double SynthesisOptions::*option :
       {&SynthesisOptions::new_lookups, &SynthesisOptions::new_lookups_sigma,
        &SynthesisOptions::working_set, &SynthesisOptions::popularity,
        &SynthesisOptions::stickiness}) {
    SynthesisOptions options;
    options.*option = none;
    CHECK_THAT(fault_of(options), Catch::Contains("is nan, expected"));
  }
  for (std::optional<double> SynthesisOptions::*option :
       {&SynthesisOptions::lookback, &SynthesisOptions::inter_layer}) {
    SynthesisOptions options;
    options.*option = none;
    CHECK_THAT(fault_of(options), Catch::Contains("is nan, expected"));
  }
}

}  // namespace dsavp
