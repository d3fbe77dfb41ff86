// `dsa-vp trace slowdown` as a user meets it, beside `dsa-vp trace hits` and sets of the standard
// library.
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/support/command_line.h"
#include "tests/unit/traces/trace_test_util.h"

namespace dsavp::trace_slowdown_test {
namespace {

using Catch::Contains;
using Json = nlohmann::json;

const std::string kReal = DSA_TRACE_DIR "/code-16k-k512.h5";

Json slowdown(const ScratchFolder& folder, const std::string& arguments) {
  const Outcome outcome = dsa_vp(folder, "trace slowdown --format json " + arguments);
  INFO(arguments << ": " << outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(outcome.err.empty());
  return Json::parse(outcome.out);
}

Json only_row(const ScratchFolder& folder, const std::string& arguments) {
  const Json json = slowdown(folder, arguments);
  REQUIRE(json["rows"].size() == 1);
  return json["rows"][0];
}

constexpr int kSteps = 30;

struct SmallTrace {
  std::string path;
  std::vector<TraceStep> steps;
};

SmallTrace small_trace(const ScratchFolder& folder) {
  const std::string path = folder.path("small.h5");
  return {path,
          trace_test::write_random(path, trace_test::make_info(2, 2, 16, "rank"), kSteps, 200, 7)};
}

std::vector<std::int32_t> set_of(const TraceStep& step, int layer, int request) {
  const auto first =
      step.indices.begin() + static_cast<std::ptrdiff_t>(step.offset(layer, request));
  std::vector<std::int32_t> set(first, first + step.top_k);
  set.erase(std::remove(set.begin(), set.end(), kTracePad), set.end());
  return set;
}

// Visits the sets of the steps from `first` on, as visit(layer, request, set).
template <class Visit>
void for_each_set(const std::vector<TraceStep>& steps, Visit visit) {
  for (std::size_t t = 0; t < steps.size(); ++t) {
    for (int layer = 0; layer < steps[t].layers; ++layer) {
      for (int request = 0; request < steps[t].requests; ++request) {
        visit(t, layer, request, set_of(steps[t], layer, request));
      }
    }
  }
}

}  // namespace

TEST_CASE("trace slowdown: with nothing reserved each token of each set costs one miss") {
  const ScratchFolder folder;
  const Json row = only_row(folder, kReal + " --capacity-bytes 0 --layers 20 --requests 8");
  CHECK(row["misses_per_step"] == 20 * 8 * 512);
  CHECK(row["hits"] == 0);
  CHECK(row["stall_ms_per_step"].get<double>() == Approx(16.384));
  CHECK(row["slowdown"].get<double>() == Approx(2.6384));
  CHECK(row["published_slowdown"] == 1.87);
  const Json four = only_row(
      folder, kReal + " --capacity-bytes 0 --overlap 4 --miss-ns 300 --step-ms 5 --skip 100");
  CHECK(four["misses_per_step"] == 12 * 2 * 512);
  CHECK(four["lookups"] == 28 * 12 * 2 * 512);
  CHECK(four["slowdown"].get<double>() == Approx(1 + 12288 * 300e-6 / 4 / 5));
}

TEST_CASE("trace slowdown: with room for all, a token misses once and in the first step it is in") {
  const ScratchFolder folder;
  const SmallTrace trace = small_trace(folder);
  const std::size_t skipped = GENERATE(0, 1, 29);
  const std::string scope = GENERATE("layer-request", "layer", "global");
  const std::string lookup = GENERATE("step", "sequential");
  std::map<std::pair<int, int>, std::set<std::int32_t>> seen;
  std::int64_t misses = 0;
  for_each_set(trace.steps, [&](std::size_t t, int layer, int request, const auto& set) {
    for (const std::int32_t token : set) {
      const bool is_new = seen[{layer, request}].insert(token).second;
      if (is_new && t >= skipped) ++misses;
    }
  });
  const Json row =
      only_row(folder, fmt::format("{} --capacity-tokens 1000 --skip {} --scope {} --lookup {}",
                                   trace.path, skipped, scope, lookup));
  CHECK(row["fetches"] == misses);
  CHECK(row["misses_per_step"].get<double>() ==
        Approx(static_cast<double>(misses) / (kSteps - static_cast<double>(skipped))));
}

TEST_CASE("trace slowdown: the tokens of one page cost one miss") {
  const ScratchFolder folder;
  const SmallTrace trace = small_trace(folder);
  std::int64_t pages = 0;
  for_each_set(trace.steps, [&](std::size_t, int, int, const auto& set) {
    std::set<std::int32_t> distinct;
    for (const std::int32_t token : set) distinct.insert(token / 16);
    pages += static_cast<std::int64_t>(distinct.size());
  });
  const Json row = only_row(folder, trace.path + " --capacity-bytes 0 --granule 16");
  CHECK(row["fetches"] == pages);
  CHECK(row["misses"] > pages);
  const Json one_by_one = only_row(folder, trace.path + " --capacity-bytes 0 --miss-page 16");
  CHECK(one_by_one["misses_per_step"] == row["misses_per_step"]);
}

// With all tokens kept a set misses those that no set before it had.
TEST_CASE("trace slowdown: missed tokens of one page cost one miss where tokens are kept") {
  const ScratchFolder folder;
  const SmallTrace trace = small_trace(folder);
  std::map<std::pair<int, int>, std::set<std::int32_t>> kept;
  std::int64_t tokens = 0;
  std::int64_t pages = 0;
  for_each_set(trace.steps, [&](std::size_t, int layer, int request, const auto& set) {
    std::set<std::int32_t> missed_pages;
    for (const std::int32_t token : set) {
      if (!kept[{layer, request}].insert(token).second) continue;
      ++tokens;
      missed_pages.insert(token / 16);
    }
    pages += static_cast<std::int64_t>(missed_pages.size());
  });
  REQUIRE(pages < tokens);
  for (const char* lookup : {"step", "sequential"}) {
    const Json row = only_row(folder, fmt::format("{} --capacity-tokens 1000 --miss-page 16 "
                                                  "--lookup {}",
                                                  trace.path, lookup));
    CHECK(row["misses"] == tokens);
    CHECK(row["misses_per_step"].get<double>() ==
          Approx(static_cast<double>(pages) / static_cast<double>(kSteps)));
  }
}

TEST_CASE("trace slowdown: nothing reserved holds for every policy") {
  const ScratchFolder folder;
  const SmallTrace trace = small_trace(folder);
  std::int64_t lookups = 0;
  for_each_set(trace.steps, [&](std::size_t, int, int, const auto& set) {
    lookups += static_cast<std::int64_t>(set.size());
  });
  for (const char* policy : {"lru", "fifo", "random", "lfu", "clock", "sieve", "s3-fifo", "arc",
                             "bip", "dip", "optimum"}) {
    for (const char* lookup : {"step", "sequential"}) {
      INFO(policy << " " << lookup);
      const Json row = only_row(folder, fmt::format("{} --capacity-bytes 0 --policy {} --lookup {}",
                                                    trace.path, policy, lookup));
      CHECK(row["fetches"] == lookups);
    }
  }
}

TEST_CASE("trace slowdown: the counts are those of trace hits") {
  const ScratchFolder folder;
  const std::string options =
      GENERATE("", "--lookup sequential", "--policy arc", "--policy optimum", "--scope layer",
               "--scope global", "--granule 16", "--granule 16 --lookup sequential");
  const Json json =
      slowdown(folder, fmt::format("{} --capacity-bytes '5 MB,10 MB,40 MB' {}", kReal, options));
  for (const Json& row : json["rows"]) {
    const Outcome outcome =
        dsa_vp(folder, fmt::format("trace hits --format json {} --token-bytes 4096 "
                                   "--capacity-bytes {} {}",
                                   kReal, row["capacity_bytes"].get<std::int64_t>(), options));
    REQUIRE(outcome.status == 0);
    const Json hits = Json::parse(outcome.out);
    CHECK(row["partition_tokens"] == hits["reservation"]["capacity_tokens"]);
    for (const char* key : {"lookups", "hits", "misses", "fetches"}) {
      CHECK(row[key] == hits["total"][key]);
    }
  }
}

TEST_CASE("trace slowdown: layers and requests that the trace has not are its own once more") {
  const ScratchFolder folder;
  const SmallTrace trace = small_trace(folder);
  const auto fetches = [&](int layers, int requests) {
    return only_row(folder, fmt::format("{} --capacity-tokens 20 --layers {} --requests {}",
                                        trace.path, layers, requests))["fetches"]
        .get<std::int64_t>();
  };
  // A partition of each layer and request: what one misses does not depend on the others.
  CHECK(fetches(4, 6) == 6 * fetches(2, 2));
  CHECK(fetches(3, 3) == fetches(2, 2) + fetches(1, 2) + fetches(2, 1) + fetches(1, 1));
}

TEST_CASE("trace slowdown: a machine's streams share a partition as a trace's do") {
  const ScratchFolder folder;
  const SmallTrace trace = small_trace(folder);
  // The same trace with the streams of 3 layers and 5 requests written out.
  const TraceInfo info = trace_test::make_info(3, 5, 16, "rank");
  TraceWriter writer(folder.path("wide.h5"), info);
  for (const TraceStep& step : trace.steps) {
    TraceStep wide(info);
    for (int request = 0; request < 5; ++request) {
      wide.context_length[request] = step.context_length[request % 2];
      for (int layer = 0; layer < 3; ++layer) {
        const auto set = set_of(step, layer % 2, request % 2);
        std::copy(set.begin(), set.end(), wide.indices.begin() + wide.offset(layer, request));
      }
    }
    writer.append(wide);
  }
  writer.close();
  const std::string scope = GENERATE("layer-request", "layer", "global");
  const std::string policy = GENERATE("lru", "random", "optimum");
  const std::string options =
      fmt::format(" --capacity-tokens 30,100,400 --scope {} --policy {}", scope, policy);
  CHECK(slowdown(folder, trace.path + " --layers 3 --requests 5" + options)["rows"] ==
        slowdown(folder, folder.path("wide.h5") + options)["rows"]);
}

TEST_CASE("trace slowdown: table, CSV and picture") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder).path;
  const std::string svg = folder.path("slowdown.svg");
  const Outcome table = dsa_vp(folder, "trace slowdown " + trace + " --svg " + svg);
  CHECK(table.status == 0);
  CHECK(table.err.empty());
  for (const char* published : {"1.87", "1.67", "1.50", "1.30", "1.15"}) {
    CHECK_THAT(table.out, Contains(published));
  }
  CHECK_THAT(table.out, Contains("our reading") && Contains("4 partitions (layer-request), lru"));
  const std::string picture = content_of(svg);
  CHECK_THAT(picture, Contains("</svg>") && Contains("arXiv 2603.13430") && Contains("small.h5"));
  REQUIRE(dsa_vp(folder, "trace slowdown " + trace + " --svg " + svg).status == 0);
  CHECK(content_of(svg) == picture);
  const Outcome csv = dsa_vp(folder, "trace slowdown --format csv --capacity-tokens 4,8 " + trace);
  CHECK(std::count(csv.out.begin(), csv.out.end(), '\n') == 3);
  CHECK_THAT(csv.out, Contains("\nlru,65536,4,") && Contains("\nlru,131072,8,"));
}

TEST_CASE("trace slowdown: rows of several policies are those of one after the other") {
  const ScratchFolder folder;
  const std::string options =
      small_trace(folder).path +
      GENERATE("", " --lookup sequential --skip 3", " --miss-page 16 --scope layer",
               " --granule 4 --layers 3 --requests 5") +
      " --capacity-tokens 90,30,0,90";
  Json rows = Json::array();
  std::string lines;
  for (const std::string policy : {"optimum", "random", "lru"}) {
    const Json json = slowdown(folder, options + " --policy " + policy);
    REQUIRE(json["rows"].size() == 4);
    for (const Json& row : json["rows"]) {
      CHECK(row["policy"] == policy);
      rows.push_back(row);
    }
    const std::string csv =
        dsa_vp(folder, "trace slowdown --format csv " + options + " --policy " + policy).out;
    const std::size_t first_row = csv.find('\n') + 1;
    CHECK(csv.compare(0, 7, "policy,") == 0);
    lines += lines.empty() ? csv : csv.substr(first_row);
  }
  for (const char* list : {"optimum,random,lru", "optimum --policy random,lru",
                           "'optimum, random ,optimum,lru' --policy random"}) {
    const std::string several = options + " --policy " + list;
    INFO(several);
    CHECK(slowdown(folder, several)["rows"] == rows);
    CHECK(dsa_vp(folder, "trace slowdown --format csv " + several).out == lines);
  }
  CHECK(slowdown(folder, options)["rows"] == Json(rows.end() - 4, rows.end()));
}

TEST_CASE("trace slowdown: a table names its policies only where there are several") {
  const ScratchFolder folder;
  const std::string command =
      "trace slowdown " + small_trace(folder).path + " --capacity-tokens 30,90 --policy ";
  std::string expected;
  for (const std::string policy : {"optimum", "lru"}) {
    const std::string one = dsa_vp(folder, command + policy).out;
    const std::string heading = "(layer-request), " + policy + ", step look-up\n";
    REQUIRE_THAT(one, Contains(heading));
    CHECK_THAT(one, !Contains("policy"));
    std::istringstream lines(one.substr(one.find("\n\n") + 2));
    for (std::string line; std::getline(lines, line) && !line.empty();) {
      const bool is_head = line.find("slowdown") != std::string::npos;
      if (is_head && !expected.empty()) continue;
      expected += fmt::format("  {:7}{}\n", is_head ? "policy" : policy, line);
    }
  }
  CHECK_THAT(dsa_vp(folder, command + "optimum,lru").out,
             Contains("(layer-request), step look-up\n") && Contains("\n\n" + expected + "\n"));
}

TEST_CASE("trace slowdown: a picture of several policies has a line and a name for each") {
  const ScratchFolder folder;
  const std::string svg = folder.path("slowdown.svg");
  const std::string command = "trace slowdown " + small_trace(folder).path + " --svg " + svg;
  const auto count = [&svg](const std::string& text) {
    const std::string picture = content_of(svg);
    int found = 0;
    for (std::size_t at = 0; (at = picture.find(text, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  const auto colours = [&svg] {
    const std::string picture = content_of(svg);
    const std::string mark = "stroke='rgb(";
    std::set<std::string> found;
    for (std::size_t at = 0; (at = picture.find(mark, at)) != std::string::npos; ++at) {
      found.insert(picture.substr(at, picture.find(')', at) - at));
    }
    return found.size();
  };
  REQUIRE(dsa_vp(folder, command + " --policy fifo").status == 0);
  const int groups = count("<title>");  // the published points are one
  const std::size_t colours_of_one = colours();
  CHECK(colours_of_one > 1);
  CHECK(count(">this trace<") == count(">arXiv 2603.13430, table 4<"));
  CHECK_THAT(content_of(svg), Contains("fifo, step look-up"));
  REQUIRE(dsa_vp(folder, command + " --policy lru,optimum,arc").status == 0);
  CHECK(count("<title>") == groups + 2);
  CHECK(colours() == colours_of_one + 2);
  CHECK(count("this trace") == 0);
  CHECK_THAT(content_of(svg), Contains("(layer-request), step look-up"));
  for (const std::string policy : {"lru", "optimum", "arc"}) {
    CHECK(count(">" + policy + "<") == count(">arXiv 2603.13430, table 4<"));
  }
}

TEST_CASE("trace slowdown: wrong input is one line and status 2") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder).path;
  const auto refused = [&](const std::string& arguments, const std::string& message) {
    INFO(arguments);
    check_refused(dsa_vp(folder, "trace slowdown " + arguments), 2, Contains(message));
  };
  refused("none.h5", "none.h5");
  refused(trace + " --step-ms 0", "--step-ms 0");
  refused(trace + " --miss-ns=-1", "--miss-ns -1");
  refused(trace + " --overlap 0", "--overlap 0: expected 1");
  refused(trace + " --layers 0", "--layers 0");
  refused(trace + " --requests 5000", "--requests 5000");
  refused(trace + " --layers 4096 --requests 4096", "4096 layers x 4096 requests");
  refused(trace + " --skip 30", "--skip 30: expected 0 to 29");
  refused(trace + " --granule 0", "--granule 0");
  refused(trace + " --policy lur", "lru");
  refused(trace + " --policy optimum,lfo", "--policy lfo: no such policy");
  for (const char* list : {"lru,", ",lru", "lru,,arc", "''"}) {
    refused(trace + " --policy " + list, "--policy : no such policy, expected one of lru, ");
  }
  refused(trace + " --scope layers", "did you mean 'layer'?");
  refused(trace + " --token-bytes 0", "--token-bytes");
  refused(trace + " --capacity-bytes 5MB", "--capacity-bytes");
  refused(trace + " --capacity-bytes 1,,2", "--capacity-bytes: is '', expected");
  refused(trace + " --capacity-bytes '2 TiB'", "more than 1 TiB");
  refused(trace + " --capacity-tokens -1", "--capacity-tokens");
  refused(trace + " --capacity-tokens 1,", "--capacity-tokens: is '', expected");
  refused(trace + " --capacity-tokens 9999999999", "more than 1 TiB in all");
  refused(trace + " --capacity-tokens 1 --capacity-bytes 1", "either this or --capacity-bytes");
  refused(trace + " --svg " + folder.path("absent/x.svg"), "absent/x.svg: cannot be created");
}

}  // namespace dsavp::trace_slowdown_test
