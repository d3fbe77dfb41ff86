// Who wants to know what the banks of the HBM do.
//
// Times are those at which commands go, at edges of the memory's clock. An activate opens its row
// with its first clock. A precharge closes the row with its command, not tRP later; the core models
// it as issued as soon as its bank allows it, an auto-precharge likewise (pseudo_channel.h). A
// refresh is told from its command, behind the precharges that it waits for, to the end of tRFC; that of all banks does not
// wait for auto-precharges, so that under closed pages rows may still be open at its begin.
// A stream that is served whole has no commands of its own: its piece is told from its first column
// command to the end of its last one's time on the bus. Rows that were open close with its begin;
// which banks it opens and closes inside is not known; it leaves all of them closed. Refreshes of
// single banks fall into it, at the times at which they are due.
// An idle pseudo-channel under refresh of single banks closes all its rows after a few of them; the
// refreshes of a bank that fall about there may be told up to tRP later than the core counts them.
// Events of different pseudo-channels are told in any order, and some ahead of their time;
// HbmCore::tell_until() says up to when all is told.
#pragma once

#include <cstdint>

#include "models/common/units.h"

namespace dsavp {

// `pseudo_channel` counts over the whole memory, `bank` within the pseudo-channel (DramPlace).
class BankObserver {
 public:
  virtual ~BankObserver() = default;
  virtual void row_opened(int pseudo_channel, int bank, int row, Picoseconds at) = 0;
  virtual void row_closed(int pseudo_channel, int bank, Picoseconds at) = 0;
  // All banks, or one: a bit for each.
  virtual void refreshed(int pseudo_channel, std::uint64_t banks, Picoseconds begin,
                         Picoseconds end) = 0;
  virtual void stream_began(int pseudo_channel, Picoseconds at) = 0;
  virtual void stream_ended(int pseudo_channel, Picoseconds at) = 0;
};

}  // namespace dsavp
