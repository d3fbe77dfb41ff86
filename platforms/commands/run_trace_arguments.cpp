#include "platforms/commands/run_trace_arguments.h"

#include <fmt/format.h>

#include <charconv>

#include "platforms/config/config_error.h"
#include "platforms/config/config_words.h"

namespace dsavp {
namespace {

[[noreturn]] void refuse_steps(const std::string& text, const std::string& problem) {
  throw ConfigError("--trace-steps " + shortened(text), "", problem);
}

// All of [begin, end), in decimal; nothing where it is not that.
std::optional<std::int64_t> whole_number(const char* begin, const char* end) {
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (error != std::errc() || stop != end || value < 0) return std::nullopt;
  return value;
}

void read_window(const std::string& text, std::int64_t steps, RunTraceOptions& options) {
  const char* const end = text.data() + text.size();
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) refuse_steps(text, "expected FIRST:LAST, such as 0:3");
  const auto first = whole_number(text.data(), text.data() + colon);
  const auto last = whole_number(text.data() + colon + 1, end);
  if (!first || !last) refuse_steps(text, "expected FIRST:LAST, such as 0:3");
  if (*first > *last) refuse_steps(text, "the first step is after the last");
  if (*last >= steps) {
    refuse_steps(text, fmt::format("the run has steps 0 to {}", steps - 1));
  }
  options.first_step = *first;
  options.last_step = *last;
}

}  // namespace

void add_run_trace_options(CLI::App& command, RunTraceArguments& arguments) {
  CLI::Option* transactions =
      command.add_option("--trace-transactions", arguments.transactions,
                         "file for the transactions of some steps, for Perfetto's UI");
  CLI::Option* vcd = command.add_option(
      "--vcd", arguments.occupancies,
      "file for the transactions under way at each socket, as a value change dump");
  command
      .add_flag("--vcd-banks", arguments.banks,
                "open banks, refreshes and streams of every pseudo-channel in that file too")
      ->needs(vcd);
  command.add_option("--trace-steps", arguments.steps,
                     "the steps, FIRST:LAST, counted from 0 (default: 0:0)");
  command
      .add_option("--trace-limit", arguments.event_limit,
                  "events that --trace-transactions writes at most (default: 1000000)")
      ->needs(transactions)
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
}

std::optional<RunTraceOptions> run_trace_options(const RunTraceArguments& arguments,
                                                 const Study& study) {
  if (arguments.transactions.empty() && arguments.occupancies.empty()) {
    if (arguments.steps.empty()) return std::nullopt;
    refuse_steps(arguments.steps, "expected --trace-transactions or --vcd with it");
  }
  if (arguments.transactions == arguments.occupancies) {
    throw ConfigError("--vcd " + shortened(arguments.occupancies), "",
                      "is the file of --trace-transactions, expected another");
  }
  if (arguments.banks && study.config.simulation.abstraction == Abstraction::kLooselyTimed) {
    throw ConfigError(
        "--vcd-banks", "",
        "needs simulation.abstraction: at; the loosely-timed memory has no bank states");
  }
  RunTraceOptions options;
  options.transactions = arguments.transactions;
  options.occupancies = arguments.occupancies;
  options.banks = arguments.banks;
  options.event_limit = arguments.event_limit;
  if (!arguments.steps.empty()) read_window(arguments.steps, study.steps, options);
  return options;
}

}  // namespace dsavp
