#include "testbench/traces/trace_writer.h"

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "testbench/traces/hdf5_support.h"
#include "testbench/traces/temporary_file.h"
#include "testbench/traces/trace_attributes.h"
#include "testbench/traces/trace_validation.h"

namespace dsavp {
namespace {

constexpr unsigned kDeflateLevel = 6;
constexpr hsize_t kContextChunkSteps = 64;

// More than what HDF5 may hold back and write later: a chunk cache of 1 MiB for each of the two
// datasets, and metadata.
constexpr std::uint64_t kHeldBackBytes = std::uint64_t{4} << 20;

TraceInfo with_path(TraceInfo info, const std::string& path) {
  info.path = path;
  return info;
}

Hdf5Handle creation_list(const std::vector<hsize_t>& chunk) {
  Hdf5Handle plist(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_chunk(plist.get(), static_cast<int>(chunk.size()), chunk.data());
  H5Pset_shuffle(plist.get());
  H5Pset_deflate(plist.get(), kDeflateLevel);
  // Times would make the bytes of a file depend on when it was written.
  H5Pset_obj_track_times(plist.get(), false);
  return plist;
}

// A dataset of int32 that grows along its first dimension, the step. Where HDF5 fails, the calls
// give false and `reason` says why.
struct GrowingDataset {
  bool create(hid_t file, const char* name, const std::vector<hsize_t>& chunk);
  bool append(const std::vector<std::int32_t>& values);

  Hdf5Handle id;
  std::vector<hsize_t> dims;
  std::string reason;

 private:
  // Asks for the reason at once: closing any handle would overwrite it.
  bool check(bool succeeded) {
    if (!succeeded) {
      reason = hdf5_reason();
    }
    return succeeded;
  }
};

bool GrowingDataset::create(hid_t file, const char* name, const std::vector<hsize_t>& chunk) {
  dims = chunk;
  dims[0] = 0;
  std::vector<hsize_t> limit = dims;
  limit[0] = H5S_UNLIMITED;
  const int rank = static_cast<int>(dims.size());
  const Hdf5Handle space(H5Screate_simple(rank, dims.data(), limit.data()), H5Sclose);
  const Hdf5Handle plist = creation_list(chunk);
  id = Hdf5Handle(
      H5Dcreate2(file, name, H5T_STD_I32LE, space.get(), H5P_DEFAULT, plist.get(), H5P_DEFAULT),
      H5Dclose);
  return check(id.valid());
}

bool GrowingDataset::append(const std::vector<std::int32_t>& values) {
  std::vector<hsize_t> start(dims.size(), 0);
  std::vector<hsize_t> count = dims;
  start[0] = dims[0]++;
  count[0] = 1;
  if (!check(H5Dset_extent(id.get(), dims.data()) >= 0)) {
    return false;
  }
  const int rank = static_cast<int>(dims.size());
  const Hdf5Handle memory_space(H5Screate_simple(rank, count.data(), nullptr), H5Sclose);
  const Hdf5Handle file_space(H5Dget_space(id.get()), H5Sclose);
  H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(),
                      nullptr);
  return check(H5Dwrite(id.get(), H5T_NATIVE_INT32, memory_space.get(), file_space.get(),
                        H5P_DEFAULT, values.data()) >= 0);
}

// The file while it is written. An error leaves it fit for nothing but to be destroyed, which
// removes it.
class Storage {
 public:
  explicit Storage(const TraceInfo& info);

  void append(const TraceStep& step);
  void publish();
  std::int64_t steps() const { return steps_; }

 private:
  void create_datasets(const TraceInfo& info);
  void reserve();
  void write(GrowingDataset& dataset, const std::vector<std::int32_t>& values);
  std::uint64_t size() const;
  [[noreturn]] void fail(const std::string& what, const std::string& reason) const;

  std::string path_;
  TemporaryFile temporary_;  // outlives the handles: it removes the file that they close
  Hdf5Handle file_;
  GrowingDataset indices_;
  GrowingDataset contexts_;
  std::uint64_t step_bytes_;
  std::uint64_t reserved_ = 0;
  std::int64_t steps_ = 0;
};

Storage::Storage(const TraceInfo& info) : path_(info.path), temporary_(info.path) {
  const std::uint64_t requests = static_cast<std::uint64_t>(info.requests);
  step_bytes_ = sizeof(std::int32_t) * requests *
                (kContextChunkSteps + static_cast<std::uint64_t>(info.layers) * info.top_k);
  // Before HDF5 has anything to write, and again once it has emptied the file.
  temporary_.reserve(step_bytes_ + kHeldBackBytes);
  file_ = Hdf5Handle(H5Fcreate(temporary_.path().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                     H5Fclose);
  if (!file_.valid()) {
    fail("cannot be created", hdf5_reason());
  }
  reserve();
  write_int_attribute(path_, file_.get(), "version", kTraceVersion);
  write_int_attribute(path_, file_.get(), "top_k", info.top_k);
  write_string_attribute(path_, file_.get(), "format", kTraceFormatName);
  write_string_attribute(path_, file_.get(), "model", info.model);
  write_string_attribute(path_, file_.get(), "order", info.order);
  write_string_attribute(path_, file_.get(), "source", info.source);
  create_datasets(info);
}

void Storage::create_datasets(const TraceInfo& info) {
  const auto layers = static_cast<hsize_t>(info.layers);
  const auto requests = static_cast<hsize_t>(info.requests);
  const auto top_k = static_cast<hsize_t>(info.top_k);
  if (!indices_.create(file_.get(), kIndicesName, {1, layers, requests, top_k})) {
    fail("its indices cannot be created", indices_.reason);
  }
  if (!contexts_.create(file_.get(), kContextName, {kContextChunkSteps, requests})) {
    fail("its context lengths cannot be created", contexts_.reason);
  }
}

// HDF5 does not survive a failed write: it can no longer close the file, and crashes when the
// process ends. So space for all that it may have to write is set aside before it is given more.
void Storage::reserve() {
  const std::uint64_t ahead = step_bytes_ + kHeldBackBytes;
  if (reserved_ < size() + ahead) {
    reserved_ = size() + 2 * ahead;
    temporary_.reserve(reserved_);
  }
}

void Storage::append(const TraceStep& step) {
  reserve();
  write(contexts_, step.context_length);
  write(indices_, step.indices);
  ++steps_;
}

void Storage::write(GrowingDataset& dataset, const std::vector<std::int32_t>& values) {
  if (!dataset.append(values)) {
    fail(fmt::format("step {} cannot be written", steps_), dataset.reason);
  }
}

void Storage::publish() {
  if (!indices_.id.close() || !contexts_.id.close() || H5Fflush(file_.get(), H5F_SCOPE_LOCAL) < 0) {
    fail("cannot be completed", hdf5_reason());
  }
  // With all flushed, closing the file changes its size no more.
  const std::uint64_t final_size = size();
  if (!file_.close()) {
    fail("cannot be closed", hdf5_reason());
  }
  temporary_.publish(final_size);
}

// As HDF5 sees it: what was set aside beyond is not counted.
std::uint64_t Storage::size() const {
  hsize_t size = 0;
  if (H5Fget_filesize(file_.get(), &size) < 0) {
    fail("its size cannot be told", hdf5_reason());
  }
  return size;
}

void Storage::fail(const std::string& what, const std::string& reason) const {
  throw TraceError(fmt::format("{}: {} ({})", path_, what, reason));
}

}  // namespace

struct TraceWriter::Impl {
  Impl(const std::string& path, const TraceInfo& given)
      : info(with_path(given, path)), validator(info) {
    silence_hdf5();
    storage = std::make_unique<Storage>(info);
  }

  // Runs what uses the storage, and gives that up where it fails.
  template <typename Action>
  void run(Action action) {
    try {
      action();
    } catch (...) {
      storage.reset();
      throw;
    }
  }

  TraceInfo info;
  TraceValidator validator;
  std::unique_ptr<Storage> storage;  // none once the writer has closed or failed
  bool closed = false;
};

TraceWriter::TraceWriter(const std::string& path, const TraceInfo& info)
    : impl_(std::make_unique<Impl>(path, info)) {}

TraceWriter::TraceWriter(TraceWriter&&) noexcept = default;
TraceWriter& TraceWriter::operator=(TraceWriter&&) noexcept = default;
TraceWriter::~TraceWriter() = default;

void TraceWriter::append(const TraceStep& step) {
  if (!impl_->storage) {
    throw TraceError(fmt::format("{}: a step was appended after the writer had {}",
                                 impl_->info.path, impl_->closed ? "closed" : "failed"));
  }
  impl_->validator.validate_step(impl_->storage->steps(), step);
  impl_->run([&] { impl_->storage->append(step); });
}

void TraceWriter::close() {
  if (impl_->closed) {
    return;
  }
  if (!impl_->storage) {
    throw TraceError(fmt::format("{}: was not written, for an error before", impl_->info.path));
  }
  impl_->run([&] {
    if (impl_->storage->steps() == 0) {
      throw TraceError(fmt::format("{}: has no steps, expected at least 1", impl_->info.path));
    }
    impl_->storage->publish();
  });
  impl_->storage.reset();
  impl_->closed = true;
}

}  // namespace dsavp
