// Configuration of the interconnect: one latency and one bandwidth for every link.
#pragma once

#include "models/common/describe.h"
#include "models/common/units.h"

namespace dsavp {

struct InterconnectConfig {
  double latency_ns = 0;
  double bandwidth_gbps = 0;
  int command_bytes = 32;
};

template <class Visitor>
void describe(Visitor& v, InterconnectConfig& c) {
  v.real("latency_ns", c.latency_ns, {0, 1e5}, "ns", "one way through", Need::kRequired);
  v.real("bandwidth_gbps", c.bandwidth_gbps, {1, 1e6}, "GB/s",
         "data rate of one target's link, each way", Need::kRequired);
  v.integer("command_bytes", c.command_bytes, {1, 4096}, "B",
            "room that a request without data takes on the link");
}

}  // namespace dsavp
