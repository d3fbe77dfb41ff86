// How many transactions are under way at each socket, over time, as a Value Change Dump.
//
// One 32-bit variable for each socket: transactions between BEGIN_REQ and BEGIN_RESP, which our
// initiators answer with END_RESP at once. In whole ps, in the order of time, although transactions
// are told ahead of time: a change is written when no earlier one can come any more. Changes of one
// time are one value. Format: IEEE 1364-2005, 18.2.
// Left out: the parts' inner queues and bank states.
// Errors: those of OutputFile.
#pragma once

#include <functional>
#include <queue>
#include <string>
#include <vector>

#include "testbench/trace_files/output_file.h"
#include "testbench/transaction_trace/transaction_record.h"

namespace dsavp {

class OccupancyVcd : public TransactionSink {
 public:
  // A variable for each name; records count them from 0.
  OccupancyVcd(const std::string& path, const std::vector<std::string>& sockets);

  void began(int socket, Picoseconds begin, Picoseconds now) override;
  void ended(const TransactionRecord& transaction, Picoseconds now) override;
  void publish();

 private:
  struct Change {
    Picoseconds when;
    int socket;
    int by;
    bool operator>(const Change& other) const { return when > other.when; }
  };
  struct Variable {
    std::int64_t value = 0;
    std::int64_t written = 0;
  };

  void write_until(Picoseconds now);
  void write_time();

  OutputFile file_;
  std::vector<Variable> variables_;
  std::priority_queue<Change, std::vector<Change>, std::greater<>> changes_;
  Picoseconds time_ = 0;    // of what has been counted and not yet written
  Picoseconds marked_ = 0;  // in the file
};

}  // namespace dsavp
