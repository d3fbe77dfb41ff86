#include "testbench/protocol_checker/protocol_state.h"

#include <algorithm>
#include <utility>

namespace dsavp {
namespace {

bool travels(ProtocolPhase phase, ProtocolPath path) {
  switch (phase) {
    case ProtocolPhase::kBeginReq:
    case ProtocolPhase::kEndResp:
      return path == ProtocolPath::kForward;
    case ProtocolPhase::kEndReq:
    case ProtocolPhase::kBeginResp:
      return path == ProtocolPath::kBackward;
    case ProtocolPhase::kUninitialized:
      break;
  }
  return false;
}

}  // namespace

ProtocolState::ProtocolState(bool address_translated, Report report)
    : address_translated_(address_translated), report_(std::move(report)) {}

// ---- calls ---------------------------------------------------------------------------------

void ProtocolState::call(ProtocolPath path, const PayloadAttributes& payload,
                         const Annotation& given) {
  ++calls_;
  now_ = given.now;
  if (!payload.managed) report(ProtocolRule::kNoManager, payload);
  if (payload.managed && payload.references < 1) report(ProtocolRule::kNoReference, payload);
  const Picoseconds time = time_of(given, payload);
  Frame frame{path, given, payload};
  if (given.phase == ProtocolPhase::kBeginReq && path == ProtocolPath::kForward) {
    frame.serial = begin_request(payload, time);
  } else {
    Transaction* transaction = find(payload.object);
    const bool in_flight = transaction != nullptr && transaction->stage != Stage::kEnded;
    if (in_flight) {
      frame.serial = transaction->serial;
      check_unmodified(*transaction, payload, false);
    }
    if (!is_extended(given.phase)) proceed(path, payload, given.phase, time);
  }
  if (frame.serial != 0) frame.stage = find(payload.object)->stage;
  frames_.push_back(frame);
}

// What the transaction started is known by; 0 if it could not start.
std::uint64_t ProtocolState::begin_request(const PayloadAttributes& payload, Picoseconds time) {
  const Transaction* before = find(payload.object);
  if (before != nullptr && before->stage != Stage::kEnded) {
    report(before->stage == Stage::kBlocking ? ProtocolRule::kBlockingInFlight
                                             : ProtocolRule::kPayloadInFlight,
           payload);
    return 0;
  }
  const std::uint64_t serial = start(payload, Stage::kRequest, time).serial;
  if (request_ != nullptr) report(ProtocolRule::kRequestExclusion, payload);
  if (time < request_free_at_) report(ProtocolRule::kRequestTime, payload);
  request_ = payload.object;
  report(broken_at_start(payload), payload);
  return serial;
}

void ProtocolState::proceed(ProtocolPath path, const PayloadAttributes& payload,
                            ProtocolPhase phase, Picoseconds time) {
  Transaction* transaction = find(payload.object);
  if (!travels(phase, path)) {
    report(ProtocolRule::kPhasePath, payload);
  } else if (transaction == nullptr || transaction->stage == Stage::kEnded) {
    report(ProtocolRule::kCallAfterEnd, payload);
  } else if (transaction->stage == Stage::kBlocking) {
    report(ProtocolRule::kBlockingInFlight, payload);
  } else {
    advance(*transaction, payload, time);
    change_stage(*transaction, payload, phase, time);
  }
}

void ProtocolState::change_stage(Transaction& transaction, const PayloadAttributes& payload,
                                 ProtocolPhase phase, Picoseconds time) {
  if (phase == ProtocolPhase::kBeginResp) {
    begin_response(transaction, payload, time);
  } else if (phase == ProtocolPhase::kEndReq && transaction.stage == Stage::kRequest) {
    free_request(transaction, time);
    transaction.stage = Stage::kRequestEnded;
  } else if (phase == ProtocolPhase::kEndResp && transaction.stage == Stage::kResponse) {
    end(transaction);
  } else {
    report(ProtocolRule::kPhaseOrder, payload);
  }
}

void ProtocolState::begin_response(Transaction& transaction, const PayloadAttributes& payload,
                                   Picoseconds time) {
  if (transaction.stage == Stage::kResponse) {
    report(ProtocolRule::kPhaseOrder, payload);
    return;
  }
  if (response_ != nullptr) report(ProtocolRule::kResponseExclusion, payload);
  if (payload.status == PayloadAttributes::kIncomplete) {
    report(ProtocolRule::kStatusMissing, payload);
  }
  if (transaction.stage == Stage::kRequest) free_request(transaction, time);
  transaction.stage = Stage::kResponse;
  response_ = payload.object;
}

void ProtocolState::free_request(Transaction& transaction, Picoseconds time) {
  request_free_at_ = std::max(request_free_at_, time);
  // Another may have begun against the rule of exclusion.
  if (request_ == transaction.sent.object) request_ = nullptr;
}

void ProtocolState::end(Transaction& transaction) {
  if (response_ == transaction.sent.object) response_ = nullptr;
  transaction.stage = Stage::kEnded;
}

// ---- blocking and debug transport, the end -------------------------------------------------

void ProtocolState::begin_blocking(const PayloadAttributes& payload, Picoseconds now,
                                   Picoseconds delay) {
  ++calls_;
  now_ = now;
  if (payload.managed && payload.references < 1) report(ProtocolRule::kNoReference, payload);
  const Picoseconds time = time_of({ProtocolPhase::kUninitialized, now, delay}, payload);
  const Transaction* before = find(payload.object);
  if (before != nullptr && before->stage != Stage::kEnded) {
    report(before->stage == Stage::kBlocking ? ProtocolRule::kPayloadInFlight
                                             : ProtocolRule::kBlockingInFlight,
           payload);
    return;
  }
  start(payload, Stage::kBlocking, time);
  report(broken_at_start(payload), payload);
}

void ProtocolState::end_blocking(const PayloadAttributes& payload, Picoseconds now,
                                 Picoseconds delay) {
  now_ = now;
  Transaction* transaction = find(payload.object);
  if (transaction == nullptr || transaction->stage != Stage::kBlocking) return;
  check_unmodified(*transaction, payload, false);
  if (payload.status == PayloadAttributes::kIncomplete) {
    report(ProtocolRule::kStatusMissing, payload);
  }
  advance(*transaction, payload, time_of({ProtocolPhase::kUninitialized, now, delay}, payload));
  end(*transaction);
}

void ProtocolState::debug(const PayloadAttributes& payload, unsigned bytes, Picoseconds now) {
  ++calls_;
  now_ = now;
  if (bytes > payload.length) report(ProtocolRule::kDebugBytes, payload);
}

void ProtocolState::finish(Picoseconds now) {
  now_ = now;
  std::vector<const Transaction*> left;
  for (const auto& entry : transactions_) {
    if (entry.second.stage != Stage::kEnded) left.push_back(&entry.second);
  }
  std::sort(left.begin(), left.end(),
            [](const Transaction* a, const Transaction* b) { return a->serial < b->serial; });
  for (const Transaction* transaction : left) {
    report(ProtocolRule::kUnfinished, transaction->sent);
  }
}

// ---- parts of the above --------------------------------------------------------------------

ProtocolState::Transaction* ProtocolState::find(const void* object) {
  const auto entry = transactions_.find(object);
  return entry == transactions_.end() ? nullptr : &entry.value();
}

const ProtocolState::Transaction* ProtocolState::find(const void* object) const {
  const auto entry = transactions_.find(object);
  return entry == transactions_.end() ? nullptr : &entry->second;
}

ProtocolState::Transaction& ProtocolState::start(const PayloadAttributes& payload, Stage stage,
                                                 Picoseconds time) {
  Transaction& transaction = transactions_[payload.object];
  transaction = {payload, stage, ++serial_, time, payload.address, PayloadAttributes::kIncomplete};
  return transaction;
}

// The innermost call of it; the number of frames if there is none.
std::size_t ProtocolState::frame_of(ProtocolPath path, const void* object) const {
  for (std::size_t i = frames_.size(); i-- > 0;) {
    if (frames_[i].path == path && frames_[i].payload.object == object) return i;
  }
  return frames_.size();
}

// A delay below zero has wrapped round; the time is then the call's own.
Picoseconds ProtocolState::time_of(const Annotation& given, const PayloadAttributes& payload) {
  if (given.delay >= 0 && given.delay <= kNever - given.now) return given.now + given.delay;
  report(ProtocolRule::kNegativeDelay, payload);
  return given.now;
}

void ProtocolState::advance(Transaction& transaction, const PayloadAttributes& payload,
                            Picoseconds time) {
  if (time < transaction.time) report(ProtocolRule::kTimeDecreasing, payload);
  transaction.time = std::max(transaction.time, time);
}

// What differs is taken over, so that one change is reported once.
void ProtocolState::check_unmodified(Transaction& transaction, const PayloadAttributes& payload,
                                     bool initiator_had_control) {
  const ProtocolRuleSet broken = broken_in_flight(transaction.sent, payload);
  if (broken.any()) transaction.sent = payload;
  const bool moved = payload.address != transaction.address;
  transaction.address = payload.address;
  const bool overwritten =
      transaction.status != PayloadAttributes::kIncomplete && payload.status != transaction.status;
  transaction.status = payload.status;
  report(broken, payload);
  if (moved && (initiator_had_control || !address_translated_)) {
    report(ProtocolRule::kAddressModified, payload);
  }
  if (overwritten) report(ProtocolRule::kStatusModified, payload);
}

void ProtocolState::report(ProtocolRule rule, const PayloadAttributes& payload) {
  report_(rule, payload, now_);
}

void ProtocolState::report(const ProtocolRuleSet& rules, const PayloadAttributes& payload) {
  if (rules.none()) return;
  for (std::size_t i = 0; i < kProtocolRules; ++i) {
    if (rules[i]) report(static_cast<ProtocolRule>(i), payload);
  }
}

}  // namespace dsavp
