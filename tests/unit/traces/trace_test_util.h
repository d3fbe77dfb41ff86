#pragma once

// What the tests of the traces share: small valid traces, and edits that break a file on purpose.

#include <hdf5.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <random>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "testbench/traces/trace_format.h"
#include "testbench/traces/trace_reader.h"
#include "testbench/traces/trace_writer.h"
#include "tests/support/scratch_folder.h"

namespace dsavp::trace_test {

inline TraceInfo make_info(int layers, int requests, int top_k, const std::string& order) {
  TraceInfo info;
  info.model = "test-model";
  info.order = order;
  info.source = "a test";
  info.layers = layers;
  info.requests = requests;
  info.top_k = top_k;
  return info;
}

// Tokens drawn without replacement from [0, context), in the order that `info` names.
inline TraceStep random_step(const TraceInfo& info, int max_context, std::mt19937& random) {
  TraceStep step(info);
  std::uniform_int_distribution<std::int32_t> contexts(1, max_context);
  for (std::int32_t& context : step.context_length) {
    context = contexts(random);
  }
  for (int layer = 0; layer < info.layers; ++layer) {
    for (int request = 0; request < info.requests; ++request) {
      std::vector<std::int32_t> tokens(step.context_length[request]);
      std::iota(tokens.begin(), tokens.end(), 0);
      std::shuffle(tokens.begin(), tokens.end(), random);
      tokens.resize(std::min<std::size_t>(tokens.size(), info.top_k));
      if (info.order == "ascending") {
        std::sort(tokens.begin(), tokens.end());
      }
      std::copy(tokens.begin(), tokens.end(), step.indices.begin() + step.offset(layer, request));
    }
  }
  return step;
}

inline std::vector<TraceStep> write_random(const std::string& path, const TraceInfo& info,
                                           int steps, int max_context, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<TraceStep> written;
  TraceWriter writer(path, info);
  for (int step = 0; step < steps; ++step) {
    written.push_back(random_step(info, max_context, random));
    writer.append(written.back());
  }
  writer.close();
  return written;
}

// Opens the file for writing, applies `change`, and closes it.
template <typename Change>
void edit(const std::string& path, Change change) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  REQUIRE(file >= 0);
  change(file);
  REQUIRE(H5Fclose(file) >= 0);
}

inline void put_attribute(hid_t file, const char* name, hid_t type, const void* value,
                          std::vector<hsize_t> dims = {}) {
  if (H5Aexists(file, name) > 0) {
    REQUIRE(H5Adelete(file, name) >= 0);
  }
  const hid_t space = dims.empty()
                          ? H5Screate(H5S_SCALAR)
                          : H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr);
  const hid_t id = H5Acreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  REQUIRE(H5Awrite(id, type, value) >= 0);
  H5Aclose(id);
  H5Sclose(space);
}

inline void put_fixed_string(hid_t file, const char* name, std::string value, std::size_t size,
                             H5T_str_t padding) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, size);
  H5Tset_strpad(type, padding);
  value.resize(size, padding == H5T_STR_SPACEPAD ? ' ' : '\0');
  put_attribute(file, name, type, value.data());
  H5Tclose(type);
}

// Puts an empty dataset in the place of `name`; a chunk of no dimensions leaves it contiguous.
inline void put_dataset(hid_t file, const char* name, hid_t type, const std::vector<hsize_t>& dims,
                        const std::vector<hsize_t>& chunk = {}) {
  if (H5Lexists(file, name, H5P_DEFAULT) > 0) {
    REQUIRE(H5Ldelete(file, name, H5P_DEFAULT) >= 0);
  }
  const int rank = static_cast<int>(dims.size());
  const hid_t space = H5Screate_simple(rank, dims.data(), nullptr);
  const hid_t plist = H5Pcreate(H5P_DATASET_CREATE);
  if (!chunk.empty()) {
    H5Pset_chunk(plist, rank, chunk.data());
  }
  const hid_t id = H5Dcreate2(file, name, type, space, H5P_DEFAULT, plist, H5P_DEFAULT);
  REQUIRE(id >= 0);
  H5Dclose(id);
  H5Pclose(plist);
  H5Sclose(space);
}

// Overwrites one element of a dataset of int32.
inline void put_element(hid_t file, const char* name, const std::vector<hsize_t>& where,
                        std::int32_t value) {
  const hid_t id = H5Dopen2(file, name, H5P_DEFAULT);
  const hid_t space = H5Dget_space(id);
  const hid_t one = H5Screate(H5S_SCALAR);
  REQUIRE(H5Sselect_elements(space, H5S_SELECT_SET, 1, where.data()) >= 0);
  REQUIRE(H5Dwrite(id, H5T_NATIVE_INT32, one, space, H5P_DEFAULT, &value) >= 0);
  H5Sclose(one);
  H5Sclose(space);
  H5Dclose(id);
}

// The message of the TraceError that `action` throws.
template <typename Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const TraceError& error) {
    return error.what();
  }
  FAIL("no TraceError was thrown");
  return {};
}

inline void read_all(const std::string& path) {
  TraceReader reader(path);
  TraceStep step;
  while (reader.next(step)) {
  }
}

// That `message` is one line, begins with the path and holds `part`.
inline void check_message(const std::string& message, const std::string& path,
                          const std::string& part) {
  INFO(message);
  CHECK(message.rfind(path + ": ", 0) == 0);
  CHECK(message.find('\n') == std::string::npos);
  CHECK(message.find(part) != std::string::npos);
}

}  // namespace dsavp::trace_test
