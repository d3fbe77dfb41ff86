// Synthetic traces of top-k indices with a wanted locality.
//
// Each layer and request is a stream of sets of its own (set_stream.h); within a step the layers
// follow one another, so that a layer can overlap with the one before. All contexts begin at the
// same length and grow by a token a step. The same options give the same bytes.
//
// Left out: spatial locality (pages), attention sinks, requests that end and begin, layers that
// differ in character.
// Errors: std::invalid_argument with fault_of()'s text; TraceError if the file cannot be written,
// in which case none is left.
#pragma once

#include <functional>
#include <string>

#include "testbench/synthesis/synthesis_options.h"
#include "testbench/traces/trace_format.h"

namespace dsavp {

// `source` goes into the file's attribute. `each_step` is called before each step.
TraceInfo synthesise(const std::string& path, const SynthesisOptions& options,
                     const std::string& source, const std::function<void()>& each_step);

}  // namespace dsavp
