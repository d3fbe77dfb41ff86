// A small suite of a DRAM simulator's figures, for tests of what surrounds the figures.
#pragma once

#include <string>

namespace dsavp::validation_test {

// `lines` and `more` are YAML, one level below `suite`; `hbm` one level below `hbm`.
inline std::string small_suite(const std::string& lines, const std::string& more = "",
                               const std::string& hbm = "") {
  return "include: " DSA_CONFIG_DIR
         "/memory/hbm3.yaml\n"
         "suite:\n"
         "  title: A small suite\n"
         "  reference: made up\n" +
         more + "  lines:\n" + lines +
         "hbm:\n"
         "  mapping_name: robaracoch\n"
         "  interleave_bytes: 64\n" +
         hbm;
}

// A line of random reads whose reference is the fraction given.
inline std::string line(double fraction) {
  return "    - {pattern: random, window: 64, reads: 5000, fraction_of_peak: " +
         std::to_string(fraction) + "}\n";
}

}  // namespace dsavp::validation_test
