#include "testbench/transaction_trace/socket_recorder.h"

#include "models/common/attribution.h"
#include "models/common/sc_time.h"

namespace dsavp {
namespace {

Picoseconds time_of(const SocketCall& call) {
  return now_ps() + from_sc(call.delay);
}

const char* name_of(tlm::tlm_response_status status) {
  switch (status) {
    case tlm::TLM_OK_RESPONSE:
      return "ok";
    case tlm::TLM_INCOMPLETE_RESPONSE:
      return "incomplete";
    case tlm::TLM_ADDRESS_ERROR_RESPONSE:
      return "address error";
    case tlm::TLM_COMMAND_ERROR_RESPONSE:
      return "command error";
    case tlm::TLM_BURST_ERROR_RESPONSE:
      return "burst error";
    case tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE:
      return "byte enable error";
    case tlm::TLM_GENERIC_ERROR_RESPONSE:
      break;
  }
  return "error";
}

}  // namespace

TransactionsUnderWay::Entry TransactionsUnderWay::enter(const tlm::tlm_generic_payload& payload) {
  const auto known = entries_.find(&payload);
  if (known != entries_.end()) {
    ++known.value().hops;
    return known->second;
  }
  if (!recording_) return {};
  return entries_[&payload] = {++last_id_, 1};
}

void TransactionsUnderWay::leave(const tlm::tlm_generic_payload& payload) {
  const auto entry = entries_.find(&payload);
  if (--entry.value().hops == 0) entries_.erase(entry);
}

SocketRecorder::SocketRecorder(int socket, TransactionsUnderWay& under_way,
                               std::vector<TransactionSink*> sinks)
    : socket_(socket), under_way_(under_way), sinks_(std::move(sinks)) {}

void SocketRecorder::before_forward(const SocketCall& call) {
  if (call.phase == tlm::BEGIN_REQ) begin(call);
}

void SocketRecorder::after_forward(const SocketCall& before, const SocketCall& after,
                                   tlm::tlm_sync_enum status) {
  if (before.phase != tlm::BEGIN_REQ || status == tlm::TLM_ACCEPTED) return;
  if (status == tlm::TLM_COMPLETED || after.phase == tlm::BEGIN_RESP) {
    begin_response(after);
  } else if (after.phase == tlm::END_REQ) {
    end_request(after);
  }
}

void SocketRecorder::before_backward(const SocketCall& call) {
  if (call.phase == tlm::END_REQ) end_request(call);
  if (call.phase == tlm::BEGIN_RESP) begin_response(call);
}

void SocketRecorder::before_blocking(const SocketCall& call) {
  begin(call);
}

void SocketRecorder::after_blocking(const SocketCall&, const SocketCall& after) {
  begin_response(after);
}

void SocketRecorder::begin(const SocketCall& call) {
  const TransactionsUnderWay::Entry entry = under_way_.enter(call.payload);
  if (entry.id == 0) return;
  TransactionRecord record;
  record.socket = socket_;
  record.id = entry.id;
  record.first = entry.hops == 1;
  record.write = call.payload.is_write();
  record.address = call.payload.get_address();
  record.bytes = call.payload.get_data_length();
  record.begin = time_of(call);
  if (const auto* by = call.payload.get_extension<Attribution>()) {
    record.owner = by->owner;
    record.layer = by->layer;
    record.request = by->request;
  }
  open_[&call.payload] = record;
  for (TransactionSink* sink : sinks_) sink->began(socket_, record.begin, now_ps());
}

void SocketRecorder::end_request(const SocketCall& call) {
  const auto open = open_.find(&call.payload);
  if (open != open_.end()) open.value().end_request = time_of(call);
}

void SocketRecorder::begin_response(const SocketCall& call) {
  const auto open = open_.find(&call.payload);
  if (open == open_.end()) return;
  TransactionRecord record = open->second;
  open_.erase(open);
  under_way_.leave(call.payload);
  record.begin_response = time_of(call);
  if (record.end_request < 0) record.end_request = record.begin_response;
  record.status = name_of(call.payload.get_response_status());
  for (TransactionSink* sink : sinks_) sink->ended(record, now_ps());
}

}  // namespace dsavp
