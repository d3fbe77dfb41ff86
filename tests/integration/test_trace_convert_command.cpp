// `dsa-vp trace convert` as a user meets it.
#include "testbench/traces/trace_reader.h"
#include "testbench/traces/trace_writer.h"
#include "tests/support/command_line.h"

namespace dsavp::trace_convert_test {
namespace {

using Catch::Contains;

const std::string kRealTrace = std::string(DSA_TRACE_DIR) + "/code-16k-k512.h5";

Outcome convert(const ScratchFolder& folder, const std::string& arguments) {
  return dsa_vp(folder, "trace convert " + arguments);
}

void converted(const ScratchFolder& folder, const std::string& arguments) {
  const Outcome outcome = convert(folder, arguments);
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') == 1);
}

void check_same_trace(const std::string& first, const std::string& second) {
  TraceReader a(first);
  TraceReader b(second);
  REQUIRE(a.info().steps == b.info().steps);
  CHECK(a.info().top_k == b.info().top_k);
  CHECK(a.info().order == b.info().order);
  TraceStep in_a;
  TraceStep in_b;
  while (a.next(in_a)) {
    REQUIRE(b.next(in_b));
    REQUIRE(in_a.indices == in_b.indices);
    REQUIRE(in_a.context_length == in_b.context_length);
  }
}

// The first steps of the real trace.
std::string few_steps(const ScratchFolder& folder, int steps) {
  TraceReader reader(kRealTrace);
  TraceWriter writer(folder.path("few.h5"), reader.info());
  TraceStep step;
  for (int i = 0; i < steps && reader.next(step); ++i) writer.append(step);
  writer.close();
  return folder.path("few.h5");
}

// Nothing but what the tests made and the streams of the command.
void check_no_output(const ScratchFolder& folder) {
  for (const std::string& name : folder.names()) {
    INFO(name);
    CHECK((name == "few.h5" || name == "in.npy" || name == "in.contexts.npy" || name == "in.csv" ||
           name == "stdout" || name == "stderr"));
  }
}

TEST_CASE("convert: a real trace through .npy has the same sets") {
  const ScratchFolder folder;
  const std::string npy = folder.path("a.npy");
  const std::string back = folder.path("back.h5");
  converted(folder, kRealTrace + " " + npy);
  converted(folder, npy + " " + back + " --contexts " + folder.path("a.contexts.npy") +
                        " --model m --source 'logged by hand'");
  check_same_trace(kRealTrace, back);
  const TraceInfo info = TraceReader(back).info();
  CHECK(info.model == "m");
  CHECK(info.source == "logged by hand");
}

TEST_CASE("convert: int64, and contexts that count up") {
  const ScratchFolder folder;
  const std::string few = few_steps(folder, 3);
  converted(folder, few + " " + folder.path("a.npy") + " --type int64");
  TraceReader reader(few);
  TraceStep step;
  REQUIRE(reader.next(step));
  const std::string context = std::to_string(step.context_length[0]);
  converted(folder, folder.path("a.npy") + " " + folder.path("back.h5") + " --context " + context);
  check_same_trace(few, folder.path("back.h5"));
  const TraceInfo info = TraceReader(folder.path("back.h5")).info();
  CHECK(info.model == "unknown");
  CHECK(info.source == "converted from a.npy");
}

TEST_CASE("convert: a real trace through CSV has the same sets") {
  const ScratchFolder folder;
  const std::string few = few_steps(folder, 3);
  const std::string csv = folder.path("a.csv");
  converted(folder, few + " " + csv);
  CHECK_THAT(content_of(csv),
             Catch::StartsWith("step,layer,request,context_length,tokens\n0,0,0,"));
  converted(folder, csv + " " + folder.path("back.h5"));
  check_same_trace(few, folder.path("back.h5"));
}

TEST_CASE("convert: options that do not fit the files are refused") {
  const ScratchFolder folder;
  const std::string few = few_steps(folder, 1);
  const std::string npy = folder.path("in.npy");
  converted(folder, few + " " + npy);
  const std::string csv = folder.path("in.csv");
  converted(folder, few + " " + csv);
  const std::string out = folder.path("out.h5");
  const auto refused = [&](const std::string& arguments, const std::string& message) {
    INFO(arguments);
    check_refused(convert(folder, arguments), 2, Contains(message));
    check_no_output(folder);
  };
  refused(npy + " " + out, "give --contexts FILE.npy or --context N");
  refused(npy + " " + out + " --context 9 --contexts " + npy, "are both given");
  refused(csv + " " + out + " --context 9", "--context: applies only to an input of .npy");
  refused(few + " " + folder.path("out.npy") + " --contexts " + npy, "--contexts: applies only");
  refused(few + " " + folder.path("out.csv") + " --type int64", "--type: applies only");
  for (const std::string option : {"--model", "--source"}) {
    refused(few + " " + folder.path("out.csv") + " " + option + " x", option + ": applies only");
  }
  refused(few + " " + folder.path("out.csv") + " --order rank", "--order: applies only");
  refused(few + " " + out, "is .h5 as the input is");
  refused(npy + " " + folder.path("out.csv"), "of input and output, one is .h5");
  refused(few + " " + folder.path("out.txt"), "expected .h5, .npy or .csv");
}

TEST_CASE("convert: wrong files are refused and leave no output") {
  const ScratchFolder folder;
  const std::string out = folder.path("out.h5");
  const auto refused = [&](const std::string& arguments, const std::string& message) {
    INFO(arguments);
    check_refused(convert(folder, arguments), 2, Contains(message));
    check_no_output(folder);
  };
  refused(folder.path("missing.csv") + " " + out, "missing.csv: no such file");
  refused(folder.path("missing.h5") + " " + folder.path("out.npy"), "missing.h5: no such file");
  refused(folder.write("in.npy", "not an array") + " " + out + " --context 9", "in.npy: does not");
  const std::string csv = folder.write(
      "in.csv", "step,layer,request,context_length,tokens\n0,0,0,9,1 2\n1,0,0,9,1 9\n");
  refused(csv + " " + out, "in.csv: step 1, layer 0, request 0: position 1: index 9 is out of");
  folder.write("in.csv", "step,layer,request,context_length,tokens\n0,0,0,9,one\n");
  refused(csv + " " + out, "in.csv: line 2 a token is 'one'");
  folder.write("in.csv", "step,layer,request,context_length,tokens\n0,0,0,9,1\x1b[31m\n");
  refused(csv + " " + out, "in.csv: line 2 a token is '1\\x1b[31m'");
  folder.write("in.csv", "step,layer,request,context_length,tokens\n0,0,0,9,1 2\n");
  refused(csv + " " + folder.path("nowhere/out.h5"), "nowhere/out.h5: cannot be created");
}

TEST_CASE("convert: an output that exists stays as it is where the input is wrong") {
  const ScratchFolder folder;
  const std::string out = folder.write("out.h5", "what was here");
  const std::string csv = folder.write("in.csv", "nothing of use\n");
  check_refused(convert(folder, csv + " " + out), 2, Contains("in.csv: line 1"));
  CHECK(content_of(out) == "what was here");
}

}  // namespace
}  // namespace dsavp::trace_convert_test
