#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "platforms/config/config_error.h"
#include "platforms/config/config_tree.h"
#include "tests/support/scratch_folder.h"
#include "tests/unit/config/config_errors.h"

namespace dsavp {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using Kind = ConfigNode::Kind;

std::string load_error(const std::string& path) {
  return error_of([&] { ConfigTree::load(path); });
}

std::string set_error(ConfigTree tree, const std::string& assignment) {
  return error_of([&] { tree.set(assignment); });
}

// The scalar at a path of mappings; "<absent>" where there is none.
std::string value_at(const ConfigTree& tree, const std::vector<std::string>& keys) {
  const ConfigNode* node = &tree.root();
  for (const std::string& key : keys) {
    node = node->find(key);
    if (node == nullptr) return "<absent>";
  }
  return node->text();
}

TEST_CASE("a file becomes a tree that knows its lines", "[config][tree]") {
  ScratchFolder files;
  const std::string study = files.write("study.yaml",
                                        "# a study\n"
                                        "hbm:\n"
                                        "  stacks: 8\n"
                                        "  mapping:\n"
                                        "    - bits: 3\n"
                                        "    - name: row\n"
                                        "      bits: [1, 2]\n");
  const ConfigTree tree = ConfigTree::load(study);

  CHECK(tree.study_file() == study);
  CHECK(value_at(tree, {"hbm", "stacks"}) == "8");
  REQUIRE(tree.root().find("hbm")->find("mapping")->items().size() == 2);
  CHECK(tree.where("hbm") == study + ":2");
  CHECK(tree.where("hbm.stacks") == study + ":3");
  CHECK(tree.where("hbm.mapping") == study + ":4");
  CHECK(tree.where("hbm.mapping[0].bits") == study + ":5");
  CHECK(tree.where("hbm.mapping[1]") == study + ":6");
  CHECK(tree.where("hbm.mapping[1].bits[1]") == study + ":7");
}

TEST_CASE("where falls back to what encloses the key", "[config][tree]") {
  ScratchFolder files;
  const std::string study = files.write("study.yaml", "a: 1\nhbm:\n  list:\n    - x: 1\n");
  const ConfigTree tree = ConfigTree::load(study);

  CHECK(tree.where("hbm.absent.deeper") == study + ":2");
  CHECK(tree.where("hbm.list[7].x") == study + ":3");
  CHECK(tree.where("hbm.list[x].x") == study + ":3");
  CHECK(tree.where("hbm.list[0].absent") == study + ":4");
  CHECK(tree.where("a.below.a.value") == study + ":1");
  CHECK(tree.where("absent") == study);
  CHECK(tree.where("absent.a") == study);
  CHECK(tree.where("") == study);
}

TEST_CASE("an included file is overridden key by key", "[config][tree]") {
  ScratchFolder files;
  const std::string base = files.write("parts/base.yaml",
                                       "hbm:\n"
                                       "  stacks: 4\n"
                                       "  timing: {read: 10, write: 12}\n"
                                       "list: [1, 2, 3]\n"
                                       "kept: yes\n");
  const std::string study = files.write("study.yaml",
                                        "hbm:\n"
                                        "  stacks: 8\n"
                                        "  timing:\n"
                                        "    write: 14\n"
                                        "list: [9]\n"
                                        "include: parts/base.yaml\n");
  const ConfigTree tree = ConfigTree::load(study);

  CHECK(value_at(tree, {"hbm", "stacks"}) == "8");
  CHECK(value_at(tree, {"hbm", "timing", "read"}) == "10");
  CHECK(value_at(tree, {"hbm", "timing", "write"}) == "14");
  CHECK(value_at(tree, {"kept"}) == "yes");
  CHECK(tree.root().find("list")->items().size() == 1);
  CHECK(tree.root().find("include") == nullptr);
  CHECK(tree.where("hbm.stacks") == study + ":2");
  CHECK(tree.where("hbm.timing.read") == base + ":3");
  CHECK(tree.where("hbm.timing.absent") == study + ":3");
  CHECK(tree.where("kept") == base + ":5");
}

TEST_CASE("a list of includes merges in order, each relative to its includer", "[config][tree]") {
  ScratchFolder files;
  files.write("lib/deep/leaf.yaml", "a: leaf\nb: leaf\nc: leaf\nd: leaf\n");
  files.write("lib/first.yaml", "include: deep/leaf.yaml\nb: first\nc: first\nd: first\n");
  files.write("lib/second.yaml", "include: [deep/leaf.yaml]\nc: second\nd: second\n");
  const ConfigTree tree = ConfigTree::load(
      files.write("study.yaml", "include: [lib/first.yaml, lib/second.yaml]\nd: study\n"));

  CHECK(value_at(tree, {"a"}) == "leaf");
  CHECK(value_at(tree, {"b"}) == "leaf");  // the second file's own include comes after the first
  CHECK(value_at(tree, {"c"}) == "second");
  CHECK(value_at(tree, {"d"}) == "study");
}

TEST_CASE("scalars, sequences and mappings replace each other", "[config][tree]") {
  ScratchFolder files;
  files.write("base.yaml", "a: {x: 1}\nb: 1\nc: [1]\n");
  const ConfigTree tree =
      ConfigTree::load(files.write("study.yaml", "include: base.yaml\na: 1\nb: [1]\nc: {x: 1}\n"));
  CHECK(tree.root().find("a")->kind() == Kind::kScalar);
  CHECK(tree.root().find("b")->kind() == Kind::kSequence);
  CHECK(tree.root().find("c")->kind() == Kind::kMapping);
}

TEST_CASE("files that include each other are refused where they do", "[config][tree]") {
  ScratchFolder files;
  const std::string a = files.write("a.yaml", "x: 1\ninclude: sub/b.yaml\n");
  const std::string b = files.write("sub/b.yaml", "\n\ninclude: [../sub/../a.yaml]\n");
  CHECK(load_error(a) == b + ":3: include[0]: files include each other (" + a + " -> " + b +
                             " -> " + a + "), expected no file to include itself");
  const std::string self = files.write("self.yaml", "include: self.yaml\n");
  CHECK_THAT(load_error(self), Contains(self + ":1: include: files include each other"));
}

TEST_CASE("includes that multiply are stopped", "[config][tree]") {
  ScratchFolder files;
  files.write("f0.yaml", "a: 1\n");
  for (int i = 1; i <= 12; ++i) {
    const std::string below = "f" + std::to_string(i - 1) + ".yaml";
    files.write("f" + std::to_string(i) + ".yaml", "include: [" + below + ", " + below + "]\n");
  }
  CHECK_THAT(load_error(files.path("f12.yaml")),
             Contains("too many included files, expected at most 256 in all"));
  CHECK(load_error(files.path("f6.yaml")) == "");
}

TEST_CASE("files that cannot be read", "[config][tree]") {
  ScratchFolder files;
  const std::string absent = files.path("absent.yaml");
  CHECK(load_error(absent) == absent + ": no such file '" + absent + "', expected a YAML file");
  const std::string directory = files.path("");
  CHECK_THAT(load_error(directory), Contains("is a directory, expected a YAML file"));
  fs::create_symlink(files.path("loop.yaml"), files.path("loop.yaml"));
  CHECK_THAT(load_error(files.path("loop.yaml")), Contains("cannot be read ("));

  const std::string study = files.write("study.yaml", "a: 1\ninclude:\n  - absent.yaml\n");
  CHECK(load_error(study) ==
        study + ":3: include[0]: no such file '" + absent + "', expected a YAML file");
  const std::string folder = files.write("folder.yaml", "include: .\n");
  CHECK_THAT(load_error(folder), Contains(folder + ":1: include: ") && Contains("is a directory"));
}

TEST_CASE("an include that is no file name", "[config][tree]") {
  ScratchFolder files;
  const auto error = [&](const std::string& text) {
    return load_error(files.write("s.yaml", text));
  };
  const std::string at = files.path("s.yaml");
  const std::string expected = ", expected a file name or a list of them";
  CHECK(error("a: 1\ninclude: {a: b}\n") == at + ":2: include: is a mapping" + expected);
  CHECK(error("include:\n") == at + ":1: include: is empty" + expected);
  CHECK(error("include: ''\n") == at + ":1: include: is empty" + expected);
  CHECK(error("include:\n- [a]\n") == at + ":2: include[0]: is a sequence" + expected);
  CHECK(error("include: []\n") == "");
}

TEST_CASE("documents that are no mapping", "[config][tree]") {
  ScratchFolder files;
  const auto error = [&](const std::string& text) {
    return load_error(files.write("s.yaml", text));
  };
  const std::string at = files.path("s.yaml");
  const std::string expected = ", expected a mapping of keys";
  CHECK(error("") == at + ":1: the document is empty" + expected);
  CHECK(error("# nothing\n") == at + ":1: the document is empty" + expected);
  CHECK_THAT(error("---\n"), Contains(": the document is empty" + expected));
  CHECK(error("\n~\n") == at + ":2: the document is empty" + expected);
  CHECK(error("\n- a\n") == at + ":2: the document is a sequence" + expected);
  CHECK(error("\n\nword\n") == at + ":3: the document is a single value" + expected);
}

TEST_CASE("YAML that is refused", "[config][tree]") {
  ScratchFolder files;
  const auto error = [&](const std::string& text) {
    return load_error(files.write("s.yaml", text));
  };
  const std::string at = files.path("s.yaml");
  CHECK_THAT(error("a: 1\nb: [1, 2\nc: 3\n"), Contains(at + ":") && Contains("is not valid YAML"));
  CHECK_THAT(error("a: 1\n\tb: 2\n"), Contains(at + ":2: is not valid YAML"));
  CHECK(error("a:\n  b: 1\n  c: 2\n  b: 3\n") ==
        at + ":4: a.b: key is stated twice, first on line 2, expected it once");
  CHECK(error("l:\n- x: 1\n- {x: 1, x: 2}\n") ==
        at + ":3: l[1].x: key is stated twice, first on line 3, expected it once");
  CHECK(error("a: 1\n---\nb: 2\n") ==
        at + ":2: a second document starts here, expected one document a file");
  CHECK(error("a: &x 1\nb: *x\n") ==
        at + ":2: b: YAML aliases are not supported, expected the value itself");
  CHECK(error("a: &x {b: *x}\n") ==
        at + ":1: a.b: YAML aliases are not supported, expected the value itself");
  CHECK(error("a: !!int 3\n") == at + ":1: a: YAML tags are not supported, expected a value "
                                      "without 'tag:yaml.org,2002:int'");
  CHECK(error("a: !x [3]\n") ==
        at + ":1: a: YAML tags are not supported, expected a value without '!x'");
  CHECK(error("a: 1\n? [x]\n: 2\n") ==
        at + ":2: a key is a sequence, expected a word (is a bracket left open?)");
  CHECK(error("a: 1\n\x04\nb: 2\n") ==
        at + ":2: the text has a control character, expected text in UTF-8");
  CHECK(error("~: 1\n") == at + ":1: a key is empty, expected a word");
}

TEST_CASE("nesting is limited to 64 levels", "[config][tree]") {
  ScratchFolder files;
  const auto nested = [&](std::size_t levels) {
    const std::string list = std::string(levels - 1, '[') + std::string(levels - 1, ']');
    return load_error(files.write("s.yaml", "\na: " + list + "\n"));
  };
  CHECK(nested(64) == "");
  CHECK_THAT(nested(65), Contains(files.path("s.yaml") + ":2: a[0]") &&
                             Contains("nested too deeply, expected at most 64 levels"));
  CHECK_THAT(nested(100'000), Contains("nested too deeply"));
}

TEST_CASE("files are limited to 1 MiB", "[config][tree]") {
  ScratchFolder files;
  const std::string line = "a: 1\n#";
  const std::string most = line + std::string((1 << 20) - line.size(), 'x');
  CHECK(load_error(files.write("most.yaml", most)) == "");
  const std::string large = files.write("large.yaml", most + "x");
  CHECK(load_error(large) == large + ":1: the file is too large, expected at most 1 MiB");
}

TEST_CASE("an error stays on one line and of readable length", "[config][tree]") {
  ScratchFolder files;
  const std::string text = "\"k\\ny\": 1\n\"k\\ny\": 2\n";
  CHECK_THAT(load_error(files.write("s.yaml", text)), Contains("k\\x0ay: key is stated twice"));
  const std::string key(900, 'k');
  const std::string error = load_error(files.write("s.yaml", key + ": 1\n" + key + ": 2\n"));
  CHECK_THAT(error, Contains("kkk...: key is stated twice"));
  CHECK(error.size() < 400);
}

TEST_CASE("an option --set states keys anew", "[config][tree][set]") {
  ScratchFolder files;
  const std::string study =
      files.write("study.yaml", "hbm:\n  stacks: 4\n  channels: 16\nlist:\n- a: 1\n- a: 2\n");
  ConfigTree tree = ConfigTree::load(study);
  tree.set("hbm.stacks=8");
  tree.set("new.section.key=a=b");
  tree.set("list=[{a: 5, b: [1, {c: 2}]}]");
  tree.set("top=");

  CHECK(value_at(tree, {"hbm", "stacks"}) == "8");
  CHECK(value_at(tree, {"hbm", "channels"}) == "16");
  CHECK(value_at(tree, {"new", "section", "key"}) == "a=b");
  CHECK(tree.root().find("top")->kind() == Kind::kNull);
  const ConfigNode& list = *tree.root().find("list");
  REQUIRE(list.items().size() == 1);
  CHECK(list.items()[0].find("a")->text() == "5");
  REQUIRE(list.items()[0].find("b")->items().size() == 2);
  CHECK(list.items()[0].find("b")->items()[1].find("c")->text() == "2");

  CHECK(tree.where("hbm") == study + ":1");
  CHECK(tree.where("hbm.channels") == study + ":3");
  CHECK(tree.where("hbm.stacks") == "--set hbm.stacks=8");
  CHECK(tree.where("new.section") == "--set new.section.key=a=b");
  CHECK(tree.where("list[0].b[1].c") == "--set list=[{a: 5, b: [1, {c: 2}]}]");
}

TEST_CASE("the last --set of a key holds", "[config][tree][set]") {
  ScratchFolder files;
  ConfigTree tree = ConfigTree::load(files.write("study.yaml", "a: 1\n"));
  tree.set("a=2");
  tree.set("a.b=3");
  CHECK(value_at(tree, {"a", "b"}) == "3");
  tree.set("a='4'");
  CHECK(value_at(tree, {"a"}) == "4");
  CHECK(tree.root().find("a")->quoted());
  CHECK(tree.where("a") == "--set a='4'");
}

TEST_CASE("an option --set that cannot be understood", "[config][tree][set]") {
  ScratchFolder files;
  const ConfigTree tree = ConfigTree::load(files.write("study.yaml", "a: 1\nl: [{x: 1}]\n"));
  CHECK(set_error(tree, "a") == "--set a: has no '=', expected path.to.key=value");
  for (const std::string path : {"", "a.", ".a", "a..b"}) {
    CHECK(set_error(tree, path + "=1") == "--set " + path + "=1: key path '" + path +
                                              "' has an empty key, expected path.to.key=value");
  }
  CHECK_THAT(set_error(tree, "l[0].x=1"),
             Contains("--set l[0].x=1: l[0].x: one item of a list cannot be set"));
  CHECK_THAT(set_error(tree, "a=[1"),
             Contains("--set a=[1: ") && Contains("is a bracket left open?"));
  CHECK_THAT(set_error(tree, "a='1"), Contains("--set a='1: is not valid YAML"));
  CHECK_THAT(set_error(tree, "a={b: 1}"), Contains("--set a={b: 1}: a: the value is a mapping"));
  CHECK_THAT(set_error(tree, "a=b: 1"), Contains("--set a=b: 1: a: the value is a mapping"));
  CHECK_THAT(set_error(tree, "a=*x"), Contains("--set a=*x: "));
  CHECK_THAT(set_error(tree, "a=1\n---\n2"), Contains("a second document"));
  std::string deep = "k";
  for (int i = 0; i < 64; ++i) deep += ".k";
  CHECK_THAT(set_error(tree, deep + "=1"), Contains("key path is too deep"));
}

}  // namespace
}  // namespace dsavp
