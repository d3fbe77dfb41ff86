// What a RandomStalls does with each transaction: how long it is held, which way its phases are
// answered. Plain C++; draws from one seeded SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), so that
// a seed gives the same stalls on every machine.
//
// Shapes: a quarter of the stalls are none and a quarter last a delta cycle; the others are spread
// over [0, longest] with short ones more often, since it is stalls about as long as a part's own
// times that make phases cross.
// Units: picoseconds.
#pragma once

#include <cstdint>

#include "models/common/units.h"

namespace dsavp {

struct StallConfig {
  std::uint64_t seed = 1;
  Picoseconds longest = 0;  // of one stall; a transaction may have one in each of its phases
  bool requests = true;     // BEGIN_REQ and END_REQ; else they pass as they come
  bool responses = true;    // BEGIN_RESP and END_RESP; else they pass as they come
  // Requests taken and not passed on, above which END_REQ is withheld.
  std::size_t room = 2;
  bool reorder_responses = false;
};

// When the initiator gets END_REQ.
enum class RequestEnd {
  kReturned,   // with the return of BEGIN_REQ
  kLater,      // by a call, after a stall
  kForwarded,  // by a call, after the target's own
  kResponse,   // never: BEGIN_RESP stands for it
};

// When the target gets END_RESP.
enum class ResponseEnd {
  kCompleted,  // with the return of BEGIN_RESP, as TLM_COMPLETED
  kReturned,   // with the return of BEGIN_RESP, as TLM_UPDATED
  kLater,      // by a call, after a stall
  kForwarded,  // by a call, after the initiator's own
};

struct Stall {
  Picoseconds time = 0;
  bool at_once = false;    // goes on within the call, if nothing is in the way
  bool announced = false;  // passed on now with its time annotated, instead of then
};

class StallDraws {
 public:
  explicit StallDraws(const StallConfig& config) : config_(config), state_(config.seed) {}

  Stall request();
  Stall response();
  RequestEnd request_end();
  ResponseEnd response_end();
  // For END_REQ and END_RESP by calls, and on both sides of blocking transport.
  Picoseconds request_end_stall() { return config_.requests ? time() : 0; }
  Picoseconds response_end_stall() { return config_.responses ? time() : 0; }
  // Of two ways that mean the same.
  bool either() { return below(2) == 0; }

 private:
  Stall stall(bool drawn);
  Picoseconds time();
  std::uint64_t next();
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

  const StallConfig config_;
  std::uint64_t state_;
};

}  // namespace dsavp
