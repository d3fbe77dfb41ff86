#include "platforms/study.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "models/llc/token_registers.h"
#include "platforms/config/config_reader.h"
#include "platforms/config/config_tree.h"
#include "platforms/memory_source.h"
#include "platforms/platform.h"
#include "testbench/traces/trace_reader.h"

namespace dsavp {
namespace {

[[noreturn]] void refuse(const ConfigTree& tree, const std::string& key,
                         const std::string& problem) {
  throw ConfigError(tree.where(key), key, problem);
}

// The parts say what is wrong with their configuration; here it gets its place in the file.
void check_part(const ConfigTree& tree, const std::string& key, const std::function<void()>& make) {
  try {
    make();
  } catch (const std::invalid_argument& error) {
    refuse(tree, key, error.what());
  }
}

void check_hardware(const ConfigTree& tree, const PlatformConfig& c) {
  check_memory(tree, c.hbm);
  if (c.hbm.organisation.capacity() > Platform::kRegisterBase) {
    refuse(tree, "hbm.organisation",
           fmt::format("has {} B, expected at most {} B: the LLC's registers come next",
                       c.hbm.organisation.capacity(), Platform::kRegisterBase));
  }
  if (c.llc.max_reserved_bytes > c.llc.capacity_bytes) {
    refuse(tree, "llc.max_reserved_bytes",
           fmt::format("is {} B, expected at most llc.capacity_bytes, {} B",
                       c.llc.max_reserved_bytes, c.llc.capacity_bytes));
  }
  const Bytes reserved = c.llc.reservation.bytes;
  if (reserved > c.llc.capacity_bytes) {
    refuse(tree, "llc.reservation.bytes",
           fmt::format("is {} B, but the LLC has {} B (llc.capacity_bytes)", reserved,
                       c.llc.capacity_bytes));
  }
  if (reserved > c.llc.max_reserved_bytes) {
    refuse(tree, "llc.reservation.bytes",
           fmt::format("is {} B, but {} lets at most {} B be reserved (llc.max_reserved_bytes)",
                       reserved, c.hardware.name, c.llc.max_reserved_bytes));
  }
}

void check_workload(const ConfigTree& tree, const Study& study) {
  const PlatformConfig& c = study.config;
  const TraceInfo& trace = study.trace;
  if (study.layers > c.model.layers) {
    refuse(tree, "workload.layers",
           fmt::format("is {}, but {} has {} layers", study.layers, c.model.name, c.model.layers));
  }
  if (c.workload.steps > trace.steps) {
    refuse(tree, "workload.steps",
           fmt::format("is {}, but the trace has {} steps", c.workload.steps, trace.steps));
  }
  if (c.trace.cycle) return;
  const char* hint = "; trace.cycle: true would use them again";
  if (study.layers > trace.layers) {
    refuse(tree, "workload.layers",
           fmt::format("{} layers are to run, but the trace has {}{}", study.layers, trace.layers,
                       hint));
  }
  if (c.workload.batch > trace.requests) {
    refuse(tree, "workload.batch",
           fmt::format("is {}, but the trace has {} requests{}", c.workload.batch, trace.requests,
                       hint));
  }
}

void check_page(const ReservationConfig& r, const std::vector<TokenWindow>& windows) {
  const Bytes page = largest_page(windows, r.granule_tokens);
  if (r.granule_tokens == 1 || page <= token_registers::kMostPageBytes) return;
  throw std::invalid_argument(fmt::format(
      "a page of {} tokens is {} B, but the LLC fetches at most {} B at a time, expected a "
      "smaller granule_tokens",
      r.granule_tokens, page, token_registers::kMostPageBytes));
}

void check_keeps_any(const ReservationConfig& r, const PartitionPlan& plan, Bytes token_bytes) {
  if (std::any_of(plan.partitions.begin(), plan.partitions.end(),
                  [](const auto& p) { return p.capacity > 0; })) {
    return;
  }
  const std::string granule = r.granule_tokens == 1
                                  ? fmt::format("token of {} B", token_bytes)
                                  : fmt::format("page of {} tokens, {} B", r.granule_tokens,
                                                r.granule_tokens * token_bytes);
  const std::size_t partitions = plan.partitions.size();
  throw std::invalid_argument(
      fmt::format("{} B in {} partition{} keep no {}, expected 0 or more bytes", r.bytes,
                  partitions, partitions == 1 ? "" : "s", granule));
}

// What the LLC's registers would refuse, and a reservation that could not keep a single token or
// page.
void check_reservation(const ConfigTree& tree, const Program& program) {
  const ReservationConfig& r = program.reservation;
  if (r.bytes == 0) return;
  check_part(tree, "llc.reservation", [&] {
    const std::vector<TokenWindow> windows = token_windows(program);
    const std::string fault = fault_of(windows, r);
    if (!fault.empty()) throw std::invalid_argument(fault);
    check_page(r, windows);
    check_keeps_any(r, plan_partitions(windows, r), program.shape->kv_bytes());
  });
}

// What schemes and bounds leave no place for.
void check_attention(const ConfigTree& tree, const PlatformConfig& c) {
  const ReservationConfig& r = c.llc.reservation;
  if (!make_scheme(c.workload.attention)->reads_tokens()) {
    const std::string is =
        fmt::format("is {}, which reads no single tokens: ", word_of(c.workload.attention));
    if (r.in_force()) {
      refuse(tree, "workload.attention", is + "nothing can be reserved (llc.reservation.bytes: 0)");
    }
    if (c.simulation.check_data) {
      refuse(tree, "workload.attention", is + "none can be checked (simulation.check_data: false)");
    }
  }
  if (!r.all_resident) return;
  if (r.bytes > 0) {
    refuse(tree, "llc.reservation.all_resident",
           "is true, which stands instead of a reservation: llc.reservation.bytes has to be 0");
  }
  if (c.simulation.check_data) {
    refuse(tree, "llc.reservation.all_resident",
           "is true, and tokens that never came have no data to check (simulation.check_data)");
  }
}

void check_model(const ConfigTree& tree, const Study& study) {
  const PlatformConfig& c = study.config;
  const auto most_windows = static_cast<std::int64_t>(token_registers::kMaxWindows);
  if (std::int64_t{study.layers} * c.workload.batch > most_windows) {
    refuse(tree, "workload.batch",
           fmt::format("{} layers x {} requests need more than the LLC's {} token windows",
                       study.layers, c.workload.batch, most_windows));
  }
  check_part(tree, "model", [&] { ModelShape(c.model, c.workload.tensor_parallel, 1); });
  const ModelShape shape = shape_of(c);
  check_part(tree, "workload", [&] {
    const MemoryLayout layout(shape, study.layers, c.workload.batch, study.context_capacity,
                              c.hbm.organisation.capacity());
    check_reservation(tree, program_of(study, shape, layout));
  });
}

}  // namespace

ModelShape shape_of(const PlatformConfig& config) {
  const WorkloadConfig& workload = config.workload;
  return {config.model, workload.tensor_parallel, workload.batch,
          make_scheme(workload.attention)->has_indexer()};
}

Program program_of(const Study& study, const ModelShape& shape, const MemoryLayout& layout) {
  Program program;
  program.layers = study.layers;
  program.requests = study.config.workload.batch;
  program.shape = &shape;
  program.layout = &layout;
  program.attention = study.config.workload.attention;
  program.reservation = study.config.llc.reservation;
  return program;
}

Study load_study(const std::string& file, const std::vector<std::string>& settings) {
  ConfigTree tree = ConfigTree::load(file);
  drop_sweep(tree);
  for (const std::string& setting : settings) tree.set(setting);
  TraceFacts traces;
  return read_study(tree, traces);
}

void drop_sweep(ConfigTree& tree) {
  tree.take("sweep");
  tree.take("baselines");
}

const TraceFacts::Facts& TraceFacts::of(const std::string& file) {
  const auto found = files_.find(file);
  if (found != files_.end()) return found->second;
  const TraceReader reader(file);
  return files_.emplace(file, Facts{reader.info(), reader.longest_context()}).first->second;
}

Study read_study(const ConfigTree& tree, TraceFacts& traces) {
  Study study;
  read_config(tree, study.config);
  check_hardware(tree, study.config);
  const TraceFacts::Facts& facts = traces.of(study.config.trace.file);
  study.trace = facts.info;
  study.context_capacity = facts.longest_context;
  const WorkloadConfig& workload = study.config.workload;
  study.layers = workload.layers > 0 ? workload.layers : study.config.model.layers;
  study.steps = workload.steps > 0 ? workload.steps : study.trace.steps;
  check_workload(tree, study);
  check_attention(tree, study.config);
  check_model(tree, study);
  return study;
}

}  // namespace dsavp
