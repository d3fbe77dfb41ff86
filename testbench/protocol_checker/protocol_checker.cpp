#include "testbench/protocol_checker/protocol_checker.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "models/common/sc_time.h"

namespace dsavp {
namespace {

static_assert(static_cast<unsigned>(ProtocolPhase::kBeginReq) == tlm::BEGIN_REQ);
static_assert(static_cast<unsigned>(ProtocolPhase::kEndReq) == tlm::END_REQ);
static_assert(static_cast<unsigned>(ProtocolPhase::kBeginResp) == tlm::BEGIN_RESP);
static_assert(static_cast<unsigned>(ProtocolPhase::kEndResp) == tlm::END_RESP);
static_assert(static_cast<int>(ProtocolAnswer::kAccepted) == tlm::TLM_ACCEPTED);
static_assert(static_cast<int>(ProtocolAnswer::kUpdated) == tlm::TLM_UPDATED);
static_assert(static_cast<int>(ProtocolAnswer::kCompleted) == tlm::TLM_COMPLETED);
static_assert(static_cast<int>(AccessCommand::kRead) == tlm::TLM_READ_COMMAND);
static_assert(static_cast<int>(AccessCommand::kWrite) == tlm::TLM_WRITE_COMMAND);
static_assert(static_cast<int>(AccessCommand::kIgnore) == tlm::TLM_IGNORE_COMMAND);
static_assert(PayloadAttributes::kIncomplete == tlm::TLM_INCOMPLETE_RESPONSE);

PayloadAttributes attributes_of(const tlm::tlm_generic_payload& payload) {
  PayloadAttributes result;
  result.object = &payload;
  result.command = static_cast<AccessCommand>(payload.get_command());
  result.address = payload.get_address();
  result.data = payload.get_data_ptr();
  result.length = payload.get_data_length();
  result.streaming_width = payload.get_streaming_width();
  result.byte_enable = payload.get_byte_enable_ptr();
  result.byte_enable_length = payload.get_byte_enable_length();
  result.status = payload.get_response_status();
  result.dmi_allowed = payload.is_dmi_allowed();
  result.managed = payload.has_mm();
  result.references = payload.get_ref_count();
  const std::size_t extensions =
      std::min<std::size_t>(PayloadAttributes::kExtensions, tlm::max_num_extensions());
  for (std::size_t i = 0; i < extensions; ++i) {
    result.extensions[i] = payload.get_extension(static_cast<unsigned>(i));
  }
  return result;
}

ProtocolState::Annotation annotation_of(const SocketCall& call) {
  return {static_cast<ProtocolPhase>(static_cast<unsigned>(call.phase)), now_ps(),
          from_sc(call.delay)};
}

}  // namespace

void ProtocolChecker::fail(const ProtocolViolation& violation) {
  throw std::runtime_error(message_of(violation));
}

ProtocolChecker::ProtocolChecker(std::string socket, BehindSocket behind, Handler handler)
    : socket_(std::move(socket)),
      handler_(std::move(handler)),
      state_(behind == BehindSocket::kInterconnect,
             [this](ProtocolRule rule, const PayloadAttributes& payload, Picoseconds now) {
               handler_({rule, socket_, payload.command, payload.address, payload.length, now});
             }) {}

void ProtocolChecker::finish() {
  state_.finish(now_ps());
}

void ProtocolChecker::before_forward(const SocketCall& call) {
  state_.call(ProtocolPath::kForward, attributes_of(call.payload), annotation_of(call));
}

void ProtocolChecker::before_backward(const SocketCall& call) {
  state_.call(ProtocolPath::kBackward, attributes_of(call.payload), annotation_of(call));
}

void ProtocolChecker::after_forward(const SocketCall&, const SocketCall& after,
                                    tlm::tlm_sync_enum answer) {
  returned(ProtocolPath::kForward, after, answer);
}

void ProtocolChecker::after_backward(const SocketCall&, const SocketCall& after,
                                     tlm::tlm_sync_enum answer) {
  returned(ProtocolPath::kBackward, after, answer);
}

void ProtocolChecker::returned(ProtocolPath path, const SocketCall& after,
                               tlm::tlm_sync_enum answer) {
  const void* object = &after.payload;
  PayloadAttributes payload;
  const bool readable = state_.readable(path, object);
  if (readable) payload = attributes_of(after.payload);
  state_.answer(path, object, readable ? &payload : nullptr, static_cast<ProtocolAnswer>(answer),
                annotation_of(after));
}

void ProtocolChecker::before_blocking(const SocketCall& call) {
  state_.begin_blocking(attributes_of(call.payload), now_ps(), from_sc(call.delay));
}

void ProtocolChecker::after_blocking(const SocketCall&, const SocketCall& after) {
  state_.end_blocking(attributes_of(after.payload), now_ps(), from_sc(after.delay));
}

void ProtocolChecker::after_debug(tlm::tlm_generic_payload& payload, unsigned bytes) {
  state_.debug(attributes_of(payload), bytes, now_ps());
}

}  // namespace dsavp
