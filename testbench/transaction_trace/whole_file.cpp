#include "testbench/transaction_trace/whole_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "testbench/traces/trace_format.h"

namespace dsavp {
namespace {

// A TraceError says that an input is wrong; here it is the run that failed.
template <class Action>
auto as_failure(Action&& action) {
  try {
    return action();
  } catch (const TraceError& error) {
    throw std::runtime_error(error.what());
  }
}

[[noreturn]] void fail(const std::string& path) {
  throw std::runtime_error(fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
}

}  // namespace

WholeFile::WholeFile(const std::string& path)
    : path_(path),
      temporary_(as_failure([&path] { return TemporaryFile(path); })),
      stream_(std::fopen(temporary_.path().c_str(), "w")) {
  if (stream_ == nullptr) fail(path_);
}

WholeFile::~WholeFile() {
  if (stream_ != nullptr) std::fclose(stream_);
}

void WholeFile::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stream_) != text.size()) fail(path_);
}

void WholeFile::publish() {
  const long size = std::ftell(stream_);
  const bool flushed = std::fflush(stream_) == 0;
  const bool closed = std::fclose(stream_) == 0;
  stream_ = nullptr;
  if (size < 0 || !flushed || !closed) fail(path_);
  as_failure([&] { temporary_.publish(static_cast<std::uint64_t>(size)); });
}

}  // namespace dsavp
