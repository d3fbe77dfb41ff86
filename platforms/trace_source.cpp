#include "platforms/trace_source.h"

namespace dsavp {

bool TraceSource::next() {
  if (reader_.position() == steps_) return false;
  try {
    return reader_.next(step_);
  } catch (...) {
    error_ = std::current_exception();
    return false;
  }
}

}  // namespace dsavp
