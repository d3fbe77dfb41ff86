// The CSV reader against text, and each of its errors.
#include <cstdint>

#include "testbench/trace_files/csv_reader.h"
#include "tests/unit/trace_files/trace_files_test_util.h"

namespace dsavp {
namespace {

const std::string kHeader = "step,layer,request,context_length,tokens\n";

// 2 steps, 2 layers, 1 request; the first step sees less than k = 3 tokens.
const std::string kGood =
    "0,0,0,2,1 0\n"
    "0,1,0,2,0 1 -1\n"
    "1,0,0,9,8 2 5\n"
    "1,1,0,9,  0  3 4 \n";

std::vector<TraceStep> read(const std::string& path) {
  CsvReader reader(path);
  return steps_of(reader);
}

void check_refused(const std::string& content, const std::vector<std::string>& words) {
  const ScratchFolder folder;
  const std::string path = folder.write("trace.csv", content);
  check_fails(path, words, [&] { read(path); });
}

TEST_CASE("csv: shape, padding, blanks") {
  const ScratchFolder folder;
  CsvReader reader(folder.write("trace.csv", kHeader + kGood));
  CHECK(reader.info().steps == 2);
  CHECK(reader.info().layers == 2);
  CHECK(reader.info().requests == 1);
  CHECK(reader.info().top_k == 3);
  for (int pass = 0; pass < 2; ++pass) {
    const std::vector<TraceStep> steps = steps_of(reader);
    REQUIRE(steps.size() == 2);
    CHECK(steps[0].indices == std::vector<std::int32_t>{1, 0, -1, 0, 1, -1});
    CHECK(steps[1].indices == std::vector<std::int32_t>{8, 2, 5, 0, 3, 4});
    CHECK(steps[0].context_length == std::vector<std::int32_t>{2});
    CHECK(steps[1].context_length == std::vector<std::int32_t>{9});
    reader.rewind();
  }
}

TEST_CASE("csv: line ends of Windows, and none after the last line") {
  const ScratchFolder folder;
  const std::string path = folder.write(
      "trace.csv", "step,layer,request,context_length,tokens\r\n0,0,0,9,4 5\r\n1,0,0,9,6 7");
  const std::vector<TraceStep> steps = read(path);
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].indices == std::vector<std::int32_t>{4, 5});
  CHECK(steps[1].indices == std::vector<std::int32_t>{6, 7});
}

TEST_CASE("csv: the header") {
  check_refused("", {"line 1 is ''", "expected the header step,layer"});
  check_refused("0,0,0,9,1\n", {"line 1 is '0,0,0,9,1'", "expected the header"});
  check_refused(kHeader, {"line 1 is the last", "expected step 0, layer 0, request 0 to follow"});
}

TEST_CASE("csv: fields that are refused") {
  check_refused(kHeader + "x,0,0,9,1\n", {"line 2 step is 'x'", "expected an integer from 0"});
  check_refused(kHeader + "0,-1,0,9,1\n", {"line 2 layer is '-1'", "from 0"});
  check_refused(kHeader + "0,0,1.5,9,1\n", {"line 2 request is '1.5'"});
  check_refused(kHeader + "0,0,0,0,1\n", {"line 2 context_length is '0'", "from 1"});
  check_refused(kHeader + "0,0,0,9,1 b\n", {"line 2 a token is 'b'", "from -1"});
  check_refused(kHeader + "0,0,0,9,3000000000\n", {"a token is '3000000000'", "to 2147483647"});
  check_refused(kHeader + "0,0,0,9,-2\n", {"a token is '-2'"});
  check_refused(kHeader + "0,0,0,9\n", {"line 2 has fewer than 5 fields"});
  check_refused(kHeader + kGood + "\n", {"line 6 has fewer than 5 fields"});
  check_refused(kHeader + "0,0,0,9,1,2\n", {"line 2 has more than 5 fields", "blanks"});
}

TEST_CASE("csv: sets out of order, missing, or twice") {
  check_refused(kHeader + "1,0,0,9,1\n",
                {"line 2 is of step 1, layer 0, request 0, expected step 0, layer 0, request 0"});
  check_refused(kHeader + kGood + "3,0,0,9,1\n",
                {"line 6 is of step 3", "expected step 2, layer 0, request 0"});
  check_refused(kHeader + kGood + "1,1,0,9,1\n", {"line 6 is of step 1, layer 1, request 0"});
  check_refused(kHeader + kGood + "2,0,0,9,1\n3,0,0,9,1\n",
                {"line 7 is of step 3", "expected step 2, layer 1, request 0"});
  check_refused(kHeader + kGood + "2,0,0,9,1\n",
                {"line 6 is the last", "expected step 2, layer 1, request 0 to follow"});
  check_refused(kHeader + "0,0,0,9,1\n0,0,1,9,1\n0,1,0,9,1\n",
                {"line 4 is the last", "expected step 0, layer 1, request 1 to follow"});
  check_refused(kHeader + "0,0,0,9,1\n0,2,0,9,1\n",
                {"line 3 is of step 0, layer 2", "request 1 or step 0, layer 1, request 0 or"});
}

TEST_CASE("csv: a context that differs between layers") {
  check_refused(kHeader + "0,0,0,9,1\n0,1,0,8,1\n",
                {"line 3 has context_length 8, expected 9 as in layer 0 of step 0, request 0"});
}

TEST_CASE("csv: sets without tokens, files that are not there") {
  check_refused(kHeader + "0,0,0,9,\n", {"top_k is 0, expected at least 1"});
  const ScratchFolder folder;
  const std::string missing = folder.path("missing.csv");
  check_fails(missing, {"no such file"}, [&] { read(missing); });
  const std::string directory = folder.path("");
  check_fails(directory, {"cannot be read"}, [&] { read(directory); });
}

}  // namespace
}  // namespace dsavp
