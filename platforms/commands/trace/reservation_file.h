// The reservation that a YAML file states: the section llc.reservation and nothing else, as
// `dsa-vp trace partition --format yaml` prints it.
//
// Errors: ConfigError.
#pragma once

#include <string>

#include "models/llc/llc_config.h"

namespace dsavp {

ReservationConfig read_reservation(const std::string& path);

}  // namespace dsavp
