// Reading one section of a file that has others, and settings that other options stand for.
#include <catch2/catch.hpp>

#include "platforms/config/config_reader.h"
#include "tests/support/scratch_folder.h"
#include "tests/unit/config/config_errors.h"

namespace dsavp {
namespace {

struct Engine {
  int lanes = 0;
  int width = 8;
};

template <class Visitor>
void describe(Visitor& v, Engine& c) {
  v.integer("lanes", c.lanes, {1, 64}, "", "lanes", Need::kRequired);
  v.integer("width", c.width, {1, 64}, "", "width of a lane");
}

Engine read_engine(const ConfigTree& tree) {
  Engine engine;
  ConfigReader reader(tree);
  reader.section("engine", engine, "");
  reader.finish_part();
  return engine;
}

TEST_CASE("a part is read beside sections that nobody describes", "[config][reader]") {
  const ScratchFolder folder;
  const ConfigTree tree = ConfigTree::load(
      folder.write("a.yaml", "memory: {banks: 4}\nengine: {lanes: 4}\nlist: [1, 2]\n"));
  const Engine engine = read_engine(tree);
  CHECK(engine.lanes == 4);
  CHECK(engine.width == 8);
}

TEST_CASE("a part is read as strictly as the whole", "[config][reader]") {
  const ScratchFolder folder;
  const auto error = [&folder](const std::string& text) {
    const ConfigTree tree = ConfigTree::load(folder.write("a.yaml", text));
    return error_of([&] { read_engine(tree); });
  };
  const std::string file = folder.path("a.yaml");
  CHECK(error("engine: {lanes: 4, deep: 2}\nother: 1\n") ==
        file + ":1: engine.deep: unknown key, expected one of lanes, width");
  CHECK(error("other: 1\n") ==
        file + ": engine.lanes: required key is missing, expected a whole number, 1 to 64");
}

TEST_CASE("a setting is called what the user said", "[config][tree][set]") {
  const ScratchFolder folder;
  ConfigTree tree = ConfigTree::load(folder.write("a.yaml", "engine: {lanes: 4}\n"));
  tree.set("engine.lanes=65", "--lanes 65");
  CHECK(tree.where("engine.lanes") == "--lanes 65");
  CHECK(error_of([&] { read_engine(tree); }) ==
        "--lanes 65: engine.lanes: 65 is out of range, expected 1 to 64");
  CHECK(error_of([&] { tree.set("engine.lanes=[", "--lanes ["); }).rfind("--lanes [: ", 0) == 0);
}

}  // namespace
}  // namespace dsavp
