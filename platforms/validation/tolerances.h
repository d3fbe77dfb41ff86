// How far the model may be from its references. Relative errors.
//
// They are part of the claim that the model makes, so they stand in the program and not in the
// files of reference figures.
#pragma once

namespace dsavp::tolerance {

constexpr double kFractionOfPeak = 0.05;
constexpr double kMeanLatency = 0.10;
constexpr double kIdleMedian = 0.05;
constexpr double kClosedForm = 0.01;
constexpr double kStream = 0.05;
constexpr double kDependentLoad = 0.05;
// Of gathers, over all lines of one source.
constexpr double kGatherMedian = 0.08;
constexpr double kGatherP95 = 0.20;
// An idle read's 99th percentile is beyond its median by at least this share of tRFC.
constexpr double kRefreshTail = 0.5;

}  // namespace dsavp::tolerance
