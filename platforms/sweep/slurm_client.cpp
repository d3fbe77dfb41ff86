#include "platforms/sweep/slurm_client.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <optional>
#include <sstream>
#include <string_view>

#include "platforms/config/config_error.h"
#include "platforms/processes/run_program.h"

namespace dsavp {
namespace {

// What the program has against it, in a line: of several, the first says what, others what followed.
std::string complaint(const ProgramOutcome& outcome) {
  std::string said;
  std::istringstream lines(outcome.err);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) said += (said.empty() ? "" : "; ") + line;
  }
  return said.empty() ? fmt::format("exit status {}", outcome.status) : said;
}

ProgramOutcome run_slurm(const std::vector<std::string>& arguments) {
  try {
    return run_program(arguments);
  } catch (const ProgramNotStarted& reason) {
    throw SlurmError(fmt::format(
        "{} cannot be started ({}): is this a machine that Slurm's jobs are submitted from?",
        arguments.front(), reason.what()));
  }
}

std::string answer_of(const std::vector<std::string>& arguments) {
  const ProgramOutcome outcome = run_slurm(arguments);
  if (outcome.status != 0) {
    throw SlurmError(fmt::format("{} has failed: {}", arguments.front(), complaint(outcome)));
  }
  return outcome.out;
}

std::string user() {
  return fmt::format("--user={}", getuid());
}

std::string names(const std::vector<std::string>& job_names) {
  return fmt::format("--name={}", fmt::join(job_names, ","));
}

std::string range(int tasks, int limit) {
  return fmt::format("--array=0-{}{}", tasks - 1, limit > 0 ? fmt::format("%{}", limit) : "");
}

// The whole number at the front of the text.
std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  return number;
}

// "name|index|state|reason", as asked for; the reason is what is left.
std::optional<SlurmTask> task_in(const std::string& line) {
  std::array<std::string, 3> fields;
  std::size_t begin = 0;
  for (std::string& field : fields) {
    const std::size_t end = line.find('|', begin);
    if (end == std::string::npos) return std::nullopt;
    field = line.substr(begin, end - begin);
    begin = end + 1;
  }
  const std::optional<int> index = number_in(fields[1]);
  if (!index) return std::nullopt;
  return SlurmTask{fields[0], *index, fields[2] != "PD", line.substr(begin)};
}

}  // namespace

int SlurmClient::largest_array() const {
  const std::string configuration = answer_of({"scontrol", "show", "config"});
  const std::size_t key = configuration.find("MaxArraySize");
  const std::size_t digit = configuration.find_first_of("0123456789", key);
  const std::optional<int> number = digit == std::string::npos
                                        ? std::nullopt
                                        : number_in(std::string_view(configuration).substr(digit));
  if (key == std::string::npos || !number) {
    throw SlurmError("scontrol show config says nothing of MaxArraySize, which job arrays need");
  }
  const int size = *number;
  if (size < 1) throw SlurmError("Slurm takes no job arrays here: its MaxArraySize is 0");
  return size;
}

std::string SlurmClient::submit(const SlurmArray& array) const {
  std::vector<std::string> arguments = {"sbatch",
                                        "--parsable",
                                        "--requeue",
                                        "--nodes=1",
                                        "--ntasks=1",
                                        "--job-name=" + array.name,
                                        "--open-mode=append",
                                        "--chdir=" + array.folder,
                                        "--output=" + array.log,
                                        range(array.tasks, options_.limit)};
  const auto ask = [&](const char* option, const std::string& value) {
    if (!value.empty()) arguments.push_back(option + value);
  };
  ask("--partition=", options_.partition);
  ask("--time=", options_.time);
  ask("--mem=", options_.memory);
  ask("--dependency=afterany:", array.after);
  arguments.push_back(array.script);
  arguments.insert(arguments.end(), array.arguments.begin(), array.arguments.end());
  const ProgramOutcome outcome = run_slurm(arguments);
  if (outcome.status != 0) {
    const std::string message = fmt::format("sbatch refuses the job: {}", complaint(outcome));
    const bool asked = !(options_.partition + options_.time + options_.memory).empty();
    if (asked) throw ConfigError("--slurm-partition, --slurm-time, --slurm-mem", "", message);
    throw SlurmError(message);
  }
  return outcome.out.substr(0, outcome.out.find_first_of(";\n"));
}

std::vector<SlurmTask> SlurmClient::queued(const std::vector<std::string>& job_names) const {
  if (job_names.empty()) return {};
  std::istringstream lines(answer_of(
      {"squeue", "--noheader", "--array", user(), names(job_names), "--format=%j|%K|%t|%r"}));
  std::vector<SlurmTask> tasks;
  for (std::string line; std::getline(lines, line);) {
    const std::optional<SlurmTask> task = task_in(line);
    if (!task) {
      throw std::runtime_error(fmt::format("squeue said what is not understood: {}", line));
    }
    tasks.push_back(*task);
  }
  return tasks;
}

void SlurmClient::cancel(const std::vector<std::string>& job_names) const {
  for (const std::string& name : job_names) {
    answer_of({"scancel", "--quiet", user(), "--name=" + name});
  }
}

}  // namespace dsavp
