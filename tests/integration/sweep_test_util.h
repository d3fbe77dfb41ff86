// Sweeps of a small study through the command line, and what they leave.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/support/command_line.h"

namespace dsavp::sweep_test {

namespace fs = std::filesystem;

// A layer or two and a few steps of the quickstart's case.
inline std::string small_study(const ScratchFolder& folder, const std::string& sweep,
                               const std::string& name = "small") {
  return folder.write(name + ".yaml", "include: " DSA_CONFIG_DIR
                                      "/studies/quickstart.yaml\n"
                                      "workload: {layers: 2, steps: 3}\n" +
                                          sweep);
}

inline const char* const kSizes =
    "sweep:\n"
    "  axes:\n"
    "    - llc.reservation.bytes: [0, 1 MiB, 2 MiB]\n";

inline Outcome sweep(const ScratchFolder& folder, const std::string& study,
                     const std::string& more = "") {
  return dsa_vp(folder, "sweep " + study + " --output " + folder.path("out") + " " + more);
}

inline nlohmann::ordered_json json_of(const std::string& path) {
  return nlohmann::ordered_json::parse(content_of(path));
}

inline nlohmann::ordered_json manifest(const ScratchFolder& folder) {
  return json_of(folder.path("out/sweep.json"));
}

inline std::string run_file(const ScratchFolder& folder, const std::string& digest,
                            const std::string& name) {
  return folder.path("out/points/" + digest + "/" + name);
}

// Every file of a sweep's folder but what tells of the host's time, and the lock.
inline std::map<std::string, std::string> files_of(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (!entry.is_regular_file() || name == "host.json" || name == ".lock") continue;
    files[fs::relative(entry.path(), folder)] = content_of(entry.path());
  }
  return files;
}

}  // namespace dsavp::sweep_test
