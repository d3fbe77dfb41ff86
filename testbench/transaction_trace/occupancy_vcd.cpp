#include "testbench/transaction_trace/occupancy_vcd.h"

namespace dsavp {

OccupancyVcd::OccupancyVcd(ValueChangeDump& dump, int source,
                           const std::vector<std::string>& sockets)
    : dump_(dump), source_(source) {
  dump_.open_scope("outstanding");
  for (const std::string& name : sockets) variables_.push_back(dump_.add_integer(name));
  dump_.close_scope();
}

void OccupancyVcd::began(int socket, Picoseconds begin, Picoseconds now) {
  dump_.change({begin, variables_[static_cast<std::size_t>(socket)], 1, 0});
  settled(now);
}

void OccupancyVcd::ended(const TransactionRecord& transaction, Picoseconds now) {
  dump_.change({transaction.begin_response,
                variables_[static_cast<std::size_t>(transaction.socket)], ~std::uint64_t{0}, 0});
  settled(now);
}

}  // namespace dsavp
