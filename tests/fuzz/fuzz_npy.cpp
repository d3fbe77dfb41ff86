// A trace in NumPy's format: read as `dsa-vp trace convert` reads it. The first two bytes are the
// length of the array of contexts, which follows; with a length of 0 a byte gives the first context.
// The array of indices is the rest.
#include <algorithm>

#include "testbench/trace_files/npy_reader.h"
#include "tests/fuzz/byte_source.h"
#include "tests/fuzz/read_source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dsavp;
  static const ScratchFolder folder;
  ByteSource bytes(data, size);
  const std::size_t length = bytes.number(2);
  NpyContexts contexts;
  const std::uint8_t* rest = data + std::min<std::size_t>(size, 2);
  const std::uint8_t* indices = rest + std::min<std::size_t>(data + size - rest, length);
  if (length > 0) {
    contexts.path = folder.write("contexts.npy", std::string(rest, indices));
  } else {
    contexts.first = 1 + bytes.byte();
    indices = rest + std::min<std::size_t>(data + size - rest, 1);
  }
  const std::string path = folder.write("trace.npy", std::string(indices, data + size));
  read_source(folder, [&] { return std::make_unique<NpyReader>(path, contexts); });
  return 0;
}
