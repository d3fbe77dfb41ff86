#include "testbench/replay/trace_windows.h"

#include <limits>

namespace dsavp {

std::vector<TokenWindow> trace_windows(const TraceReader& reader, Bytes token_bytes) {
  const TraceInfo& info = reader.info();
  const auto tokens = static_cast<std::uint32_t>(reader.longest_context());
  const Bytes count = static_cast<Bytes>(info.layers) * static_cast<Bytes>(info.requests);
  if (token_bytes > std::numeric_limits<Address>::max() / tokens / count) {
    throw TraceError(info.path + ": tokens of so many bytes do not fit in 64-bit addresses");
  }
  std::vector<TokenWindow> windows;
  for (int layer = 0; layer < info.layers; ++layer) {
    for (int request = 0; request < info.requests; ++request) {
      windows.push_back({windows.size() * tokens * token_bytes, token_bytes, tokens,
                         static_cast<std::uint32_t>(layer), static_cast<std::uint32_t>(request)});
    }
  }
  return windows;
}

}  // namespace dsavp
