#include "platforms/sweep/axis_values.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "platforms/config/config_error.h"
#include "platforms/config/config_numbers.h"

namespace dsavp {
namespace {

using Kind = ConfigNode::Kind;

constexpr const char* kForm =
    "expected a list of values, or a range {from: 1, to: 8, step: 1} or {from: 1, to: 8, factor: "
    "2}";

[[noreturn]] void refuse(const ConfigNode& node, const std::string& key, const std::string& what) {
  throw ConfigError(node.origin().where(), key, what);
}

// A range's numbers. What has a unit is a size in bytes, and then all are.
struct Number {
  double value = 0;
  bool whole = false;
  bool bytes = false;
};

Number number_of(const ConfigNode& node, const std::string& key) {
  Number number;
  std::int64_t integer = 0;
  Bytes bytes = 0;
  if (node.kind() == Kind::kScalar && !node.quoted()) {
    if (parse_integer(node.text(), &integer) == NumberStatus::kOk) {
      return {double(integer), true, false};
    }
    if (parse_real(node.text(), &number.value) == NumberStatus::kOk) return number;
    if (parse_bytes(node.text(), &bytes) == NumberStatus::kOk) return {double(bytes), true, true};
  }
  refuse(node, key, "is no number, expected one, or a size such as 2 MiB");
}

class Range {
 public:
  Range(const ConfigNode& node, const std::string& path) : node_(node), path_(path) {
    for (const std::string& key : node.keys()) {
      if (key != "from" && key != "to" && key != "step" && key != "factor") {
        refuse(*node.find(key), path + "." + key, std::string("unknown key, ") + kForm);
      }
    }
    if ((node.find("step") == nullptr) == (node.find("factor") == nullptr))
      refuse(node, path, kForm);
    multiplies_ = node.find("factor") != nullptr;
    from_ = read("from");
    to_ = read("to");
    by_ = read(multiplies_ ? "factor" : "step");
    check();
  }

  std::vector<ConfigNode> values() const {
    std::vector<ConfigNode> values;
    // Half a millionth of a step forgives what adding up fractions costs.
    const double slack = multiplies_ ? to_.value * 5e-7 : by_.value * 5e-7;
    for (std::size_t i = 0;; ++i) {
      const double value = multiplies_ ? from_.value * std::pow(by_.value, double(i))
                                       : from_.value + by_.value * double(i);
      if (value > to_.value + slack) return values;
      if (i == kMostAxisValues) {
        refuse(node_, path_, fmt::format("has more than {} values", kMostAxisValues));
      }
      values.push_back(ConfigNode::scalar(node_.origin(), text_of(value), false));
    }
  }

 private:
  Number read(const char* key) const {
    const ConfigNode* node = node_.find(key);
    if (node == nullptr) refuse(node_, path_, fmt::format("has no `{}`, {}", key, kForm));
    return number_of(*node, path_ + "." + key);
  }

  void check() const {
    if (from_.value > to_.value) refuse(node_, path_, "is an empty range: `from` is beyond `to`");
    if (multiplies_ && (from_.value <= 0 || by_.value <= 1)) {
      refuse(node_, path_, "never ends, expected `from` above 0 and `factor` above 1");
    }
    if (!multiplies_ && by_.value <= 0) refuse(node_, path_, "never ends, expected `step` above 0");
  }

  std::string text_of(double value) const {
    const bool whole = from_.whole && by_.whole;
    if (from_.bytes || to_.bytes || (by_.bytes && !multiplies_)) {
      return format_bytes(static_cast<Bytes>(std::llround(value)));
    }
    return whole ? std::to_string(std::llround(value)) : format_real(value);
  }

  const ConfigNode& node_;
  const std::string path_;
  bool multiplies_ = false;
  Number from_, to_, by_;
};

}  // namespace

std::vector<ConfigNode> axis_values(const ConfigNode& node, const std::string& key_path) {
  if (node.is_mapping()) return Range(node, key_path).values();
  if (node.kind() != Kind::kSequence) {
    refuse(node, key_path, "is " + kind_text(node.kind()) + ", " + kForm);
  }
  if (node.items().empty()) refuse(node, key_path, "is an empty list, expected at least one value");
  if (node.items().size() > kMostAxisValues) {
    refuse(node, key_path, fmt::format("has more than {} values", kMostAxisValues));
  }
  return node.items();
}

}  // namespace dsavp
