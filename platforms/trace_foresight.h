// What a study's trace is going to look up, for the replacement policy that has to know.
//
// Reads the trace through, twice. Errors: TraceError.
#pragma once

#include <memory>

#include "models/llc/foresight.h"
#include "platforms/study.h"

namespace dsavp {

std::unique_ptr<Foresight> foresee(const Study& study, const ModelShape& shape);

}  // namespace dsavp
