#include "tests/support/study_check.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "tests/support/command_line.h"
#include "tests/support/study_document.h"

namespace dsavp::study {
namespace {

namespace fs = std::filesystem;

std::string at_line(std::size_t line, const std::string& what) {
  return "line " + std::to_string(line) + ": " + what;
}

// A document's commands once run.
class Rehearsal {
 public:
  Rehearsal(const Document& document, const Programs& programs) {
    fs::create_directories(work());
    fs::create_directory_symlink(programs.configs, work() / "configs");
    for (const Command& command : document.commands) run(command, programs);
  }

  const std::vector<std::string>& faults() const { return faults_; }
  // Lines of each command.
  const std::vector<std::vector<std::string>>& printed() const { return printed_; }

  // The file that the commands wrote for a picture; empty if there is none.
  fs::path file_for(const Picture& picture) const {
    const fs::path target = fs::path(picture.target).lexically_normal();
    fs::path best;
    std::ptrdiff_t longest = 0;
    for (const auto& entry : fs::recursive_directory_iterator(work())) {
      if (!entry.is_regular_file()) continue;
      const std::ptrdiff_t length = common_end(entry.path().lexically_relative(work()), target);
      if (length == 0 || length < longest) continue;
      if (length == longest && content_of(best) != content_of(entry.path())) {
        throw std::runtime_error(at_line(
            picture.line,
            "several files are called " + picture.target + " and differ; name their folders"));
      }
      best = entry.path();
      longest = length;
    }
    return best;
  }

 private:
  fs::path work() const { return folder_.path("work"); }

  void run(const Command& command, const Programs& programs) {
    printed_.emplace_back();
    const std::string name = "dsa-vp ";
    if (command.text.compare(0, name.size(), name) != 0) {
      faults_.push_back(at_line(command.line, "expected '$ dsa-vp ...'"));
      return;
    }
    const Outcome outcome = shell(folder_, "cd '" + work().string() + "' && '" + programs.dsa_vp +
                                               "' " + command.text.substr(name.size()));
    if (outcome.status != 0) {
      faults_.push_back(at_line(
          command.line,
          "the command ends with status " + std::to_string(outcome.status) + ": " + outcome.err));
    }
    printed_.back() = lines_of(outcome.out);
  }

  // The number of last parts of two paths that are the same.
  static std::ptrdiff_t common_end(const fs::path& a, const fs::path& b) {
    const std::vector<fs::path> x(a.begin(), a.end());
    const std::vector<fs::path> y(b.begin(), b.end());
    return std::mismatch(x.rbegin(), x.rend(), y.rbegin(), y.rend()).first - x.rbegin();
  }

  const ScratchFolder folder_;
  std::vector<std::string> faults_;
  std::vector<std::vector<std::string>> printed_;
};

Document read(const std::string& path) {
  if (!fs::is_regular_file(path)) throw std::runtime_error(path + ": no such file");
  return parse(content_of(path));
}

fs::path place_of(const Picture& picture, const std::string& document) {
  return fs::path(document).parent_path() / picture.target;
}

std::string picture_fault(const Picture& picture, const std::string& document,
                          const Rehearsal& rehearsal) {
  const fs::path place = place_of(picture, document);
  if (!fs::is_regular_file(place)) return at_line(picture.line, "no such file: " + picture.target);
  const fs::path written = rehearsal.file_for(picture);
  if (written.empty() || content_of(written) == content_of(place)) return "";
  return at_line(picture.line, picture.target + " is not what the commands draw");
}

void replace(const fs::path& path, const std::string& content) {
  const fs::path temporary = path.string() + ".new";
  {
    std::ofstream file(temporary, std::ios::binary);
    file << content << std::flush;
    if (!file) throw std::runtime_error(temporary.string() + ": cannot be written");
  }
  fs::rename(temporary, path);
}

}  // namespace

std::vector<std::string> faults_of(const std::string& path, const Programs& programs) {
  const Document document = read(path);
  const Rehearsal rehearsal(document, programs);
  std::vector<std::string> faults = rehearsal.faults();
  for (std::size_t i = 0; i < document.commands.size(); ++i) {
    const Command& command = document.commands[i];
    if (command.quoted.empty()) continue;
    const std::string problem = difference(command.quoted, rehearsal.printed()[i]);
    if (!problem.empty()) faults.push_back(at_line(command.line, problem));
  }
  for (const Picture& picture : document.pictures) {
    const std::string fault = picture_fault(picture, path, rehearsal);
    if (!fault.empty()) faults.push_back(fault);
  }
  return faults;
}

std::vector<std::string> update(const std::string& path, const Programs& programs) {
  const Document document = read(path);
  const Rehearsal rehearsal(document, programs);
  if (!rehearsal.faults().empty()) return rehearsal.faults();
  for (const Picture& picture : document.pictures) {
    const fs::path written = rehearsal.file_for(picture);
    if (written.empty()) continue;
    const fs::path place = place_of(picture, path);
    fs::create_directories(place.parent_path());
    replace(place, content_of(written));
  }
  const std::string text = with_printed(document, rehearsal.printed());
  if (text != content_of(path)) replace(path, text);
  return {};
}

}  // namespace dsavp::study
