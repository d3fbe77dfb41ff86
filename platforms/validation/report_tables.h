// A suite's report as tables: for the terminal, with the host's speed, and for the document, which
// holds nothing of the host.
#pragma once

#include <string>
#include <vector>

#include "platforms/validation/suite.h"

namespace dsavp {

// Groups of lines, in the report's order.
std::vector<std::string> groups_of(const SuiteReport& report);
std::string markdown_table(const SuiteReport& report, const std::string& group);
std::string markdown_summary(const SuiteReport& report);

// Everything of one suite.
std::string terminal_tables(const SuiteReport& report);

// "suite: line: quantity: ..." of everything that fails; empty if nothing does.
std::vector<std::string> failures(const SuiteReport& report);

}  // namespace dsavp
