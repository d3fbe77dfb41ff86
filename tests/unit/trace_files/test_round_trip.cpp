// Random traces to .npy or CSV and back, and the rules that imported traces are held to.
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>

#include "testbench/trace_files/convert_trace.h"
#include "tests/unit/trace_files/trace_files_test_util.h"
#include "tests/unit/traces/trace_test_util.h"

namespace dsavp {
namespace {

const EachStep kNothing = [] {};

std::vector<TraceStep> steps_in(const std::string& path) {
  TraceReader reader(path);
  return steps_of(reader);
}

TraceInfo import_file(const std::string& in, const std::string& out, const TraceInfo& attributes) {
  const auto source = open_step_source(in, {npy_contexts_path(in), 0});
  return import_trace(*source, out, attributes, kNothing);
}

void check_round_trip(const std::string& name, NpyType type, unsigned seed) {
  const ScratchFolder folder;
  std::mt19937 random(seed);
  const auto some = [&random](int most) { return 1 + static_cast<int>(random() % most); };
  const std::string order = seed % 2 == 0 ? "ascending" : "rank";
  const TraceInfo info = trace_test::make_info(some(4), some(3), 1 + some(20), order);
  const std::string in = folder.path("in.h5");
  // Contexts below and above k.
  const auto written = trace_test::write_random(in, info, some(9), 40, seed);

  const std::string middle = folder.path(name);
  export_trace(in, middle, type, kNothing);
  const std::string out = folder.path("out.h5");
  TraceInfo attributes;
  attributes.model = "a model";
  attributes.source = "a source";
  attributes.order = order;
  import_file(middle, out, attributes);

  check_same_steps(steps_in(out), written);
  const TraceInfo read = TraceReader(out).info();
  CHECK(read.top_k == info.top_k);
  CHECK(read.model == "a model");
  CHECK(read.source == "a source");
  CHECK(read.order == order);
}

TEST_CASE("round trips give the same steps") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    INFO("seed " << seed);
    check_round_trip("trace.npy", NpyType::kInt32, seed);
    check_round_trip("trace.npy", NpyType::kInt64, seed);
    check_round_trip("trace.csv", NpyType::kInt32, seed);
  }
}

TEST_CASE("npy: a step of more values than a block") {
  const ScratchFolder folder;
  const TraceInfo info = trace_test::make_info(3, 2, 9000, "ascending");
  const auto written = trace_test::write_random(folder.path("in.h5"), info, 2, 20000, 1);
  for (const NpyType type : {NpyType::kInt32, NpyType::kInt64}) {
    const std::string npy = folder.path("trace.npy");
    export_trace(folder.path("in.h5"), npy, type, kNothing);
    import_file(npy, folder.path("out.h5"), {});
    check_same_steps(steps_in(folder.path("out.h5")), written);
  }
}

TEST_CASE("a file written is aligned as NumPy aligns it") {
  const ScratchFolder folder;
  const TraceInfo info = trace_test::make_info(1, 1, 2, "rank");
  trace_test::write_random(folder.path("in.h5"), info, 1, 9, 1);
  export_trace(folder.path("in.h5"), folder.path("a.npy"), NpyType::kInt32, kNothing);
  CHECK(std::filesystem::file_size(folder.path("a.npy")) % 64 == 8);
  CHECK(std::filesystem::file_size(folder.path("a.contexts.npy")) % 64 == 4);
}

TEST_CASE("the order is found out") {
  const ScratchFolder folder;
  const std::string header = "step,layer,request,context_length,tokens\n";
  const auto order = [&](const std::string& lines) {
    const std::string csv = folder.write("trace.csv", header + lines);
    return import_file(csv, folder.path("trace.h5"), {}).order;
  };
  CHECK(order("0,0,0,9,1 2\n1,0,0,9,3 8\n") == "ascending");
  CHECK(order("0,0,0,9,1 2\n1,0,0,9,8 3\n") == "rank");
  CHECK(order("0,0,0,1,0 -1\n1,0,0,9,3 8\n") == "ascending");
}

TEST_CASE("imported sets are held to the rules of the format") {
  const ScratchFolder folder;
  const auto refused = [&](const std::string& lines, const std::string& order,
                           const std::vector<std::string>& words) {
    const std::string csv = folder.write(
        "trace.csv", "step,layer,request,context_length,tokens\n0,0,0,9,1 2\n" + lines);
    TraceInfo attributes;
    attributes.order = order;
    check_fails(csv, words, [&] { import_file(csv, folder.path("trace.h5"), attributes); });
    CHECK(folder.names() == std::vector<std::string>{"trace.csv"});
  };
  refused("1,0,0,9,1 9\n", "", {"step 1, layer 0, request 0", "index 9 is out of range"});
  refused("1,0,0,9,4 4\n", "", {"index 4 is already at position 0"});
  refused("1,0,0,9,4\n", "", {"padding begins at position 1, expected 2 indices"});
  refused("1,0,0,1,0 1\n", "", {"holds 2 indices, expected 1"});
  refused("1,0,0,9,-1 4\n", "", {"index 4 follows the padding"});
  refused("1,0,0,9,4 3\n", "ascending", {"index 3 follows 4, expected ascending order"});
}

TEST_CASE("a conversion that is ended leaves nothing behind") {
  const ScratchFolder folder;
  const std::string in = folder.path("in.h5");
  trace_test::write_random(in, trace_test::make_info(1, 1, 2, "rank"), 3, 9, 1);
  for (const std::string name : {"trace.npy", "trace.csv"}) {
    int steps = 0;
    const EachStep end_at_second = [&steps] {
      if (++steps == 2) throw std::runtime_error("ended");
    };
    CHECK_THROWS_WITH(export_trace(in, folder.path(name), NpyType::kInt32, end_at_second), "ended");
    CHECK(folder.names() == std::vector<std::string>{"in.h5"});
  }
}

// As a full disk: files of this process cannot grow further while it lives.
class SmallFiles {
 public:
  SmallFiles() : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = 100;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;
  ~SmallFiles() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST_CASE("a disk that is full is an error and leaves nothing behind") {
  const ScratchFolder folder;
  const std::string in = folder.path("in.h5");
  trace_test::write_random(in, trace_test::make_info(2, 1, 8, "rank"), 9, 20, 1);
  for (const std::string name : {"trace.npy", "trace.csv"}) {
    const std::string out = folder.path(name);
    const std::string blamed = name == "trace.npy" ? npy_contexts_path(out) : out;
    std::string message;
    {
      const SmallFiles limit;
      try {
        export_trace(in, out, NpyType::kInt32, kNothing);
      } catch (const TraceError& error) {
        message = error.what();
      }
    }
    CHECK(message == blamed + ": cannot be written, is the disk full?");
    CHECK(folder.names() == std::vector<std::string>{"in.h5"});
  }
}

TEST_CASE("an extension that is unknown") {
  check_fails("a/trace.txt", {"'.txt'", "expected .h5, .npy or .csv"},
              [] { trace_file_type("a/trace.txt"); });
}

}  // namespace
}  // namespace dsavp
