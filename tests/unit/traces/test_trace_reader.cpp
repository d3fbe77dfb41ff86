#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "testbench/traces/trace_reader.h"
#include "tests/unit/traces/trace_test_util.h"

namespace dsavp::trace_test {
namespace {

// A valid trace of 3 steps, 2 layers, 2 requests and k = 4, to be broken. Contexts are at least 10,
// so no set has padding, and set (step, layer, request) holds 0, 2, 4, 6.
class BrokenFile {
 public:
  explicit BrokenFile(const std::string& order = "ascending") {
    const TraceInfo info = make_info(2, 2, 4, order);
    TraceWriter writer(path(), info);
    TraceStep step(info);
    step.context_length = {10, 12};
    for (std::size_t i = 0; i < step.indices.size(); ++i) {
      step.indices[i] = static_cast<std::int32_t>(2 * (i % 4));
    }
    for (int i = 0; i < 3; ++i) {
      writer.append(step);
    }
    writer.close();
  }

  std::string path() const { return folder_.path("trace.h5"); }

  template <typename Change>
  void check_rejected(Change change, const std::string& part) const {
    edit(path(), change);
    check_message(error_of([&] { read_all(path()); }), path(), part);
  }

 private:
  ScratchFolder folder_;
};

void check_real(const std::string& name, int top_k) {
  TraceReader reader(std::string(DSA_TRACE_DIR) + "/" + name);
  const TraceInfo& info = reader.info();
  REQUIRE(info.steps == 128);
  REQUIRE(info.layers == 12);
  REQUIRE(info.requests == 2);
  REQUIRE(info.top_k == top_k);
  CHECK_FALSE(info.model.empty());
  CHECK_FALSE(info.source.empty());

  TraceStep step;
  int wrong = 0;
  while (reader.next(step)) {
    for (int request = 0; request < info.requests; ++request) {
      wrong += step.context_length[request] != 16129 + reader.position() - 1;
      for (int layer = 0; layer < info.layers; ++layer) {
        wrong += step.set(layer, request).size() != static_cast<std::size_t>(top_k);
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(reader.position() == 128);
}

}  // namespace

TEST_CASE("the recorded traces are read whole", "[traces]") {
  check_real("code-16k-k2048.h5", 2048);
  check_real("code-16k-k512.h5", 512);
}

TEST_CASE("a reader walks the steps, stops at the end and rewinds", "[traces]") {
  const BrokenFile file;
  TraceReader reader(file.path());
  CHECK(reader.info().path == file.path());
  CHECK(reader.info().model == "test-model");
  CHECK(reader.info().order == "ascending");
  CHECK(reader.info().source == "a test");
  CHECK(reader.position() == 0);

  TraceStep step;
  for (int expected = 1; expected <= 3; ++expected) {
    REQUIRE(reader.next(step));
    CHECK(reader.position() == expected);
  }
  const std::vector<std::int32_t> last = step.indices;
  CHECK_FALSE(reader.next(step));
  CHECK(reader.position() == 3);
  CHECK(step.indices == last);

  reader.rewind();
  CHECK(reader.position() == 0);
  REQUIRE(reader.next(step));
  const IndexSpan set = step.set(1, 1);
  CHECK(std::vector<std::int32_t>(set.begin(), set.end()) == std::vector<std::int32_t>{0, 2, 4, 6});
  CHECK(set[3] == 6);
}

TEST_CASE("reading reuses the storage of the step", "[traces]") {
  const BrokenFile file;
  TraceReader reader(file.path());
  TraceStep step;
  REQUIRE(reader.next(step));
  const std::int32_t* const storage = step.indices.data();
  REQUIRE(reader.next(step));
  CHECK(step.indices.data() == storage);
}

TEST_CASE("a reader can be moved", "[traces]") {
  const BrokenFile file;
  TraceReader first(file.path());
  TraceStep step;
  REQUIRE(first.next(step));
  TraceReader second(std::move(first));
  CHECK(second.position() == 1);
  CHECK(second.next(step));
}

TEST_CASE("attributes may be fixed-length strings and integers of any width", "[traces]") {
  const BrokenFile file;
  edit(file.path(), [](hid_t id) {
    put_fixed_string(id, "format", "dsa-trace", 9, H5T_STR_NULLPAD);
    put_fixed_string(id, "order", "ascending", 16, H5T_STR_NULLTERM);
    put_fixed_string(id, "model", "padded", 12, H5T_STR_SPACEPAD);
    const std::uint8_t version = 1;
    put_attribute(id, "version", H5T_NATIVE_UINT8, &version);
    const std::int16_t top_k = 4;
    put_attribute(id, "top_k", H5T_NATIVE_INT16, &top_k, {1});
  });
  const TraceReader reader(file.path());
  CHECK(reader.info().order == "ascending");
  CHECK(reader.info().model == "padded");
  CHECK(reader.info().top_k == 4);
}

TEST_CASE("chunks that span steps, and big-endian elements, are read", "[traces]") {
  const BrokenFile file;
  edit(file.path(), [](hid_t id) {
    put_dataset(id, "topk_indices", H5T_STD_I32BE, {3, 2, 2, 4}, {2, 1, 2, 4});
    for (hsize_t set = 0; set < 12; ++set) {
      for (hsize_t k = 0; k < 4; ++k) {
        put_element(id, "topk_indices", {set / 4, set / 2 % 2, set % 2, k},
                    static_cast<std::int32_t>(k + set / 4));
      }
    }
  });
  TraceReader reader(file.path());
  TraceStep step;
  for (int first = 0; first < 3; ++first) {
    REQUIRE(reader.next(step));
    CHECK(step.set(1, 0)[0] == first);
    CHECK(step.set(0, 1)[3] == first + 3);
  }
}

TEST_CASE("files that are not HDF5 are named as such", "[traces]") {
  const ScratchFolder folder;
  const auto check = [](const std::string& path, const std::string& part) {
    check_message(error_of([&] { TraceReader reader(path); }), path, part);
  };
  check(folder.path("absent.h5"), "no such file");
  check(folder.path(""), "not a regular file");
  std::ofstream(folder.path("empty.h5")).close();
  check(folder.path("empty.h5"), "not an HDF5 file");
  std::ofstream(folder.path("text.h5")) << "token,layer\n1,2\n";
  check(folder.path("text.h5"), "not an HDF5 file");
}

TEST_CASE("a file cut at any place is rejected", "[traces]") {
  const ScratchFolder folder;
  const std::string whole = folder.path("whole.h5");
  const std::string cut = folder.path("cut.h5");
  write_random(whole, make_info(2, 2, 16, "rank"), 20, 100, 1);
  const std::uintmax_t size = std::filesystem::file_size(whole);
  for (std::uintmax_t left = 0; left < size; left += 1 + size / 97) {
    std::filesystem::copy_file(whole, cut, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(cut, left);
    check_message(error_of([&] { read_all(cut); }), cut, left < 8 ? "not an HDF5" : "HDF5");
  }
  std::filesystem::copy_file(whole, cut, std::filesystem::copy_options::overwrite_existing);
  std::filesystem::resize_file(cut, size / 2);
  check_message(error_of([&] { TraceReader reader(cut); }), cut, "truncated");
}

TEST_CASE("missing attributes are named", "[traces]") {
  const std::string name = GENERATE("format", "version", "model", "top_k", "order", "source");
  const BrokenFile file;
  file.check_rejected([&](hid_t id) { H5Adelete(id, name.c_str()); },
                      "attribute '" + name + "' is missing, expected a");
}

TEST_CASE("attributes of another type are named", "[traces]") {
  const BrokenFile file;
  const double real = 1.0;
  const std::int64_t integer = 1;
  SECTION("a string that is an integer") {
    const std::string name = GENERATE("format", "model", "order", "source");
    file.check_rejected(
        [&](hid_t id) { put_attribute(id, name.c_str(), H5T_NATIVE_INT64, &integer); },
        "attribute '" + name + "' has another type, expected a string");
  }
  SECTION("an integer that is not") {
    const std::string name = GENERATE("version", "top_k");
    file.check_rejected(
        [&](hid_t id) { put_attribute(id, name.c_str(), H5T_NATIVE_DOUBLE, &real); },
        "attribute '" + name + "' has another type, expected an integer");
  }
  SECTION("an array") {
    const std::int32_t pair[] = {4, 4};
    file.check_rejected([&](hid_t id) { put_attribute(id, "top_k", H5T_NATIVE_INT32, pair, {2}); },
                        "attribute 'top_k' is not a single value, expected an integer");
  }
}

TEST_CASE("attributes of another value are named", "[traces]") {
  const BrokenFile file;
  const auto put_int = [](const char* name, std::int32_t value) {
    return [=](hid_t id) { put_attribute(id, name, H5T_NATIVE_INT32, &value); };
  };
  const auto put_text = [](const char* name, const char* value) {
    return [=](hid_t id) { put_fixed_string(id, name, value, 16, H5T_STR_NULLTERM); };
  };
  SECTION("format") {
    file.check_rejected(put_text("format", "dsa-trade"),
                        "attribute 'format' is \"dsa-trade\", expected \"dsa-trace\"");
  }
  SECTION("version") {
    file.check_rejected(put_int("version", 2), "attribute 'version' is 2, expected 1");
  }
  SECTION("top_k") {
    file.check_rejected(put_int("top_k", 5),
                        "attribute 'top_k' is 5, expected 4, the last dimension");
  }
  SECTION("order") {
    file.check_rejected(put_text("order", "descending"),
                        "order is \"descending\", expected \"ascending\" or \"rank\"");
  }
}

TEST_CASE("missing datasets and datasets of another shape are named", "[traces]") {
  const BrokenFile file;
  const auto put = [](const char* name, const std::vector<hsize_t>& dims) {
    return [=](hid_t id) { put_dataset(id, name, H5T_STD_I32LE, dims); };
  };
  SECTION("missing") {
    const std::string name = GENERATE("topk_indices", "context_length");
    file.check_rejected([&](hid_t id) { H5Ldelete(id, name.c_str(), H5P_DEFAULT); },
                        "dataset '" + name + "' is missing");
  }
  SECTION("a group") {
    file.check_rejected(
        [](hid_t id) {
          H5Ldelete(id, "topk_indices", H5P_DEFAULT);
          H5Gclose(H5Gcreate2(id, "topk_indices", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
        },
        "dataset 'topk_indices' cannot be opened");
  }
  SECTION("rank of the indices") {
    file.check_rejected(put("topk_indices", {3, 4, 4}),
                        "'topk_indices' has rank 3, expected 4 [step, layer, request, k]");
  }
  SECTION("rank of the contexts") {
    file.check_rejected(put("context_length", {3}),
                        "'context_length' has rank 1, expected 2 [step, request]");
  }
  SECTION("no steps") {
    file.check_rejected(put("topk_indices", {0, 2, 2, 4}),
                        "'topk_indices' has size 0 in dimension 'step'");
  }
  SECTION("no layers") {
    file.check_rejected(put("topk_indices", {3, 0, 2, 4}), "size 0 in dimension 'layer'");
  }
  SECTION("no requests") {
    file.check_rejected(put("context_length", {3, 0}),
                        "'context_length' has size 0 in dimension 'request'");
  }
  SECTION("k of 0") {
    file.check_rejected(put("topk_indices", {3, 2, 2, 0}), "size 0 in dimension 'k'");
  }
  SECTION("other steps") {
    file.check_rejected(put("context_length", {4, 2}),
                        "'context_length' has the shape [4, 2], expected [3, 2]");
  }
  SECTION("other requests") {
    file.check_rejected(put("context_length", {3, 3}),
                        "'context_length' has the shape [3, 3], expected [3, 2]");
  }
}

TEST_CASE("datasets of another element type are named", "[traces]") {
  const std::string name = GENERATE("topk_indices", "context_length");
  const std::vector<hsize_t> dims =
      name == "topk_indices" ? std::vector<hsize_t>{3, 2, 2, 4} : std::vector<hsize_t>{3, 2};
  const BrokenFile file;
  const auto put = [&](hid_t type) {
    return [&, type](hid_t id) { put_dataset(id, name.c_str(), type, dims); };
  };
  SECTION("real") {
    file.check_rejected(put(H5T_IEEE_F32LE),
                        "'" + name + "' does not hold integers, expected int32");
  }
  SECTION("wider") {
    file.check_rejected(put(H5T_STD_I64LE),
                        "'" + name + "' holds 64-bit signed integers, expected int32");
  }
  SECTION("unsigned") {
    file.check_rejected(put(H5T_STD_U32LE),
                        "'" + name + "' holds 32-bit unsigned integers, expected int32");
  }
}

TEST_CASE("sizes that would take memory without bound are refused", "[traces]") {
  const BrokenFile file;
  SECTION("a step") {
    const std::int64_t top_k = 1 << 20;
    file.check_rejected(
        [&](hid_t id) {
          put_attribute(id, "top_k", H5T_NATIVE_INT64, &top_k);
          put_dataset(id, "topk_indices", H5T_STD_I32LE, {3, 1 << 20, 2, 1 << 20}, {1, 1, 1, 4});
        },
        "a step of 1048576 layers x 2 requests x 1048576 indices is too large");
  }
  SECTION("a chunk") {
    file.check_rejected(
        [](hid_t id) {
          put_dataset(id, "topk_indices", H5T_STD_I32LE, {1 << 27, 2, 2, 4}, {1 << 25, 2, 2, 4});
        },
        "'topk_indices' has chunks of [33554432, 2, 2, 4] elements, expected at most 1073741824");
  }
  SECTION("a dimension") {
    const hsize_t layers = hsize_t{1} << 31;
    file.check_rejected(
        [&](hid_t id) {
          put_dataset(id, "topk_indices", H5T_STD_I32LE, {3, layers, 2, 4}, {1, 1, 1, 4});
        },
        "'topk_indices' has size 2147483648 in dimension 'layer', expected 1 to 2147483647");
  }
}

TEST_CASE("a broken set is named by step, layer, request and position", "[traces]") {
  const auto put = [](const std::vector<hsize_t>& where, std::int32_t value) {
    return [=](hid_t id) { put_element(id, "topk_indices", where, value); };
  };
  SECTION("negative") {
    const BrokenFile file;
    file.check_rejected(put({1, 0, 1, 2}, -2),
                        "step 1, layer 0, request 1: position 2: index -2 is out of range, "
                        "expected 0 to 11 (context_length 12)");
  }
  SECTION("at the context") {
    const BrokenFile file;
    file.check_rejected(put({2, 1, 0, 3}, 10),
                        "step 2, layer 1, request 0: position 3: index 10 is out of range, "
                        "expected 0 to 9 (context_length 10)");
  }
  SECTION("not ascending") {
    const BrokenFile file;
    file.check_rejected(put({0, 1, 1, 1}, 7),
                        "step 0, layer 1, request 1: position 2: index 4 follows 7, expected "
                        "ascending order");
  }
  SECTION("twice in a row") {
    const std::string order = GENERATE("ascending", "rank");
    const BrokenFile file(order);
    file.check_rejected(put({0, 0, 0, 1}, 0),
                        "step 0, layer 0, request 0: position 1: index 0 is already at position "
                        "0, expected no duplicates");
  }
  SECTION("twice, apart") {
    const BrokenFile file("rank");
    file.check_rejected(put({0, 0, 0, 3}, 2),
                        "step 0, layer 0, request 0: position 3: index 2 is already at position "
                        "1, expected no duplicates");
  }
  SECTION("too much padding") {
    const BrokenFile file;
    file.check_rejected(put({0, 0, 0, 3}, -1),
                        "step 0, layer 0, request 0: padding begins at position 3, expected 4 "
                        "indices before it (top_k 4, context_length 10)");
  }
  SECTION("padding inside") {
    const BrokenFile file;
    file.check_rejected(put({0, 0, 0, 1}, -1),
                        "step 0, layer 0, request 0: position 2: index 4 follows the padding that "
                        "begins at position 1, expected -1");
  }
}

TEST_CASE("a broken context is named by step and request", "[traces]") {
  const BrokenFile file;
  const auto put = [](std::int32_t value) {
    return [=](hid_t id) { put_element(id, "context_length", {2, 1}, value); };
  };
  SECTION("below 1") {
    const std::int32_t context = GENERATE(0, -1, std::numeric_limits<std::int32_t>::min());
    file.check_rejected(put(context), "step 2, request 1: context_length is " +
                                          std::to_string(context) + ", expected at least 1");
  }
  SECTION("below top_k with no padding") {
    file.check_rejected(put(3),
                        "step 2, layer 0, request 1: holds 4 indices, expected 3 followed by -1 "
                        "(context_length 3 is below top_k 4)");
  }
}

TEST_CASE("a reader stays at a broken step and goes on from the start", "[traces]") {
  const BrokenFile file("rank");
  edit(file.path(), [](hid_t id) { put_element(id, "topk_indices", {1, 1, 1, 3}, 0); });
  TraceReader reader(file.path());
  TraceStep step;
  for (int pass = 0; pass < 2; ++pass) {
    REQUIRE(reader.next(step));
    CHECK_THROWS_AS(reader.next(step), TraceError);
    CHECK_THROWS_AS(reader.next(step), TraceError);
    CHECK(reader.position() == 1);
    reader.rewind();
  }
}

TEST_CASE("a damaged chunk is named by its step", "[traces]") {
  const BrokenFile file;
  hsize_t size = 0;
  haddr_t address = 0;
  edit(file.path(), [&](hid_t id) {
    const hid_t dataset = H5Dopen2(id, "topk_indices", H5P_DEFAULT);
    const hsize_t chunk[] = {1, 0, 0, 0};
    REQUIRE(H5Dget_chunk_info_by_coord(dataset, chunk, nullptr, &address, &size) >= 0);
    H5Dclose(dataset);
  });
  std::fstream bytes(file.path(), std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(static_cast<std::streamoff>(address));
  bytes << std::string(size, '\xff');
  bytes.close();

  TraceReader reader(file.path());
  TraceStep step;
  REQUIRE(reader.next(step));
  check_message(error_of([&] { reader.next(step); }), file.path(),
                "step 1: dataset 'topk_indices' cannot be read (");
}

}  // namespace dsavp::trace_test
