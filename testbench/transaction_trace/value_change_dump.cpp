#include "testbench/transaction_trace/value_change_dump.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

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

// Viewers take a dot for a level of scope.
std::string without_dots(std::string name) {
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

}  // namespace

void ValueChangeDump::open_scope(const std::string& name) {
  header_ += fmt::format("$scope module {} $end\n", without_dots(name));
}

void ValueChangeDump::close_scope() {
  header_ += "$upscope $end\n";
}

std::size_t ValueChangeDump::add_integer(const std::string& name) {
  return declare(
      fmt::format("$var integer 32 {} {} $end\n", code_of(variables_.size()), without_dots(name)),
      false);
}

std::size_t ValueChangeDump::add_wires(const std::string& name, int width) {
  const std::string range = width == 1 ? "" : fmt::format(" [{}:0]", width - 1);
  return declare(fmt::format("$var wire {} {} {}{} $end\n", width, code_of(variables_.size()),
                             without_dots(name), range),
                 width == 1);
}

std::size_t ValueChangeDump::declare(const std::string& text, bool scalar) {
  header_ += text;
  variables_.emplace_back().scalar = scalar;
  return variables_.size() - 1;
}

void ValueChangeDump::change(const Change& change) {
  if (change.when < until_written_) {
    throw std::logic_error(fmt::format("value change dump: a change at {} ps is told after {} ps",
                                       change.when, until_written_));
  }
  changes_.push(change);
}

void ValueChangeDump::settled(int source, Picoseconds until) {
  until_[static_cast<std::size_t>(source)] = until;
  write_until(*std::min_element(until_.begin(), until_.end()));
}

void ValueChangeDump::publish() {
  write_until(kNever);
  write_time();
  file_.publish();
}

void ValueChangeDump::begin() {
  begun_ = true;
  file_.write(header_ + "$enddefinitions $end\n#0\n$dumpvars\n");
  // What changes at 0 begins with its changed value.
  while (!changes_.empty() && changes_.top().when == 0) {
    Variable& variable = variables_[changes_.top().variable];
    variable.value += changes_.top().by;
    variable.unknown += changes_.top().unknown;
    changes_.pop();
  }
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    file_.write(value_of(i));
    variables_[i].written = variables_[i].value;
    variables_[i].was_unknown = variables_[i].unknown > 0;
  }
  file_.write("$end\n");
}

// A change at `until` itself may still be followed by another of that time.
void ValueChangeDump::write_until(Picoseconds until) {
  if (!begun_ && until > 0) begin();
  until_written_ = std::max(until_written_, until);
  while (!changes_.empty() && changes_.top().when < until) {
    const Change change = changes_.top();
    changes_.pop();
    if (change.when != time_) write_time();
    time_ = change.when;
    Variable& variable = variables_[change.variable];
    variable.value += change.by;
    variable.unknown += change.unknown;
    if (!variable.touched) touched_.push_back(change.variable);
    variable.touched = true;
  }
}

void ValueChangeDump::write_time() {
  std::string text;
  std::sort(touched_.begin(), touched_.end());
  for (const std::size_t i : touched_) {
    Variable& variable = variables_[i];
    variable.touched = false;
    const bool unknown = variable.unknown > 0;
    if (unknown == variable.was_unknown && (unknown || variable.value == variable.written)) {
      continue;
    }
    text += value_of(i);
    variable.written = variable.value;
    variable.was_unknown = unknown;
  }
  touched_.clear();
  if (text.empty()) return;
  if (time_ > marked_) file_.write(fmt::format("#{}\n", time_));
  marked_ = time_;
  file_.write(text);
}

std::string ValueChangeDump::value_of(std::size_t i) const {
  const Variable& variable = variables_[i];
  if (variable.scalar) {
    return fmt::format("{}{}\n",
                       variable.unknown > 0  ? 'x'
                       : variable.value != 0 ? '1'
                                             : '0',
                       code_of(i));
  }
  if (variable.unknown > 0) return fmt::format("bx {}\n", code_of(i));
  return fmt::format("b{:b} {}\n", variable.value, code_of(i));
}

}  // namespace dsavp
