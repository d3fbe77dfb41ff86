// That the examples under docs/examples print what their READMEs quote.
#include <catch2/catch.hpp>

#include "tests/support/command_line.h"
#include "tests/support/study_document.h"

namespace dsavp {

TEST_CASE("own_parts prints what its README says") {
  const study::Document readme = study::parse(content_of(DSA_EXAMPLES "/own_parts/README.md"));
  REQUIRE(readme.commands.size() == 1);
  CHECK(readme.commands[0].text == "build/release/bin/own_parts");
  const ScratchFolder folder;
  const Outcome outcome = shell(folder, DSA_OWN_PARTS);
  CHECK(outcome.status == 0);
  CHECK(readme.commands[0].quoted.size() == 4);
  CHECK(study::difference(readme.commands[0].quoted, study::lines_of(outcome.out)) == "");
}

}  // namespace dsavp
