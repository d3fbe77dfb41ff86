#include "platforms/commands/option_values.h"

#include <algorithm>
#include <sstream>

#include "platforms/config/config_numbers.h"

namespace dsavp {

Bytes bytes_option(const std::string& text, const char* option, Bytes least) {
  Bytes bytes = 0;
  if (parse_bytes(text, &bytes) == NumberStatus::kOk && bytes >= least) return bytes;
  throw ConfigError(option, "",
                    "is " + quoted(text) + ", expected a number of bytes such as 4096 or 4 KiB");
}

std::vector<std::string> list_items(const std::vector<std::string>& lists) {
  std::vector<std::string> items;
  for (const std::string& list : lists) {
    // With a last comma, or getline would not see an empty item at the end.
    std::istringstream text(list + ",");
    for (std::string item; std::getline(text, item, ',');) {
      item.erase(0, item.find_first_not_of(' '));
      item.erase(item.find_last_not_of(' ') + 1);
      items.push_back(item);
    }
  }
  return items;
}

void refuse_option_of(const std::invalid_argument& error) {
  const std::string message = error.what();
  const std::size_t space = message.find(' ');
  std::string option = "--" + message.substr(0, space);
  std::replace(option.begin(), option.end(), '_', '-');
  throw ConfigError(option, "", message.substr(space + 1));
}

}  // namespace dsavp
