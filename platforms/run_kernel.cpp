#include "platforms/run_kernel.h"

#include <fmt/format.h>

#include <stdexcept>
#include <systemc>

#include "platforms/sanitizer_stack.h"

namespace dsavp {

void run_kernel(const PayloadPool& pool, const RunStatus& status,
                const std::function<bool()>& finished) {
  // What the kernel has to say about a stop is said by the run's own error.
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  try {
    const SanitizerStack main_stack;
    sc_core::sc_start();
  } catch (const sc_core::sc_report& report) {
    throw std::runtime_error(report.get_msg());
  }
  if (status.failed()) throw std::runtime_error(status.message());
  if (!finished()) {
    throw std::runtime_error(fmt::format(
        "the simulation came to rest at {} before the program's end, with {} transactions in "
        "flight:\n{}",
        sc_core::sc_time_stamp().to_string(), pool.in_use(), pool.describe_in_use(8)));
  }
  if (pool.in_use() > 0) {
    throw std::runtime_error(fmt::format("{} transactions were in flight at the program's end:\n{}",
                                         pool.in_use(), pool.describe_in_use(8)));
  }
}

}  // namespace dsavp
