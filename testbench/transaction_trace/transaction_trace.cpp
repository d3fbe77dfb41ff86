#include "testbench/transaction_trace/transaction_trace.h"

#include <fmt/format.h>

#include <iterator>

#include "testbench/transaction_trace/json_text.h"

namespace dsavp {
namespace {

// Of a socket's processes in the viewer's order.
constexpr int kMostRequests = 1 << 16;

fmt::memory_buffer arguments_of(const TransactionRecord& t) {
  fmt::memory_buffer text;
  fmt::format_to(std::back_inserter(text),
                 "{{\"id\":{},\"address\":\"{:#x}\",\"bytes\":{},\"layer\":{},\"request\":{}", t.id,
                 t.address, t.bytes, t.layer, t.request);
  fmt::format_to(std::back_inserter(text),
                 ",\"accepted_after_ns\":{},\"status\":", to_ns(t.end_request - t.begin));
  append_json_string(text, t.status);
  fmt::format_to(std::back_inserter(text), ",\"owner\":");
  append_json_string(text, t.owner);
  text.push_back('}');
  return text;
}

}  // namespace

TransactionTrace::TransactionTrace(const std::string& path, std::int64_t limit)
    : file_(path), limit_(limit) {
  const int process = file_.add_process("program", 0);
  for (const char* row : {"steps", "layers", "phases"}) {
    rows_.push_back(file_.add_thread(process, row, static_cast<int>(rows_.size())));
  }
}

int TransactionTrace::add_socket(const std::string& name, Tracks tracks, bool memory) {
  sockets_.push_back({name, tracks, memory});
  return static_cast<int>(sockets_.size()) - 1;
}

void TransactionTrace::ended(const TransactionRecord& t, Picoseconds now) {
  const auto memory = t.first ? at_memory_.find(t.id) : at_memory_.end();
  if (!room_for(memory == at_memory_.end() ? 1 : 3, now)) return;
  const TraceEventFile::Thread lane = lane_of(track_of(t), t.begin, t.begin_response);
  const fmt::memory_buffer arguments = arguments_of(t);
  file_.slice(lane, t.write ? "write" : "read", t.begin, t.begin_response,
              {arguments.data(), arguments.size()});
  if (memory != at_memory_.end()) {
    file_.flow(t.id, {lane, t.begin}, memory->second);
    at_memory_.erase(memory);
  } else if (!t.first && sockets_[t.socket].memory) {
    at_memory_[t.id] = {lane, t.begin};
  }
}

void TransactionTrace::phase(Row row, const std::string& name, Picoseconds begin, Picoseconds end) {
  if (begin == end || !room_for(1, end)) return;
  file_.slice(rows_[static_cast<std::size_t>(row)], name, begin, end, "{}");
}

void TransactionTrace::publish() {
  if (full_) {
    file_.instant(fmt::format("limit of {} events: what ended later is left out", limit_),
                  full_at_);
  }
  file_.publish();
}

TransactionTrace::Track& TransactionTrace::track_of(const TransactionRecord& t) {
  const Socket& socket = sockets_[t.socket];
  const bool per_request = socket.tracks == Tracks::kOnePerRequest;
  const int request = per_request ? t.request : 0;
  const auto [entry, is_new] = tracks_.try_emplace({t.socket, request});
  if (is_new) {
    entry->second.process = file_.add_process(
        per_request ? fmt::format("{}, request {}", socket.name, request) : socket.name,
        (t.socket + 1) * kMostRequests + request);
  }
  return entry->second;
}

// Overlaps are of the rounded times, since those are what is drawn.
TraceEventFile::Thread TransactionTrace::lane_of(Track& track, Picoseconds begin, Picoseconds end) {
  const int lane = track.lanes.place(whole_ns(begin), whole_ns(end));
  if (lane == static_cast<int>(track.threads.size())) {
    track.threads.push_back(file_.add_thread(track.process, fmt::format("lane {}", lane), lane));
  }
  return track.threads[lane];
}

bool TransactionTrace::room_for(std::int64_t events, Picoseconds now) {
  if (!full_ && file_.events() + events > limit_) {
    full_ = true;
    full_at_ = now;
  }
  return !full_;
}

}  // namespace dsavp
