// What the sequencer asks of the outside: the steps to decode, and who wants to know what happened.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/common/units.h"

namespace dsavp {

struct TokenSet {
  const std::int32_t* tokens = nullptr;
  std::size_t count = 0;
};

class StepSource {
 public:
  virtual ~StepSource() = default;
  // Moves to the next step; false at the end. What the others return holds until the next call.
  virtual bool next() = 0;
  // Tokens visible to `request` at this step, the current one included.
  virtual std::int64_t context(int request) const = 0;
  // The top-k list that layer `layer`'s own indexer selected.
  virtual TokenSet top_k(int layer, int request) const = 0;
};

// A layer's time in one step; the phases follow one another and add up to total().
struct PhaseTimes {
  Picoseconds weights = 0;    // both weight streams
  Picoseconds append = 0;     // the new token's KV and indexer key
  Picoseconds indexer = 0;    // scan, score, select
  Picoseconds gather = 0;     // announcement until the last token's KV has come
  Picoseconds attention = 0;  // arithmetic that was left then, and the output
  // Of gather and attention, what the engine spent waiting for data. Not a phase of its own.
  Picoseconds attention_stalled = 0;

  Picoseconds total() const { return weights + append + indexer + gather + attention; }
  PhaseTimes& operator+=(const PhaseTimes& other) {
    weights += other.weights;
    append += other.append;
    indexer += other.indexer;
    gather += other.gather;
    attention += other.attention;
    attention_stalled += other.attention_stalled;
    return *this;
  }
};

class StepObserver {
 public:
  virtual ~StepObserver() = default;
  virtual void layer_done(int layer, const PhaseTimes& times) = 0;
  virtual void step_done(Picoseconds step_time) = 0;
  // Asked between steps; true ends the run early.
  virtual bool interrupted() const { return false; }
};

}  // namespace dsavp
