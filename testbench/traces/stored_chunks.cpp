#include "testbench/traces/stored_chunks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "testbench/traces/trace_format.h"
#include "testbench/traces/trace_validation.h"

namespace dsavp {
namespace {

constexpr std::uint64_t kElementBytes = sizeof(std::int32_t);
constexpr std::uint64_t kChecksumBytes = 4;

// Their bytes; the most that can be stated where those exceed 64 bits.
std::uint64_t bytes_of(const std::vector<hsize_t>& shape) {
  std::uint64_t bytes = kElementBytes;
  for (const hsize_t size : shape) {
    if (__builtin_mul_overflow(bytes, std::uint64_t{size}, &bytes)) {
      return std::numeric_limits<std::uint64_t>::max();
    }
  }
  return bytes;
}

// How many bytes deflated ones unpack to, counted up to `most` + 1; nothing where they are damaged.
class Inflater {
 public:
  Inflater() { started_ = inflateInit(&stream_) == Z_OK; }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  std::uint64_t count(std::vector<unsigned char>& packed, std::uint64_t size, std::uint64_t most) {
    stream_.next_in = packed.data();
    stream_.avail_in = static_cast<uInt>(size);
    std::array<unsigned char, 16384> block;
    std::uint64_t bytes = 0;
    int status = started_ ? Z_OK : Z_DATA_ERROR;
    while (status == Z_OK && bytes <= most) {
      stream_.next_out = block.data();
      stream_.avail_out = static_cast<uInt>(block.size());
      status = inflate(&stream_, Z_NO_FLUSH);
      bytes += block.size() - stream_.avail_out;
    }
    return status == Z_OK || status == Z_STREAM_END ? bytes : 0;
  }

 private:
  z_stream stream_{};
  bool started_ = false;
};

}  // namespace

StoredChunks::StoredChunks(std::string path, const char* name, hid_t dataset,
                           std::vector<hsize_t> dims)
    : path_(std::move(path)), name_(name), dataset_(dataset), dims_(std::move(dims)) {
  const Hdf5Handle plist(H5Dget_create_plist(dataset), H5Pclose);
  const H5D_layout_t layout = H5Pget_layout(plist.get());
  if (layout == H5D_VIRTUAL || H5Pget_external_count(plist.get()) != 0) {
    fail("has its values in other files, expected in this one");
  }
  if (layout != H5D_CHUNKED) return;
  const Hdf5Handle file(H5Iget_file_id(dataset), H5Fclose);
  H5Fget_filesize(file.get(), &file_bytes_);
  take_chunk(plist.get());
  take_filters(plist.get());
}

// HDF5 unpacks a whole chunk, so the chunk and not the step can be what bounds the memory.
void StoredChunks::take_chunk(hid_t plist) {
  chunk_.resize(dims_.size());
  const int rank = H5Pget_chunk(plist, static_cast<int>(chunk_.size()), chunk_.data());
  chunk_bytes_ = bytes_of(chunk_);
  if (rank != static_cast<int>(chunk_.size()) || chunk_bytes_ == 0 ||
      chunk_bytes_ > kMaxTraceBlockBytes) {
    fail(fmt::format("has chunks of [{}] elements, expected at most {} bytes",
                     fmt::join(chunk_, ", "), kMaxTraceBlockBytes));
  }
}

void StoredChunks::take_filters(hid_t plist) {
  const int filters = H5Pget_nfilters(plist);
  deflate_ = static_cast<std::size_t>(std::max(filters, 0));
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    std::size_t parameters = 0;
    unsigned config = 0;
    std::array<char, 32> name{};
    const H5Z_filter_t filter = H5Pget_filter2(plist, static_cast<unsigned>(i), &flags, &parameters,
                                               nullptr, name.size() - 1, name.data(), &config);
    const bool deflated = deflate_ < filters_.size();
    if (filter == H5Z_FILTER_DEFLATE && !deflated) {
      deflate_ = filters_.size();
    } else if (filter != H5Z_FILTER_FLETCHER32 && (filter != H5Z_FILTER_SHUFFLE || deflated)) {
      fail(
          fmt::format("is packed with filter {} ('{}'), expected shuffle, deflate and fletcher32 "
                      "at most, in this order",
                      filter, name.data()));
    }
    filters_.push_back(filter);
  }
}

void StoredChunks::check_steps(std::int64_t first, std::int64_t count) {
  if (chunk_.empty()) return check_whole();
  const hsize_t last_row = static_cast<hsize_t>(first + count - 1) / chunk_[0];
  for (hsize_t row = static_cast<hsize_t>(first) / chunk_[0]; row <= last_row; ++row) {
    if (row != checked_row_) check_row(row);
    checked_row_ = row;
  }
}

void StoredChunks::check_whole() const {
  const std::uint64_t stored = H5Dget_storage_size(dataset_);
  if (stored < bytes_of(dims_)) {
    fail(fmt::format("holds {} bytes of values, expected {}", stored, bytes_of(dims_)));
  }
}

void StoredChunks::check_row(hsize_t row) {
  std::vector<hsize_t> offset(dims_.size(), 0);
  offset[0] = row * chunk_[0];
  for (std::size_t axis = 0; axis < dims_.size();) {
    check_chunk(offset);
    // The next one, the last axis fastest.
    for (axis = dims_.size() - 1; axis > 0; --axis) {
      offset[axis] += chunk_[axis];
      if (offset[axis] < dims_[axis]) break;
      offset[axis] = 0;
    }
    if (axis == 0) return;
  }
}

void StoredChunks::check_chunk(const std::vector<hsize_t>& offset) {
  unsigned skipped = 0;
  haddr_t address = HADDR_UNDEF;
  hsize_t stored = 0;
  if (H5Dget_chunk_info_by_coord(dataset_, offset.data(), &skipped, &address, &stored) < 0) {
    fail_at(offset[0], hdf5_reason());
  }
  if (address == HADDR_UNDEF) fail_at(offset[0], "its chunk is missing");
  const bool deflated = deflate_ < filters_.size() && (skipped >> deflate_ & 1) == 0;
  const std::uint64_t inner = chunk_bytes_ + checksum_bytes(0, deflate_, skipped);
  const std::uint64_t ending = checksum_bytes(deflate_, filters_.size(), skipped);
  const std::uint64_t found = deflated ? inflated_bytes(offset, stored, ending, inner) : stored;
  const std::uint64_t expected = deflated ? inner : inner + ending;
  if (found == expected) return;
  fail_at(offset[0], fmt::format("its chunk unpacks to {} bytes, expected {}",
                                 found > expected ? "more" : fmt::to_string(found), expected));
}

// The checksums that fletcher32 has added, by the filters from `first` to before `last`.
std::uint64_t StoredChunks::checksum_bytes(std::size_t first, std::size_t last,
                                           std::uint32_t skipped) const {
  std::uint64_t bytes = 0;
  for (std::size_t i = first; i < last; ++i) {
    const bool applied = (skipped >> i & 1) == 0;
    if (applied && filters_[i] == H5Z_FILTER_FLETCHER32) bytes += kChecksumBytes;
  }
  return bytes;
}

// `ending`: the bytes behind the deflated ones.
std::uint64_t StoredChunks::inflated_bytes(const std::vector<hsize_t>& offset, std::uint64_t stored,
                                           std::uint64_t ending, std::uint64_t expected) {
  if (stored <= ending || stored > file_bytes_) return 0;
  packed_.resize(stored);
  std::uint32_t skipped = 0;
  if (H5Dread_chunk(dataset_, H5P_DEFAULT, offset.data(), &skipped, packed_.data()) < 0) {
    fail_at(offset[0], hdf5_reason());
  }
  return Inflater().count(packed_, stored - ending, expected);
}

void StoredChunks::fail(const std::string& what) const {
  throw TraceError(fmt::format("{}: dataset '{}' {}", path_, name_, what));
}

void StoredChunks::fail_at(hsize_t step, const std::string& what) const {
  throw TraceError(
      fmt::format("{}: step {}: dataset '{}' cannot be read ({})", path_, step, name_, what));
}

}  // namespace dsavp
