// A condition on a sweep's points, such as
//
//   llc.reservation.bytes <= llc.max_reserved_bytes
//   workload.batch * workload.layers < 640
//   llc.reservation.policy != optimum
//
// Products of keys and numbers (sizes with their unit), compared by < <= > >= == !=; or, by the last
// two, a key and a word. Keys have the values of the point's effective configuration, defaults
// filled in. A name with a dot is a key.
// Left out: sums, and, or: several conditions must all hold.
// Errors: ConfigError where it stands, for another form, a key that does not exist, a word where a
// number is needed.
#pragma once

#include <string>
#include <vector>

#include "platforms/config/config_node.h"

namespace dsavp {

class Constraint {
 public:
  // `node` is its text.
  Constraint(const ConfigNode& node, const std::string& key_path);

  // Whether it holds in an effective configuration.
  bool holds(const ConfigNode& effective) const;

  const std::string& text() const { return text_; }

 private:
  using Product = std::vector<std::string>;
  struct Value {
    double number = 0;
    bool is_number = false;
    std::string word;
  };

  [[noreturn]] void refuse(const std::string& problem) const;
  Product read_product(const std::vector<std::string>& words, std::size_t begin,
                       std::size_t end) const;
  Value value_of(const std::string& factor, const ConfigNode& effective) const;
  Value value_of(const Product& product, const ConfigNode& effective) const;

  std::string where_;
  std::string key_path_;
  std::string text_;
  std::string operator_;
  Product left_;
  Product right_;
};

}  // namespace dsavp
