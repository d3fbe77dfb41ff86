// What each token window gets of a reservation whose layers or requests have shares of their own.
//
// A window's weight is that of the last share that names it, or 1. The reserved bytes are divided
// in proportion, each boundary between one window and the next rounded down, so that nothing is
// lost: windows that follow each other get together what a single one of their weights' sum would.
// Units: bytes. Errors: std::invalid_argument if no window has any weight.
#pragma once

#include <vector>

#include "models/llc/partition_plan.h"

namespace dsavp {

// Sets `share` of each window; to 0, for equal partitions, if the reservation states no shares.
void set_shares(std::vector<TokenWindow>& windows, const ReservationConfig& reservation);

}  // namespace dsavp
