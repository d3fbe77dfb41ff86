#include "platforms/commands/keys_command.h"

#include "platforms/config/config_table.h"
#include "platforms/platform_config.h"

namespace dsavp {

void add_keys_command(CLI::App& app, CommandAction& action) {
  CLI::App* keys = app.add_subcommand("keys", "print every configuration key as a Markdown table");
  keys->callback([&action] {
    action = [] {
      print(markdown_key_table<PlatformConfig>());
      return kDone;
    };
  });
}

}  // namespace dsavp
