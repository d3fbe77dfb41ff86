#pragma once

// What the file holds of a dataset of int32, checked before HDF5 is asked to read it. Internal:
// includes HDF5.
//
// HDF5 1.10 copies a whole chunk out of what a filter has unpacked, however short that is; it goes
// on for ever with a deflated chunk that asks for a dictionary; and chunks that are not there read as
// a fill value, so that a file of a kilobyte can state 2^31 steps. So every chunk has to be there and
// to unpack to its size, which costs unpacking it twice. Filters may be shuffle, deflate and
// fletcher32. Values in other files (external and virtual datasets) are refused.
// Left out: the structure of the container itself, for which HDF5 is to be trusted.
// Memory: one packed chunk. Errors: a TraceError that names file, dataset and step.

#include <cstdint>
#include <string>
#include <vector>

#include "testbench/traces/hdf5_support.h"

namespace dsavp {

class StoredChunks {
 public:
  StoredChunks() = default;
  // `dims`: the shape of the dataset, whose first axis is the step; `dataset` has to stay open.
  StoredChunks(std::string path, const char* name, hid_t dataset, std::vector<hsize_t> dims);

  // Checks the chunks that hold any of the steps; those checked last are not checked again. Of a
  // dataset without chunks, checks all of it.
  void check_steps(std::int64_t first, std::int64_t count);

 private:
  void check_whole() const;
  void take_chunk(hid_t plist);
  void take_filters(hid_t plist);
  void check_row(hsize_t row);
  void check_chunk(const std::vector<hsize_t>& offset);
  std::uint64_t inflated_bytes(const std::vector<hsize_t>& offset, std::uint64_t stored,
                               std::uint64_t ending, std::uint64_t expected);
  std::uint64_t checksum_bytes(std::size_t first, std::size_t last, std::uint32_t skipped) const;
  [[noreturn]] void fail(const std::string& what) const;
  [[noreturn]] void fail_at(hsize_t step, const std::string& what) const;

  std::string path_;
  const char* name_ = nullptr;
  hid_t dataset_ = H5I_INVALID_HID;
  std::vector<hsize_t> dims_;
  hsize_t file_bytes_ = 0;
  std::vector<hsize_t> chunk_;         // empty unless the layout is chunked
  std::uint64_t chunk_bytes_ = 0;      // unpacked
  std::vector<H5Z_filter_t> filters_;  // in the order in which they packed
  std::size_t deflate_ = 0;            // its place among them, or their number
  std::vector<unsigned char> packed_;  // scratch
  hsize_t checked_row_ = ~hsize_t{0};  // of chunks along the steps
};

}  // namespace dsavp
