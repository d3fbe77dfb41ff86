#include "testbench/trace_files/npy_array.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>
#include <type_traits>
#include <utility>

#include "testbench/traces/trace_format.h"

namespace dsavp {
namespace {

constexpr std::size_t kBlockBytes = 65536;
constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kSmallest = std::numeric_limits<std::int32_t>::min();

std::ifstream open_array(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    throw TraceError(fmt::format("{}: no such file", path));
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream || !std::filesystem::is_regular_file(path, ignored)) {
    throw TraceError(fmt::format("{}: cannot be read, expected a .npy file", path));
  }
  return stream;
}

// Whatever the byte order of this machine.
template <class Value>
std::int64_t little_endian(const char* bytes) {
  std::make_unsigned_t<Value> value = 0;
  for (std::size_t byte = 0; byte < sizeof(Value); ++byte) {
    value |= std::make_unsigned_t<Value>{static_cast<unsigned char>(bytes[byte])} << (8 * byte);
  }
  return static_cast<Value>(value);
}

}  // namespace

NpyArray::NpyArray(const std::string& path, std::vector<std::string> axes)
    : path_(path), axes_(std::move(axes)), stream_(open_array(path)), bytes_(kBlockBytes) {
  header_ = read_npy_header(stream_, path_);
  first_value_ = stream_.tellg();
  check_shape();
  check_size();
}

void NpyArray::check_shape() const {
  if (header_.shape.size() != axes_.size()) {
    throw TraceError(fmt::format("{}: has {} dimensions ({}), expected {}: [{}]", path_,
                                 header_.shape.size(), fmt::join(header_.shape, " x "),
                                 axes_.size(), fmt::join(axes_, ", ")));
  }
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    if (header_.shape[axis] < 1 || header_.shape[axis] > kLargest) {
      throw TraceError(fmt::format("{}: has size {} in dimension '{}', expected 1 to {}", path_,
                                   header_.shape[axis], axes_[axis], kLargest));
    }
  }
}

void NpyArray::check_size() {
  const std::uint64_t held =
      std::filesystem::file_size(path_) - static_cast<std::uint64_t>(first_value_);
  // A product that exceeds 64 bits exceeds any file.
  std::uint64_t expected = static_cast<std::uint64_t>(header_.value_bytes);
  for (const std::int64_t size : header_.shape) {
    if (__builtin_mul_overflow(expected, static_cast<std::uint64_t>(size), &expected)) {
      expected = std::numeric_limits<std::uint64_t>::max();
      break;
    }
  }
  if (held < expected) {
    throw TraceError(
        fmt::format("{}: is truncated, {} bytes of values, expected {}", path_, held, expected));
  }
  if (held > expected) {
    throw TraceError(
        fmt::format("{}: has {} bytes after its values, expected none", path_, held - expected));
  }
}

void NpyArray::read(std::vector<std::int32_t>& values) {
  const std::size_t most = kBlockBytes / static_cast<std::size_t>(header_.value_bytes);
  for (std::size_t done = 0; done < values.size();) {
    const std::size_t count = std::min(most, values.size() - done);
    read_block(values.data() + done, count);
    done += count;
  }
}

void NpyArray::read_block(std::int32_t* values, std::size_t count) {
  const std::size_t width = static_cast<std::size_t>(header_.value_bytes);
  if (!stream_.read(bytes_.data(), static_cast<std::streamsize>(count * width))) {
    throw TraceError(fmt::format("{}: cannot be read at value {}", path_, position_));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const char* bytes = bytes_.data() + i * width;
    values[i] = width == 4 ? static_cast<std::int32_t>(little_endian<std::int32_t>(bytes))
                           : narrowed(little_endian<std::int64_t>(bytes), position_ + i);
  }
  position_ += count;
}

std::int32_t NpyArray::narrowed(std::int64_t value, std::uint64_t number) const {
  if (value < kSmallest || value > kLargest) {
    std::vector<std::uint64_t> place(axes_.size());
    for (std::size_t axis = axes_.size(); axis-- > 0;) {
      const auto size = static_cast<std::uint64_t>(header_.shape[axis]);
      place[axis] = number % size;
      number /= size;
    }
    throw TraceError(fmt::format("{}: the value at [{}] = [{}] is {}, expected {} to {}", path_,
                                 fmt::join(axes_, ", "), fmt::join(place, ", "), value, kSmallest,
                                 kLargest));
  }
  return static_cast<std::int32_t>(value);
}

void NpyArray::rewind() {
  stream_.clear();
  stream_.seekg(first_value_);
  position_ = 0;
}

}  // namespace dsavp
