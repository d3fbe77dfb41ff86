#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "models/common/describe.h"
#include "platforms/config/config_error.h"
#include "platforms/config/config_numbers.h"
#include "platforms/config/config_reader.h"
#include "platforms/config/config_tree.h"
#include "tests/support/scratch_folder.h"
#include "tests/unit/config/config_errors.h"

namespace dsavp {
namespace reader_test {

enum class Scope { kLayer, kHead, kToken };

struct Field {
  std::string name;
  int bits = 1;
};

struct Timing {
  double read_ns = 12.5;
  std::uint8_t burst = 4;
};

struct Part {
  int stacks = 0;
  std::int64_t offset = -7;
  double rate = 100;
  Bytes capacity = 16 * kGiB;
  bool enabled = true;
  std::string label = "none";
  std::string trace;
  Scope scope = Scope::kHead;
  Timing timing;
  std::vector<Field> mapping = {{"default", 3}};
};

struct Study {
  Part hbm;
  int seed = 1;
};

template <class Visitor>
void describe(Visitor& v, Field& c) {
  v.text("name", c.name, "what the bits choose", Need::kRequired);
  v.integer("bits", c.bits, {1, 20}, "bits", "how many");
}

template <class Visitor>
void describe(Visitor& v, Timing& c) {
  v.real("read", c.read_ns, {0.5, 100}, "ns", "time to read");
  v.integer("burst", c.burst, {}, "", "beats of a burst");
}

template <class Visitor>
void describe(Visitor& v, Part& c) {
  v.integer("stacks", c.stacks, {1, 64}, "", "stacks on the package", Need::kRequired);
  v.integer("offset", c.offset, {std::numeric_limits<std::int64_t>::min()}, "", "any integer");
  v.real("rate", c.rate, {0.001, 1e6}, "GB/s", "rate of a stack");
  v.bytes("capacity", c.capacity, {kKiB, 64 * std::int64_t{kGiB}}, "bytes of a stack");
  v.boolean("enabled", c.enabled, "whether it is used");
  v.text("label", c.label, "a name");
  v.file("trace", c.trace, "what is replayed");
  v.choice("scope", c.scope, "what is shared");
  v.section("timing", c.timing, "DRAM timing");
  v.list("mapping", c.mapping, "address bits");
}

template <class Visitor>
void describe(Visitor& v, Study& c) {
  v.section("hbm", c.hbm, "memory");
  v.integer("seed", c.seed, {}, "", "seed");
}

struct Strict {
  std::string file;
  std::vector<Field> list;
};

template <class Visitor>
void describe(Visitor& v, Strict& c) {
  v.file("file", c.file, "a file", Need::kRequired);
  v.list("list", c.list, "a list", Need::kRequired);
}

struct Twice {
  int a = 0;
};

template <class Visitor>
void describe(Visitor& v, Twice& c) {
  v.integer("a", c.a, {}, "", "");
  v.integer("a", c.a, {}, "", "");
}

}  // namespace reader_test

template <>
struct EnumWords<reader_test::Scope> {
  static constexpr std::pair<reader_test::Scope, const char*> kWords[] = {
      {reader_test::Scope::kLayer, "layer"},
      {reader_test::Scope::kHead, "head"},
      {reader_test::Scope::kToken, "token"}};
};

namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using reader_test::Part;
using reader_test::Scope;
using reader_test::Strict;
using reader_test::Study;

template <class Config = Study>
Config read(const std::string& path) {
  Config config;
  read_config(ConfigTree::load(path), config);
  return config;
}

// The error of one line in section `hbm`, without the place; fails unless the place is right.
std::string hbm_error(const std::string& line) {
  ScratchFolder files;
  const std::string stacks = line.rfind("stacks", 0) == 0 ? "" : "  stacks: 2\n";
  const std::string study = files.write("s.yaml", "hbm:\n  " + line + "\n" + stacks);
  const std::string error = error_of([&] { read(study); });
  const std::string place = study + ":2: hbm.";
  if (error.empty()) return "";
  REQUIRE(error.substr(0, place.size()) == place);
  return error.substr(place.size());
}

Part hbm_with(const std::string& line) {
  ScratchFolder files;
  return read(files.write("s.yaml", "hbm:\n  stacks: 2\n  " + line + "\n")).hbm;
}

TEST_CASE("every kind of key is read", "[config][reader]") {
  ScratchFolder files;
  files.write("traces/t.h5", "x");
  const Study study = read(files.write("s.yaml",
                                       "seed: 42\n"
                                       "hbm:\n"
                                       "  stacks: 0x10\n"
                                       "  offset: -9223372036854775808\n"
                                       "  rate: 1e3\n"
                                       "  capacity: 1.5 GiB\n"
                                       "  enabled: false\n"
                                       "  label: 12 of them\n"
                                       "  trace: traces/../traces/./t.h5\n"
                                       "  scope: token\n"
                                       "  timing: {read: 7, burst: 255}\n"
                                       "  mapping:\n"
                                       "    - {name: row, bits: 14}\n"
                                       "    - {name: column}\n"));
  CHECK(study.seed == 42);
  CHECK(study.hbm.stacks == 16);
  CHECK(study.hbm.offset == std::numeric_limits<std::int64_t>::min());
  CHECK(study.hbm.rate == 1000.0);
  CHECK(study.hbm.capacity == 1536 * kMiB);
  CHECK_FALSE(study.hbm.enabled);
  CHECK(study.hbm.label == "12 of them");
  CHECK(study.hbm.trace == files.path("traces/t.h5"));
  CHECK(study.hbm.scope == Scope::kToken);
  CHECK(study.hbm.timing.read_ns == 7.0);
  CHECK(study.hbm.timing.burst == 255);
  REQUIRE(study.hbm.mapping.size() == 2);
  CHECK(study.hbm.mapping[0].name == "row");
  CHECK(study.hbm.mapping[0].bits == 14);
  CHECK(study.hbm.mapping[1].bits == 1);
}

TEST_CASE("keys not stated keep their defaults", "[config][reader]") {
  const Part part = hbm_with("label: x");
  CHECK(part.offset == -7);
  CHECK(part.capacity == 16 * kGiB);
  CHECK(part.enabled);
  CHECK(part.scope == Scope::kHead);
  CHECK(part.timing.read_ns == 12.5);
  REQUIRE(part.mapping.size() == 1);
  CHECK(part.mapping[0].name == "default");
  CHECK(hbm_with("mapping: []").mapping.empty());
}

TEST_CASE("unknown keys are named with the nearest known one", "[config][reader]") {
  CHECK(hbm_error("stakcs: 3") ==
        "stakcs: unknown key, expected one of stacks, offset, rate, capacity, enabled, label, "
        "trace, scope, timing, mapping, did you mean 'stacks'?");
  CHECK_THAT(hbm_error("wholly_other: 3"),
             Contains("wholly_other: unknown key, expected one of") && !Contains("did you mean"));
  CHECK(hbm_error("timing: {raed: 3}") ==
        "timing.raed: unknown key, expected one of read, burst, did you mean 'read'?");
  CHECK(hbm_error("mapping: [{name: a}, {name: b, bit: 3}]") ==
        "mapping[1].bit: unknown key, expected one of name, bits, did you mean 'bits'?");
  CHECK_THAT(hbm_error(std::string(500, 'k') + ": 3"), Contains("kkk...: unknown key"));
}

TEST_CASE("an unknown key at the top and one from --set", "[config][reader]") {
  ScratchFolder files;
  const std::string study = files.write("s.yaml", "hbm:\n  stacks: 2\n\nsead: 3\n");
  CHECK(error_of([&] { read(study); }) ==
        study + ":4: sead: unknown key, expected one of hbm, seed, did you mean 'seed'?");

  ConfigTree tree = ConfigTree::load(files.write("t.yaml", "hbm:\n  stacks: 2\n"));
  tree.set("hbm.timing.bursts=3");
  Study config;
  CHECK(error_of([&] { read_config(tree, config); }) ==
        "--set hbm.timing.bursts=3: hbm.timing.bursts: unknown key, expected one of read, burst, "
        "did you mean 'burst'?");
}

TEST_CASE("a missing required key names the section", "[config][reader]") {
  ScratchFolder files;
  const std::string expected = "required key is missing, expected a whole number, 1 to 64";
  const std::string with = files.write("with.yaml", "seed: 1\nhbm:\n  rate: 2\n");
  CHECK(error_of([&] { read(with); }) == with + ":2: hbm.stacks: " + expected);
  const std::string without = files.write("without.yaml", "seed: 1\n");
  CHECK(error_of([&] { read(without); }) == without + ": hbm.stacks: " + expected);
  CHECK(hbm_error("mapping: [{bits: 3}]") ==
        "mapping[0].name: required key is missing, expected text");
  const std::string none = files.write("none.yaml", "{}\n");
  CHECK(error_of([&] { read<Strict>(none); }) ==
        none + ": file: required key is missing, expected the name of an existing file");
}

TEST_CASE("a misspelt required key is reported as unknown, not as missing", "[config][reader]") {
  ScratchFolder files;
  const std::string study = files.write("s.yaml", "hbn:\n  stacks: 2\n");
  CHECK(error_of([&] { read(study); }) ==
        study + ":1: hbn: unknown key, expected one of hbm, seed, did you mean 'hbm'?");
}

TEST_CASE("integers are strict", "[config][reader]") {
  const std::string expected = ", expected a whole number, 1 to 64";
  for (const std::string text : {"12abc", "1.5", "1e3", "1_000", "010", "0x", "0x-1", "0xg", "+4",
                                 "4 4", "nan", "inf", "true", "--4", "0X1F", "0b1"}) {
    INFO(text);
    CHECK(hbm_error("stacks: " + text) == "stacks: is '" + text + "'" + expected);
  }
  CHECK(hbm_error("stacks: '4'") == "stacks: is quoted text '4'" + expected + " without quotes");
  CHECK(hbm_error("stacks: 0") == "stacks: 0 is out of range, expected 1 to 64");
  CHECK(hbm_error("stacks: 65") == "stacks: 65 is out of range, expected 1 to 64");
  CHECK(hbm_error("stacks: -0x4") == "stacks: is '-0x4'" + expected);
  CHECK(hbm_error("offset: 9223372036854775808") ==
        "offset: 9223372036854775808 is out of range, expected -2^63 to 2^63-1");
  CHECK(hbm_error("mapping: [{name: a, bits: 21}]") ==
        "mapping[0].bits: 21 is out of range, expected 1 to 20 bits");
  CHECK(hbm_error("stacks: 64") == "");
}

TEST_CASE("an integer's limits are narrowed to what its type holds", "[config][reader]") {
  CHECK(hbm_error("timing: {burst: 256}") ==
        "timing.burst: 256 is out of range, expected 0 to 255");
  CHECK(limits_within<std::int8_t>({-1000, 1000}).min == -128);
  CHECK(limits_within<std::int8_t>({-1000, 1000}).max == 127);
  CHECK(limits_within<std::uint64_t>({-5, 9}).min == 0);
  CHECK(limits_within<std::int64_t>({-5, 9}).min == -5);
}

TEST_CASE("reals are strict", "[config][reader]") {
  const std::string expected = ", expected a number, 0.001 to 1000000 GB/s";
  for (const std::string text : {"1.5x", "nan", "inf", "-inf", "0x10", "1,5", "1e", "1 2"}) {
    INFO(text);
    CHECK(hbm_error("rate: " + text) == "rate: is '" + text + "'" + expected);
  }
  CHECK(hbm_error("rate: .inf") == "rate: is '.inf'" + expected);
  CHECK(hbm_error("rate: 1e999") == "rate: 1e999 is out of range, expected 0.001 to 1000000 GB/s");
  CHECK(hbm_error("rate: 0") == "rate: 0 is out of range, expected 0.001 to 1000000 GB/s");
  CHECK(hbm_error("rate: '1'") == "rate: is quoted text '1'" + expected + " without quotes");
  CHECK(hbm_with("rate: 0.1").rate == 0.1);
  CHECK(hbm_with("rate: 5").rate == 5.0);
}

TEST_CASE("bytes come with or without a unit", "[config][reader]") {
  const std::vector<std::pair<std::string, Bytes>> cases = {
      {"4096", 4096},           {"0x1000", 4096},
      {"'4096'", 4096},         {"20 MiB", 20 * kMiB},
      {"\"2 KiB\"", 2048},      {"1.5 GiB", 1536 * kMiB},
      {"2 kB", 2000},           {"2 KB", 2000},
      {"3 MB", 3'000'000},      {"4 GB", 4000000000},
      {"0.01 TB", 10000000000}, {"0.03125 TiB", 32 * kGiB},
      {"1.2345 MB", 1234500},   {"1.50000000000000000000000 KiB", 1536}};
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(hbm_with("capacity: " + text).capacity == expected);
  }
}

TEST_CASE("bytes are strict", "[config][reader]") {
  const std::string range = "1 KiB to 64 GiB";
  for (const std::string text : {"20MiB", "20 mib", "20 B", "MiB", "1e3 KiB", "-4096", "-1 MiB",
                                 "0.3 KiB", "4096.0", "1. KiB", ".5 MiB", "1..5 MiB", "1.5.5 MiB",
                                 "20 MiB x", "0x10 KiB", "2000.0000000000000000001 GB"}) {
    INFO(text);
    CHECK(hbm_error("capacity: " + text) ==
          "capacity: is '" + text + "', expected a whole number of bytes such as 4096 or 20 MiB, " +
              range);
  }
  for (const std::string text : {"1023", "65 GiB", "1 TiB", "99999999999999999999 KiB",
                                 "18014398509481985 KiB", "9223372036854775808"}) {
    INFO(text);
    CHECK(hbm_error("capacity: " + text) ==
          "capacity: " + text + " is out of range, expected " + range);
  }
}

TEST_CASE("booleans are true or false", "[config][reader]") {
  CHECK(hbm_with("enabled: true").enabled);
  for (const std::string text : {"True", "yes", "1", "on"}) {
    CHECK(hbm_error("enabled: " + text) == "enabled: is '" + text + "', expected true or false");
  }
  CHECK(hbm_error("enabled: 'true'") ==
        "enabled: is quoted text 'true', expected true or false without quotes");
}

TEST_CASE("choices are words", "[config][reader]") {
  CHECK(hbm_with("scope: layer").scope == Scope::kLayer);
  CHECK(hbm_with("scope: 'layer'").scope == Scope::kLayer);
  CHECK(hbm_error("scope: laier") ==
        "scope: is 'laier', expected one of layer, head, token, did you mean 'layer'?");
  CHECK(hbm_error("scope: rank") == "scope: is 'rank', expected one of layer, head, token");
  CHECK(hbm_error("scope: ''") == "scope: is '', expected one of layer, head, token");
}

TEST_CASE("values of the wrong kind", "[config][reader]") {
  const std::vector<std::pair<std::string, std::string>> wanted = {
      {"stacks", "a whole number, 1 to 64"},
      {"rate", "a number, 0.001 to 1000000 GB/s"},
      {"capacity", "a whole number of bytes such as 4096 or 20 MiB, 1 KiB to 64 GiB"},
      {"enabled", "true or false"},
      {"label", "text"},
      {"trace", "the name of an existing file"},
      {"scope", "one of layer, head, token"}};
  for (const auto& [key, expected] : wanted) {
    CHECK(hbm_error(key + ":") == key + ": is empty, expected " + expected);
    CHECK(hbm_error(key + ": ~") == key + ": is empty, expected " + expected);
    CHECK(hbm_error(key + ": [1]") == key + ": is a sequence, expected " + expected);
    CHECK(hbm_error(key + ": {a: 1}") == key + ": is a mapping, expected " + expected);
  }
  CHECK(hbm_error("timing: 3") == "timing: is a single value, expected a mapping of keys");
  CHECK(hbm_error("timing:") == "timing: is empty, expected a mapping of keys");
  CHECK(hbm_error("timing: [1]") == "timing: is a sequence, expected a mapping of keys");
  CHECK(hbm_error("mapping: {a: 1}") == "mapping: is a mapping, expected a sequence of mappings");
  CHECK(hbm_error("mapping:") == "mapping: is empty, expected a sequence of mappings");
  CHECK(hbm_error("mapping: [{name: a}, b]") ==
        "mapping[1]: is a single value, expected a mapping of keys");
}

TEST_CASE("the place is that of the file that states the value", "[config][reader]") {
  ScratchFolder files;
  const std::string base = files.write("lib/base.yaml", "seed: 1\nhbm:\n  stacks: 99\n");
  const std::string study = files.write("s.yaml", "include: lib/base.yaml\nhbm:\n  rate: 2\n");
  CHECK(error_of([&] { read(study); }) ==
        base + ":3: hbm.stacks: 99 is out of range, expected 1 to 64");

  ConfigTree tree = ConfigTree::load(study);
  tree.set("hbm.stacks=100");
  Study config;
  CHECK(error_of([&] { read_config(tree, config); }) ==
        "--set hbm.stacks=100: hbm.stacks: 100 is out of range, expected 1 to 64");
  tree.set("hbm.stacks=10");
  tree.set("hbm.mapping=[{name: a, bits: 2}, {name: b}]");
  read_config(tree, config);
  CHECK(config.hbm.stacks == 10);
  CHECK(config.hbm.rate == 2.0);
  REQUIRE(config.hbm.mapping.size() == 2);
  CHECK(config.hbm.mapping[0].bits == 2);
  CHECK(config.hbm.mapping[1].name == "b");
}

TEST_CASE("file names are relative to the file that states them", "[config][reader]") {
  ScratchFolder files;
  files.write("lib/data/t.h5", "x");
  files.write("t.h5", "x");
  files.write("lib/base.yaml", "hbm: {stacks: 1, trace: data/t.h5}\n");
  const std::string study = files.write("s.yaml", "include: lib/base.yaml\n");
  CHECK(read(study).hbm.trace == files.path("lib/data/t.h5"));

  Study config;
  ConfigTree tree = ConfigTree::load(study);
  tree.set("hbm.trace=" + fs::relative(files.path("t.h5")).string());
  read_config(tree, config);
  CHECK(config.hbm.trace == files.path("t.h5"));
  tree.set("hbm.trace=''");
  read_config(tree, config);
  CHECK(config.hbm.trace.empty());
}

TEST_CASE("a study given by a relative name still yields absolute file names", "[config][reader]") {
  ScratchFolder files;
  files.write("t.h5", "x");
  const std::string study = files.write("s.yaml", "hbm: {stacks: 1, trace: t.h5}\n");
  CHECK(read(fs::relative(study).string()).hbm.trace == files.path("t.h5"));
}

TEST_CASE("files must exist", "[config][reader]") {
  ScratchFolder files;
  const auto error = [&](const std::string& name) {
    const std::string text = "list: []\nfile: " + name + "\n";
    return error_of([&] { read<Strict>(files.write("s.yaml", text)); });
  };
  const std::string at = files.path("s.yaml") + ":2: file: ";
  const std::string expected = ", expected the name of an existing file";
  CHECK(error("absent.h5") == at + "no such file '" + files.path("absent.h5") + "'" + expected);
  CHECK(error("../") != "");
  CHECK_THAT(error("."), Contains(at) && Contains("is a directory" + expected));
  CHECK(error("''") == at + "is empty" + expected);
  CHECK(error("s.yaml") == "");
  CHECK_THAT(error("s.yaml/x"), Contains(at + "no such file"));
}

TEST_CASE("a key described twice is an error of the program", "[config][reader]") {
  ScratchFolder files;
  const ConfigTree tree = ConfigTree::load(files.write("s.yaml", "a: 1\n"));
  reader_test::Twice config;
  CHECK_THROWS_AS(read_config(tree, config), std::logic_error);
}

}  // namespace
}  // namespace dsavp
