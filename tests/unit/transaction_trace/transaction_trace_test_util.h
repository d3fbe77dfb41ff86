// Records made by hand, and the events of a written file.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "testbench/transaction_trace/transaction_record.h"
#include "tests/support/command_line.h"

namespace dsavp::transaction_test {

using Json = nlohmann::json;

inline TransactionRecord make_record(int socket, std::uint64_t id, bool first, Picoseconds begin,
                                     Picoseconds end) {
  TransactionRecord record;
  record.socket = socket;
  record.id = id;
  record.first = first;
  record.begin = begin;
  record.end_request = begin;
  record.begin_response = end;
  record.status = "ok";
  return record;
}

inline std::vector<Json> events_of(const std::string& path, const std::string& phase) {
  std::vector<Json> found;
  const Json file = Json::parse(content_of(path));
  for (const Json& event : file.at("traceEvents")) {
    if (event.at("ph") == phase) found.push_back(event);
  }
  return found;
}

// In ns: the decimals of a us are exact in a double for any run that a test makes.
inline std::int64_t ns_of(const Json& microseconds) {
  return std::llround(microseconds.get<double>() * 1e3);
}
inline std::int64_t begin_of(const Json& event) {
  return ns_of(event.at("ts"));
}
inline std::int64_t end_of(const Json& event) {
  return ns_of(event.at("ts")) + ns_of(event.at("dur"));
}

using ThreadKey = std::pair<int, int>;
inline ThreadKey thread_of(const Json& event) {
  return {event.at("pid").get<int>(), event.at("tid").get<int>()};
}

// Of each thread, the slices that begin before another one of it has ended.
inline int overlaps(const std::vector<Json>& slices) {
  std::map<ThreadKey, std::vector<std::pair<std::int64_t, std::int64_t>>> threads;
  for (const Json& slice : slices) {
    threads[thread_of(slice)].emplace_back(begin_of(slice), end_of(slice));
  }
  int count = 0;
  for (auto& [thread, intervals] : threads) {
    std::sort(intervals.begin(), intervals.end());
    for (std::size_t i = 1; i < intervals.size(); ++i) {
      count += intervals[i].first < intervals[i - 1].second;
    }
  }
  return count;
}

inline std::map<int, std::string> process_names(const std::string& path) {
  std::map<int, std::string> names;
  for (const Json& event : events_of(path, "M")) {
    if (event.at("name") == "process_name") {
      names[event.at("pid").get<int>()] = event.at("args").at("name").get<std::string>();
    }
  }
  return names;
}

}  // namespace dsavp::transaction_test
