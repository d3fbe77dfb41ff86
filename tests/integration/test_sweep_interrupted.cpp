// A sweep that is interrupted or killed goes on, and ends as if nothing had been.
#include <sys/wait.h>

#include <chrono>
#include <random>
#include <thread>

#include "tests/integration/sweep_test_util.h"

namespace dsavp {
namespace {

using namespace sweep_test;

const char* const kGrid =
    "sweep:\n"
    "  axes:\n"
    "    - llc.reservation.bytes: {from: 256 KiB, to: 2 MiB, step: 256 KiB}\n"
    "    - llc.reservation.lookup: [step, sequential]\n"
    "baselines: [no-reservation, dense]\n";

int sweep_and_signal(const std::string& study, const std::string& output, int signal,
                     std::chrono::microseconds after) {
  std::fflush(nullptr);  // or the child would print it again
  const pid_t process = fork();
  if (process == 0) {
    std::freopen("/dev/null", "w", stdout);
    std::freopen("/dev/null", "w", stderr);
    execl(DSA_VP, DSA_VP, "sweep", study.c_str(), "--output", output.c_str(), nullptr);
    _exit(127);
  }
  std::this_thread::sleep_for(after);
  kill(process, signal);
  int status = 0;
  waitpid(process, &status, 0);
  return status;
}

// Nothing under a temporary name, and every run's folder whole.
void check_whole(const std::string& output) {
  for (const auto& [name, content] : files_of(output)) {
    INFO(name);
    CHECK(fs::path(name).filename().string().front() != '.');
    CHECK_FALSE(content.empty());
  }
}

}  // namespace

TEST_CASE("interrupted ten times at random, a sweep ends with the same bytes") {
  const int signal = GENERATE(SIGINT, SIGKILL);
  const ScratchFolder folder;
  const std::string study = small_study(folder, kGrid);
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(dsa_vp(folder, "sweep " + study + " --output " + folder.path("whole")).status == 0);
  const std::chrono::duration<double, std::micro> whole = std::chrono::steady_clock::now() - begin;

  std::mt19937 random(17);
  std::uniform_real_distribution<double> part(0.02, 0.25);
  int interrupted = 0;
  for (int i = 0; i < 10; ++i) {
    const auto after = std::chrono::microseconds(static_cast<long>(part(random) * whole.count()));
    const int status = sweep_and_signal(study, folder.path("out"), signal, after);
    // The first interruptions may come before the signal is listened to.
    interrupted += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    if (signal == SIGINT && fs::exists(folder.path("out"))) check_whole(folder.path("out"));
  }
  CHECK(interrupted > 3);
  const Outcome last = sweep(folder, study);
  INFO(last.err);
  CHECK(last.status == 0);
  check_whole(folder.path("out"));
  CHECK(files_of(folder.path("out")) == files_of(folder.path("whole")));
}

TEST_CASE("an interrupted sweep says how far it came, and leaves no process") {
  const ScratchFolder folder;
  const std::string study = small_study(folder, kGrid);
  const Outcome outcome =
      shell(folder, "timeout -s INT 1 " + std::string(DSA_VP) + " sweep " + study + " --output " +
                        folder.path("out") + " --set workload.steps=128");
  CHECK(outcome.status == 124);
  CHECK_THAT(outcome.err, Catch::Contains("dsa-vp: interrupted after ") &&
                              Catch::Contains(" of 18 runs; the same command goes on from there"));
  CHECK(shell(folder, "pgrep -f '[d]sa-vp sweep .*" + folder.path("out") + "'").status == 1);
}

}  // namespace dsavp
