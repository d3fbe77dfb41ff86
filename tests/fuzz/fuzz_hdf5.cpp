// An HDF5 trace whose container is sound and whose contents are anything: attributes, types, ranks,
// shapes, layouts, filters, missing chunks, chunks of any bytes, and values.
#include <hdf5.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "testbench/traces/hdf5_support.h"
#include "tests/fuzz/byte_source.h"
#include "tests/fuzz/read_trace.h"
#include "tests/support/scratch_folder.h"

namespace dsavp {
namespace {

constexpr H5Z_filter_t kUnknownFilter = 32000;
constexpr hsize_t kMostChunkElements = 4096;  // HDF5 unpacks whole chunks: for time's sake

class TraceMaker {
 public:
  TraceMaker(ByteSource& bytes, const std::string& path) : bytes_(bytes) {
    silence_hdf5();
    file_ = Hdf5Handle(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
  }

  void make() {
    std::vector<hsize_t> dims{1 + bytes_.below(3), 1 + bytes_.below(2), 1 + bytes_.below(2),
                              1 + bytes_.below(4)};
    make_text("format", kTraceFormatName);
    make_integer("version", kTraceVersion);
    make_integer("top_k", static_cast<std::int64_t>(dims[3]));
    make_text("model", "small");
    make_text("order", bytes_.flag() ? "rank" : "ascending");
    make_text("source", "fuzzed");
    make_dataset(kIndicesName, dims);
    make_dataset(kContextName, {dims[0], dims[2]});
  }

 private:
  // One in so many inputs departs from what is expected here.
  bool departs() { return bytes_.byte() >= 224; }

  Hdf5Handle any_type() {
    const hid_t kinds[] = {H5T_STD_I32LE,   H5T_STD_I32BE,  H5T_STD_U32LE, H5T_STD_I64LE,
                           H5T_STD_I8LE,    H5T_IEEE_F32LE, H5T_C_S1,      H5T_STD_B32LE,
                           H5T_STD_REF_OBJ, H5T_STD_U64BE};
    Hdf5Handle type(H5Tcopy(kinds[bytes_.below(10)]), H5Tclose);
    switch (bytes_.below(8)) {
      case 0:
        H5Tset_precision(type.get(), bytes_.byte());
        H5Tset_offset(type.get(), bytes_.byte());
        break;
      case 1:
        H5Tset_size(type.get(), bytes_.flag() ? H5T_VARIABLE : bytes_.number(2));
        break;
      case 2:
        return Hdf5Handle(H5Tvlen_create(type.get()), H5Tclose);
      case 3:
        return Hdf5Handle(H5Tenum_create(type.get()), H5Tclose);
      case 4: {
        const hsize_t size = 1 + bytes_.below(4);
        return Hdf5Handle(H5Tarray_create2(type.get(), 1, &size), H5Tclose);
      }
      case 5:
        return Hdf5Handle(H5Tcreate(H5T_OPAQUE, 1 + bytes_.number(2)), H5Tclose);
      default:
        break;
    }
    return type;
  }

  Hdf5Handle any_space() {
    switch (bytes_.below(4)) {
      case 0:
        return Hdf5Handle(H5Screate(H5S_NULL), H5Sclose);
      case 1: {
        const hsize_t size = bytes_.below(4);
        return Hdf5Handle(H5Screate_simple(1, &size, nullptr), H5Sclose);
      }
      default:
        return Hdf5Handle(H5Screate(H5S_SCALAR), H5Sclose);
    }
  }

  // Of any type, holding any bytes where those can be no pointers.
  void make_any_attribute(const char* name) {
    const Hdf5Handle type = any_type();
    const Hdf5Handle space = any_space();
    const Hdf5Handle id(
        H5Acreate2(file_.get(), name, type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    const bool has_pointers = H5Tdetect_class(type.get(), H5T_VLEN) > 0 ||
                              H5Tis_variable_str(type.get()) > 0 ||
                              H5Tdetect_class(type.get(), H5T_REFERENCE) > 0;
    if (!id.valid() || has_pointers || bytes_.flag()) return;
    std::vector<std::uint8_t> value(8 * std::max<std::size_t>(H5Tget_size(type.get()), 8));
    for (std::size_t i = 0; i < 16; ++i) value[i] = bytes_.byte();
    H5Awrite(id.get(), type.get(), value.data());
  }

  void make_text(const char* name, const std::string& usual) {
    if (departs()) return make_any_attribute(name);
    const std::string text = departs() ? bytes_.text() : usual;
    const bool variable = bytes_.flag();
    const Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type.get(), variable ? H5T_VARIABLE : std::max<std::size_t>(text.size(), 1));
    H5Tset_strpad(type.get(), static_cast<H5T_str_t>(bytes_.below(3)));
    H5Tset_cset(type.get(), static_cast<H5T_cset_t>(bytes_.below(2)));
    const char* pointer = text.c_str();
    write_attribute(name, type.get(), variable ? static_cast<const void*>(&pointer) : pointer);
  }

  void make_integer(const char* name, std::int64_t usual) {
    if (departs()) return make_any_attribute(name);
    const std::int64_t value = departs() ? static_cast<std::int64_t>(bytes_.any_number()) : usual;
    write_attribute(name, H5T_NATIVE_INT64, &value);
  }

  void write_attribute(const char* name, hid_t type, const void* value) {
    const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    const Hdf5Handle id(H5Acreate2(file_.get(), name, type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                        H5Aclose);
    if (id.valid()) H5Awrite(id.get(), type, value);
  }

  void make_dataset(const char* name, std::vector<hsize_t> dims) {
    if (departs()) dims.resize(bytes_.below(6), 1);
    if (departs() && !dims.empty()) dims[bytes_.below(dims.size())] = bytes_.any_number() >> 20;
    if (departs() && !dims.empty()) dims[bytes_.below(dims.size())] = bytes_.number(4);
    const Hdf5Handle space(H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr),
                           H5Sclose);
    const Hdf5Handle type = departs() ? any_type() : Hdf5Handle(H5Tcopy(H5T_STD_I32LE), H5Tclose);
    const Hdf5Handle plist(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const bool chunked = set_layout(plist.get(), dims);
    const Hdf5Handle id(H5Dcreate2(file_.get(), name, type.get(), space.get(), H5P_DEFAULT,
                                   plist.get(), H5P_DEFAULT),
                        H5Dclose);
    if (!id.valid()) return;
    write_values(id.get(), dims);
    const bool is_empty = std::find(dims.begin(), dims.end(), 0) != dims.end();
    if (chunked && !is_empty && departs()) write_raw_chunk(id.get(), dims.size());
  }

  bool set_layout(hid_t plist, const std::vector<hsize_t>& dims) {
    const std::int32_t fill = bytes_.byte() % 4;
    if (departs()) H5Pset_fill_value(plist, H5T_NATIVE_INT32, &fill);
    const std::uint64_t layout = bytes_.below(8);
    if (layout < 2 || dims.empty()) {
      H5Pset_layout(plist, layout == 0 ? H5D_COMPACT : H5D_CONTIGUOUS);
      return false;
    }
    std::vector<hsize_t> chunk = dims;
    chunk[0] = 1;
    if (departs()) chunk[bytes_.below(chunk.size())] = 1 + bytes_.number(2);
    hsize_t elements = 1;
    for (hsize_t& size : chunk) {
      size = std::clamp<hsize_t>(size, 1, kMostChunkElements / elements);
      elements *= size;
    }
    H5Pset_chunk(plist, static_cast<int>(chunk.size()), chunk.data());
    set_filters(plist);
    return true;
  }

  // Not nbit and scaleoffset: with those HDF5 can crash while it makes the file.
  void set_filters(hid_t plist) {
    const std::uint8_t filters = bytes_.byte();
    if ((filters & 1) != 0) H5Pset_shuffle(plist);
    if ((filters & 2) != 0) H5Pset_deflate(plist, 1);
    if ((filters & 4) != 0) H5Pset_fletcher32(plist);
    if ((filters & 0x18) == 0x18) {
      H5Pset_filter(plist, kUnknownFilter, H5Z_FLAG_OPTIONAL, 0, nullptr);
    }
  }

  // Sets of 0, 1, 2 ... or of any values, for datasets small enough.
  void write_values(hid_t dataset, const std::vector<hsize_t>& dims) {
    hsize_t elements = 1;
    for (const hsize_t size : dims) {
      if (size == 0 || elements * size > kMostChunkElements || size > kMostChunkElements) return;
      elements *= size;
    }
    if (departs()) return;  // nothing is allocated
    std::vector<std::int32_t> values(elements);
    const std::size_t width = dims.size() == 4 ? dims[3] : 1;
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<std::int32_t>(dims.size() == 4 ? i % width : 4 + i);
    }
    while (departs())
      values[bytes_.below(values.size())] = static_cast<std::int32_t>(bytes_.number(4));
    H5Dwrite(dataset, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  }

  void write_raw_chunk(hid_t dataset, std::size_t rank) {
    const std::vector<hsize_t> offset(rank, 0);
    std::vector<std::uint8_t> chunk(bytes_.byte());
    for (std::uint8_t& byte : chunk) byte = bytes_.byte();
    const auto mask = static_cast<std::uint32_t>(bytes_.byte() % 16);
    H5Dwrite_chunk(dataset, H5P_DEFAULT, mask, offset.data(), chunk.size(), chunk.data());
  }

  ByteSource& bytes_;
  Hdf5Handle file_;
};

}  // namespace
}  // namespace dsavp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dsavp;
  static const ScratchFolder folder;
  // HDF5 keeps what it has freed, which is much quicker here.
  static const herr_t kept = H5set_free_list_limits(-1, -1, -1, -1, -1, -1);
  require(kept >= 0);
  const std::string path = folder.path("trace.h5");
  ByteSource bytes(data, size);
  TraceMaker(bytes, path).make();
  read_trace(path);
  return 0;
}
