// A study's file and files that it may include: all that `dsa-vp run` does with them before anything
// is simulated, and what `dsa-vp sweep` does with its sections before points are made of them. The
// files follow each other in the input, divided by lines of "%"; the study is the first, the others
// are a.yaml, b.yaml and c.yaml beside it. Of a study that is accepted, the effective configuration
// has to be accepted too and to be its own.
#include <algorithm>

#include "platforms/config/config_writer.h"
#include "platforms/sweep/sweep_spec.h"
#include "tests/fuzz/refusal.h"
#include "tests/fuzz/study_files.h"

namespace dsavp {
namespace {

const char* const kNames[] = {"study.yaml", "a.yaml", "b.yaml", "c.yaml"};

// No paths: nothing outside the scratch folder is to be read.
bool stays_inside(const std::string& text) {
  return text.find('/') == std::string::npos && text.find("\\") == std::string::npos;
}

void write_files(const ScratchFolder& folder, std::string text) {
  constexpr const char* kDivider = "\n%\n";
  for (const char* name : kNames) {
    const std::size_t end = std::min(text.find(kDivider), text.size());
    folder.write(name, text.substr(0, end));
    text.erase(0, end + 3);
  }
}

void check_study(const ScratchFolder& folder) {
  accepted([&] { load_sweep_spec(folder.path("study.yaml")); });
  Study study;
  if (!accepted([&] { study = load_study(folder.path("study.yaml"), {}); })) return;
  const std::string yaml = effective_yaml(study.config);
  const Study again = load_study(folder.write("effective.yaml", yaml), {});
  require(effective_yaml(again.config) == yaml);
  require(again.layers == study.layers && again.steps == study.steps);
}

}  // namespace
}  // namespace dsavp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const dsavp::StudyFiles files;
  const std::string text(data, data + size);
  if (!dsavp::stays_inside(text)) return -1;
  dsavp::write_files(files.folder(), text);
  dsavp::check_study(files.folder());
  return 0;
}
