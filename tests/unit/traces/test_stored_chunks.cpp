// What the reader checks of a file's chunks before HDF5 unpacks them. Each of these files has a sound
// container; without the check HDF5 1.10 reads beyond a buffer, never ends, or takes a fill value.
#include <zlib.h>

#include <cstring>

#include "tests/unit/traces/trace_test_util.h"

namespace dsavp::trace_test {
namespace {

using Bytes = std::vector<unsigned char>;

const std::vector<hsize_t> kDims = {1, 1, 1, 4};
const std::vector<std::int32_t> kSet = {0, 2, 4, 6};

Bytes bytes_of(const std::vector<std::int32_t>& values) {
  Bytes bytes(4 * values.size());
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

Bytes deflated(const Bytes& bytes) {
  Bytes packed(compressBound(bytes.size()));
  uLongf size = packed.size();
  REQUIRE(compress(packed.data(), &size, bytes.data(), bytes.size()) == Z_OK);
  packed.resize(size);
  return packed;
}

class Filters {
 public:
  Filters() { H5Pset_chunk(plist, 4, kDims.data()); }
  ~Filters() { H5Pclose(plist); }
  Filters(const Filters&) = delete;
  Filters& operator=(const Filters&) = delete;

  const hid_t plist = H5Pcreate(H5P_DATASET_CREATE);
};

// A trace of one set whose indices are replaced by a dataset of `plist`, without any values.
class OneSet {
 public:
  OneSet() {
    const TraceInfo info = make_info(1, 1, 4, "ascending");
    TraceWriter writer(path(), info);
    TraceStep step(info);
    step.context_length = {10};
    step.indices = kSet;
    writer.append(step);
    writer.close();
  }

  std::string path() const { return folder_.path("trace.h5"); }

  template <typename Fill>
  void replace(hid_t plist, Fill fill, const std::vector<hsize_t>& dims = kDims) const {
    edit(path(), [&](hid_t file) {
      REQUIRE(H5Ldelete(file, "topk_indices", H5P_DEFAULT) >= 0);
      const hid_t space = H5Screate_simple(4, dims.data(), nullptr);
      const hid_t id =
          H5Dcreate2(file, "topk_indices", H5T_STD_I32LE, space, H5P_DEFAULT, plist, H5P_DEFAULT);
      REQUIRE(id >= 0);
      fill(id);
      H5Dclose(id);
      H5Sclose(space);
    });
  }

  // The chunk as it is to stand in the file; `skipped` has a bit for each filter not applied.
  void store(const Filters& filters, const Bytes& chunk, std::uint32_t skipped = 0) const {
    replace(filters.plist, [&](hid_t id) {
      const hsize_t offset[] = {0, 0, 0, 0};
      REQUIRE(H5Dwrite_chunk(id, H5P_DEFAULT, skipped, offset, chunk.size(), chunk.data()) >= 0);
    });
  }

  void check_rejected(const std::string& part) const {
    check_message(error_of([&] { read_all(path()); }), path(), part);
  }

 private:
  ScratchFolder folder_;
};

void write_set(hid_t dataset) {
  REQUIRE(H5Dwrite(dataset, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, kSet.data()) >= 0);
}

const std::string kStart = "step 0: dataset 'topk_indices' cannot be read (its chunk ";

}  // namespace

TEST_CASE("a chunk that is too short or too long is refused", "[traces]") {
  const OneSet file;
  const std::vector<std::int32_t> five = {0, 2, 4, 6, 8};
  SECTION("as it is") {
    file.store(Filters(), bytes_of({0, 2, 4}));
    file.check_rejected(kStart + "unpacks to 12 bytes, expected 16)");
  }
  SECTION("its filter skipped") {
    const Filters filters;
    H5Pset_deflate(filters.plist, 6);
    file.store(filters, bytes_of({0, 2, 4}), 1);
    file.check_rejected(kStart + "unpacks to 12 bytes, expected 16)");
  }
  SECTION("deflated") {
    const Filters filters;
    H5Pset_shuffle(filters.plist);
    H5Pset_deflate(filters.plist, 6);
    file.store(filters, deflated(bytes_of({0})));
    file.check_rejected(kStart + "unpacks to 4 bytes, expected 16)");
    file.store(filters, deflated(bytes_of(five)));
    file.check_rejected(kStart + "unpacks to more bytes, expected 16)");
  }
  SECTION("shorter than its checksum") {
    const Filters filters;
    H5Pset_fletcher32(filters.plist);
    file.store(filters, {1, 2});
    file.check_rejected(kStart + "unpacks to 2 bytes, expected 20)");
  }
}

TEST_CASE("a deflated chunk that is damaged is refused", "[traces]") {
  const OneSet file;
  const Filters filters;
  H5Pset_deflate(filters.plist, 6);
  SECTION("that asks for a dictionary") {
    file.store(filters, {0x78, 0x20, 0, 0, 0, 1, 0, 0, 0, 0});
    file.check_rejected(kStart + "unpacks to 0 bytes, expected 16)");
  }
  SECTION("that is cut") {
    Bytes chunk = deflated(bytes_of(kSet));
    chunk.resize(chunk.size() / 2);
    file.store(filters, chunk);
    file.check_rejected(kStart + "unpacks to 0 bytes, expected 16)");
  }
}

TEST_CASE("steps that the file states but does not hold are refused", "[traces]") {
  const OneSet file;
  const auto nothing = [](hid_t) {};
  SECTION("in chunks") {
    file.replace(Filters().plist, nothing);
    file.check_rejected(kStart + "is missing)");
  }
  SECTION("at once") {
    file.replace(H5P_DEFAULT, nothing);
    file.check_rejected("dataset 'topk_indices' holds 0 bytes of values, expected 16");
  }
  SECTION("in another file") {
    const Filters filters;
    H5Pset_layout(filters.plist, H5D_CONTIGUOUS);
    H5Pset_external(filters.plist, "other.bin", 0, 16);
    file.replace(filters.plist, nothing);
    file.check_rejected("dataset 'topk_indices' has its values in other files, expected in this");
  }
  SECTION("2^31 - 1 of them, in a few kilobytes") {
    const hsize_t steps = (hsize_t{1} << 31) - 1;
    file.replace(Filters().plist, nothing, {steps, 1, 1, 4});
    edit(file.path(), [&](hid_t id) {
      put_dataset(id, "context_length", H5T_STD_I32LE, {steps, 1}, {1, 1});
    });
    const TraceReader reader(file.path());
    check_message(error_of([&] { reader.longest_context(); }), file.path(),
                  "step 0: dataset 'context_length' cannot be read (its chunk is missing)");
  }
}

TEST_CASE("shuffled, deflated and summed chunks are read, others are refused", "[traces]") {
  const OneSet file;
  const Filters filters;
  SECTION("the sum last") {
    H5Pset_shuffle(filters.plist);
    H5Pset_deflate(filters.plist, 6);
    H5Pset_fletcher32(filters.plist);
    file.replace(filters.plist, write_set);
    CHECK_NOTHROW(read_all(file.path()));
  }
  SECTION("the sum first") {
    H5Pset_fletcher32(filters.plist);
    H5Pset_deflate(filters.plist, 6);
    file.replace(filters.plist, write_set);
    CHECK_NOTHROW(read_all(file.path()));
  }
  SECTION("deflated, then shuffled") {
    H5Pset_deflate(filters.plist, 6);
    H5Pset_shuffle(filters.plist);
    file.replace(filters.plist, write_set);
    file.check_rejected("is packed with filter 2 ('shuffle'), expected shuffle, deflate and");
  }
  SECTION("by another filter") {
    H5Pset_scaleoffset(filters.plist, H5Z_SO_INT, 0);
    file.replace(filters.plist, write_set);
    file.check_rejected("is packed with filter 6 (");
  }
}

}  // namespace dsavp::trace_test
