// What the tests of the trace files share.
#pragma once

#include <catch2/catch.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "testbench/trace_files/step_stream.h"
#include "testbench/traces/trace_reader.h"
#include "tests/support/scratch_folder.h"

namespace dsavp {

template <class Reader>
std::vector<TraceStep> steps_of(Reader& reader) {
  std::vector<TraceStep> steps;
  for (TraceStep step; reader.next(step);) {
    steps.push_back(step);
  }
  return steps;
}

inline void check_same_steps(const std::vector<TraceStep>& found,
                             const std::vector<TraceStep>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t step = 0; step < found.size(); ++step) {
    INFO("step " << step);
    CHECK(found[step].indices == expected[step].indices);
    CHECK(found[step].context_length == expected[step].context_length);
  }
}

// Runs `action`, which must fail; the message is one line, names `path` first and holds `words`.
template <class Action>
void check_fails(const std::string& path, const std::vector<std::string>& words, Action action) {
  std::string message;
  try {
    action();
  } catch (const TraceError& error) {
    message = error.what();
  }
  INFO(message);
  CHECK(message.rfind(path + ": ", 0) == 0);
  CHECK(message.find('\n') == std::string::npos);
  for (const std::string& word : words) {
    CHECK_THAT(message, Catch::Contains(word));
  }
}

}  // namespace dsavp
