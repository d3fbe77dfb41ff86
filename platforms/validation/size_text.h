// A size for people: "512 B", "4 KiB", "30 GiB".
#pragma once

#include <string>

#include "models/common/units.h"
#include "platforms/config/config_numbers.h"

namespace dsavp {

inline std::string size_text(Bytes bytes) {
  return format_bytes(bytes) + (bytes % kKiB == 0 ? "" : " B");
}

}  // namespace dsavp
