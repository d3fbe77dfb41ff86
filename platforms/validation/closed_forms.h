// What an idle memory answers to single reads, and what a saturated one comes to: figures for which
// a formula of the timing parameters exists.
//
// Units: nanoseconds; the row-command bus's form is a fraction of peak bandwidth. A single read is
// one burst. Left out: writes. Errors: std::invalid_argument for an impossible configuration.
#pragma once

#include <string>
#include <utility>

#include "models/common/describe.h"
#include "models/hbm/hbm_config.h"

namespace dsavp {

enum class ClosedForm { kRowHit, kClosedBank, kConflict, kRefreshTail, kRowCommandBus };

template <>
struct EnumWords<ClosedForm> {
  static constexpr std::pair<ClosedForm, const char*> kWords[] = {
      {ClosedForm::kRowHit, "row-hit"},
      {ClosedForm::kClosedBank, "closed-bank"},
      {ClosedForm::kConflict, "conflict"},
      // The longest idle read of a closed bank, less one that meets no refresh.
      {ClosedForm::kRefreshTail, "refresh-tail"},
      // Random reads of 64 B, as many outstanding as make no difference any more.
      {ClosedForm::kRowCommandBus, "row-command-bus"},
  };
};

std::string closed_form_text(ClosedForm form);
// The model's figure for the form.
double measure_closed_form(const HbmConfig& config, ClosedForm form);

}  // namespace dsavp
