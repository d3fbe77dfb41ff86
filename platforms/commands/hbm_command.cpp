#include "platforms/commands/hbm_command.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

#include "models/hbm/named_mappings.h"
#include "platforms/commands/hbm_report.h"
#include "platforms/commands/option_values.h"
#include "platforms/commands/process_signals.h"
#include "platforms/config/config_numbers.h"
#include "platforms/config/config_words.h"
#include "platforms/memory_source.h"

namespace dsavp {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStandards = DSA_CONFIG_DIR "/memory";
constexpr const char* kUsualMap = "robaracoch";

struct HbmArguments {
  std::string hardware;
  std::string standard;
  std::string channels;
  std::string mapping;
  std::string interleave;
  std::vector<std::string> settings;
  std::string pattern = word_of(HbmTraffic().pattern);
  std::string token_bytes = std::to_string(HbmTraffic().token_bytes);
  HbmTraffic traffic;
  std::string format = "table";
};

// ---- memory --------------------------------------------------------------------------------

std::string standard_file(const std::string& name) {
  if (fs::path(name).extension() == ".yaml") return name;
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(kStandards, error)) {
    if (entry.path().extension() != ".yaml") continue;
    if (entry.path().stem() == name) return entry.path().string();
    names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  throw ConfigError("--standard " + shortened(name), "",
                    "no such standard and no .yaml file, " + expected_one_of(names, name));
}

void apply_settings(ConfigTree& tree, const std::vector<std::string>& settings) {
  for (const std::string& setting : settings) {
    tree.set(setting);
    if (setting.rfind("hbm.", 0) != 0) {
      throw ConfigError("--set " + shortened(setting), "", "expected a key of the section hbm");
    }
  }
}

void set_option(ConfigTree& tree, const std::string& key, const char* option,
                const std::string& value) {
  if (!value.empty()) tree.set(key + "=" + value, option + (" " + shortened(value)));
}

bool names_map(const ConfigTree& tree) {
  const ConfigNode* hbm = tree.root().find("hbm");
  return hbm != nullptr && hbm->is_mapping() &&
         (hbm->find("mapping") != nullptr || hbm->find("mapping_name") != nullptr);
}

ConfigTree standard_tree(const HbmArguments& arguments) {
  ConfigTree tree = ConfigTree::load(standard_file(arguments.standard));
  apply_settings(tree, arguments.settings);
  set_option(tree, "hbm.organisation.channels", "--channels", arguments.channels);
  if (!arguments.mapping.empty()) {
    for (const char* list : {"hbm.mapping=[]", "hbm.mapping_xor=[]"}) tree.set(list);
    set_option(tree, "hbm.mapping_name", "--mapping", arguments.mapping);
  } else if (!names_map(tree)) {
    set_option(tree, "hbm.mapping_name", "--mapping", kUsualMap);
  }
  set_option(tree, "hbm.interleave_bytes", "--interleave", arguments.interleave);
  return tree;
}

HbmConfig memory_of(const HbmArguments& arguments) {
  if (arguments.hardware.empty() == arguments.standard.empty()) {
    throw ConfigError("hbm", "", "expected either --hardware FILE or --standard NAME");
  }
  if (!arguments.standard.empty()) return read_memory(standard_tree(arguments));
  ConfigTree tree = ConfigTree::load(arguments.hardware);
  apply_settings(tree, arguments.settings);
  return read_memory(tree);
}

// ---- traffic -------------------------------------------------------------------------------

HbmTraffic traffic_of(const HbmArguments& arguments) {
  HbmTraffic traffic = arguments.traffic;
  traffic.pattern = word_option<TrafficPattern>(arguments.pattern, "pattern");
  traffic.token_bytes = bytes_option(arguments.token_bytes, "--token-bytes");
  return traffic;
}

// ---- command -------------------------------------------------------------------------------

ExitStatus run(const HbmArguments& arguments) {
  end_on_interrupt();
  const HbmConfig memory = memory_of(arguments);
  const HbmTraffic traffic = traffic_of(arguments);
  const HbmTrafficResult result =
      run_with_options([&] { return run_hbm_traffic(memory, traffic); });
  print(arguments.format == "json" ? hbm_report_json(memory, traffic, result).dump(2) + "\n"
                                   : hbm_report_table(memory, traffic, result));
  return kDone;
}

std::string map_list() {
  std::string text = "Address maps (the order within a channel, least significant first):\n";
  for (const MappingName& map : mapping_names()) {
    text += std::string("  ") + map.name + ": " + map.description + "\n";
  }
  return text;
}

void add_memory_options(CLI::App& command, HbmArguments& a) {
  command.add_option("--hardware", a.hardware, "YAML file whose section hbm is the memory");
  CLI::Option* standard = command.add_option(
      "--standard", a.standard, "instead: a memory standard by name, or its YAML file");
  command.add_option("--channels", a.channels, "channels per stack, if not the standard's")
      ->needs(standard);
  command
      .add_option("--mapping", a.mapping,
                  std::string("address map by name, see below; if none is given ") + kUsualMap)
      ->needs(standard);
  command
      .add_option("--interleave", a.interleave,
                  "bytes after which the channel changes, if not the map's own")
      ->needs(standard);
  command.add_option("--set", a.settings, "override a key of the memory: hbm.path.to.key=value")
      ->expected(1)
      ->take_all();
}

void add_traffic_options(CLI::App& command, HbmArguments& a) {
  command.add_option("--pattern", a.pattern, "sequential, random or mixed");
  command.add_option("--token-bytes", a.token_bytes, "bytes read together, such as 4 KiB");
  command.add_option("--window", a.traffic.window, "blocks of 64 B outstanding");
  command.add_option("--reads", a.traffic.reads, "blocks to read; a fifth warms up");
  command.add_option("--seed", a.traffic.seed, "of the random places")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()));
  command.add_option("--gap-ns", a.traffic.gap_ns, "pause before a block is replaced");
  command.add_option("--front-end-queue", a.traffic.front_end_queue,
                     "blocks per channel at which those behind wait in line; 0: none");
}

}  // namespace

void add_hbm_command(CLI::App& app, CommandAction& action) {
  const auto arguments = std::make_shared<HbmArguments>();
  CLI::App* command =
      app.add_subcommand("hbm", "read from the memory alone: bandwidth and latencies");
  add_memory_options(*command, *arguments);
  command->option_defaults()->always_capture_default();
  add_traffic_options(*command, *arguments);
  command->add_option("--format", arguments->format, "table or json")
      ->check(CLI::IsMember({"table", "json"}));
  command->footer(map_list());
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace dsavp
