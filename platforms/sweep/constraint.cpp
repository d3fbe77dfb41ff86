#include "platforms/sweep/constraint.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include "platforms/config/config_error.h"
#include "platforms/config/config_numbers.h"
#include "platforms/config/config_words.h"

namespace dsavp {
namespace {

constexpr std::array<std::string_view, 6> kOperators = {"<", "<=", ">", ">=", "==", "!="};

const ConfigNode* find_path(const ConfigNode& root, const std::string& path) {
  const ConfigNode* node = &root;
  std::istringstream keys(path);
  for (std::string key; node != nullptr && std::getline(keys, key, '.');) node = node->find(key);
  return node;
}

bool parse_number(const std::string& text, double* value) {
  Bytes bytes = 0;
  if (parse_real(text, value) == NumberStatus::kOk) return true;
  if (parse_bytes(text, &bytes) != NumberStatus::kOk) return false;
  *value = double(bytes);
  return true;
}

}  // namespace

Constraint::Constraint(const ConfigNode& node, const std::string& key_path)
    : where_(node.origin().where()), key_path_(key_path), text_(node.text()) {
  std::vector<std::string> words;
  std::istringstream text(text_);
  for (std::string word; text >> word;) words.push_back(word);
  const auto is_operator = [](const std::string& word) {
    return std::find(kOperators.begin(), kOperators.end(), word) != kOperators.end();
  };
  const auto found = std::find_if(words.begin(), words.end(), is_operator);
  if (found == words.end() || std::count_if(words.begin(), words.end(), is_operator) != 1) {
    refuse("expected a comparison with spaces around it, as in " +
           std::string("llc.reservation.bytes <= llc.max_reserved_bytes"));
  }
  operator_ = *found;
  const auto at = static_cast<std::size_t>(found - words.begin());
  left_ = read_product(words, 0, at);
  right_ = read_product(words, at + 1, words.size());
}

void Constraint::refuse(const std::string& problem) const {
  throw ConfigError(where_, key_path_, quoted(text_) + ": " + problem);
}

Constraint::Product Constraint::read_product(const std::vector<std::string>& words,
                                             std::size_t begin, std::size_t end) const {
  Product product{""};
  for (std::size_t i = begin; i < end; ++i) {
    if (words[i] == "*") {
      product.emplace_back();
    } else {
      product.back() += (product.back().empty() ? "" : " ") + words[i];
    }
  }
  if (std::find(product.begin(), product.end(), "") != product.end()) {
    refuse("something is missing, expected keys or numbers on both sides");
  }
  return product;
}

Constraint::Value Constraint::value_of(const std::string& factor,
                                       const ConfigNode& effective) const {
  Value value;
  value.is_number = parse_number(factor, &value.number);
  if (value.is_number) return value;
  value.word = factor;
  if (factor.find('.') == std::string::npos) return value;
  const ConfigNode* node = find_path(effective, factor);
  if (node == nullptr || node->kind() != ConfigNode::Kind::kScalar) {
    refuse(quoted(factor) + " is no key with a single value (dsa-vp keys lists all)");
  }
  value.word = node->text();
  value.is_number = !node->quoted() && parse_number(node->text(), &value.number);
  return value;
}

Constraint::Value Constraint::value_of(const Product& product, const ConfigNode& effective) const {
  Value result = value_of(product.front(), effective);
  for (std::size_t i = 1; i < product.size(); ++i) {
    const Value factor = value_of(product[i], effective);
    if (!result.is_number || !factor.is_number) refuse("only numbers can be multiplied");
    result.number *= factor.number;
  }
  return result;
}

bool Constraint::holds(const ConfigNode& effective) const {
  const Value left = value_of(left_, effective);
  const Value right = value_of(right_, effective);
  const bool numbers = left.is_number && right.is_number;
  const bool equal = numbers ? left.number == right.number : left.word == right.word;
  if (operator_ == "==") return equal;
  if (operator_ == "!=") return !equal;
  if (!numbers) refuse("words can be compared by == and != alone");
  if (operator_ == "<") return left.number < right.number;
  if (operator_ == "<=") return left.number <= right.number;
  if (operator_ == ">") return left.number > right.number;
  return left.number >= right.number;
}

}  // namespace dsavp
