// `dsa-vp validate` as a user meets it.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.h"
#include "tests/validation/suite_test_util.h"

namespace dsavp {
namespace {

using Catch::Contains;
using validation_test::line;
using validation_test::small_suite;

// What the model itself has for the small suite's line.
double model_fraction(const ScratchFolder& folder) {
  const std::string suite = folder.write("probe.yaml", small_suite(line(0.9)));
  const Outcome outcome = dsa_vp(folder, "validate --format json --suite " + suite);
  const auto json = nlohmann::json::parse(outcome.out);
  return json["suites"][0]["lines"][0]["figures"][0]["model"].get<double>();
}

TEST_CASE("a figure within its tolerance: status 0, and a table") {
  const ScratchFolder folder;
  const std::string suite = folder.write("mine.yaml", small_suite(line(model_fraction(folder))));
  const Outcome outcome = dsa_vp(folder, "validate --suite " + suite);
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Contains("A small suite") && Contains("random 64 B, window 64") &&
                              Contains("ok") && Contains("host"));
}

TEST_CASE("a figure beyond its tolerance: status 1, and which") {
  const ScratchFolder folder;
  const std::string suite =
      folder.write("mine.yaml", small_suite(line(1.06 * model_fraction(folder))));
  const Outcome outcome = dsa_vp(folder, "validate --format json --suite " + suite);
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.err, Contains("mine: random 64 B, window 64: fraction of peak"));
  CHECK(nlohmann::json::parse(outcome.out)["passes"] == false);
}

TEST_CASE("the folder holds the document, its pictures and the figures, the same every time") {
  const ScratchFolder folder;
  const std::string suite = folder.write("mine.yaml", small_suite(line(0.2)));
  const std::string command = "validate --suite " + suite + " --output " + folder.path("out");
  CHECK(dsa_vp(folder, command).status == 1);
  const std::string document = content_of(folder.path("out/validation.md"));
  const std::string picture = content_of(folder.path("out/figures/validation/mine-bandwidth.svg"));
  CHECK_THAT(document, Contains("figures/validation/mine-bandwidth.svg"));
  CHECK_THAT(picture, Contains("</svg>"));
  CHECK(nlohmann::json::parse(content_of(folder.path("out/validation.json")))["version"] == 1);
  dsa_vp(folder, command);
  CHECK(content_of(folder.path("out/validation.md")) == document);
  CHECK(content_of(folder.path("out/figures/validation/mine-bandwidth.svg")) == picture);
}

TEST_CASE("without gnuplot a folder is refused at once, with what to install") {
  const ScratchFolder folder;
  const std::string suite = folder.write("mine.yaml", small_suite(line(0.2)));
  const Outcome outcome =
      shell(folder, "PATH=/nonexistent " + std::string(DSA_VP) + " validate --suite " + suite +
                        " --output " + folder.path("out"));
  check_refused(outcome, 1, Contains("gnuplot-nox"));
  CHECK_FALSE(std::filesystem::exists(folder.path("out/validation.md")));
}

TEST_CASE("what is wrong with suites is one line, and status 2") {
  const ScratchFolder folder;
  const std::string suite = folder.write("mine.yaml", small_suite(line(0.2)));
  check_refused(dsa_vp(folder, "validate --suite h10"), 2,
                Contains("no such suite") && Contains("'h100'"));
  check_refused(dsa_vp(folder, "validate --suite absent.yaml"), 2, Contains("absent.yaml"));
  check_refused(dsa_vp(folder, "validate --suite " + suite + " --suite " + suite), 2,
                Contains("'mine'"));
  check_refused(dsa_vp(folder, "validate --suite " +
                                   folder.write("wrong.yaml", small_suite("    - {windw: 1}\n"))),
                2, Contains("wrong.yaml:6") && Contains("'window'"));
  CHECK(dsa_vp(folder, "validate --format xml").status == 2);
}

TEST_CASE("a folder that cannot be written is one line, and status 1") {
  const ScratchFolder folder;
  const std::string file = folder.write("file", "not a folder");
  check_refused(dsa_vp(folder, "validate --output " + file + "/out"), 1, Contains(file));
}

}  // namespace
}  // namespace dsavp
