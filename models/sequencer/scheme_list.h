// The list of attention schemes: one line each, and nowhere else.
//
// A scheme is a file schemes/<name>_attention.cpp that defines make_<name>_attention() and a line here
// (NAME, name, word), as in models/llc/policy_list.h.
#pragma once

#include <memory>
#include <utility>

#include "models/common/describe.h"
#include "models/sequencer/schemes/attention_scheme.h"

#define DSAVP_SCHEMES(SCHEME)      \
  SCHEME(Sparse, sparse, "sparse") \
  SCHEME(Dense, dense, "dense")    \
  SCHEME(Contiguous, contiguous, "contiguous")

namespace dsavp {

#define DSAVP_SCHEME(Name, name, word) k##Name,
enum class SchemeKind { DSAVP_SCHEMES(DSAVP_SCHEME) };
#undef DSAVP_SCHEME

template <>
struct EnumWords<SchemeKind> {
#define DSAVP_SCHEME(Name, name, word) {SchemeKind::k##Name, word},
  static constexpr std::pair<SchemeKind, const char*> kWords[] = {DSAVP_SCHEMES(DSAVP_SCHEME)};
#undef DSAVP_SCHEME
};

#define DSAVP_SCHEME(Name, name, word) std::unique_ptr<AttentionScheme> make_##name##_attention();
DSAVP_SCHEMES(DSAVP_SCHEME)
#undef DSAVP_SCHEME

inline std::unique_ptr<AttentionScheme> make_scheme(SchemeKind kind) {
  switch (kind) {
#define DSAVP_SCHEME(Name, name, word) \
  case SchemeKind::k##Name:            \
    return make_##name##_attention();
    DSAVP_SCHEMES(DSAVP_SCHEME)
#undef DSAVP_SCHEME
  }
  return nullptr;
}

}  // namespace dsavp
