// A file of Chrome trace events in JSON, which Perfetto's UI and chrome://tracing open.
//
// What it can hold: named processes and threads (metadata events), slices (complete events, "X"),
// flows from one slice to another ("s" and "f") and instants. Written as it comes: a viewer sorts
// by time, and keeps the file's order between events of one time. Times are in us with 3 decimals,
// because viewers keep whole ns: both ends of a slice are rounded down, so that slices that touch or
// enclose each other still do. Format: "Trace Event Format", Google, 2016.
// Errors: those of OutputFile.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "models/common/units.h"
#include "testbench/trace_files/output_file.h"

namespace dsavp {

constexpr Picoseconds whole_ns(Picoseconds time) {
  return time - time % 1000;
}

class TraceEventFile {
 public:
  struct Thread {
    int process = 0;
    int thread = 0;
  };
  struct Point {
    Thread thread;
    Picoseconds time = 0;
  };

  explicit TraceEventFile(const std::string& path);

  // `order`: viewers show lower ones above.
  int add_process(std::string_view name, int order);
  // `order`: within the process. No two threads have one number, of whichever process: not all
  // viewers tell them apart by both.
  Thread add_thread(int process, std::string_view name, int order);
  // `arguments`: a JSON object.
  void slice(Thread thread, std::string_view name, Picoseconds begin, Picoseconds end,
             std::string_view arguments);
  // Each point must lie in a slice that has been written before.
  void flow(std::uint64_t id, const Point& from, const Point& to);
  // Of the whole trace.
  void instant(std::string_view name, Picoseconds time);

  // Slices, flow ends and instants: not the metadata.
  std::int64_t events() const { return events_; }

  void publish();

 private:
  void begin_event(char phase, Thread thread, std::string_view name);
  void add_time(const char* key, Picoseconds time);
  void metadata(Thread thread, std::string_view name, std::string_view arguments);
  void end_event();

  OutputFile file_;
  fmt::memory_buffer line_;
  bool empty_ = true;
  int processes_ = 0;
  int threads_ = 0;
  std::int64_t events_ = 0;
};

}  // namespace dsavp
