// What the commands of dsa-vp share.
//
// A command is a file here with one function
//
//   void add_foo_command(CLI::App& app, CommandAction& action);
//
// which adds its subcommand and options to `app` and, when that subcommand is the one given, leaves
// in `action` what is to be done. main() lists the commands, parses, and runs the action; whatever
// an action throws becomes a message and an exit status in platforms/exit_status.h.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "platforms/exit_status.h"

namespace dsavp {

using CommandAction = std::function<ExitStatus()>;

// Writes to standard output, at once. Errors: std::runtime_error when it takes no more.
void print(const std::string& text);

}  // namespace dsavp
