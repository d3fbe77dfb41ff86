// A trace in CSV: read as `dsa-vp trace convert` reads it.
#include "testbench/trace_files/csv_reader.h"
#include "tests/fuzz/read_source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dsavp;
  static const ScratchFolder folder;
  const std::string path = folder.write("trace.csv", std::string(data, data + size));
  read_source(folder, [&] { return std::make_unique<CsvReader>(path); });
  return 0;
}
