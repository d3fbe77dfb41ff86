#include "testbench/traces/trace_attributes.h"

#include <fmt/format.h>

#include <vector>

#include "testbench/traces/trace_format.h"

namespace dsavp {
namespace {

constexpr std::size_t kMostTextBytes = std::size_t{1} << 20;

[[noreturn]] void fail(const std::string& path, const char* name, const std::string& what) {
  throw TraceError(fmt::format("{}: attribute '{}' {}", path, name, what));
}

struct Attribute {
  Hdf5Handle id;
  Hdf5Handle type;
};

Attribute open_attribute(const std::string& path, hid_t file, const char* name, H5T_class_t wanted,
                         const char* wanted_name) {
  const htri_t exists = H5Aexists(file, name);
  if (exists < 0) {
    fail(path, name, fmt::format("cannot be looked up ({})", hdf5_reason()));
  }
  if (exists == 0) {
    fail(path, name, fmt::format("is missing, expected {}", wanted_name));
  }
  Attribute attribute;
  attribute.id = Hdf5Handle(H5Aopen(file, name, H5P_DEFAULT), H5Aclose);
  if (!attribute.id.valid()) {
    fail(path, name, fmt::format("cannot be opened ({})", hdf5_reason()));
  }
  const Hdf5Handle space(H5Aget_space(attribute.id.get()), H5Sclose);
  attribute.type = Hdf5Handle(H5Aget_type(attribute.id.get()), H5Tclose);
  if (H5Tget_class(attribute.type.get()) != wanted) {
    fail(path, name, fmt::format("has another type, expected {}", wanted_name));
  }
  if (H5Sget_simple_extent_npoints(space.get()) != 1) {
    fail(path, name, fmt::format("is not a single value, expected {}", wanted_name));
  }
  return attribute;
}

// A memory type for strings like those of `file_type`: HDF5 converts lengths and padding, but not
// between character sets.
Hdf5Handle string_type(std::size_t size, H5T_cset_t charset) {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), size);
  H5Tset_cset(type.get(), charset);
  return type;
}

std::string read_variable_string(const std::string& path, const char* name,
                                 const Attribute& attribute) {
  const Hdf5Handle type = string_type(H5T_VARIABLE, H5Tget_cset(attribute.type.get()));
  char* text = nullptr;
  if (H5Aread(attribute.id.get(), type.get(), &text) < 0) {
    fail(path, name, fmt::format("cannot be read ({})", hdf5_reason()));
  }
  const std::string value = text == nullptr ? "" : text;
  H5free_memory(text);
  return value;
}

std::string read_fixed_string(const std::string& path, const char* name,
                              const Attribute& attribute) {
  // One byte more than the file has, for the terminator that a full or space-padded string lacks.
  const std::size_t size = H5Tget_size(attribute.type.get()) + 1;
  if (size > kMostTextBytes) {
    fail(path, name, fmt::format("has {} bytes, expected less than {}", size - 1, kMostTextBytes));
  }
  const Hdf5Handle type = string_type(size, H5Tget_cset(attribute.type.get()));
  std::vector<char> text(size, '\0');
  if (H5Aread(attribute.id.get(), type.get(), text.data()) < 0) {
    fail(path, name, fmt::format("cannot be read ({})", hdf5_reason()));
  }
  return text.data();
}

void write_attribute(const std::string& path, hid_t file, const char* name, hid_t file_type,
                     hid_t memory_type, const void* value) {
  const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Hdf5Handle id(H5Acreate2(file, name, file_type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                      H5Aclose);
  if (!id.valid() || H5Awrite(id.get(), memory_type, value) < 0) {
    fail(path, name, fmt::format("cannot be written ({})", hdf5_reason()));
  }
}

}  // namespace

std::string read_string_attribute(const std::string& path, hid_t file, const char* name) {
  const Attribute attribute = open_attribute(path, file, name, H5T_STRING, "a string");
  return H5Tis_variable_str(attribute.type.get()) > 0 ? read_variable_string(path, name, attribute)
                                                      : read_fixed_string(path, name, attribute);
}

std::int64_t read_int_attribute(const std::string& path, hid_t file, const char* name) {
  const Attribute attribute = open_attribute(path, file, name, H5T_INTEGER, "an integer");
  std::int64_t value = 0;
  if (H5Aread(attribute.id.get(), H5T_NATIVE_INT64, &value) < 0) {
    fail(path, name, fmt::format("cannot be read ({})", hdf5_reason()));
  }
  return value;
}

void write_string_attribute(const std::string& path, hid_t file, const char* name,
                            const std::string& value) {
  const Hdf5Handle type = string_type(H5T_VARIABLE, H5T_CSET_UTF8);
  const char* text = value.c_str();
  write_attribute(path, file, name, type.get(), type.get(), &text);
}

void write_int_attribute(const std::string& path, hid_t file, const char* name,
                         std::int64_t value) {
  write_attribute(path, file, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

}  // namespace dsavp
