#include <sys/resource.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "testbench/traces/trace_validation.h"
#include "testbench/traces/trace_writer.h"
#include "tests/unit/traces/trace_test_util.h"

namespace dsavp::trace_test {
namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void check_equal(const TraceInfo& read, const TraceInfo& written) {
  CHECK(read.model == written.model);
  CHECK(read.order == written.order);
  CHECK(read.source == written.source);
  CHECK(read.top_k == written.top_k);
  CHECK(read.layers == written.layers);
  CHECK(read.requests == written.requests);
}

void check_sets(const TraceStep& step) {
  for (int layer = 0; layer < step.layers; ++layer) {
    for (int request = 0; request < step.requests; ++request) {
      const IndexSpan set = step.set(layer, request);
      CHECK(set.size() ==
            static_cast<std::size_t>(std::min(step.top_k, step.context_length[request])));
      CHECK(set.data() == step.indices.data() + step.offset(layer, request));
      CHECK(std::find(set.begin(), set.end(), kTracePad) == set.end());
    }
  }
}

// Files of this process cannot grow beyond `bytes` while it lives: a full disk, as HDF5 meets it.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    REQUIRE(getrlimit(RLIMIT_FSIZE, &before_) == 0);
    rlimit limited = before_;
    limited.rlim_cur = bytes;
    REQUIRE(setrlimit(RLIMIT_FSIZE, &limited) == 0);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

// A valid step of 2 layers, 1 request and k = 4 at a context of 9.
TraceStep valid_step(const TraceInfo& info) {
  TraceStep step(info);
  step.context_length = {9};
  step.indices = {0, 1, 2, 3, 5, 6, 7, 8};
  return step;
}

}  // namespace

TEST_CASE("random traces come back as they were written", "[traces]") {
  const ScratchFolder folder;
  std::mt19937 random(2024);
  const auto draw = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  for (unsigned round = 0; round < 60; ++round) {
    const TraceInfo info =
        make_info(draw(1, 4), draw(1, 3), draw(1, 70), draw(0, 1) == 0 ? "ascending" : "rank");
    const std::string path = folder.path("round.h5");
    const auto written = write_random(path, info, draw(1, 9), draw(1, 200), round);

    TraceReader reader(path);
    CAPTURE(round, info.layers, info.requests, info.top_k, info.order);
    check_equal(reader.info(), info);
    REQUIRE(reader.info().steps == static_cast<std::int64_t>(written.size()));
    TraceStep step;
    for (int pass = 0; pass < 2; ++pass) {
      for (const TraceStep& expected : written) {
        REQUIRE(reader.next(step));
        REQUIRE(step.indices == expected.indices);
        REQUIRE(step.context_length == expected.context_length);
        check_sets(step);
      }
      REQUIRE_FALSE(reader.next(step));
      reader.rewind();
    }
  }
}

TEST_CASE("a recorded trace is written again without change", "[traces]") {
  const ScratchFolder folder;
  TraceReader original(std::string(DSA_TRACE_DIR) + "/code-16k-k512.h5");
  TraceWriter writer(folder.path("copy.h5"), original.info());
  TraceStep expected;
  while (original.next(expected)) {
    writer.append(expected);
  }
  writer.close();

  TraceReader copy(folder.path("copy.h5"));
  check_equal(copy.info(), original.info());
  REQUIRE(copy.info().steps == original.info().steps);
  original.rewind();
  TraceStep step;
  while (original.next(expected)) {
    REQUIRE(copy.next(step));
    REQUIRE(step.indices == expected.indices);
    REQUIRE(step.set_size == expected.set_size);
    REQUIRE(step.context_length == expected.context_length);
  }
}

TEST_CASE("a step is one chunk, shuffled and deflated", "[traces]") {
  const ScratchFolder folder;
  write_random(folder.path("trace.h5"), make_info(3, 2, 8, "rank"), 5, 50, 3);
  edit(folder.path("trace.h5"), [](hid_t file) {
    const hid_t dataset = H5Dopen2(file, "topk_indices", H5P_DEFAULT);
    const hid_t plist = H5Dget_create_plist(dataset);
    hsize_t chunk[4] = {};
    CHECK(H5Pget_chunk(plist, 4, chunk) == 4);
    CHECK(std::vector<hsize_t>(chunk, chunk + 4) == std::vector<hsize_t>{1, 3, 2, 8});
    REQUIRE(H5Pget_nfilters(plist) == 2);
    unsigned config = 0;
    std::size_t values = 0;
    CHECK(H5Pget_filter2(plist, 0, nullptr, &values, nullptr, 0, nullptr, &config) ==
          H5Z_FILTER_SHUFFLE);
    values = 0;
    CHECK(H5Pget_filter2(plist, 1, nullptr, &values, nullptr, 0, nullptr, &config) ==
          H5Z_FILTER_DEFLATE);
    H5Pclose(plist);
    H5Dclose(dataset);
  });
}

TEST_CASE("the same steps give the same bytes at any time", "[traces]") {
  const ScratchFolder folder;
  const TraceInfo info = make_info(2, 2, 8, "rank");
  write_random(folder.path("a.h5"), info, 5, 50, 3);
  // Times in HDF5 files count whole seconds.
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  write_random(folder.path("b.h5"), info, 5, 50, 3);
  CHECK(bytes_of(folder.path("a.h5")) == bytes_of(folder.path("b.h5")));
}

TEST_CASE("the file takes its name on close alone", "[traces]") {
  const ScratchFolder folder;
  const TraceInfo info = make_info(2, 1, 4, "ascending");
  const std::string path = folder.path("trace.h5");
  std::ofstream(path) << "what was there before";
  {
    TraceWriter abandoned(path, info);
    abandoned.append(valid_step(info));
    CHECK(folder.names().size() == 2);
  }
  CHECK(folder.names() == std::vector<std::string>{"trace.h5"});
  CHECK(bytes_of(path) == "what was there before");

  TraceWriter writer(path, info);
  writer.append(valid_step(info));
  writer.close();
  writer.close();
  CHECK(folder.names() == std::vector<std::string>{"trace.h5"});
  CHECK(TraceReader(path).info().steps == 1);
  check_message(error_of([&] { writer.append(valid_step(info)); }), path,
                "a step was appended after the writer had closed");
}

TEST_CASE("two writers of one path do not disturb each other", "[traces]") {
  const ScratchFolder folder;
  const TraceInfo info = make_info(2, 1, 4, "ascending");
  const std::string path = folder.path("trace.h5");
  TraceWriter first(path, info);
  TraceWriter second(path, info);
  first.append(valid_step(info));
  first.append(valid_step(info));
  second.append(valid_step(info));
  first.close();
  CHECK(TraceReader(path).info().steps == 2);
  second.close();
  CHECK(TraceReader(path).info().steps == 1);
  CHECK(folder.names().size() == 1);
}

TEST_CASE("a moved writer goes on", "[traces]") {
  const ScratchFolder folder;
  const TraceInfo info = make_info(2, 1, 4, "ascending");
  TraceWriter first(folder.path("trace.h5"), info);
  first.append(valid_step(info));
  TraceWriter second(std::move(first));
  second.append(valid_step(info));
  second.close();
  CHECK(TraceReader(folder.path("trace.h5")).info().steps == 2);
}

TEST_CASE("a writer refuses what the format cannot hold", "[traces]") {
  const ScratchFolder folder;
  const std::string path = folder.path("trace.h5");
  TraceInfo info = make_info(2, 1, 4, "ascending");
  const auto check = [&](const std::string& part) {
    check_message(error_of([&] { TraceWriter writer(path, info); }), path, part);
    CHECK(folder.names().empty());
  };
  SECTION("order") {
    info.order = "score";
    check("order is \"score\", expected \"ascending\" or \"rank\"");
  }
  SECTION("top_k") {
    info.top_k = 0;
    check("top_k is 0, expected at least 1");
  }
  SECTION("layers") {
    info.layers = -1;
    check("the number of layers is -1, expected at least 1");
  }
  SECTION("requests") {
    info.requests = 0;
    check("the number of requests is 0, expected at least 1");
  }
  SECTION("a step too large") {
    info.layers = info.requests = info.top_k = std::numeric_limits<int>::max();
    check("is too large, expected at most 268435456 indices");
  }
}

TEST_CASE("a writer without steps makes no file", "[traces]") {
  const ScratchFolder folder;
  const std::string path = folder.path("trace.h5");
  TraceWriter writer(path, make_info(2, 1, 4, "ascending"));
  check_message(error_of([&] { writer.close(); }), path, "has no steps, expected at least 1");
  CHECK(folder.names().empty());
}

TEST_CASE("a broken step is refused and the writer goes on", "[traces]") {
  const ScratchFolder folder;
  const std::string path = folder.path("trace.h5");
  const std::string order = GENERATE("ascending", "rank");
  const TraceInfo info = make_info(2, 1, 4, order);
  TraceWriter writer(path, info);
  writer.append(valid_step(info));

  const auto check = [&](const TraceStep& step, const std::string& part) {
    check_message(error_of([&] { writer.append(step); }), path, part);
  };
  TraceStep step = valid_step(info);
  step.indices[7] = 9;
  check(step, "step 1, layer 1, request 0: position 3: index 9 is out of range, expected 0 to 8");
  step = valid_step(info);
  step.indices[5] = 5;
  check(step, "step 1, layer 1, request 0: position 1: index 5 is already at position 0");
  step = valid_step(info);
  step.indices[0] = -1;
  check(step, "position 1: index 1 follows the padding that begins at position 0");
  step = valid_step(info);
  step.indices[3] = -1;
  check(step, "step 1, layer 0, request 0: padding begins at position 3, expected 4 indices");
  step = valid_step(info);
  step.context_length[0] = 0;
  check(step, "step 1, request 0: context_length is 0, expected at least 1");
  step = valid_step(info);
  step.indices.pop_back();
  check(step, "step 1: holds 7 indices, expected 8");
  step = valid_step(info);
  step.context_length.push_back(9);
  check(step, "step 1: holds 2 context lengths, expected 1");
  check(TraceStep(make_info(1, 1, 4, order)),
        "step 1: the shape [layer, request, k] is [1, 1, 4], expected [2, 1, 4]");
  check(TraceStep(make_info(2, 2, 4, order)), "is [2, 2, 4], expected [2, 1, 4]");
  check(TraceStep(make_info(2, 1, 5, order)), "is [2, 1, 5], expected [2, 1, 4]");

  writer.append(valid_step(info));
  writer.close();
  CHECK(TraceReader(path).info().steps == 2);
}

TEST_CASE("the order of a set matters only where it is ascending", "[traces]") {
  const ScratchFolder folder;
  TraceInfo info = make_info(2, 1, 4, "rank");
  TraceStep step = valid_step(info);
  std::swap(step.indices[0], step.indices[3]);
  TraceWriter ranked(folder.path("rank.h5"), info);
  CHECK_NOTHROW(ranked.append(step));
  info.order = "ascending";
  TraceWriter ascending(folder.path("ascending.h5"), info);
  CHECK_THROWS_AS(ascending.append(step), TraceError);
}

TEST_CASE("the longest contexts are checked for duplicates too", "[traces]") {
  const TraceInfo info = make_info(1, 1, 4, "rank");
  TraceValidator validator(info);
  TraceStep step(info);
  step.context_length = {std::numeric_limits<std::int32_t>::max()};
  step.indices = {2147483646, 9, 0, 16777217};
  CHECK_NOTHROW(validator.validate_step(0, step));
  step.indices = {5, 2147483645, 9, 2147483645};
  CHECK_THROWS_WITH(validator.validate_step(0, step),
                    Catch::Contains("position 3: index 2147483645 is already at position 1"));
}

TEST_CASE("a token is free again in the next set, after an error too", "[traces]") {
  const ScratchFolder folder;
  const TraceInfo info = make_info(2, 1, 4, "rank");
  TraceWriter writer(folder.path("trace.h5"), info);
  TraceStep step = valid_step(info);
  step.indices = {8, 3, 0, 5, 8, 3, 0, 5};
  writer.append(step);
  TraceStep duplicate = step;
  duplicate.indices[7] = 3;
  CHECK_THROWS_AS(writer.append(duplicate), TraceError);
  CHECK_NOTHROW(writer.append(step));
}

TEST_CASE("a path that cannot be written is refused", "[traces]") {
  const ScratchFolder folder;
  const TraceInfo info = make_info(2, 1, 4, "ascending");
  const std::string absent = folder.path("absent/trace.h5");
  check_message(error_of([&] { TraceWriter writer(absent, info); }), absent, "cannot be created (");
  const std::string directory = folder.path("directory");
  std::filesystem::create_directory(directory);
  check_message(error_of([&] { TraceWriter writer(directory, info); }), directory,
                "is a directory");
}

TEST_CASE("a name that is taken by a directory meanwhile leaves nothing", "[traces]") {
  const ScratchFolder folder;
  const TraceInfo info = make_info(2, 1, 4, "ascending");
  const std::string path = folder.path("trace.h5");
  TraceWriter writer(path, info);
  writer.append(valid_step(info));
  std::filesystem::create_directory(path);
  check_message(error_of([&] { writer.close(); }), path, "cannot be given its name (");
  CHECK(folder.names() == std::vector<std::string>{"trace.h5"});
  check_message(error_of([&] { writer.close(); }), path, "was not written");
}

TEST_CASE("a file has no more than its contents", "[traces]") {
  const ScratchFolder folder;
  write_random(folder.path("trace.h5"), make_info(1, 1, 4, "rank"), 3, 50, 3);
  CHECK(std::filesystem::file_size(folder.path("trace.h5")) < 16384);
}

TEST_CASE("a full disk ends the writer and leaves nothing", "[traces]") {
  const ScratchFolder folder;
  const std::string path = folder.path("trace.h5");
  const TraceInfo info = make_info(4, 2, 2048, "rank");
  std::mt19937 random(7);
  const TraceStep step = random_step(info, 9000, random);
  std::string message;
  SECTION("at the start") {
    const FileSizeLimit limit(1024);
    message = error_of([&] { TraceWriter writer(path, info); });
  }
  SECTION("later") {
    TraceWriter writer(path, info);
    const FileSizeLimit limit(12 << 20);
    int appended = 0;
    message = error_of([&] {
      for (; appended < 1000; ++appended) {
        writer.append(step);
      }
    });
    CHECK(appended > 10);
    CHECK(folder.names().empty());
    check_message(error_of([&] { writer.append(step); }), path,
                  "a step was appended after the writer had failed");
    check_message(error_of([&] { writer.close(); }), path, "was not written");
  }
  check_message(message, path, "no space to write it (File too large)");
  CHECK(folder.names().empty());
  // HDF5 is to stay usable in the process.
  write_random(folder.path("next.h5"), info, 2, 100, 1);
  CHECK_NOTHROW(read_all(folder.path("next.h5")));
}

}  // namespace dsavp::trace_test
