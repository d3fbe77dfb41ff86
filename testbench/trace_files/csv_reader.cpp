#include "testbench/trace_files/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <system_error>

#include "testbench/traces/trace_validation.h"

namespace dsavp {

CsvReader::CsvReader(const std::string& path) : stream_(path, std::ios::binary) {
  info_.path = path;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    throw TraceError(fmt::format("{}: no such file", path));
  }
  if (!stream_ || !std::filesystem::is_regular_file(path, ignored)) {
    throw TraceError(fmt::format("{}: cannot be read, expected a CSV file", path));
  }
  learn_shape();
  rewind();
}

void CsvReader::learn_shape() {
  read_header();
  std::size_t longest = 0;
  while (read_row()) {
    longest = std::max(longest, row_.tokens.size());
    info_.steps = row_.place.step + 1;
  }
  // A line of more tokens than an int counts would be beyond 2 GiB; validate_info() refuses less.
  info_.top_k =
      static_cast<int>(std::min<std::size_t>(longest, std::numeric_limits<std::int32_t>::max()));
  info_.layers = sequence_.layers();
  info_.requests = sequence_.requests();
  info_.order = kOrderRank;  // any; for the check of the shape
  validate_info(info_);
  info_.order.clear();
}

void CsvReader::read_header() {
  if (!read_line() || line_ != kCsvHeader) {
    line_number_ = 1;
    fail(fmt::format("is '{}', expected the header {}", line_.substr(0, kCsvHeader.size()),
                     kCsvHeader));
  }
}

bool CsvReader::read_line() {
  if (!std::getline(stream_, line_)) {
    if (stream_.bad()) {
      throw TraceError(fmt::format("{}: cannot be read after line {}", info_.path, line_number_));
    }
    return false;
  }
  ++line_number_;
  if (!line_.empty() && line_.back() == '\r') {
    line_.pop_back();
  }
  return true;
}

bool CsvReader::read_row() {
  if (!read_line()) {
    if (!sequence_.finish()) {
      fail(fmt::format("is the last, expected {} to follow", sequence_.expected()));
    }
    return false;
  }
  try {
    parse_csv_row(line_, row_);
  } catch (const std::invalid_argument& error) {
    fail(error.what());
  }
  if (!sequence_.advance(row_.place)) {
    fail(fmt::format("is of {}, expected {}", text_of(row_.place), sequence_.expected()));
  }
  return true;
}

bool CsvReader::next(TraceStep& step) {
  if (!read_row()) {
    return false;
  }
  step.reshape(info_);
  take_row(step);
  for (int set = 1; set < info_.layers * info_.requests && read_row(); ++set) {
    take_row(step);
  }
  return true;
}

void CsvReader::take_row(TraceStep& step) {
  const auto [number, layer, request] = row_.place;
  std::int32_t& context = step.context_length[static_cast<std::size_t>(request)];
  if (layer == 0) {
    context = row_.context_length;
  }
  if (context != row_.context_length) {
    fail(fmt::format("has context_length {}, expected {} as in layer 0 of step {}, request {}",
                     row_.context_length, context, number, request));
  }
  const auto top_k = static_cast<std::size_t>(info_.top_k);
  if (row_.tokens.size() > top_k) {
    fail(fmt::format("has {} tokens, expected at most {}: the file has changed", row_.tokens.size(),
                     top_k));
  }
  row_.tokens.resize(top_k, kTracePad);
  std::copy(row_.tokens.begin(), row_.tokens.end(),
            step.indices.data() + step.offset(layer, request));
}

void CsvReader::rewind() {
  stream_.clear();
  stream_.seekg(0);
  line_number_ = 0;
  sequence_.restart();
  read_header();
}

void CsvReader::fail(const std::string& what) const {
  throw TraceError(fmt::format("{}: line {} {}", info_.path, line_number_, what));
}

}  // namespace dsavp
