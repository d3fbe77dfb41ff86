// One figure of the model, mostly beside the reference's, and the line that it belongs to.
//
// Units stand in `quantity` ("mean latency, ns"). Errors are relative to the reference.
// Left out: where the figures come from (see suite.h) and how they are shown.
// Errors: none raised here.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace dsavp {

// What a figure is held to.
struct Limit {
  enum class Kind { kNone, kRelativeError, kAtLeast, kAtMost };
  Kind kind = Kind::kNone;
  double value = 0;
};

struct Figure {
  std::string quantity;
  std::optional<double> reference;
  double model = 0;
  Limit limit;
  int decimals = 3;  // as shown

  // Model over reference less 1; nothing where there is no reference.
  std::optional<double> error() const;
  bool passes() const;
};

// One line of the reference: one experiment, one or more figures.
struct Line {
  std::string group;  // lines of one group share a table
  std::string name;
  std::vector<Figure> figures;
  double blocks_per_second = 0;  // host's speed, 0 where it means nothing
};

// "5.0 %", ">= 211.5", "<= 8.0"; "" for none.
std::string limit_text(const Figure& figure);
// "+3.2 %"; "" where there is no reference.
std::string error_text(const Figure& figure);
std::string reference_text(const Figure& figure);
std::string model_text(const Figure& figure);
// "ok", "FAILS", "" where nothing is required.
std::string verdict_text(const Figure& figure);

// Of the sizes of relative errors.
struct ErrorSummary {
  double median = 0;
  double p95 = 0;  // nearest rank
};

// Errors: std::invalid_argument when no figure has a reference.
ErrorSummary summarise_errors(const std::vector<const Figure*>& figures);

}  // namespace dsavp
