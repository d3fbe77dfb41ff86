#include "testbench/transaction_trace/trace_event_file.h"

#include <iterator>

#include "testbench/transaction_trace/json_text.h"

namespace dsavp {
namespace {

template <class... Arguments>
void append(fmt::memory_buffer& out, fmt::format_string<Arguments...> format,
            Arguments&&... arguments) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Arguments>(arguments)...);
}

}  // namespace

TraceEventFile::TraceEventFile(const std::string& path) : file_(path) {
  file_.write("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
}

int TraceEventFile::add_process(std::string_view name, int order) {
  const int process = ++processes_;  // viewers give 0 a meaning of its own
  fmt::memory_buffer quoted;
  append_json_string(quoted, name);
  const std::string_view text(quoted.data(), quoted.size());
  metadata({process, 0}, "process_name", fmt::format("{{\"name\":{}}}", text));
  metadata({process, 0}, "process_sort_index", fmt::format("{{\"sort_index\":{}}}", order));
  return process;
}

TraceEventFile::Thread TraceEventFile::add_thread(int process, std::string_view name, int order) {
  const Thread thread{process, ++threads_};
  fmt::memory_buffer quoted;
  append_json_string(quoted, name);
  const std::string_view text(quoted.data(), quoted.size());
  metadata(thread, "thread_name", fmt::format("{{\"name\":{}}}", text));
  metadata(thread, "thread_sort_index", fmt::format("{{\"sort_index\":{}}}", order));
  return thread;
}

void TraceEventFile::slice(Thread thread, std::string_view name, Picoseconds begin, Picoseconds end,
                           std::string_view arguments) {
  begin_event('X', thread, name);
  add_time("ts", begin);
  add_time("dur", whole_ns(end) - whole_ns(begin));
  append(line_, ",\"args\":{}", arguments);
  end_event();
  ++events_;
}

void TraceEventFile::flow(std::uint64_t id, const Point& from, const Point& to) {
  for (const bool end : {false, true}) {
    const Point& point = end ? to : from;
    begin_event(end ? 'f' : 's', point.thread, "to memory");
    add_time("ts", point.time);
    // Bound to the slice around it, not to the next one.
    append(line_, ",\"cat\":\"transaction\",\"id\":{}{}", id, end ? ",\"bp\":\"e\"" : "");
    end_event();
    ++events_;
  }
}

void TraceEventFile::instant(std::string_view name, Picoseconds time) {
  begin_event('i', {1, 1}, name);
  add_time("ts", time);
  append(line_, ",\"s\":\"g\"");
  end_event();
  ++events_;
}

void TraceEventFile::publish() {
  file_.write("\n]}\n");
  file_.publish();
}

void TraceEventFile::begin_event(char phase, Thread thread, std::string_view name) {
  append(line_, "{}\n{{\"ph\":\"{}\",\"pid\":{},\"tid\":{},\"name\":", empty_ ? "" : ",", phase,
         thread.process, thread.thread);
  append_json_string(line_, name);
  empty_ = false;
}

void TraceEventFile::add_time(const char* key, Picoseconds time) {
  const Picoseconds ns = time / 1000;
  append(line_, ",\"{}\":{}.{:03}", key, ns / 1000, ns % 1000);
}

void TraceEventFile::metadata(Thread thread, std::string_view name, std::string_view arguments) {
  begin_event('M', thread, name);
  append(line_, ",\"args\":{}", arguments);
  end_event();
}

void TraceEventFile::end_event() {
  line_.push_back('}');
  file_.write({line_.data(), line_.size()});
  line_.clear();
}

}  // namespace dsavp
