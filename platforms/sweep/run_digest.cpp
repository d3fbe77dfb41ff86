#include "platforms/sweep/run_digest.h"

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fstream>
#include <vector>

#include "platforms/config/config_writer.h"

namespace dsavp {
namespace {

std::string hexadecimal(XXH64_hash_t hash) {
  return fmt::format("{:016x}", hash);
}

}  // namespace

std::string RunDigest::of(const Study& study) {
  PlatformConfig config = study.config;
  config.trace.file = of_file(study.config.trace.file);
  const std::string text = effective_yaml(config) + DSA_VP_VERSION;
  return hexadecimal(XXH3_64bits(text.data(), text.size()));
}

const std::string& RunDigest::of_file(const std::string& path) {
  const auto found = files_.find(path);
  if (found != files_.end()) return found->second;
  std::ifstream file(path, std::ios::binary);
  XXH3_state_t state;
  XXH3_64bits_reset(&state);
  std::vector<char> block(1 << 20);
  while (file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    XXH3_64bits_update(&state, block.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (!file.eof()) throw TraceError(path + ": cannot be read");
  return files_.emplace(path, hexadecimal(XXH3_64bits_digest(&state))).first->second;
}

}  // namespace dsavp
