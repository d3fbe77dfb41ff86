#include "platforms/commands/option_values.h"

#include <algorithm>

#include "platforms/config/config_numbers.h"

namespace dsavp {

Bytes bytes_option(const std::string& text, const char* option, Bytes least) {
  Bytes bytes = 0;
  if (parse_bytes(text, &bytes) == NumberStatus::kOk && bytes >= least) return bytes;
  throw ConfigError(option, "",
                    "is " + quoted(text) + ", expected a number of bytes such as 4096 or 4 KiB");
}

void refuse_option_of(const std::invalid_argument& error) {
  const std::string message = error.what();
  const std::size_t space = message.find(' ');
  std::string option = "--" + message.substr(0, space);
  std::replace(option.begin(), option.end(), '_', '-');
  throw ConfigError(option, "", message.substr(space + 1));
}

}  // namespace dsavp
