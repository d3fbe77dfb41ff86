#include "platforms/validation/suite_files.h"

#include <algorithm>
#include <filesystem>

#include "platforms/config/config_error.h"
#include "platforms/config/config_words.h"
#include "platforms/validation/dram_suite.h"
#include "platforms/validation/gpu_suite.h"

namespace dsavp {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = DSA_CONFIG_DIR "/validation";
constexpr const char* kShownFolder = "configs/validation/";
constexpr const char* kExtension = ".yaml";

}  // namespace

std::vector<SuiteFile> shipped_suites() {
  std::error_code error;
  std::vector<SuiteFile> files;
  for (const auto& entry : fs::directory_iterator(kFolder, error)) {
    const fs::path& path = entry.path();
    if (path.extension() != kExtension) continue;
    files.push_back({path.stem().string(), path.string(), kShownFolder + path.filename().string()});
  }
  if (error) throw ConfigError(kFolder, "", "cannot be read (" + error.message() + ")");
  std::sort(files.begin(), files.end(),
            [](const SuiteFile& a, const SuiteFile& b) { return a.name < b.name; });
  return files;
}

SuiteFile find_suite(const std::string& name) {
  std::vector<std::string> names;
  for (const SuiteFile& file : shipped_suites()) {
    if (file.name == name) return file;
    names.push_back(file.name);
  }
  const fs::path path = name;
  if (path.extension() == kExtension) return {path.stem().string(), name, name};
  throw ConfigError("--suite " + shortened(name), "",
                    "no such suite, " + expected_one_of(names, name) + " or a .yaml file");
}

std::unique_ptr<ValidationSuite> load_suite(const SuiteFile& file) {
  const ConfigTree tree = ConfigTree::load(file.path);
  const bool has_memory = tree.root().find("hbm") != nullptr;
  return has_memory ? make_dram_suite(file, tree) : make_gpu_suite(file, tree);
}

}  // namespace dsavp
