#include "platforms/commands/trace/trace_convert_command.h"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "platforms/commands/process_signals.h"
#include "platforms/config/config_error.h"
#include "testbench/trace_files/convert_trace.h"

namespace dsavp {
namespace {

struct ConvertArguments {
  std::string in;
  std::string out;
  std::string contexts;
  std::int32_t context = 0;  // 0: not given
  std::string model;
  std::string order;
  std::string source;
  std::string type;
};

// Refuses the option where it was given and does not apply.
void refuse_if(bool given, const char* option, const char* applies) {
  if (given) {
    throw ConfigError(option, "", std::string("applies only to ") + applies + ", leave it out");
  }
}

void check_files(const ConvertArguments& arguments) {
  const bool from_hdf5 = trace_file_type(arguments.in) == TraceFileType::kHdf5;
  const bool to_hdf5 = trace_file_type(arguments.out) == TraceFileType::kHdf5;
  if (from_hdf5 == to_hdf5) {
    throw ConfigError(arguments.out, "",
                      from_hdf5 ? "is .h5 as the input is, expected .npy or .csv"
                                : "expected .h5: of input and output, one is .h5");
  }
}

void check_contexts(const ConvertArguments& arguments) {
  const bool file = !arguments.contexts.empty();
  const bool number = arguments.context != 0;
  if (trace_file_type(arguments.in) != TraceFileType::kNpy) {
    refuse_if(file, "--contexts", "an input of .npy");
    refuse_if(number, "--context", "an input of .npy");
  } else if (file == number) {
    throw ConfigError(arguments.in, "",
                      file ? "--contexts and --context are both given, expected one of them"
                           : "a .npy holds no contexts, give --contexts FILE.npy or --context N");
  }
}

void check(const ConvertArguments& arguments) {
  check_files(arguments);
  check_contexts(arguments);
  if (trace_file_type(arguments.out) != TraceFileType::kNpy) {
    refuse_if(!arguments.type.empty(), "--type", "an output of .npy");
  }
  if (trace_file_type(arguments.in) == TraceFileType::kHdf5) {
    refuse_if(!arguments.model.empty(), "--model", "an output of .h5");
    refuse_if(!arguments.order.empty(), "--order", "an output of .h5");
    refuse_if(!arguments.source.empty(), "--source", "an output of .h5");
  }
}

TraceInfo attributes_of(const ConvertArguments& arguments) {
  TraceInfo info;
  info.model = arguments.model.empty() ? "unknown" : arguments.model;
  info.order = arguments.order;
  info.source = arguments.source.empty()
                    ? "converted from " + std::filesystem::path(arguments.in).filename().string()
                    : arguments.source;
  return info;
}

void end_conversion_if_interrupted() {
  if (*interrupted() != 0) {
    throw std::runtime_error("interrupted, nothing is written");
  }
}

TraceInfo convert(const ConvertArguments& arguments) {
  if (trace_file_type(arguments.in) == TraceFileType::kHdf5) {
    const NpyType type = arguments.type == "int64" ? NpyType::kInt64 : NpyType::kInt32;
    return export_trace(arguments.in, arguments.out, type, end_conversion_if_interrupted);
  }
  const auto source =
      open_step_source(arguments.in, NpyContexts{arguments.contexts, arguments.context});
  return import_trace(*source, arguments.out, attributes_of(arguments),
                      end_conversion_if_interrupted);
}

ExitStatus run(const ConvertArguments& arguments) {
  check(arguments);
  const TraceInfo info = convert(arguments);
  print(fmt::format("{}: {} steps, {} layers, {} requests, k {}, order {}\n", arguments.out,
                    info.steps, info.layers, info.requests, info.top_k, info.order));
  return kDone;
}

}  // namespace

void add_trace_convert_command(CLI::App& trace, CommandAction& action) {
  const auto arguments = std::make_shared<ConvertArguments>();
  ConvertArguments& a = *arguments;
  CLI::App* command = trace.add_subcommand("convert", "convert a trace from or to .npy or .csv");
  command->add_option("in", a.in, "trace to read: .h5, .npy or .csv")->required();
  command->add_option("out", a.out, "trace to write: .h5, .npy or .csv; one of the two is .h5")
      ->required();
  command->add_option("--contexts", a.contexts, ".npy of contexts [step, request], for .npy");
  command
      ->add_option("--context", a.context,
                   "tokens visible at the first step, one more at each after it, for .npy")
      ->check(CLI::PositiveNumber);
  command->add_option("--model", a.model, "name of the model; if not given, unknown");
  command
      ->add_option("--order", a.order,
                   "of the tokens of a set; if not given, ascending if every set is")
      ->check(CLI::IsMember({"ascending", "rank"}));
  command->add_option("--source", a.source,
                      "how the trace was made; if not given, the file's name");
  command->add_option("--type", a.type, "of the numbers in an .npy written; if not given, int32")
      ->check(CLI::IsMember({"int32", "int64"}));
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace dsavp
