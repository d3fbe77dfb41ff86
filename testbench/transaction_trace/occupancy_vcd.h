// How many transactions are under way at each socket, over time, in a value change dump.
//
// One 32-bit variable for each socket: transactions between BEGIN_REQ and BEGIN_RESP, which our
// initiators answer with END_RESP at once.
// Left out: the parts' inner queues.
#pragma once

#include <string>
#include <vector>

#include "testbench/transaction_trace/transaction_record.h"
#include "testbench/transaction_trace/value_change_dump.h"

namespace dsavp {

class OccupancyVcd : public TransactionSink {
 public:
  // As the dump's `source`, which outlives it. A variable for each name; records count them from 0.
  OccupancyVcd(ValueChangeDump& dump, int source, const std::vector<std::string>& sockets);

  void began(int socket, Picoseconds begin, Picoseconds now) override;
  void ended(const TransactionRecord& transaction, Picoseconds now) override;
  // No transaction is told of before `now` any more.
  void settled(Picoseconds now) { dump_.settled(source_, now); }

 private:
  ValueChangeDump& dump_;
  const int source_;
  std::vector<std::size_t> variables_;
};

}  // namespace dsavp
