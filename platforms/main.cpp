// The dsa-vp command line. Exit status: 0 done, 1 the run failed, 2 bad input.
#include <fmt/format.h>

#include "platforms/commands/compare_command.h"
#include "platforms/commands/gather_command.h"
#include "platforms/commands/hbm_command.h"
#include "platforms/commands/keys_command.h"
#include "platforms/commands/process_signals.h"
#include "platforms/commands/report_command.h"
#include "platforms/commands/run_command.h"
#include "platforms/commands/sweep_command.h"
#include "platforms/commands/trace/trace_command.h"
#include "platforms/commands/validate_command.h"
#include "platforms/config/one_line.h"

// SystemC's library names sc_main(); ours starts from main().
extern "C" int sc_main(int, char**) {
  return 0;
}

namespace dsavp {
namespace {

int main(int argc, char** argv) {
  CLI::App app{
      "A virtual platform for dynamic sparse attention: what does keeping KV tokens in a "
      "reserved part of the last-level cache buy?",
      "dsa-vp"};
  app.set_version_flag("--version", DSA_VP_VERSION);
  app.require_subcommand(1);
  CommandAction action;
  add_run_command(app, action);
  add_sweep_command(app, action);
  add_compare_command(app, action);
  add_report_command(app, action);
  add_gather_command(app, action);
  add_hbm_command(app, action);
  add_trace_command(app, action);
  add_validate_command(app, action);
  add_keys_command(app, action);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) {
    return app.exit(request);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "dsa-vp: {} (see --help)\n", one_line(error.what()));
    return kBadInput;
  }
  install_signal_handlers();
  return guarded(action);
}

}  // namespace
}  // namespace dsavp

int main(int argc, char** argv) {
  return dsavp::main(argc, argv);
}
