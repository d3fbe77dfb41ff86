#include "platforms/memory_source.h"

#include <functional>
#include <stdexcept>

#include "models/hbm/hbm_core.h"
#include "platforms/config/config_reader.h"

namespace dsavp {
namespace {

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// The path of a key that a message of the memory's starts with; "" if the word is none.
std::string path_of(const std::string& word) {
  if (ends_with(word, "_ns") || ends_with(word, "_ck")) return "hbm.timing." + word;
  if (word == "access_bytes" || word == "row_bytes") return "hbm.organisation." + word;
  if (word == "interleave_bytes") return "hbm." + word;
  return "";
}

// The memory says what is wrong with its configuration; here it gets its place in the file: the
// key that the message starts with, or else `otherwise`.
void check_memory_part(const ConfigTree& tree, const char* otherwise,
                       const std::function<void()>& make) {
  try {
    make();
  } catch (const std::invalid_argument& error) {
    const std::string message = error.what();
    const std::string word = message.substr(0, message.find(' '));
    const std::string key = path_of(word);
    if (key.empty()) throw ConfigError(tree.where(otherwise), otherwise, message);
    throw ConfigError(tree.where(key), key, message.substr(word.size() + 1));
  }
}

}  // namespace

HbmConfig read_memory(const ConfigTree& tree) {
  HbmConfig hbm;
  ConfigReader reader(tree);
  reader.section("hbm", hbm, "memory");
  reader.finish_part();
  check_memory(tree, hbm);
  return hbm;
}

void check_memory(const ConfigTree& tree, const HbmConfig& hbm) {
  check_memory_part(tree, "hbm.timing", [&] { DramClock clock(hbm); });
  check_memory_part(tree, hbm.mapping_name.empty() ? "hbm.mapping" : "hbm.mapping_name",
                    [&] { AddressMapping mapping(hbm); });
  check_memory_part(tree, "hbm.organisation", [&] { HbmCore core(hbm); });
}

}  // namespace dsavp
