#include "platforms/validation/figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace dsavp {
namespace {

std::string number_text(double value, int decimals) {
  return fmt::format("{:.{}f}", value, decimals);
}

// Nearest rank: the smallest of the sorted values that `fraction` of them do not exceed.
double percentile(const std::vector<double>& sorted, double fraction) {
  const double rank = std::ceil(fraction * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

}  // namespace

std::optional<double> Figure::error() const {
  if (!reference) return std::nullopt;
  return model / *reference - 1;
}

// Comparisons are written so that a figure that is not a number fails.
bool Figure::passes() const {
  switch (limit.kind) {
    case Limit::Kind::kNone:
      return true;
    case Limit::Kind::kRelativeError:
      return error() && std::abs(*error()) <= limit.value;
    case Limit::Kind::kAtLeast:
      return model >= limit.value;
    case Limit::Kind::kAtMost:
      return model <= limit.value;
  }
  return false;
}

std::string limit_text(const Figure& figure) {
  switch (figure.limit.kind) {
    case Limit::Kind::kNone:
      return "";
    case Limit::Kind::kRelativeError:
      return fmt::format("{:.0f} %", 100 * figure.limit.value);
    case Limit::Kind::kAtLeast:
      return ">= " + number_text(figure.limit.value, figure.decimals);
    case Limit::Kind::kAtMost:
      return "<= " + number_text(figure.limit.value, figure.decimals);
  }
  return "";
}

std::string error_text(const Figure& figure) {
  const auto error = figure.error();
  return error ? fmt::format("{:+.1f} %", 100 * *error) : "";
}

std::string reference_text(const Figure& figure) {
  return figure.reference ? number_text(*figure.reference, figure.decimals) : "";
}

std::string model_text(const Figure& figure) {
  return number_text(figure.model, figure.decimals);
}

std::string verdict_text(const Figure& figure) {
  if (figure.limit.kind == Limit::Kind::kNone) return "";
  return figure.passes() ? "ok" : "FAILS";
}

ErrorSummary summarise_errors(const std::vector<const Figure*>& figures) {
  std::vector<double> sizes;
  for (const Figure* figure : figures) {
    if (const auto error = figure->error()) sizes.push_back(std::abs(*error));
  }
  if (sizes.empty()) throw std::invalid_argument("there is no error to summarise");
  std::sort(sizes.begin(), sizes.end());
  return {percentile(sizes, 0.5), percentile(sizes, 0.95)};
}

}  // namespace dsavp
