#include "platforms/hardware_model.h"

#include "platforms/config/config_reader.h"
#include "platforms/config/config_tree.h"
#include "platforms/memory_source.h"

namespace dsavp {

HardwareModel load_hardware(const std::string& file, const std::vector<std::string>& settings) {
  ConfigTree tree = ConfigTree::load(file);
  for (const std::string& setting : settings) tree.set(setting);
  HardwareModel hardware;
  read_config(tree, hardware);
  check_memory(tree, hardware.hbm);
  return hardware;
}

}  // namespace dsavp
