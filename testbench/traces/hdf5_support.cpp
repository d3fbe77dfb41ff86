#include "testbench/traces/hdf5_support.h"

#include <algorithm>

namespace dsavp {
namespace {

// The walk begins with the innermost record, which is the most specific one.
herr_t keep_first(unsigned depth, const H5E_error2_t* record, void* text) {
  if (depth == 0 && record->desc != nullptr) {
    *static_cast<std::string*>(text) = record->desc;
  }
  return 0;
}

}  // namespace

void silence_hdf5() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

std::string hdf5_reason() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  // HDF5 puts times in its messages, and those end in a newline.
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.empty() ? "HDF5 gives no reason" : text;
}

}  // namespace dsavp
