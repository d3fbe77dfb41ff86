// The message of a ConfigError.
#pragma once

#include <string>

#include "platforms/config/config_error.h"

namespace dsavp {

// "" when the action raises none.
template <class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace dsavp
