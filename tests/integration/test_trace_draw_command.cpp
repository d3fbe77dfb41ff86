// `dsa-vp trace draw` as a user meets it.
#include <set>

#include "tests/support/command_line.h"
#include "tests/unit/traces/trace_test_util.h"

namespace dsavp::trace_draw_test {
namespace {

using Catch::Contains;

using Names = std::set<std::string>;
const Names kPictures = {"layers.svg", "lookback.svg", "page-use.svg", "selection.svg",
                         "working-set.svg"};

Names files_of(const std::string& folder) {
  Names names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

std::string small_trace(const ScratchFolder& folder, int steps) {
  const std::string path = folder.path("small_trace.h5");
  trace_test::write_random(path, trace_test::make_info(2, 2, 16, "rank"), steps, 300, 1);
  return path;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
    ++count;
  }
  return count;
}

// What gnuplot writes when it is done: an SVG whose groups are all closed, and which draws.
void check_svg(const std::string& svg) {
  CHECK(svg.rfind("<?xml", 0) == 0);
  CHECK(count_of(svg, "<svg") == 1);
  CHECK(count_of(svg, "</svg>") == 1);
  CHECK(count_of(svg, "<g ") == count_of(svg, "</g>"));
  CHECK(count_of(svg, "<text>") > 5);
}

}  // namespace

TEST_CASE("trace draw: all pictures of a real trace, the same bytes each time", "[real_trace]") {
  const ScratchFolder folder;
  const std::string trace = DSA_TRACE_DIR "/code-16k-k512.h5";
  const std::string first = folder.path("a/b");
  const std::string second = folder.path("c");
  const Outcome outcome = dsa_vp(folder, "trace draw " + trace + " --output " + first);
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') == 5);
  REQUIRE(dsa_vp(folder, "trace draw --output " + second + " " + trace).status == 0);
  REQUIRE(files_of(first) == kPictures);
  REQUIRE(files_of(second) == kPictures);
  for (const std::string& name : kPictures) {
    INFO(name);
    const std::string svg = content_of(first + "/" + name);
    check_svg(svg);
    CHECK_THAT(svg, Contains("code-16k-k512.h5, k = 512"));
    CHECK(svg == content_of(second + "/" + name));
  }
  CHECK_THAT(content_of(first + "/layers.svg"), Contains("arXiv 2603.13430"));
}

TEST_CASE("trace draw: only some pictures, beside what is there") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder, 20);
  folder.write("out/layers.svg", "older");
  folder.write("out/page-use.svg", "older");
  const Outcome outcome =
      dsa_vp(folder, "trace draw " + trace + " --figure layers --figure lookback --output " +
                         folder.path("out"));
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(files_of(folder.path("out")) == Names{"layers.svg", "lookback.svg", "page-use.svg"});
  check_svg(content_of(folder.path("out/layers.svg")));
  CHECK(content_of(folder.path("out/page-use.svg")) == "older");
}

TEST_CASE("trace draw: layer and request are those of the selection alone") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder, 20);
  const auto draw = [&](const std::string& to, const std::string& options) {
    const Outcome outcome =
        dsa_vp(folder, "trace draw " + trace + " --output " + folder.path(to) + options);
    REQUIRE(outcome.status == 0);
  };
  draw("a", "");
  draw("b", " --layer 1 --request 1");
  for (const std::string& name : kPictures) {
    INFO(name);
    const std::string a = content_of(folder.path("a/" + name));
    const std::string b = content_of(folder.path("b/" + name));
    CHECK((a == b) == (name != "selection.svg"));
  }
  CHECK_THAT(content_of(folder.path("b/selection.svg")),
             Contains("layer 1 chooses for request 1") && Contains("pixelated"));
}

TEST_CASE("trace draw: a trace of one step and layer has all pictures") {
  const ScratchFolder folder;
  const std::string trace = folder.path("one.h5");
  trace_test::write_random(trace, trace_test::make_info(1, 1, 4, "rank"), 1, 1, 1);
  const Outcome outcome = dsa_vp(folder, "trace draw " + trace + " --output " + folder.path("out"));
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  REQUIRE(files_of(folder.path("out")) == kPictures);
  for (const std::string& name : kPictures) check_svg(content_of(folder.path("out/" + name)));
}

TEST_CASE("trace draw: what is wrong is one line, and no picture is left") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder, 3);
  const std::string out = folder.path("out");
  const auto refused = [&](const std::string& arguments, const std::string& message) {
    INFO(arguments);
    check_refused(dsa_vp(folder, "trace draw --output " + out + " " + arguments), 2,
                  Contains(message));
    CHECK_FALSE(std::filesystem::exists(out));
  };
  refused("none.h5", "none.h5");
  refused(folder.write("text.h5", "no trace"), "text.h5");
  refused(trace + " --layer 2", "--layer 2: the trace has 0 to 1");
  refused(trace + " --request=-1", "--request -1: the trace has 0 to 1");
  refused(trace + " --figure layer", "did you mean 'layers'?");
  const Outcome no_gnuplot =
      shell(folder, "PATH=/nonexistent " DSA_VP " trace draw " + trace + " --output " + out);
  check_refused(no_gnuplot, 1, Contains("gnuplot-nox"));
  CHECK_FALSE(std::filesystem::exists(out));
  const std::string file = folder.write("file", "");
  check_refused(dsa_vp(folder, "trace draw " + trace + " --output " + file), 1, Contains("file: "));
}

}  // namespace dsavp::trace_draw_test
