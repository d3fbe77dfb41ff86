// What misses cost a decode step when little hides them: the roofline of arXiv 2603.13430, table 4,
// with its numbers left open.
//
// A step takes `step_ms` when all tokens that it reads are at hand. Every miss adds a fixed
// `miss_ns`, one after the other over all layers and requests that the accelerator has;
// `misses_at_a_time` of them together add it once.
//   stall    = misses of a step x miss_ns / misses_at_a_time
//   slowdown = (step_ms + stall) / step_ms
// A miss is a fetch: the tokens of one page that is fetched cost one, and so do, if wanted, tokens
// fetched one by one that lie on one page. The paper has 200 ns, one at a
// time, and 100 tokens/s per user. That its slowdown is relative to the 10 ms of that rate is our
// reading; it says only that its baseline is one efficient read of the whole top-k chunk.
//
// Left out: bandwidth and queueing of memory, what a hit takes, arithmetic that goes on meanwhile,
// and whatever makes one miss dearer than another. The timed platform has them.
// Errors: none raised here; `step_ms` is above 0 and `misses_at_a_time` at least 1.
#pragma once

namespace dsavp {

struct MissRoofline {
  double step_ms = 10;
  double miss_ns = 200;
  int misses_at_a_time = 1;

  double stall_ms(double misses_of_step) const {
    return misses_of_step * miss_ns / misses_at_a_time / 1e6;
  }
  double slowdown(double misses_of_step) const {
    return (step_ms + stall_ms(misses_of_step)) / step_ms;
  }
};

}  // namespace dsavp
