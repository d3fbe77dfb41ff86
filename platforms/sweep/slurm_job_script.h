// What a task of a submission does (slurm_submission.h), in its folder.
//
// Names come to it as arguments, never as part of the script, so they may hold anything.
#pragma once

namespace dsavp {

constexpr const char* kSlurmJobScript = R"(#!/bin/sh
# job.sh DSA-VP POINTS: runs the task's line of `points` into the folder of that name in POINTS.
run=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" points)
[ -n "$run" ] || exit 1
[ ! -e "$2/$run/result.json" ] || exit 0
"$1" run "$run.yaml" --output "$2/$run" 2>"log/.$run"
status=$?
cat "log/.$run" >&2
if [ $status -eq 1 ] || [ $status -eq 2 ]; then
  # A run that Slurm ends says that it was interrupted; this script, ended too, goes no further.
  sleep 1
  { echo $status; cat "log/.$run"; } >"status/.$run.$$" && mv "status/.$run.$$" "status/$run"
fi
exit $status
)";

}  // namespace dsavp
