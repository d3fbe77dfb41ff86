#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "models/common/describe.h"
#include "platforms/config/config_reader.h"
#include "platforms/config/config_table.h"
#include "platforms/config/config_tree.h"
#include "platforms/config/config_writer.h"
#include "tests/support/scratch_folder.h"
#include "tests/unit/config/config_errors.h"

namespace dsavp {
namespace writer_test {

enum class Policy { kOn, kOff, kByLayer };

struct Nothing {};

struct Leaf {
  std::string name = "leaf";
  double value = 0.1;
  std::vector<Nothing> nothings;
};

struct Branch {
  std::uint16_t width = 8;
  Nothing nothing;
  std::vector<Leaf> leaves;
};

struct Root {
  std::int64_t number = -3;
  std::uint64_t count = 7;
  double real = 2.5;
  Bytes size = 20 * kMiB;
  bool flag = true;
  std::string text = "a: b";
  std::string file;
  Policy policy = Policy::kByLayer;
  Branch branch;
  std::vector<Branch> branches;
};

constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
constexpr double kGreatest = std::numeric_limits<double>::max();

template <class Visitor>
void describe(Visitor&, Nothing&) {}

template <class Visitor>
void describe(Visitor& v, Leaf& c) {
  v.text("name", c.name, "name | title", Need::kRequired);
  v.real("value", c.value, {-kGreatest, kGreatest}, "ns", "time");
  v.list("nothings", c.nothings, "keyless items");
}

template <class Visitor>
void describe(Visitor& v, Branch& c) {
  v.integer("width", c.width, {1}, "bits", "width");
  v.section("nothing", c.nothing, "keyless");
  v.list("leaves", c.leaves, "leaves", Need::kRequired);
}

template <class Visitor>
void describe(Visitor& v, Root& c) {
  v.integer("number", c.number, {kLeast}, "", "any number", Need::kRequired);
  v.integer("count", c.count, {}, "", "count");
  v.real("real", c.real, {-kGreatest, kGreatest}, "GB/s", "rate");
  v.bytes("size", c.size, {}, "size");
  v.boolean("flag", c.flag, "");
  v.text("text", c.text, "text");
  v.file("file", c.file, "file");
  v.choice("policy", c.policy, "policy");
  v.section("branch", c.branch, "a branch");
  v.list("branches", c.branches, "branches");
}

bool same(double a, double b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

bool operator==(const Leaf& a, const Leaf& b) {
  return a.name == b.name && same(a.value, b.value) && a.nothings.size() == b.nothings.size();
}

bool operator==(const Branch& a, const Branch& b) {
  return a.width == b.width && a.leaves == b.leaves;
}

bool operator==(const Root& a, const Root& b) {
  return a.number == b.number && a.count == b.count && same(a.real, b.real) && a.size == b.size &&
         a.flag == b.flag && a.text == b.text && a.file == b.file && a.policy == b.policy &&
         a.branch == b.branch && a.branches == b.branches;
}

}  // namespace writer_test

template <>
struct EnumWords<writer_test::Policy> {
  static constexpr std::pair<writer_test::Policy, const char*> kWords[] = {
      {writer_test::Policy::kOn, "on"},
      {writer_test::Policy::kOff, "off"},
      {writer_test::Policy::kByLayer, "by-layer"}};
};

namespace {

using writer_test::Branch;
using writer_test::Leaf;
using writer_test::Policy;
using writer_test::Root;

Root read_back(const ScratchFolder& files, const std::string& yaml) {
  // Values that no default has: what the text leaves out would show.
  Root root;
  root.number = 1234;
  root.count = 1234;
  root.text = "unread";
  root.branch.width = 1234;
  root.branches.resize(5);
  read_config(ConfigTree::load(files.write("effective.yaml", yaml)), root);
  return root;
}

class RandomConfig {
 public:
  Root root() {
    Root root;
    root.number = static_cast<std::int64_t>(engine_());
    root.count = engine_() >> 1;
    root.real = real();
    root.size = (engine_() >> 1) & ~((Bytes{1} << below(60)) - 1);
    root.flag = below(2) == 0;
    root.text = text();
    root.policy = static_cast<Policy>(below(3));
    root.branch = branch();
    for (std::size_t i = below(4); i > 0; --i) root.branches.push_back(branch());
    return root;
  }

 private:
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }

  double real() {
    if (below(2) == 0) return static_cast<double>(below(2000)) / 10 - 100;
    for (;;) {
      const std::uint64_t bits = engine_();
      double value = 0;
      std::memcpy(&value, &bits, sizeof value);
      if (std::isfinite(value)) return value;
    }
  }

  std::string text() {
    static const std::vector<std::string> kPieces = {
        "a",   "0",  " ", ":",  "#",    "'",    "\"",     "\\",   "\n",       "\t", "\r", "-",
        "?",   "[",  "]", "{",  "}",    ",",    "&",      "*",    "!",        "|",  ">",  "%",
        "@",   "`",  "~", ".",  "null", "true", "\x01",   "\x7f", "é",        "語", "😀",  "---",
        "...", "//", "=", "<<", "0x1",  "1e3",  "\u2028", "\x04", "\xc2\x85", "on", "/",  "_"};
    std::string text;
    for (std::size_t i = below(8); i > 0; --i) text += kPieces[below(kPieces.size())];
    return text;
  }

  Leaf leaf() { return {text(), real(), std::vector<writer_test::Nothing>(below(3))}; }

  Branch branch() {
    Branch branch;
    branch.width = static_cast<std::uint16_t>(1 + below(65535));
    for (std::size_t i = below(4); i > 0; --i) branch.leaves.push_back(leaf());
    return branch;
  }

  std::mt19937_64 engine_{20240607};
};

TEST_CASE("the effective configuration names every key, unit and meaning", "[config][writer]") {
  Root root;
  root.branches = {{}, {}};
  root.branches[1].leaves = {{"x", 1, {}}, {"true", 1e21, {{}, {}}}};
  CHECK(effective_yaml(root) ==
        "number: -3  # any number\n"
        "count: 7  # count\n"
        "real: 2.5  # [GB/s] rate\n"
        "size: 20 MiB  # size\n"
        "flag: true\n"
        "text: \"a: b\"  # text\n"
        "file: \"\"  # file\n"
        "policy: by-layer  # policy\n"
        "branch:  # a branch\n"
        "  width: 8  # [bits] width\n"
        "  nothing: {}  # keyless\n"
        "  leaves: []  # leaves\n"
        "branches:  # branches\n"
        "  - width: 8  # [bits] width\n"
        "    nothing: {}  # keyless\n"
        "    leaves: []  # leaves\n"
        "  - width: 8  # [bits] width\n"
        "    nothing: {}  # keyless\n"
        "    leaves:  # leaves\n"
        "      - name: x  # name | title\n"
        "        value: 1  # [ns] time\n"
        "        nothings: []  # keyless items\n"
        "      - name: \"true\"  # name | title\n"
        "        value: 1e+21  # [ns] time\n"
        "        nothings:  # keyless items\n"
        "          - {}\n"
        "          - {}\n");
  CHECK(effective_yaml(writer_test::Nothing{}) == "{}\n");
}

TEST_CASE("sizes that are no multiple of KiB are written in bytes", "[config][writer]") {
  Root root;
  root.size = 1500;
  CHECK_THAT(effective_yaml(root), Catch::Contains("\nsize: 1500  # [bytes] size\n"));
}

TEST_CASE("words that some YAML readers take for booleans are quoted", "[config][writer]") {
  Root root;
  root.policy = Policy::kOn;
  CHECK_THAT(effective_yaml(root), Catch::Contains("\npolicy: \"on\"  # policy\n"));
}

TEST_CASE("extreme values read back identically", "[config][writer]") {
  ScratchFolder files;
  Root root;
  root.number = std::numeric_limits<std::int64_t>::min();
  root.count = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  root.size = static_cast<Bytes>(std::numeric_limits<std::int64_t>::max());
  root.text = "";
  root.file = files.write("t.h5", "x");
  for (const double real :
       {0.0, -0.0, 0.1, 1.0 / 3, 5e-324, 2.2250738585072014e-308, writer_test::kGreatest, -1e22}) {
    root.real = real;
    CHECK(read_back(files, effective_yaml(root)) == root);
  }
}

TEST_CASE("any configuration reads back identically", "[config][writer]") {
  ScratchFolder files;
  RandomConfig random;
  for (int i = 0; i < 500; ++i) {
    const Root root = random.root();
    const std::string yaml = effective_yaml(root);
    INFO(yaml);
    const Root again = read_back(files, yaml);
    REQUIRE(again == root);
    REQUIRE(effective_yaml(again) == yaml);
  }
}

TEST_CASE("the table has a row for every key", "[config][table]") {
  CHECK(markdown_key_table<Root>() ==
        "| Key | Type | Default | Range | Unit | Meaning |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| `number` | integer | required | -2^63 to 2^63-1 | | any number |\n"
        "| `count` | integer | 7 | 0 to 2^63-1 | | count |\n"
        "| `real` | real | 2.5 | -1.7976931348623157e+308 to 1.7976931348623157e+308 | GB/s | rate "
        "|\n"
        "| `size` | bytes | 20 MiB | 0 to 2^63-1 bytes | bytes | size |\n"
        "| `flag` | boolean | true | true, false | | |\n"
        "| `text` | text | a: b | | | text |\n"
        "| `file` | file | \"\" | | | file |\n"
        "| `policy` | choice | by-layer | on, off, by-layer | | policy |\n"
        "| `branch` | section | | | | a branch |\n"
        "| `branch.width` | integer | 8 | 1 to 65535 | bits | width |\n"
        "| `branch.nothing` | section | | | | keyless |\n"
        "| `branch.leaves` | list | required | | | leaves |\n"
        "| `branch.leaves[].name` | text | required | | | name \\| title |\n"
        "| `branch.leaves[].value` | real | 0.1 | -1.7976931348623157e+308 to "
        "1.7976931348623157e+308 | ns | time |\n"
        "| `branch.leaves[].nothings` | list | [] | | | keyless items |\n"
        "| `branches` | list | [] | | | branches |\n"
        "| `branches[].width` | integer | 8 | 1 to 65535 | bits | width |\n"
        "| `branches[].nothing` | section | | | | keyless |\n"
        "| `branches[].leaves` | list | required | | | leaves |\n"
        "| `branches[].leaves[].name` | text | required | | | name \\| title |\n"
        "| `branches[].leaves[].value` | real | 0.1 | -1.7976931348623157e+308 to "
        "1.7976931348623157e+308 | ns | time |\n"
        "| `branches[].leaves[].nothings` | list | [] | | | keyless items |\n");
}

}  // namespace
}  // namespace dsavp
