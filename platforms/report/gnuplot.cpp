#include "platforms/report/gnuplot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sstream>
#include <stdexcept>

extern char** environ;

namespace dsavp {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using TemporaryFile = std::unique_ptr<std::FILE, CloseFile>;

TemporaryFile temporary_file(const std::string& content) {
  TemporaryFile file(std::tmpfile());
  if (!file || std::fwrite(content.data(), 1, content.size(), file.get()) != content.size() ||
      std::fflush(file.get()) != 0) {
    throw std::runtime_error(
        fmt::format("a temporary file for gnuplot cannot be written: {}", std::strerror(errno)));
  }
  std::rewind(file.get());
  return file;
}

std::string content_of(std::FILE* file) {
  std::rewind(file);
  std::string content;
  char buffer[65536];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, file)) > 0;) {
    content.append(buffer, n);
  }
  return content;
}

struct Outcome {
  int exit_status;
  std::string out;
  std::string err;
};

// Files take the place of pipes, so that nobody waits for anybody.
Outcome run_gnuplot(const std::string& script) {
  const TemporaryFile in = temporary_file(script);
  const TemporaryFile out = temporary_file("");
  const TemporaryFile err = temporary_file("");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(in.get()), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(out.get()), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(err.get()), STDERR_FILENO);
  char name[] = "gnuplot";
  char* arguments[] = {name, nullptr};
  pid_t child = 0;
  const int problem = posix_spawnp(&child, name, &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (problem != 0) {
    throw std::runtime_error(fmt::format(
        "gnuplot, which draws the pictures, cannot be started ({}): install the package "
        "gnuplot-nox, or ask for no pictures",
        std::strerror(problem)));
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128, content_of(out.get()),
          content_of(err.get())};
}

std::string drawn(const std::string& terminal, const std::string& script) {
  const Outcome outcome = run_gnuplot(terminal + script);
  if (outcome.exit_status != 0 || outcome.out.empty()) {
    throw std::runtime_error("gnuplot cannot draw a picture: " + outcome.err);
  }
  return outcome.out;
}

// gnuplot fills all rows and columns with spaces, and leaves the last row open.
std::string without_margins(const std::string& text) {
  std::string kept;
  std::istringstream rows(text);
  for (std::string row; std::getline(rows, row);) {
    row.erase(row.find_last_not_of(" \r\f") + 1);
    if (!row.empty()) kept += row + "\n";
  }
  return kept;
}

// The cells of a raster have edges; viewers would blur them when they enlarge it. The first of the
// two is for viewers that do not know the second.
std::string with_sharp_rasters(std::string svg) {
  const std::string tag = "<image ";
  const std::string style = "style='image-rendering:optimizeSpeed;image-rendering:pixelated' ";
  for (std::size_t at = 0; (at = svg.find(tag, at)) != std::string::npos;) {
    at += tag.size();
    svg.insert(at, style);
  }
  return svg;
}

}  // namespace

void require_gnuplot() {
  run_gnuplot("exit\n");
}

std::string draw_svg(const std::string& script, int width, int height) {
  const std::string terminal = fmt::format(
      "set terminal svg size {},{} dynamic enhanced font 'DejaVu Sans,12' background '#ffffff'\n",
      width, height);
  const std::string svg = drawn(terminal, script);
  if (svg.find("</svg>") == std::string::npos) {
    throw std::runtime_error("gnuplot left a picture unfinished");
  }
  return with_sharp_rasters(svg);
}

std::string draw_text(const std::string& script, int columns, int rows) {
  const std::string terminal =
      fmt::format("set terminal dumb mono nofeed size {},{}\n", columns, rows);
  return without_margins(drawn(terminal, script));
}

}  // namespace dsavp
