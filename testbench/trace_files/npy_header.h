// The header of a .npy file: NumPy's format versions 1.0 to 3.0.
//
// Read: arrays in C order of little-endian int32 or int64. Left out: all other types and orders,
// which are refused. Written: version 1.0.
// Rules: NumPy's documentation of numpy.lib.format.
// Errors: a TraceError that names the file, what was found and what is expected.
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace dsavp {

struct NpyHeader {
  int value_bytes = 4;
  std::vector<std::int64_t> shape;
};

// Leaves `stream` at the first value.
NpyHeader read_npy_header(std::istream& stream, const std::string& path);

std::string npy_header_bytes(const NpyHeader& header);

}  // namespace dsavp
