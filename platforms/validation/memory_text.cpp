#include "platforms/validation/memory_text.h"

#include <fmt/format.h>

#include "models/hbm/dram_clock.h"
#include "platforms/validation/size_text.h"

namespace dsavp {
namespace {

std::string count_text(int count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string mapping_text(const HbmConfig& config) {
  if (!config.mapping_name.empty()) {
    const std::string interleave = config.interleave_bytes > 0
                                       ? ", interleave " + size_text(config.interleave_bytes)
                                       : std::string();
    return config.mapping_name + interleave;
  }
  std::string digits;
  for (const MappingDigit& digit : config.mapping) {
    digits += fmt::format("{}{} {}", digits.empty() ? "" : ", ", word_of(digit.field), digit.size);
  }
  return digits + (config.mapping_xor.empty() ? " from the lowest" : " from the lowest, with XOR");
}

std::string refresh_text(const HbmConfig& config) {
  if (config.refresh == RefreshPolicy::kNone) return "no refresh";
  return fmt::format("{} refresh, pseudo-channels {}", word_of(config.refresh),
                     word_of(config.refresh_phase));
}

}  // namespace

std::string memory_text(const HbmConfig& config) {
  const DramOrganisation& o = config.organisation;
  return fmt::format(
      "{}: {} of {}, each of {}; {:.1f} GB/s, clock {} ps; mapping {}; {}; {} page; "
      "{} accesses per channel to choose from",
      config.standard, count_text(o.stacks, "stack"), count_text(o.channels, "channel"),
      count_text(o.pseudo_channels, "pseudo-channel"), peak_gbps(config), config.timing.clock_ps,
      mapping_text(config), refresh_text(config), word_of(config.page_policy),
      config.scheduler_window);
}

}  // namespace dsavp
