#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "platforms/processes/process_pool.h"

namespace dsavp {
namespace {

using Catch::Contains;

std::string error_of(const std::vector<ProcessJob>& jobs, const ProcessPoolOptions& options) {
  try {
    run_in_processes(jobs, options);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "<no error>";
}

bool has_children() {
  return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
}

ProcessJob sleeper(double cost) {
  return {"sleeper", cost, [] {
            std::this_thread::sleep_for(std::chrono::minutes(5));
            return nlohmann::json();
          }};
}

TEST_CASE("answers come in the jobs' order, each from a process of its own") {
  std::vector<ProcessJob> jobs;
  for (int i = 0; i < 12; ++i) {
    // The first are the cheapest, and so the last to start.
    jobs.push_back({"job", static_cast<double>(i), [i] {
                      return nlohmann::json{{"i", i}, {"process", getpid()}};
                    }});
  }
  ProcessPoolOptions options;
  options.processes = 3;
  std::vector<std::size_t> done;
  options.progress = [&done](std::size_t now, std::size_t total) {
    CHECK(total == 12);
    done.push_back(now);
  };
  const auto answers = run_in_processes(jobs, options);
  REQUIRE(answers.size() == 12);
  for (int i = 0; i < 12; ++i) {
    CHECK(answers[static_cast<std::size_t>(i)]["i"] == i);
    CHECK(answers[static_cast<std::size_t>(i)]["process"] != getpid());
  }
  CHECK(done.back() == 12);
  CHECK_FALSE(has_children());
}

TEST_CASE("an answer larger than a pipe arrives whole") {
  const std::string text(1 << 20, 'x');
  const auto answers = run_in_processes({{"long", 1, [&] { return nlohmann::json(text); }}}, {});
  CHECK(answers.front() == text);
}

TEST_CASE("a job that throws or dies fails the whole, by name, and ends the others") {
  ProcessPoolOptions options;
  options.processes = 2;
  const auto thrown = [&]() -> nlohmann::json { throw std::runtime_error("no such thing"); };
  CHECK(error_of({sleeper(2), {"thrower", 1, thrown}}, options) == "thrower: no such thing");
  CHECK_FALSE(has_children());
  const auto dying = []() -> nlohmann::json { _exit(7); };
  CHECK_THAT(error_of({sleeper(2), {"dying", 1, dying}}, options),
             Contains("dying") && Contains("status 7"));
  CHECK_FALSE(has_children());
}

TEST_CASE("an interruption ends the children") {
  volatile std::sig_atomic_t interrupted = 1;
  ProcessPoolOptions options;
  options.interrupted = &interrupted;
  CHECK_THAT(error_of({sleeper(1)}, options), Contains("interrupted"));
  CHECK_FALSE(has_children());
}

}  // namespace
}  // namespace dsavp
