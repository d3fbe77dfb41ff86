#include <catch2/catch.hpp>

#include "platforms/report/table.h"

namespace dsavp {
namespace {

TEST_CASE("a table is aligned, with missing cells empty and nothing after the last") {
  Table table({{"line", Align::kLeft}, {"ns", Align::kRight}, {"", Align::kLeft}});
  table.add({"a", "1.0", "ok"});
  table.add({"longer", "12.5"});
  CHECK(table.text() ==
        "  line      ns\n"
        "  a        1.0  ok\n"
        "  longer  12.5\n");
  CHECK(table.markdown() ==
        "| line   |   ns |    |\n"
        "| ------ | ---: | -- |\n"
        "| a      |  1.0 | ok |\n"
        "| longer | 12.5 |    |\n");
}

}  // namespace
}  // namespace dsavp
