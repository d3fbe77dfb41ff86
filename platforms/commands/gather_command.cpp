#include "platforms/commands/gather_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "platforms/commands/option_values.h"
#include "platforms/commands/process_signals.h"
#include "platforms/config/config_words.h"
#include "platforms/gather/gather.h"

namespace dsavp {
namespace {

struct GatherArguments {
  std::string hardware;
  std::vector<std::string> settings;
  std::string source = word_of(GatherRequest().source);
  std::string token_bytes = std::to_string(GatherRequest().token_bytes);
  std::string footprint;
  GatherRequest request;
  std::string format = "table";
};

GatherRequest request_of(const GatherArguments& arguments) {
  GatherRequest request = arguments.request;
  request.source = word_option<GatherSource>(arguments.source, "source");
  request.token_bytes = bytes_option(arguments.token_bytes, "--token-bytes", 1);
  if (!arguments.footprint.empty()) {
    request.footprint = bytes_option(arguments.footprint, "--footprint", 1);
  }
  return request;
}

std::string json_text(const HardwareModel& hardware, const GatherResult& result) {
  const GatherRequest& request = result.request;
  nlohmann::ordered_json json;
  json["hardware"] = hardware.hardware.name;
  json["request"] = {{"source", word_of(request.source)},  {"tokens", request.tokens},
                     {"token_bytes", request.token_bytes}, {"footprint_bytes", request.footprint},
                     {"gathers", request.gathers},         {"seed", request.seed}};
  json["time_us"] = result.time_us;
  json["parts_us"] = {{"launch", result.launch_us},
                      {"start_up", result.start_up_us},
                      {"index", result.index_us},
                      {"data", result.data_us}};
  json["gbps"] = result.gbps;
  json["llc_share"] = result.llc_share;
  return json.dump(2) + "\n";
}

std::string table_text(const HardwareModel& hardware, const GatherResult& result) {
  const GatherRequest& request = result.request;
  std::string text =
      fmt::format("{}: {} tokens of {} B from {} B of {}, {} gather{}, seed {}\n\n  {:<26}{:>12}\n",
                  hardware.hardware.name, request.tokens, request.token_bytes, request.footprint,
                  request.source == GatherSource::kHbm ? "HBM" : "warm LLC", request.gathers,
                  request.gathers == 1 ? "" : "s", request.seed, "per gather", "us");
  const auto line = [&text](const char* name, double us) {
    text += fmt::format("  {:<26}{:>12.3f}\n", name, us);
  };
  line("launch", result.launch_us);
  line("start-up", result.start_up_us);
  line("first index", result.index_us);
  line("data", result.data_us);
  line("gather", result.time_us);
  return text + fmt::format("\n  {:.1f} GB/s; {:.1f} % of the bytes from the LLC\n", result.gbps,
                            100 * result.llc_share);
}

ExitStatus run(const GatherArguments& arguments) {
  end_on_interrupt();
  const HardwareModel hardware = load_hardware(arguments.hardware, arguments.settings);
  const GatherResult result =
      run_with_options([&] { return run_gather(hardware, request_of(arguments)); });
  print(arguments.format == "json" ? json_text(hardware, result) : table_text(hardware, result));
  return kDone;
}

}  // namespace

void add_gather_command(CLI::App& app, CommandAction& action) {
  const auto arguments = std::make_shared<GatherArguments>();
  GatherArguments& a = *arguments;
  CLI::App* command = app.add_subcommand("gather", "gather random tokens, and nothing else");
  command->add_option("--hardware", a.hardware, "YAML file of the accelerator")->required();
  command->add_option("--set", a.settings, "override a key: path.to.key=value")
      ->expected(1)
      ->take_all();
  command->add_option("--footprint", a.footprint,
                      "bytes that the tokens lie in; if not given 30 GiB of HBM, 4 MiB of the LLC");
  command->add_option("--gathers", a.request.gathers,
                      "how many to average; if not given, more of small ones");
  command->option_defaults()->always_capture_default();
  command->add_option("--tokens", a.request.tokens, "tokens of a gather");
  command->add_option("--token-bytes", a.token_bytes, "bytes of a token");
  command->add_option("--source", a.source, "hbm: nothing is warm; llc: all of the footprint is");
  command->add_option("--seed", a.request.seed, "of the random places")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()));
  command->add_option("--format", a.format, "table or json")
      ->check(CLI::IsMember({"table", "json"}));
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace dsavp
