#include "testbench/traces/trace_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <string>
#include <system_error>
#include <vector>

#include "testbench/traces/hdf5_support.h"
#include "testbench/traces/stored_chunks.h"
#include "testbench/traces/trace_attributes.h"
#include "testbench/traces/trace_validation.h"

namespace dsavp {
namespace {

constexpr std::size_t kChunkCacheBytes = std::size_t{16} << 20;
constexpr std::size_t kChunkCacheSlots = 4093;  // a prime well above the chunks held, for hashing

using Names = std::vector<const char*>;

// A dataset whose first dimension is the step.
struct SteppedDataset {
  Hdf5Handle id;
  Hdf5Handle file_space;
  std::vector<hsize_t> dims;
  StoredChunks chunks;

  // False where HDF5 cannot read them. Their chunks have been checked.
  bool read_block(std::int64_t step, std::int64_t steps, std::vector<std::int32_t>& out) const {
    std::vector<hsize_t> start(dims.size(), 0);
    std::vector<hsize_t> count = dims;
    start[0] = static_cast<hsize_t>(step);
    count[0] = static_cast<hsize_t>(steps);
    const Hdf5Handle space(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr),
                           H5Sclose);
    return H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, start.data(), nullptr,
                               count.data(), nullptr) >= 0 &&
           H5Dread(id.get(), H5T_NATIVE_INT32, space.get(), file_space.get(), H5P_DEFAULT,
                   out.data()) >= 0;
  }
};

Hdf5Handle open_file(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw TraceError(fmt::format("{}: no such file", path));
  }
  if (error) {
    throw TraceError(fmt::format("{}: cannot be read ({})", path, error.message()));
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw TraceError(fmt::format("{}: not a regular file, expected an HDF5 file", path));
  }
  const htri_t is_hdf5 = H5Fis_hdf5(path.c_str());
  if (is_hdf5 < 0) {
    throw TraceError(fmt::format("{}: cannot be read ({})", path, hdf5_reason()));
  }
  if (is_hdf5 == 0) {
    throw TraceError(fmt::format("{}: not an HDF5 file", path));
  }
  Hdf5Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file.valid()) {
    throw TraceError(fmt::format("{}: a truncated or damaged HDF5 file ({})", path, hdf5_reason()));
  }
  return file;
}

[[noreturn]] void fail_dataset(const std::string& path, const char* name, const std::string& what) {
  throw TraceError(fmt::format("{}: dataset '{}' {}", path, name, what));
}

Hdf5Handle open_dataset(const std::string& path, hid_t file, const char* name) {
  if (H5Lexists(file, name, H5P_DEFAULT) <= 0) {
    fail_dataset(path, name, "is missing");
  }
  const Hdf5Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
  // The weight of 1 has chunks that were read to their end leave the cache first.
  H5Pset_chunk_cache(access.get(), kChunkCacheSlots, kChunkCacheBytes, 1.0);
  Hdf5Handle dataset(H5Dopen2(file, name, access.get()), H5Dclose);
  if (!dataset.valid()) {
    fail_dataset(path, name, fmt::format("cannot be opened ({})", hdf5_reason()));
  }
  return dataset;
}

void check_type(const std::string& path, const char* name, hid_t dataset) {
  const Hdf5Handle type(H5Dget_type(dataset), H5Tclose);
  if (H5Tget_class(type.get()) != H5T_INTEGER) {
    fail_dataset(path, name, "does not hold integers, expected int32");
  }
  if (H5Tget_size(type.get()) != sizeof(std::int32_t) || H5Tget_sign(type.get()) != H5T_SGN_2) {
    fail_dataset(
        path, name,
        fmt::format("holds {}-bit {} integers, expected int32", 8 * H5Tget_size(type.get()),
                    H5Tget_sign(type.get()) == H5T_SGN_2 ? "signed" : "unsigned"));
  }
}

std::vector<hsize_t> checked_dims(const std::string& path, const char* name, hid_t space,
                                  const Names& expected) {
  const int rank = H5Sget_simple_extent_ndims(space);
  if (rank != static_cast<int>(expected.size())) {
    fail_dataset(path, name,
                 fmt::format("has rank {}, expected {} [{}]", rank, expected.size(),
                             fmt::join(expected, ", ")));
  }
  std::vector<hsize_t> dims(expected.size());
  H5Sget_simple_extent_dims(space, dims.data(), nullptr);
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    if (dims[axis] < 1 || dims[axis] > std::numeric_limits<std::int32_t>::max()) {
      fail_dataset(path, name,
                   fmt::format("has size {} in dimension '{}', expected 1 to {}", dims[axis],
                               expected[axis], std::numeric_limits<std::int32_t>::max()));
    }
  }
  return dims;
}

SteppedDataset open_stepped(const std::string& path, hid_t file, const char* name,
                            const Names& dimension_names) {
  SteppedDataset dataset;
  dataset.id = open_dataset(path, file, name);
  check_type(path, name, dataset.id.get());
  dataset.file_space = Hdf5Handle(H5Dget_space(dataset.id.get()), H5Sclose);
  dataset.dims = checked_dims(path, name, dataset.file_space.get(), dimension_names);
  dataset.chunks = StoredChunks(path, name, dataset.id.get(), dataset.dims);
  return dataset;
}

void check_format(const std::string& path, hid_t file) {
  const std::string format = read_string_attribute(path, file, "format");
  if (format != kTraceFormatName) {
    throw TraceError(fmt::format("{}: attribute 'format' is \"{}\", expected \"{}\"", path, format,
                                 kTraceFormatName));
  }
  const std::int64_t version = read_int_attribute(path, file, "version");
  if (version != kTraceVersion) {
    throw TraceError(
        fmt::format("{}: attribute 'version' is {}, expected {}", path, version, kTraceVersion));
  }
}

void check_shapes(const std::string& path, const std::vector<hsize_t>& indices,
                  const std::vector<hsize_t>& contexts, std::int64_t top_k) {
  if (contexts[0] != indices[0] || contexts[1] != indices[2]) {
    fail_dataset(path, kContextName,
                 fmt::format("has the shape [{}], expected [{}, {}] to match the [{}] of '{}'",
                             fmt::join(contexts, ", "), indices[0], indices[2],
                             fmt::join(indices, ", "), kIndicesName));
  }
  if (top_k != static_cast<std::int64_t>(indices[3])) {
    throw TraceError(
        fmt::format("{}: attribute 'top_k' is {}, expected {}, the last dimension of "
                    "'{}'",
                    path, top_k, indices[3], kIndicesName));
  }
}

}  // namespace

struct TraceReader::Impl {
  Hdf5Handle file;
  SteppedDataset indices;
  SteppedDataset contexts;
  TraceInfo info;
  std::unique_ptr<TraceValidator> validator;
  std::int64_t position = 0;

  void read(const SteppedDataset& dataset, const char* name, std::vector<std::int32_t>& out) const {
    if (!dataset.read_block(position, 1, out)) {
      throw TraceError(fmt::format("{}: step {}: dataset '{}' cannot be read ({})", info.path,
                                   position, name, hdf5_reason()));
    }
  }
};

TraceReader::TraceReader(const std::string& path) : impl_(std::make_unique<Impl>()) {
  silence_hdf5();
  impl_->file = open_file(path);
  const hid_t file = impl_->file.get();
  check_format(path, file);
  const std::int64_t top_k = read_int_attribute(path, file, "top_k");

  TraceInfo& info = impl_->info;
  info.path = path;
  info.model = read_string_attribute(path, file, "model");
  info.order = read_string_attribute(path, file, "order");
  info.source = read_string_attribute(path, file, "source");

  impl_->indices = open_stepped(path, file, kIndicesName, {"step", "layer", "request", "k"});
  impl_->contexts = open_stepped(path, file, kContextName, {"step", "request"});
  const std::vector<hsize_t>& dims = impl_->indices.dims;
  check_shapes(path, dims, impl_->contexts.dims, top_k);
  info.steps = static_cast<std::int64_t>(dims[0]);
  info.layers = static_cast<int>(dims[1]);
  info.requests = static_cast<int>(dims[2]);
  info.top_k = static_cast<int>(dims[3]);
  impl_->validator = std::make_unique<TraceValidator>(info);
}

TraceReader::TraceReader(TraceReader&&) noexcept = default;
TraceReader& TraceReader::operator=(TraceReader&&) noexcept = default;
TraceReader::~TraceReader() = default;

const TraceInfo& TraceReader::info() const {
  return impl_->info;
}

std::int32_t TraceReader::longest_context() const {
  constexpr std::int64_t kContextsAtOnce = 1 << 20;
  const std::int64_t requests = impl_->info.requests;
  const std::int64_t steps_at_once = std::max<std::int64_t>(kContextsAtOnce / requests, 1);
  std::vector<std::int32_t> block;
  std::int32_t longest = 0;
  for (std::int64_t step = 0; step < impl_->info.steps; step += steps_at_once) {
    const std::int64_t steps = std::min(steps_at_once, impl_->info.steps - step);
    impl_->contexts.chunks.check_steps(step, steps);
    block.resize(static_cast<std::size_t>(steps * requests));
    if (!impl_->contexts.read_block(step, steps, block)) {
      throw TraceError(fmt::format("{}: dataset '{}' cannot be read ({})", impl_->info.path,
                                   kContextName, hdf5_reason()));
    }
    longest = std::max(longest, *std::max_element(block.begin(), block.end()));
  }
  return longest;
}

bool TraceReader::next(TraceStep& step) {
  if (impl_->position == impl_->info.steps) {
    return false;
  }
  // Before memory is taken for them.
  impl_->contexts.chunks.check_steps(impl_->position, 1);
  impl_->indices.chunks.check_steps(impl_->position, 1);
  step.reshape(impl_->info);
  impl_->read(impl_->contexts, kContextName, step.context_length);
  impl_->read(impl_->indices, kIndicesName, step.indices);
  step.set_size = impl_->validator->validate_step(impl_->position, step);
  ++impl_->position;
  return true;
}

void TraceReader::rewind() {
  impl_->position = 0;
}

std::int64_t TraceReader::position() const {
  return impl_->position;
}

}  // namespace dsavp
