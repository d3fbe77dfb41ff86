// Child processes of this one, some number at once, and what they have to say.
//
// SystemC simulates one platform per process, and a process per job also uses all cores without
// threads. A child ends with this process, however that ends, and takes no notice of SIGINT and
// SIGTERM, which reach a whole terminal's processes: whoever owns the pool ends it.
// Errors: std::runtime_error when no child can be started.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace dsavp {

class ChildPool {
 public:
  struct End {
    std::size_t job;
    int status;  // as of waitpid()
    std::string said;
  };

  // 0: as many at once as there are processors.
  explicit ChildPool(int most = 0);
  ~ChildPool();  // ends all children, at once
  ChildPool(const ChildPool&) = delete;
  ChildPool& operator=(const ChildPool&) = delete;

  bool full() const { return children_.size() >= most_; }
  bool empty() const { return children_.empty(); }

  // Runs `work` in a child, which ends with the status that it returns. It speaks by writing to the
  // file descriptor that it is given.
  void start(std::size_t job, const std::function<int(int to)>& work);
  // Waits until some child has said something or ended, but not much longer than `ms`.
  std::vector<End> wait(int ms);
  void end_all();  // at once

 private:
  struct Child {
    std::size_t job;
    pid_t process;
    int from;
    std::string said;
  };

  static int reap(const Child& child);
  bool read_from(Child& child);

  std::vector<Child> children_;
  std::size_t most_;
};

// "status 3" or "signal 9", of a waitpid() status.
std::string ending_text(int status);

}  // namespace dsavp
