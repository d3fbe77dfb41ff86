// The bytes of an HDF5 trace. Damaged containers crash and hang Debian's HDF5 library itself, so
// scripts/fuzz runs this target only where it is named; see docs/architecture.md.
#include "tests/fuzz/read_trace.h"
#include "tests/support/scratch_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dsavp;
  static const ScratchFolder folder;
  read_trace(folder.write("trace.h5", std::string(data, data + size)));
  return 0;
}
