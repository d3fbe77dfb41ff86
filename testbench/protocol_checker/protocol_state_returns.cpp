// The state when a call returns.
#include "testbench/protocol_checker/protocol_state.h"

namespace dsavp {
namespace {

bool answers(ProtocolPhase returned, ProtocolPhase called) {
  if (called == ProtocolPhase::kBeginReq) {
    return returned == ProtocolPhase::kEndReq || returned == ProtocolPhase::kBeginResp;
  }
  return called == ProtocolPhase::kBeginResp && returned == ProtocolPhase::kEndResp;
}

ProtocolPath opposite(ProtocolPath path) {
  return path == ProtocolPath::kForward ? ProtocolPath::kBackward : ProtocolPath::kForward;
}

}  // namespace

bool ProtocolState::readable(ProtocolPath path, const void* object) const {
  const std::size_t at = frame_of(path, object);
  if (at == frames_.size() || frames_[at].serial == 0) return false;
  const Transaction* transaction = find(object);
  return transaction->serial == frames_[at].serial && transaction->stage != Stage::kEnded;
}

void ProtocolState::answer(ProtocolPath path, const void* object, const PayloadAttributes* payload,
                           ProtocolAnswer answer, const Annotation& returned) {
  now_ = returned.now;
  const std::size_t at = frame_of(path, object);
  if (at == frames_.size()) return;
  const Frame frame = frames_[at];
  frames_.erase(frames_.begin() + static_cast<std::ptrdiff_t>(at));
  if (returned.now != frame.given.now) report(ProtocolRule::kWaited, frame.payload);
  if (payload != nullptr) {
    check_unmodified(*find(object), *payload, path == ProtocolPath::kBackward);
  }
  if (answer == ProtocolAnswer::kAccepted) accepted(frame, payload, returned);
  if (frame.serial == 0 || is_extended(frame.given.phase)) return;
  const PayloadAttributes& known = payload != nullptr ? *payload : frame.payload;
  if (answer == ProtocolAnswer::kUpdated) updated(frame, known, returned);
  if (answer == ProtocolAnswer::kCompleted) completed(frame, known, returned);
}

void ProtocolState::accepted(const Frame& frame, const PayloadAttributes* payload,
                             const Annotation& returned) {
  // A call back within the call may have brought the response, and the status with it.
  const bool still_request = payload != nullptr && frame.stage != Stage::kResponse &&
                             find(payload->object)->stage == frame.stage;
  if (returned.phase != frame.given.phase || returned.delay != frame.given.delay ||
      (still_request && payload->status != frame.payload.status)) {
    report(ProtocolRule::kAcceptedModified, frame.payload);
  }
}

void ProtocolState::updated(const Frame& frame, const PayloadAttributes& payload,
                            const Annotation& returned) {
  const Picoseconds time = time_of(returned, payload);
  if (is_extended(returned.phase)) return;
  if (!answers(returned.phase, frame.given.phase)) {
    report(ProtocolRule::kUpdatedPhase, payload);
    return;
  }
  proceed(opposite(frame.path), payload, returned.phase, time);
}

void ProtocolState::completed(const Frame& frame, const PayloadAttributes& payload,
                              const Annotation& returned) {
  const Picoseconds time = time_of(returned, payload);
  const ProtocolPhase phase = frame.given.phase;
  if (phase == ProtocolPhase::kEndReq) {
    report(ProtocolRule::kCompletedEarly, payload);
  } else if (phase == ProtocolPhase::kBeginResp) {
    proceed(ProtocolPath::kForward, payload, ProtocolPhase::kEndResp, time);
  } else if (phase == ProtocolPhase::kBeginReq) {
    Transaction& transaction = *find(payload.object);
    const void* response = response_;  // an early completion does not end another's response
    proceed(ProtocolPath::kBackward, payload, ProtocolPhase::kBeginResp, time);
    end(transaction);
    response_ = response == payload.object ? nullptr : response;
  }
}

}  // namespace dsavp
