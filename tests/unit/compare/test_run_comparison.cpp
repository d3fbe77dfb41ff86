// Two runs compared, from fabricated results.
#include <catch2/catch.hpp>
#include <sstream>

#include "platforms/compare/comparison_data.h"
#include "platforms/compare/comparison_text.h"
#include "platforms/compare/run_comparison.h"
#include "platforms/config/config_error.h"
#include "tests/unit/compare/compare_json.h"

namespace dsavp {
namespace {

using Catch::Contains;

RunComparison comparison_of(const ResultJson& a, const ResultJson& b,
                            const std::string& yaml_a = "workload:\n  steps: 2\n",
                            const std::string& yaml_b = "workload:\n  steps: 2\n") {
  const ScratchFolder scratch;
  return compare_runs(read_run_figures(run_folder(scratch, "a", a, yaml_a)),
                      read_run_figures(run_folder(scratch, "b", b, yaml_b)));
}

const MetricDifference& metric(const RunComparison& comparison, const std::string& name) {
  for (const MetricDifference& candidate : comparison.metrics) {
    if (candidate.name == name) return candidate;
  }
  throw std::logic_error("no metric " + name);
}

// The figures in a table's lines from the one that begins with `heading` to the next empty line.
std::vector<std::vector<std::string>> table_below(const std::string& text,
                                                  const std::string& heading) {
  std::istringstream lines(text.substr(text.find(heading)));
  std::vector<std::vector<std::string>> rows;
  std::string line;
  for (std::getline(lines, line); std::getline(lines, line) && !line.empty();) {
    // Cells are two spaces apart; names have single ones.
    std::vector<std::string> cells;
    for (std::size_t from = line.find_first_not_of(' '); from != std::string::npos;) {
      const std::size_t to = line.find("  ", from);
      cells.push_back(line.substr(from, to - from));
      from = to == std::string::npos ? to : line.find_first_not_of(' ', to);
    }
    rows.push_back(cells);
  }
  return rows;
}

std::int64_t thousandths_of(std::string cell) {
  const bool negative = cell[0] == '-';
  if (cell == "0") return 0;
  if (cell[0] == '-' || cell[0] == '+') cell.erase(0, 1);
  const std::size_t dot = cell.find('.');
  REQUIRE(cell.size() == dot + 4);
  cell.erase(dot, 1);
  const std::int64_t value = std::stoll(cell);
  return negative ? -value : value;
}

void check_adds_up(const std::vector<std::vector<std::string>>& rows) {
  REQUIRE(rows.size() >= 3);
  for (std::size_t column = 1; column <= 3; ++column) {
    std::int64_t sum = 0;
    for (std::size_t row = 0; row + 1 < rows.size(); ++row) {
      sum += thousandths_of(rows[row].at(column));
    }
    CHECK(sum == thousandths_of(rows.back().at(column)));
  }
  for (const auto& row : rows) {
    CHECK(thousandths_of(row.at(3)) == thousandths_of(row.at(2)) - thousandths_of(row.at(1)));
  }
}

void check_json_adds_up(const ResultJson& split, double total_a, double total_b) {
  for (const char* column : {"a", "b", "difference"}) {
    std::int64_t sum = 0;
    for (const auto& part : split["parts"]) sum += part[column].get<std::int64_t>();
    CHECK(sum == split[column].get<std::int64_t>());
  }
  CHECK(std::abs(split["a"].get<double>() - total_a) <= 0.51);
  CHECK(std::abs(split["b"].get<double>() - total_b) <= 0.51);
}

TEST_CASE("compare: identical runs are said to be in one line") {
  const RunComparison same = comparison_of(result_json(), result_json());
  CHECK(same.identical());
  CHECK(comparison_text(same) == "The runs are identical: same configuration, same results.\n");
  CHECK(comparison_json(same)["identical"] == true);
}

TEST_CASE("compare: the same results of another configuration, and the other way round") {
  const RunComparison other_yaml =
      comparison_of(result_json(), result_json(), "a:\n  size: 2 MiB\n", "a:\n  size: 4 MiB\n");
  CHECK_FALSE(other_yaml.identical());
  CHECK_THAT(comparison_text(other_yaml), Contains("a.size") && Contains("2 MiB") &&
                                              Contains("4 MiB") &&
                                              Contains("Every result is the same."));
  ResultJson later = result_json();
  later["parts"]["llc"] = {{"busy_us", 1}};  // in no metric
  const RunComparison other_result = comparison_of(result_json(), later);
  CHECK_FALSE(other_result.identical());
  CHECK_THAT(comparison_text(other_result), Contains("The configurations are the same."));
}

TEST_CASE("compare: figures are per step, and their differences are B's less A's") {
  ResultJson b = result_json();
  b["summary"]["steps"] = 4;
  b["summary"]["time_us"]["gather"] = 12.0;
  b["summary"]["step_time_us"]["mean"] = 125.0;
  b["summary"]["kv"]["misses"] = 40;
  const RunComparison comparison = comparison_of(result_json(), b);
  CHECK(metric(comparison, "step time, mean").difference() == -8);
  CHECK(*metric(comparison, "gather").percent() == Approx(-40));
  CHECK(metric(comparison, "KV misses").a == 30);
  CHECK(metric(comparison, "KV misses").b == 10);
  CHECK(metric(comparison, "HBM row hits").a == Approx(90));
  CHECK(metric(comparison, "LLC joined reads").b == 0.75);
  CHECK(metric(comparison, "token read, p99").a == 900);
  CHECK(metric(comparison, "LLC page fetches").percent() == std::nullopt);
}

TEST_CASE("compare: sentences name what lost and gained most") {
  ResultJson b = result_json();
  b["summary"]["time_us"]["gather"] = 10.0;
  b["summary"]["time_us"]["indexer"] = 12.0;
  b["summary"]["step_time_us"]["mean"] = 125.0;
  b["summary"]["kv"]["misses"] = 20;
  b["summary"]["hbm"]["bytes_read"] = 20 * 512 + 2000000 + 30000;
  const RunComparison comparison = comparison_of(result_json(), b);
  CHECK(step_sentence(comparison) ==
        "B's step takes 8.000 us less than A's (6.02 %). Most of it: gather, 10.000 us less (125.0 "
        "% of the difference). Against it: indexer, 2.000 us more (-25.0 % of the difference).");
  CHECK(byte_sentence(comparison) ==
        "B's step moves 0.011 MB less than A's (1.07 %) to and from HBM. Most of it: KV tokens, "
        "0.011 MB less (100.0 % of the difference). KV tokens missed per step: 30.0 in A, 10.0 in "
        "B, 512 B each.");
}

TEST_CASE("compare: parts that cancel are said too") {
  ResultJson b = result_json();
  b["summary"]["time_us"]["gather"] = 21.0;
  b["summary"]["time_us"]["indexer"] = 9.0;
  const RunComparison comparison = comparison_of(result_json(), b);
  CHECK(step_sentence(comparison) ==
        "B's step takes as long as A's, as parts cancel: gather, 1.000 us more; indexer, 1.000 us "
        "less.");
}

TEST_CASE("compare: bytes by cause, with what has none") {
  ResultJson b = result_json();
  b["summary"]["hbm"]["bytes_read"] = 60 * 512 + 2000000 + 30000 - 4096;  // found in the cache
  b["summary"]["hbm"]["bytes_written"] = 3000;
  const WholeSplit split = byte_split(comparison_of(result_json(), b), 1);
  REQUIRE(split.parts.size() == 5);
  CHECK(split.parts[0].name == "KV tokens");
  CHECK(split.parts[0].a == 30 * 512);
  CHECK(split.parts[1].a == 1000000);
  CHECK(split.parts[2].a == 15000);
  CHECK(split.parts[3].a == 1280);
  CHECK(split.parts[4].name == "not attributed");
  CHECK(split.parts[4].a == 0);
  CHECK(split.parts[4].b == -2048 + 220);
  CHECK(split.total.difference() == -2048 + 220);
}

TEST_CASE("compare: with pages their bytes stand for the misses'") {
  ResultJson pages = result_json();
  pages["summary"]["llc"]["page_bytes"] = 80000;
  const WholeSplit split = byte_split(comparison_of(result_json(), pages), 1);
  CHECK(split.parts[0].a == 30 * 512);
  CHECK(split.parts[0].b == 40000);
}

TEST_CASE("compare: random results add up in every format") {
  Random random(5);
  for (int trial = 0; trial < 300; ++trial) {
    const ResultJson a = random_result(random);
    const ResultJson b = random_result(random);
    const RunComparison comparison = comparison_of(a, b);
    const std::string text = comparison_text(comparison);
    check_adds_up(table_below(text, "step time, us "));
    check_adds_up(table_below(text, "HBM read and written"));
    const ResultJson json = comparison_json(comparison);
    const auto mean = [](const ResultJson& run) {
      return run["summary"]["step_time_us"]["mean"].get<double>() * 1e6;
    };
    check_json_adds_up(json["step_time_ps"], mean(a), mean(b));
    CHECK(json["step_time_ps"]["parts"].size() == 5);  // phases leave nothing over
    const auto bytes = [](const ResultJson& run) {
      const ResultJson& hbm = run["summary"]["hbm"];
      return (hbm["bytes_read"].get<double>() + hbm["bytes_written"].get<double>()) /
             run["summary"]["steps"].get<double>();
    };
    check_json_adds_up(json["hbm_bytes"], bytes(a), bytes(b));
  }
}

TEST_CASE("compare: settings are flattened, lists too") {
  const RunComparison comparison =
      comparison_of(result_json(), result_json(),
                    "hbm:\n  mapping:\n    - {field: column, size: 8}\n  name: ''\n",
                    "hbm:\n  mapping:\n    - {field: column, size: 16}\n    - {field: row, size: "
                    "2}\nextra: []\n");
  const ResultJson settings = comparison_json(comparison)["configuration"];
  CHECK(settings == ResultJson::parse(R"([
    {"key": "hbm.mapping[0].size", "a": "8", "b": "16"},
    {"key": "hbm.name", "a": "\"\"", "b": "-"},
    {"key": "hbm.mapping[1].field", "a": "-", "b": "row"},
    {"key": "hbm.mapping[1].size", "a": "-", "b": "2"},
    {"key": "extra", "a": "-", "b": "[]"}])"));
}

TEST_CASE("compare: CSV quotes what has to be") {
  CHECK(csv_field("2 MiB") == "2 MiB");
  CHECK(csv_field("a, \"b\"") == "\"a, \"\"b\"\"\"");
  const std::string csv = comparison_csv(
      comparison_of(result_json(), result_json(), "name: 'H100, 80 GB'\n", "name: other\n"));
  CHECK_THAT(csv, Contains("configuration,name,,\"H100, 80 GB\",other,,\n") &&
                      Contains("step,gather,ps,20000000,20000000,0,0\n") &&
                      Contains("hbm,weights,bytes,1000000,1000000,0,0\n"));
}

}  // namespace
}  // namespace dsavp
