#include "testbench/transaction_trace/occupancy_vcd.h"

#include <fmt/format.h>

#include <algorithm>

namespace dsavp {
namespace {

// An identifier of printable characters, as short as the number allows.
std::string code_of(std::size_t variable) {
  constexpr std::size_t kFirst = '!';
  constexpr std::size_t kCount = '~' - '!' + 1;
  std::string code;
  do {
    code.push_back(static_cast<char>(kFirst + variable % kCount));
    variable /= kCount;
  } while (variable > 0);
  return code;
}

}  // namespace

OccupancyVcd::OccupancyVcd(const std::string& path, const std::vector<std::string>& sockets)
    : file_(path), variables_(sockets.size()) {
  std::string text = "$timescale 1ps $end\n$scope module outstanding $end\n";
  std::string values = "$dumpvars\n";
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    std::string name = sockets[i];
    std::replace(name.begin(), name.end(), '.', '_');  // viewers take a dot for a level of scope
    text += fmt::format("$var integer 32 {} {} $end\n", code_of(i), name);
    values += fmt::format("b0 {}\n", code_of(i));
  }
  file_.write(text + "$upscope $end\n$enddefinitions $end\n#0\n" + values + "$end\n");
}

void OccupancyVcd::began(int socket, Picoseconds begin, Picoseconds now) {
  changes_.push({begin, socket, +1});
  write_until(now);
}

void OccupancyVcd::ended(const TransactionRecord& transaction, Picoseconds now) {
  changes_.push({transaction.begin_response, transaction.socket, -1});
  write_until(now);
}

void OccupancyVcd::publish() {
  write_until(kNever);
  file_.publish();
}

// A change at `now` itself may still be followed by another of that time.
void OccupancyVcd::write_until(Picoseconds now) {
  while (!changes_.empty() && changes_.top().when < now) {
    const Change change = changes_.top();
    changes_.pop();
    if (change.when != time_) write_time();
    time_ = change.when;
    variables_[change.socket].value += change.by;
  }
  if (now == kNever) write_time();
}

void OccupancyVcd::write_time() {
  std::string text;
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    Variable& variable = variables_[i];
    if (variable.value == variable.written) continue;
    text += fmt::format("b{:b} {}\n", variable.value, code_of(i));
    variable.written = variable.value;
  }
  if (text.empty()) return;
  if (time_ > marked_) file_.write(fmt::format("#{}\n", time_));
  marked_ = time_;
  file_.write(text);
}

}  // namespace dsavp
