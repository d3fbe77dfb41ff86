// The .npy reader against bytes put together here, and each of its errors.
#include <cstdint>
#include <limits>

#include "testbench/trace_files/npy_reader.h"
#include "tests/unit/trace_files/trace_files_test_util.h"

namespace dsavp {
namespace {

// As NumPy lays a file out; `version` 1 has a size of 2 bytes, later ones of 4.
std::string npy(const std::string& dictionary, const std::string& values, char version = 1) {
  std::string header = dictionary + "\n";
  std::string all = "\x93NUMPY";
  all += version;
  all += '\0';
  for (int byte = 0; byte < (version == 1 ? 2 : 4); ++byte) {
    all += static_cast<char>(header.size() >> (8 * byte) & 0xff);
  }
  return all + header + values;
}

std::string dictionary(const std::string& type, const std::string& shape,
                       const std::string& fortran = "False") {
  return "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
}

template <class Value>
std::string bytes_of(const std::vector<Value>& values) {
  std::string bytes;
  for (const Value value : values) {
    for (unsigned byte = 0; byte < sizeof(Value); ++byte) {
      bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * byte) & 0xff);
    }
  }
  return bytes;
}

// 2 steps, 1 layer, 1 request, k = 2.
const std::string kShape = "(2, 1, 1, 2)";
const std::string kValues = bytes_of<std::int32_t>({0, -1, 258, 1});
const NpyContexts kFromOne = {"", 1};

void check_refused(const std::string& content, const std::vector<std::string>& words) {
  const ScratchFolder folder;
  const std::string path = folder.write("trace.npy", content);
  check_fails(path, words, [&] {
    NpyReader reader(path, kFromOne);
    steps_of(reader);
  });
}

TEST_CASE("npy: versions 1.0 to 3.0, int32 and int64, keys in any order") {
  const ScratchFolder folder;
  const std::string wide = bytes_of<std::int64_t>({0, -1, 258, 1});
  const std::vector<std::string> contents = {
      npy(dictionary("<i4", kShape), kValues, 1),
      npy(dictionary("<i4", kShape), kValues, 2),
      npy(dictionary("<i8", kShape), wide, 3),
      npy("{\"shape\":(2,1,1,2,),\"descr\":\"<i8\",\"fortran_order\":False}", wide),
  };
  for (const std::string& content : contents) {
    NpyReader reader(folder.write("trace.npy", content), kFromOne);
    CHECK(reader.info().steps == 2);
    CHECK(reader.info().layers == 1);
    CHECK(reader.info().requests == 1);
    CHECK(reader.info().top_k == 2);
    for (int pass = 0; pass < 2; ++pass) {
      const std::vector<TraceStep> steps = steps_of(reader);
      REQUIRE(steps.size() == 2);
      CHECK(steps[0].indices == std::vector<std::int32_t>{0, -1});
      CHECK(steps[1].indices == std::vector<std::int32_t>{258, 1});
      CHECK(steps[0].context_length == std::vector<std::int32_t>{1});
      CHECK(steps[1].context_length == std::vector<std::int32_t>{2});
      reader.rewind();
    }
  }
}

TEST_CASE("npy: a file that is not one, and headers that cannot be understood") {
  check_refused("PK\x03\x04 something else", {"expected \\x93NUMPY"});
  check_refused("", {"expected \\x93NUMPY"});
  check_refused(npy(dictionary("<i4", kShape), kValues, 4), {"version 4.0", "expected 1.0 to 3.0"});
  check_refused(npy(dictionary("<i4", kShape), kValues).substr(0, 30), {"ends within the header"});
  check_refused(npy("{'descr': '<i4', 'fortran_order': False}", kValues), {"lacks 'shape'"});
  check_refused(npy("{'descr': '<i4', 'shape': (2, 1, 1, 2)}", kValues), {"lacks 'fortran_order'"});
  check_refused(npy("{'kind': 1}", kValues), {"key 'kind'", "expected 'descr'"});
  check_refused(npy("[1]", kValues), {"character 0", "expected '{'"});
  check_refused(npy("{'descr: 1", kValues), {"expected a quoted word"});
  check_refused(npy(dictionary("<i4", "(2, -1, 1, 2)"), kValues), {"expected a size"});
  check_refused(npy(dictionary("<i4", kShape) + "x", kValues), {"expected its end"});
  check_refused(npy(dictionary("<i4", kShape, "Maybe"), kValues), {"expected True or False"});
  check_refused(npy(std::string(70000, ' '), "", 2), {"70001 bytes", "expected at most"});
}

TEST_CASE("npy: types and orders that are refused") {
  for (const std::string type : {"<f4", "<f8", ">i4", ">i8", "<u4", "<u8", "<i2", "|b1", "|O"}) {
    check_refused(npy(dictionary(type, kShape), kValues),
                  {"'" + type + "'", "expected '<i4' or '<i8'"});
  }
  check_refused(npy("{'descr': [('a', '<i4')], 'shape': (1,)}", kValues), {"structured type"});
  check_refused(npy(dictionary("<i4", kShape, "True"), kValues),
                {"fortran_order is True, expected False"});
}

TEST_CASE("npy: shapes that are refused") {
  check_refused(npy(dictionary("<i4", "(2, 1, 2)"), kValues),
                {"3 dimensions (2 x 1 x 2)", "expected 4: [step, layer, request, k]"});
  check_refused(npy(dictionary("<i4", "()"), kValues), {"0 dimensions"});
  check_refused(npy(dictionary("<i4", "(2, 0, 1, 2)"), kValues),
                {"size 0 in dimension 'layer'", "expected 1 to"});
  check_refused(npy(dictionary("<i4", "(2147483647, 2147483647, 2147483647, 2)"), kValues),
                {"truncated"});
}

TEST_CASE("npy: truncated and trailing data") {
  check_refused(npy(dictionary("<i4", kShape), kValues.substr(1)),
                {"truncated, 15 bytes of values, expected 16"});
  check_refused(npy(dictionary("<i4", kShape), kValues + "ab"),
                {"2 bytes after its values, expected none"});
}

TEST_CASE("npy: an int64 outside int32 is named by its place") {
  const auto with = [](std::int64_t value) {
    return npy(dictionary("<i8", kShape), bytes_of<std::int64_t>({0, -1, 0, value}));
  };
  check_refused(with(std::int64_t{1} << 31),
                {"[step, layer, request, k] = [1, 0, 0, 1] is 2147483648", "to 2147483647"});
  check_refused(with(-(std::int64_t{1} << 31) - 1), {"is -2147483649", "expected -2147483648"});
}

TEST_CASE("npy: contexts from a file") {
  const ScratchFolder folder;
  const std::string path = folder.write("trace.npy", npy(dictionary("<i4", kShape), kValues));
  const auto contexts = [&](const std::string& shape, const std::vector<std::int64_t>& values) {
    return folder.write("contexts.npy", npy(dictionary("<i8", shape), bytes_of(values)));
  };
  NpyReader reader(path, {contexts("(2, 1)", {7, 5}), 0});
  const std::vector<TraceStep> steps = steps_of(reader);
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].context_length == std::vector<std::int32_t>{7});
  CHECK(steps[1].context_length == std::vector<std::int32_t>{5});

  const std::string wrong = contexts("(1, 2)", {7, 5});
  check_fails(wrong, {"shape [1, 2]", "expected [2, 1]", path}, [&] {
    NpyReader(path, {wrong, 0});
  });
  contexts("(2,)", {7, 5});
  check_fails(wrong, {"1 dimensions", "[step, request]"}, [&] { NpyReader(path, {wrong, 0}); });
}

TEST_CASE("npy: contexts that grow beyond int32, files that are not there") {
  const ScratchFolder folder;
  const std::string path = folder.write("trace.npy", npy(dictionary("<i4", kShape), kValues));
  const std::int32_t most = std::numeric_limits<std::int32_t>::max();
  check_fails(path, {"grows to 2147483648 in 2 steps"}, [&] { NpyReader(path, {"", most}); });
  const std::string missing = folder.path("missing.npy");
  check_fails(missing, {"no such file"}, [&] { NpyReader(missing, kFromOne); });
  check_fails(missing, {"no such file"}, [&] { NpyReader(path, {missing, 0}); });
  const std::string directory = folder.path("");
  check_fails(directory, {"cannot be read"}, [&] { NpyReader(directory, kFromOne); });
}

}  // namespace
}  // namespace dsavp
