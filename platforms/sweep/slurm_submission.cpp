#include "platforms/sweep/slurm_submission.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

#include "platforms/config/config_error.h"
#include "platforms/config/config_writer.h"
#include "platforms/sweep/slurm_job_script.h"

namespace dsavp {

namespace fs = std::filesystem;

namespace {

constexpr const char* kClosed = "closed";

std::string submissions_folder(const std::string& sweep_folder) {
  return sweep_folder + "/.slurm";
}

void write_file(const std::string& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  file.close();
  if (!file) throw std::runtime_error(fmt::format("{}: cannot be written", path));
}

void make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw std::runtime_error(fmt::format("{}: cannot be made: {}", path, error.message()));
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Not whole yet, or for ever.
bool hidden(const std::string& name) {
  return name.front() == '.';
}

// After all others, and like none that a sweep elsewhere makes.
std::string new_name(const std::string& folder) {
  int last = 0;
  for (const std::string& name : names_in(folder)) last = std::max(last, std::atoi(name.c_str()));
  std::random_device random;
  return fmt::format("{:06}-{:08x}{:08x}", last + 1, random(), random());
}

// What sbatch's --output takes for the path.
std::string escaped_pattern(const std::string& path) {
  std::string pattern;
  for (const char c : path) pattern += c == '%' ? "%%" : std::string(1, c);
  return pattern;
}

std::string content_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace

SlurmSubmission SlurmSubmission::make(const std::string& sweep_folder, const SweepRuns& runs) {
  if (sweep_folder.find('\\') != std::string::npos) {
    throw ConfigError(sweep_folder, "",
                      "Slurm writes no logs where a path has a backslash, choose another --output");
  }
  const std::string folder = submissions_folder(sweep_folder);
  make_folder(folder);
  const std::string name = new_name(folder);
  const std::string hidden_folder = folder + "/." + name;
  make_folder(hidden_folder + "/log");
  make_folder(hidden_folder + "/status");
  std::string points;
  for (const SweepRun* run : runs) {
    points += run->digest + "\n";
    write_file(fmt::format("{}/{}.yaml", hidden_folder, run->digest),
               effective_yaml(run->study.config));
  }
  write_file(hidden_folder + "/points", points);
  write_file(hidden_folder + "/job.sh", kSlurmJobScript);
  std::error_code error;
  fs::rename(hidden_folder, folder + "/" + name, error);
  if (error) throw std::runtime_error(fmt::format("{}: cannot be written", folder));
  return SlurmSubmission(sweep_folder, name);
}

std::vector<SlurmSubmission> SlurmSubmission::all_of(const std::string& sweep_folder) {
  const std::string folder = submissions_folder(sweep_folder);
  std::vector<SlurmSubmission> found;
  for (const std::string& name : names_in(folder)) {
    std::error_code ignored;
    if (hidden(name)) {
      fs::remove_all(folder + "/" + name, ignored);
    } else {
      found.push_back(SlurmSubmission(sweep_folder, name));
    }
  }
  return found;
}

SlurmSubmission::SlurmSubmission(const std::string& sweep_folder, const std::string& name)
    : points_folder_(sweep_folder + "/points"),
      folder_(submissions_folder(sweep_folder) + "/" + name),
      job_name_("dsa-vp-" + name) {
  std::ifstream points(folder_ + "/points");
  for (std::string digest; std::getline(points, digest);) {
    tasks_[digest] = digests_.size();
    digests_.push_back(digest);
  }
  if (digests_.empty()) throw std::runtime_error(fmt::format("{}/points: cannot be read", folder_));
  closed_ = fs::exists(folder_ + "/" + kClosed);
}

SlurmArray SlurmSubmission::array(const std::string& after) const {
  SlurmArray array;
  array.name = job_name_;
  array.folder = folder_;
  array.log = escaped_pattern(folder_) + "/log/%a";
  array.script = folder_ + "/job.sh";
  array.arguments = {fs::read_symlink("/proc/self/exe"), points_folder_};
  array.tasks = static_cast<int>(digests_.size());
  array.after = after;
  return array;
}

std::optional<std::string> SlurmSubmission::failure(const std::string& digest) const {
  const std::string status = content_of_file(folder_ + "/status/" + digest);
  const std::size_t first_line = status.find('\n');
  if (first_line == std::string::npos) return std::nullopt;
  return status.substr(first_line + 1);
}

std::string SlurmSubmission::log_of(const std::string& digest) const {
  return fmt::format("{}/log/{}", folder_, tasks_.at(digest));
}

void SlurmSubmission::close() {
  write_file(folder_ + "/" + kClosed, "");
  closed_ = true;
}

void SlurmSubmission::remove() const {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  fs::remove(fs::path(folder_).parent_path(), ignored);  // if it was the last
}

}  // namespace dsavp
