#pragma once

// The attributes of the root group of a trace. Internal: includes HDF5.
//
// Strings may be of variable or of fixed length, integers of any width and sign; both must be one
// value, not an array. Errors: a TraceError that names the file and the attribute.

#include <cstdint>
#include <string>

#include "testbench/traces/hdf5_support.h"

namespace dsavp {

// `path` is for messages only.
std::string read_string_attribute(const std::string& path, hid_t file, const char* name);
std::int64_t read_int_attribute(const std::string& path, hid_t file, const char* name);

// Written as h5py writes them: variable-length UTF-8, and int64.
void write_string_attribute(const std::string& path, hid_t file, const char* name,
                            const std::string& value);
void write_int_attribute(const std::string& path, hid_t file, const char* name, std::int64_t value);

}  // namespace dsavp
