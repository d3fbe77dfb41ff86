// What a study varies: its sections `sweep` and `baselines`, read strictly.
//
//   sweep:
//     title: Reserved LLC on an H100        # optional, as are the next two
//     question: What does it save?
//     published: levy-2026-table-4          # figures of others that a report draws beside
//     axes:                                 # crossed; the last one varies fastest
//       - llc.reservation.bytes: [0, 2 MiB, 4 MiB]
//       - workload.batch: {from: 1, to: 32, factor: 2}     # or `step`
//       - {llc.reservation.scope: [layer, global], workload.layers: [20, 10]}   # zipped
//       - include.hardware: [../hardware/h100.yaml, ../hardware/h200.yaml]
//     where:
//       - llc.reservation.bytes <= llc.max_reserved_bytes
//   baselines: [no-reservation, dense]
//
// An axis is a mapping of config keys to values, all of one length; the key `include`, or
// `include.` and a name of one's own where several axes have it, adds a file after those that the study
// includes. A range ends at `to`, included if it is met.
// Limits: 100,000 values an axis.
// Errors: ConfigError, for whatever is not of this form. Whether keys exist and values fit is found
// when the points are made.
#pragma once

#include <string>
#include <vector>

#include "platforms/config/config_tree.h"
#include "platforms/sweep/baseline.h"
#include "platforms/sweep/constraint.h"

namespace dsavp {

struct SweepAxis {
  std::vector<std::string> keys;
  std::vector<std::vector<ConfigNode>> rows;  // the values of all keys, for each place on the axis
};

struct SweepSpec {
  std::string name;  // the study's file, without its extension
  std::string title;
  std::string question;
  std::string published;
  std::vector<SweepAxis> axes;
  std::vector<Constraint> where;
  std::vector<const Baseline*> baselines;
};

// Of the study in `file`.
SweepSpec load_sweep_spec(const std::string& file);

}  // namespace dsavp
