#include "platforms/gather/gather.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "platforms/gather/gather_machine.h"

namespace dsavp {
namespace {

constexpr Bytes kHbmFootprint = 30 * kGiB;
constexpr Bytes kLlcFootprint = 4 * kMiB;
constexpr std::int64_t kMostPositions = std::numeric_limits<std::int32_t>::max();
// Gathers of a few tokens differ by how far the slowest one waits, so that more are averaged.
constexpr std::int64_t kTokensInAll = 131072;
constexpr std::int64_t kMostGathers = 32;

[[noreturn]] void refuse(const char* member, const std::string& problem) {
  throw std::invalid_argument(fmt::format("{} {}", member, problem));
}

void check_size(const HardwareModel& hardware, const GatherRequest& request) {
  const Bytes capacity = hardware.hbm.organisation.capacity();
  if (request.tokens < 1 || request.tokens > kMostPositions) {
    refuse("tokens", fmt::format("is {}, expected 1 to {}", request.tokens, kMostPositions));
  }
  if (request.token_bytes < 16 || request.token_bytes > kMiB || request.token_bytes % 16 != 0) {
    refuse("token_bytes",
           fmt::format("is {} B, expected a multiple of 16 B, at most 1 MiB", request.token_bytes));
  }
  if (request.footprint > capacity) {
    refuse("footprint", fmt::format("is {} B, but {} has {} B of memory", request.footprint,
                                    hardware.hardware.name, capacity));
  }
  if (request.footprint < request.token_bytes) {
    refuse("footprint", fmt::format("is {} B, expected at least one token of {} B",
                                    request.footprint, request.token_bytes));
  }
  if (request.footprint / request.token_bytes > static_cast<Bytes>(kMostPositions)) {
    refuse("footprint", fmt::format("is {} B, expected at most {} tokens of {} B",
                                    request.footprint, kMostPositions, request.token_bytes));
  }
}

}  // namespace

GatherRequest complete(const HardwareModel& hardware, GatherRequest request) {
  const bool fresh = request.source == GatherSource::kHbm;
  if (request.footprint == 0) {
    request.footprint =
        std::min(fresh ? kHbmFootprint : kLlcFootprint, hardware.hbm.organisation.capacity());
  }
  check_size(hardware, request);
  const auto slots = static_cast<std::int64_t>(request.footprint / request.token_bytes);
  if (request.gathers < 0) {
    refuse("gathers", fmt::format("is {}, expected at least 1", request.gathers));
  }
  const std::int64_t most = fresh ? slots / request.tokens : kMostGathers;
  if (fresh && most < std::max(1, request.gathers)) {
    refuse("footprint", fmt::format("holds {} tokens, too few for {} gathers of {} that read none "
                                    "twice; give more, or --source llc",
                                    slots, std::max(1, request.gathers), request.tokens));
  }
  if (request.gathers == 0) {
    const std::int64_t enough =
        std::clamp<std::int64_t>(kTokensInAll / request.tokens, 1, kMostGathers);
    request.gathers = static_cast<int>(std::min(enough, most));
  }
  return request;
}

GatherResult run_gather(const HardwareModel& hardware, const GatherRequest& request) {
  GatherResult result;
  result.request = complete(hardware, request);
  GatherMachine machine("machine", hardware, result.request);
  machine.run();
  const SparseAttentionConfig& engine = hardware.sparse_attention;
  result.time_us = to_us(machine.time()) / result.request.gathers;
  result.launch_us = to_us(from_ns(engine.dispatch_ns));
  result.start_up_us = to_us(from_ns(engine.start_up_ns));
  result.index_us = to_us(from_ns(engine.index_load_ns));
  result.data_us = result.time_us - result.launch_us - result.start_up_us - result.index_us;
  const auto bytes = static_cast<double>(machine.bytes_read());
  result.gbps = bytes / result.request.gathers / (result.time_us * 1e3);
  result.llc_share = 1 - static_cast<double>(machine.bytes_from_memory()) / bytes;
  return result;
}

}  // namespace dsavp
