#include "platforms/commands/trace/pictures/picture_text.h"

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

#include "platforms/commands/trace/trace_words.h"
#include "platforms/report/plot_style.h"

namespace dsavp {

std::string title_line(const TraceInfo& trace, const std::string& shows,
                       const std::string& before) {
  return fmt::format("{} title \"{}\\n{{/*0.87 {}}}\" font ',13'\n", before,
                     plot_words(fmt::format("{}, k = {}", trace_file_name(trace), trace.top_k)),
                     plot_words(shows));
}

std::string data_block_of(const std::string& name, const std::vector<std::string>& lines) {
  std::string block = "$" + name + " << EOD\n";
  for (const std::string& line : lines) block += line + "\n";
  return block + "EOD\n";
}

const PublishedLocality& published_by_levy(const std::string& metric) {
  for (const PublishedLocality& p : kPublishedLocality) {
    // The same text need not have the same address in two object files.
    if (p.source == std::string_view(kLevy) && p.metric == metric) return p;
  }
  throw std::logic_error("nothing is published of " + metric);
}

}  // namespace dsavp
