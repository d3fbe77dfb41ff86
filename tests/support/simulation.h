// Runs a simulation in a child process, because SystemC simulates one design per process.
//
// The body builds modules, runs the kernel and returns what the test will check; it must not use
// Catch2's macros, which report to the parent's reporter.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace dsavp::test {

// Errors: std::runtime_error with the child's message if the body threw, or if the child crashed.
template <class Body>
nlohmann::json simulate(Body&& body) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) {
    close(ends[0]);
    nlohmann::json answer;
    try {
      answer["result"] = body();
    } catch (const std::exception& error) {
      answer["error"] = error.what();
    }
    const std::string text = answer.dump();
    for (std::size_t sent = 0; sent < text.size();) {
      const ssize_t n = write(ends[1], text.data() + sent, text.size() - sent);
      if (n <= 0) _exit(3);
      sent += static_cast<std::size_t>(n);
    }
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  char buffer[65536];
  for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error("the simulation's process ended with status " +
                             std::to_string(status));
  }
  nlohmann::json answer = nlohmann::json::parse(text);
  if (answer.contains("error")) throw std::runtime_error(answer["error"].get<std::string>());
  return answer["result"];
}

}  // namespace dsavp::test
