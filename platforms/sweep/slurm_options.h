// How a sweep asks Slurm for its tasks. Texts are sbatch's, and empty ones its defaults.
#pragma once

#include <string>

namespace dsavp {

struct SlurmOptions {
  int limit = 0;  // tasks at a time; 0: as many as Slurm runs
  std::string partition;
  std::string time;     // of a task, as `30` (minutes) or `1:00:00`
  std::string memory;   // of a task, as `2G`
  bool detach = false;  // submit and leave
};

}  // namespace dsavp
