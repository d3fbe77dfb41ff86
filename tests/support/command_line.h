// Runs the built program as a user does, through a shell.
#pragma once

#include <sys/wait.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/scratch_folder.h"

namespace dsavp {

inline std::string content_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Outcome {
  int status = -1;
  std::string out;
  std::string err;
};

inline Outcome shell(const ScratchFolder& folder, const std::string& command) {
  const std::string out = folder.path("stdout");
  const std::string err = folder.path("stderr");
  const int status = std::system(("{ " + command + "; } >" + out + " 2>" + err).c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), content_of(out),
          content_of(err)};
}

// Runs are made with the base protocol checked on every socket, unless the test says.
inline Outcome dsa_vp(const ScratchFolder& folder, const std::string& arguments) {
  const bool checks =
      arguments.rfind("run ", 0) == 0 && arguments.find("check_protocol") == std::string::npos;
  return shell(folder, std::string(DSA_VP) + " " + arguments +
                           (checks ? " --set simulation.check_protocol=true" : ""));
}

// One line of message, and nothing else.
template <class Matcher>
void check_refused(const Outcome& outcome, int status, const Matcher& message) {
  CHECK(outcome.status == status);
  CHECK(outcome.out.empty());
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  CHECK_THAT(outcome.err, message);
}

}  // namespace dsavp
