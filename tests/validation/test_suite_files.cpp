#include <algorithm>
#include <catch2/catch.hpp>

#include "platforms/config/config_error.h"
#include "platforms/validation/suite_files.h"
#include "tests/support/scratch_folder.h"
#include "tests/validation/suite_test_util.h"

namespace dsavp {
namespace {

using Catch::Contains;
using validation_test::line;
using validation_test::small_suite;

std::string error_of(const std::string& yaml) {
  const ScratchFolder folder;
  try {
    load_suite(find_suite(folder.write("mine.yaml", yaml)));
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "<no error>";
}

TEST_CASE("shipped suites are found by name and shown without the machine's folders") {
  const auto files = shipped_suites();
  CHECK(files.size() >= 4);
  CHECK(std::is_sorted(files.begin(), files.end(),
                       [](const auto& a, const auto& b) { return a.name < b.name; }));
  for (const SuiteFile& file : files) {
    CHECK(find_suite(file.name).path == file.path);
    CHECK(file.shown == "configs/validation/" + file.name + ".yaml");
    CHECK_FALSE(load_suite(file)->jobs().empty());
  }
}

TEST_CASE("a suite that does not exist is named, with those that do") {
  CHECK_THROWS_WITH(find_suite("h10"), Contains("h10") && Contains("h100") &&
                                           Contains("did you mean") && Contains(".yaml"));
  CHECK_THROWS_WITH(load_suite(find_suite("absent.yaml")), Contains("absent.yaml"));
}

TEST_CASE("a suite's file is read strictly") {
  CHECK(error_of(small_suite(line(0.5))) == "<no error>");
  CHECK_THAT(error_of(small_suite("    - {pattern: random, windw: 3}\n")),
             Contains("mine.yaml:6") && Contains("suite.lines[0].windw") && Contains("'window'"));
  CHECK_THAT(error_of(small_suite("    - {pattern: backwards, window: 3}\n")),
             Contains("suite.lines[0].pattern") && Contains("sequential"));
  CHECK_THAT(error_of(small_suite(line(1.5))), Contains("suite.lines[0].fraction_of_peak"));
}

TEST_CASE("a line's variant is one of the suite's, and says what can be said") {
  const std::string closed =
      "  variants:\n    - {name: closed page, settings: [{set: hbm.page_policy=closed}]}\n";
  const auto with = [](const std::string& variant) {
    return "    - {variant: " + variant + ", pattern: random, window: 8, mean_ns: 5}\n";
  };
  CHECK(error_of(small_suite(with("closed page"), closed)) == "<no error>");
  CHECK_THAT(error_of(small_suite(with("closed pag"), closed)),
             Contains("suite.lines[0].variant") && Contains("'closed page'"));
  const std::string wrong =
      "  variants:\n    - {name: closed page, settings: [{set: hbm.page_polcy=closed}]}\n";
  CHECK_THAT(error_of(small_suite(with("closed page"), wrong)),
             Contains("hbm.page_polcy") && Contains("page_policy"));
}

TEST_CASE("a memory that is impossible is refused before anything runs") {
  CHECK_THAT(error_of(small_suite(line(0.5), "", "  organisation: {access_bytes: 48}\n")),
             Contains("mine.yaml") && Contains("hbm"));
}

}  // namespace
}  // namespace dsavp
