// An array of integers in a .npy file, read from its beginning on.
//
// Memory: 64 KiB, whatever the length of the array. Values of int64 are narrowed to int32.
// Errors: a TraceError that names the file, what was found and what is expected. Making one checks
// the header and that the file is as long as the header says; read() checks the values.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "testbench/trace_files/npy_header.h"

namespace dsavp {

class NpyArray {
 public:
  // `axes`: the names of the dimensions that the array must have.
  NpyArray(const std::string& path, std::vector<std::string> axes);

  const std::vector<std::int64_t>& shape() const { return header_.shape; }

  // Replaces all that `values` holds by the next values of the array.
  void read(std::vector<std::int32_t>& values);
  void rewind();

 private:
  void check_shape() const;
  void check_size();
  void read_block(std::int32_t* values, std::size_t count);
  std::int32_t narrowed(std::int64_t value, std::uint64_t number) const;

  std::string path_;
  std::vector<std::string> axes_;
  std::ifstream stream_;
  NpyHeader header_;
  std::streamoff first_value_ = 0;
  std::uint64_t position_ = 0;  // of the next value
  std::vector<char> bytes_;
};

}  // namespace dsavp
