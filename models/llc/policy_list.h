// The list of replacement policies: one line each, and nowhere else.
//
// A policy is a file policies/<name>_policy.cpp that defines make_<name>_policy() and a line here
// (NAME, name, word): the enumerator kNAME, the function, and the word in configurations and on the
// command line. A macro, because the three must agree. The order is the POLICY register's: new
// ones go to the end.
#pragma once

#include <memory>
#include <utility>

#include "models/common/describe.h"
#include "models/llc/policies/replacement_policy.h"

#define DSAVP_POLICIES(POLICY)       \
  POLICY(Lru, lru, "lru")            \
  POLICY(Fifo, fifo, "fifo")         \
  POLICY(Random, random, "random")   \
  POLICY(Lfu, lfu, "lfu")            \
  POLICY(Clock, clock, "clock")      \
  POLICY(Sieve, sieve, "sieve")      \
  POLICY(S3Fifo, s3_fifo, "s3-fifo") \
  POLICY(Arc, arc, "arc")            \
  POLICY(Bip, bip, "bip")            \
  POLICY(Dip, dip, "dip")            \
  POLICY(Optimum, optimum, "optimum")

namespace dsavp {

#define DSAVP_POLICY(Name, name, word) k##Name,
enum class PolicyKind { DSAVP_POLICIES(DSAVP_POLICY) };
#undef DSAVP_POLICY

template <>
struct EnumWords<PolicyKind> {
#define DSAVP_POLICY(Name, name, word) {PolicyKind::k##Name, word},
  static constexpr std::pair<PolicyKind, const char*> kWords[] = {DSAVP_POLICIES(DSAVP_POLICY)};
#undef DSAVP_POLICY
};

#define DSAVP_POLICY(Name, name, word) \
  std::unique_ptr<ReplacementPolicy> make_##name##_policy(const PolicyShape& shape);
DSAVP_POLICIES(DSAVP_POLICY)
#undef DSAVP_POLICY

inline std::unique_ptr<ReplacementPolicy> make_policy(PolicyKind kind, const PolicyShape& shape) {
  switch (kind) {
#define DSAVP_POLICY(Name, name, word) \
  case PolicyKind::k##Name:            \
    return make_##name##_policy(shape);
    DSAVP_POLICIES(DSAVP_POLICY)
#undef DSAVP_POLICY
  }
  return nullptr;
}

// Whether it has to be told the future (see foresight.h).
constexpr bool needs_foresight(PolicyKind kind) {
  return kind == PolicyKind::kOptimum;
}

}  // namespace dsavp
