// Options --set, one a line, over a small study.
#include <sstream>

#include "platforms/config/config_writer.h"
#include "tests/fuzz/refusal.h"
#include "tests/fuzz/study_files.h"

namespace dsavp {
namespace {

constexpr const char* kStudy =
    "include: [machine.yaml, model.yaml]\n"
    "trace: {file: trace.h5}\n"
    "llc: {reservation: {bytes: 4 KiB}}\n";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line, '\n');) lines.push_back(line);
  return lines;
}

}  // namespace
}  // namespace dsavp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dsavp;
  static const StudyFiles files;
  static const ConfigTree study = ConfigTree::load(files.folder().write("study.yaml", kStudy));
  const std::string text(data, data + size);
  if (text.find('/') != std::string::npos) return -1;  // nothing outside the folder is to be read
  ConfigTree tree = study;
  TraceFacts traces;
  accepted([&] {
    for (const std::string& line : lines_of(text)) tree.set(line);
    effective_yaml(read_study(tree, traces).config);
  });
  return 0;
}
