#include "platforms/processes/run_program.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>

extern char** environ;

namespace dsavp {
namespace {

struct CloseStream {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using Stream = std::unique_ptr<std::FILE, CloseStream>;

Stream stream_of(const std::string& content) {
  Stream stream(std::tmpfile());
  if (!stream || std::fwrite(content.data(), 1, content.size(), stream.get()) != content.size() ||
      std::fflush(stream.get()) != 0) {
    throw std::runtime_error(std::string("a temporary file cannot be written: ") +
                             std::strerror(errno));
  }
  std::rewind(stream.get());
  return stream;
}

std::string said_in(std::FILE* file) {
  std::rewind(file);
  std::string content;
  char buffer[65536];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, file)) > 0;) {
    content.append(buffer, n);
  }
  return content;
}

class SpawnSettings {
 public:
  SpawnSettings(std::FILE* in, std::FILE* out, std::FILE* err) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(in), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(out), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(err), STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t usual;
    sigemptyset(&usual);
    for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGXFSZ}) sigaddset(&usual, signal);
    posix_spawnattr_setsigdefault(&attributes, &usual);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

}  // namespace

ProgramOutcome run_program(std::vector<std::string> arguments, const std::string& input) {
  const Stream in = stream_of(input);
  const Stream out = stream_of("");
  const Stream err = stream_of("");
  const SpawnSettings settings(in.get(), out.get(), err.get());
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  pid_t child = 0;
  const int problem = posix_spawnp(&child, pointers[0], &settings.actions, &settings.attributes,
                                   pointers.data(), environ);
  if (problem != 0) throw ProgramNotStarted(std::strerror(problem));
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), said_in(out.get()),
          said_in(err.get())};
}

}  // namespace dsavp
