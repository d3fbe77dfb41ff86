#include "testbench/replay/trace_windows.h"

#include <limits>

namespace dsavp {

std::vector<TokenWindow> trace_windows(const TraceReader& reader, Bytes token_bytes) {
  return trace_windows(reader, token_bytes, {reader.info().layers, reader.info().requests});
}

std::vector<TokenWindow> trace_windows(const TraceReader& reader, Bytes token_bytes,
                                       const StreamCounts& counts) {
  const TraceInfo& info = reader.info();
  const auto tokens = static_cast<std::uint32_t>(reader.longest_context());
  const Bytes count = static_cast<Bytes>(counts.layers) * static_cast<Bytes>(counts.requests);
  if (token_bytes > std::numeric_limits<Address>::max() / tokens / count) {
    throw TraceError(info.path + ": tokens of so many bytes do not fit in 64-bit addresses");
  }
  std::vector<TokenWindow> windows;
  for (int layer = 0; layer < counts.layers; ++layer) {
    for (int request = 0; request < counts.requests; ++request) {
      windows.push_back({windows.size() * tokens * token_bytes, token_bytes, tokens,
                         static_cast<std::uint32_t>(layer), static_cast<std::uint32_t>(request)});
    }
  }
  return windows;
}

}  // namespace dsavp
