// Signals that end a run or a write in good order.
#pragma once

#include <csignal>

namespace dsavp {

// From here on SIGINT and SIGTERM are noted instead of ending the process, and writes to a closed
// pipe or past the file size limit fail instead, to be reported as any other failed write.
void install_signal_handlers();

// For a command that leaves nothing half done: SIGINT and SIGTERM end the process after all.
void end_on_interrupt();

// Non-zero once SIGINT or SIGTERM has come.
const volatile std::sig_atomic_t* interrupted();

}  // namespace dsavp
