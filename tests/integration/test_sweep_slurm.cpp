// Sweeps as tasks of a real Slurm, which tests/slurm/loopback brings up around this program.
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include "tests/support/background.h"
#include "tests/support/command_line.h"

namespace dsavp {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

const std::string kQuickstart =
    std::string("include: ") + DSA_CONFIG_DIR + "/studies/quickstart.yaml\n";

// 60 short runs, more than one array takes here.
const std::string kManyRuns = kQuickstart + R"(
sweep:
  axes:
    - llc.reservation.bytes: [0, 1 MiB, 2 MiB, 4 MiB, 8 MiB]
    - workload.layers: [1, 2]
    - workload.steps: [1, 2]
    - {llc.reservation.policy: [lru, fifo, lru], llc.reservation.lookup: [step, step, sequential]}
)";

// Runs of some seconds, so that there is time to meddle with them.
std::string long_runs(const std::string& sizes) {
  return kQuickstart +
         "workload: {steps: 16}\nsweep:\n  axes:\n    - llc.reservation.bytes: " + sizes + "\n";
}

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

// A study in a folder of its own, swept by Slurm.
class SlurmSweep {
 public:
  explicit SlurmSweep(const std::string& study, const std::string& output = "out")
      : study_(folder_.write("study.yaml", study)), output_(folder_.path(output)) {}

  std::string command(const std::string& options = "--engine slurm") const {
    return fmt::format("{} sweep {} --output {} {}", DSA_VP, quoted(study_), quoted(output_),
                       options);
  }
  Outcome run(const std::string& options = "--engine slurm", const std::string& before = "") const {
    return shell(folder_, before + command(options));
  }

  const std::string& output() const { return output_; }
  std::string path(const std::string& name) const { return folder_.path(name); }
  bool has(const std::string& name) const { return fs::exists(output_ + "/" + name); }
  std::size_t submissions() const {
    if (!has(".slurm")) return 0;
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(output_ + "/.slurm"), fs::directory_iterator()));
  }

 private:
  ScratchFolder folder_;
  std::string study_;
  std::string output_;
};

std::string said_by(const std::string& command) {
  const ScratchFolder folder;
  return shell(folder, command).out;
}

constexpr const char* kNotEnded = "PENDING,RUNNING,COMPLETING";

// Tasks in the queue, as JOB_INDEX.
std::vector<std::string> tasks(const std::string& state = "RUNNING") {
  std::istringstream lines(said_by("squeue --noheader --array --states=" + state + " --format=%i"));
  std::vector<std::string> found;
  for (std::string line; std::getline(lines, line);) found.push_back(line);
  return found;
}

// Processes of `dsa-vp run` that write into the sweep's folder.
std::set<pid_t> run_processes(const SlurmSweep& sweep) {
  std::set<pid_t> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const int process = std::atoi(entry.path().filename().c_str());
    const std::string words = process > 0 ? content_of(entry.path().string() + "/cmdline") : "";
    const bool runs = words.rfind(std::string(DSA_VP) + '\0' + "run", 0) == 0;
    if (runs && words.find(sweep.output()) != std::string::npos) found.insert(process);
  }
  return found;
}

// What stands in the runs' files and in results.csv, by path; host.json has the host's times.
std::map<std::string, std::string> results_in(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = fs::relative(entry.path(), folder);
    if (!entry.is_regular_file() || entry.path().filename() == "host.json") continue;
    files[name] = content_of(entry.path());
  }
  return files;
}

TEST_CASE("Slurm's results are the bytes of this machine's, in a folder of any name") {
  const SlurmSweep here(kManyRuns, "here");
  REQUIRE(here.run("").status == 0);
  const SlurmSweep there(kManyRuns, "it's \"there\" %a; $(false)\n`false`");
  const Outcome outcome = there.run();
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK_THAT(outcome.err, Contains("submitted 60 runs to Slurm: jobs "));
  CHECK_FALSE(there.has(".slurm"));
  const auto expected = results_in(here.output());
  CHECK(expected.size() > 60 * 3);
  CHECK(results_in(there.output()) == expected);
}

TEST_CASE("A task that is killed and one that is cancelled run again") {
  const SlurmSweep sweep(long_runs("[0, 1 MiB, 2 MiB]"));
  BackgroundCommand command(sweep.command());
  REQUIRE(until([&] { return run_processes(sweep).size() == 3 && tasks().size() == 3; }));
  const std::string cancelled = tasks().front();
  said_by("scancel " + cancelled);
  std::set<pid_t> left;
  REQUIRE(until([&] { return (left = run_processes(sweep)).size() == 2; }));
  kill(*left.begin(), SIGKILL);
  const Outcome outcome = command.outcome();
  INFO(outcome.err);
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.err, Contains("2 of them again"));
  CHECK_THAT(outcome.out, Contains("3 run now"));
  CHECK_FALSE(sweep.has(".slurm"));
}

TEST_CASE("A run whose tasks are killed time and again has failed, and the log is named") {
  const SlurmSweep sweep(long_runs("[0]"));
  BackgroundCommand command(sweep.command());
  std::set<pid_t> killed;
  CHECK(until(
      [&] {
        for (const pid_t process : run_processes(sweep)) {
          kill(process, SIGKILL);
          killed.insert(process);
        }
        return command.ended();
      },
      std::chrono::seconds(60)));
  const Outcome outcome = command.outcome();
  CHECK(killed.size() == 3);
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.err, Contains("3 tasks have ended without a result, see " + sweep.output() +
                                   "/.slurm/000003-"));
  CHECK_THAT(outcome.err, Contains("which ends: Killed"));
  CHECK_FALSE(sweep.has("results.csv"));
}

TEST_CASE("A run that fails is told as on this machine, the others go on, and it is tried anew") {
  const std::string study = kQuickstart + R"(
workload: {layers: 1, steps: 1}
sweep:
  axes:
    - simulation.payload_limit: [100000, 64, 90000]
)";
  const SlurmSweep here(study);
  const SlurmSweep there(study);
  const Outcome expected = here.run("");
  REQUIRE(expected.status == 1);
  const Outcome outcome = there.run();
  CHECK(outcome.status == 1);
  CHECK(outcome.out == expected.out);
  CHECK_THAT(outcome.err, Contains("\n" + expected.err));
  CHECK(results_in(there.output() + "/points") == results_in(here.output() + "/points"));
  const Outcome again = there.run();
  CHECK(again.status == 1);
  CHECK_THAT(again.err, Contains("submitted 1 runs"));
}

TEST_CASE("Detached, a sweep is found again and waited for, and nothing is submitted twice") {
  const SlurmSweep sweep(long_runs("[0, 1 MiB, 2 MiB]"));
  const Outcome detached = sweep.run("--engine slurm --slurm-limit 2 --detach");
  CHECK(detached.status == 0);
  CHECK_THAT(detached.err, Contains("submitted 3 runs to Slurm: job "));
  CHECK_THAT(detached.out, Contains("the same command without --detach waits"));
  CHECK_THAT(said_by("scontrol show job"), Contains("ArrayTaskThrottle=2"));
  CHECK(sweep.submissions() == 1);
  const Outcome looked = sweep.run("--engine slurm --slurm-limit 2 --detach");
  CHECK(looked.status == 0);
  CHECK_THAT(looked.err, Contains("in Slurm's queue: ") && !Contains("submitted"));
  const Outcome waited = sweep.run();
  CHECK(waited.status == 0);
  CHECK_THAT(waited.err, !Contains("submitted"));
  CHECK_THAT(waited.out, Contains("3 run now"));
  CHECK(sweep.has("results.csv"));
  CHECK_FALSE(sweep.has(".slurm"));
}

TEST_CASE("Runs that have finished without the sweep are collected, and nothing is left") {
  const SlurmSweep sweep(kQuickstart + R"(
workload: {layers: 1, steps: 1}
sweep:
  axes:
    - llc.reservation.bytes: [0, 1 MiB]
)");
  REQUIRE(sweep.run("--engine slurm --detach").status == 0);
  REQUIRE(until([] { return tasks(kNotEnded).empty(); }));
  const Outcome outcome = sweep.run();
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("0 run now, 2 finished before"));
  CHECK(sweep.has("results.csv"));
  CHECK_FALSE(sweep.has(".slurm"));
}

TEST_CASE("Interrupted, a sweep cancels its tasks, and the same command goes on") {
  const SlurmSweep sweep(long_runs("[0, 1 MiB]"));
  BackgroundCommand command(sweep.command());
  REQUIRE(until([&] { return run_processes(sweep).size() == 2; }));
  command.signal(SIGINT);
  const Outcome interrupted = command.outcome();
  CHECK(interrupted.status == 1);
  CHECK_THAT(interrupted.err, Contains("the tasks in Slurm's queue cancelled, after 0 of 2 runs; "
                                       "the same command goes on from there"));
  CHECK(until([] { return tasks(kNotEnded).empty(); }));
  CHECK(until([&] { return run_processes(sweep).empty(); }, std::chrono::seconds(2)));
  const Outcome outcome = sweep.run();
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.err, Contains("submitted 2 runs") && !Contains("again"));
}

TEST_CASE("A controller that does not answer for a while is waited for") {
  const SlurmSweep sweep(long_runs("[0]"));
  const std::string script = sweep.path("squeue");
  std::ofstream(script) << "#!/bin/sh\necho >>" << sweep.path("calls") << "\n"
                        << "calls=$(wc -l <" << sweep.path("calls") << ")\n"
                        << "[ $calls -lt 3 ] || [ $calls -gt 5 ] || exit 1\n"
                        << "exec " << said_by("printf %s $(command -v squeue)") << " \"$@\"\n";
  fs::permissions(script, fs::perms::owner_all);
  const Outcome outcome = sweep.run("--engine slurm", "PATH=" + sweep.path("") + ":$PATH ");
  CHECK(outcome.status == 0);
  CHECK(outcome.err.find("has failed") == std::string::npos);
  CHECK(content_of(sweep.path("calls")).size() > 5);
}

// A configuration by which nobody answers; the port is that of discarded messages.
std::string without_controller(const SlurmSweep& sweep) {
  const std::string file = sweep.path("slurm.conf");
  std::ofstream changed(file);
  std::istringstream lines(content_of(std::getenv("SLURM_CONF")));
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("MessageTimeout=", 0) == 0) line = "MessageTimeout=2";
    if (line.rfind("SlurmctldPort=", 0) == 0) line = "SlurmctldPort=9";
    changed << line << '\n';
  }
  return file;
}

TEST_CASE("What Slurm does not give is one line, and nothing is submitted") {
  const SlurmSweep sweep(long_runs("[0]"));
  const auto refused = [&](int status, const std::string& options, const std::string& before,
                           const std::string& message) {
    const Outcome outcome = sweep.run("--engine slurm " + options, before);
    CAPTURE(options, before);
    check_refused(outcome, status, Contains(message));
    CHECK(sweep.submissions() == 0);
    CHECK(tasks(kNotEnded).empty());
  };
  refused(1, "", "PATH=/nonexistent ", "scontrol cannot be started (No such file or directory)");
  refused(1, "", "SLURM_CONF=" + without_controller(sweep) + " ",
          "Unable to contact slurm controller");
  refused(2, "--slurm-partition nowhere", "",
          "sbatch: error: invalid partition specified: nowhere");
  refused(2, "--slurm-time soon", "", "Invalid --time specification");
  refused(2, "--slurm-mem 900G", "", "Memory specification can not be satisfied");
  refused(2, "--jobs 2", "", "--jobs: needs --engine local");
  check_refused(sweep.run("--slurm-limit 2"), 2, Contains("--slurm-limit: needs --engine slurm"));
  check_refused(sweep.run("--detach"), 2, Contains("--detach: needs --engine slurm"));
}

}  // namespace
}  // namespace dsavp
