// The model against its references: every figure within its tolerance, and docs/validation.md what
// the program writes.
#include <catch2/catch.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "platforms/validation/document.h"
#include "platforms/validation/report_tables.h"
#include "platforms/validation/suite_files.h"
#include "platforms/validation/validation.h"

namespace dsavp {
namespace {

std::string committed_document() {
  std::ifstream file(DSA_CONFIG_DIR "/../docs/validation.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Runs the suite, prints its tables, and holds each figure to what is allowed.
void check_suite(const std::string& name, std::size_t lines) {
  Suites suites;
  suites.push_back(load_suite(find_suite(name)));
  const SuiteReport report = run_suites(suites, {}).front();
  std::cout << terminal_tables(report) << std::flush;
  CHECK(report.lines.size() == lines);
  for (const Line& line : report.lines) CHECK_FALSE(line.figures.empty());
  for (const std::string& failure : failures(report)) FAIL_CHECK(failure);
  const std::string section = suite_section({report, suites.front()->pictures(report)});
  INFO("docs/validation.md is older than the model: dsa-vp validate --output docs");
  CHECK(committed_document().find(section) != std::string::npos);
}

TEST_CASE("Ramulator 2.1, HBM3") {
  check_suite("ramulator-hbm3", 10);
}

TEST_CASE("DRAMsim3, HBM2") {
  check_suite("dramsim3-hbm2", 4);
}

TEST_CASE("DRAMSys, HBM2, with closed forms") {
  check_suite("dramsys-hbm2", 18);
}

TEST_CASE("H100", "[long]") {
  check_suite("h100", 171);
}

}  // namespace
}  // namespace dsavp
