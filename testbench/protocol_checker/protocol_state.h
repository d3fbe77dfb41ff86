// What one socket has seen: its transactions, each with its phase, and who holds the request and the
// response channel; told each call and each return, it reports the rules that they break.
//
// Calls may nest, as they do in TLM: a target may call back within the initiator's call. A transaction
// that ends within a call made for it may be gone when that call returns; readable() says so.
// Extended phases are ignored, and so are the answers to them.
// Memory: a record for each payload object ever seen, used again with the object; nothing is allocated
// once all objects have been seen.
// Units: picoseconds; `now` is the simulated time, the annotated time is now + delay.
// Errors: rules broken go to the report, after which the state is as if the call had been right as
// far as that has a meaning.
#pragma once

#include <tsl/robin_map.h>

#include <functional>
#include <vector>

#include "models/common/address_hash.h"
#include "testbench/protocol_checker/payload_rules.h"

namespace dsavp {

// The values are TLM's; larger ones are extended phases.
enum class ProtocolPhase : unsigned { kUninitialized, kBeginReq, kEndReq, kBeginResp, kEndResp };
constexpr bool is_extended(ProtocolPhase phase) {
  return phase > ProtocolPhase::kEndResp;
}
enum class ProtocolAnswer { kAccepted, kUpdated, kCompleted };
enum class ProtocolPath { kForward, kBackward };

class ProtocolState {
 public:
  using Report =
      std::function<void(ProtocolRule, const PayloadAttributes& payload, Picoseconds now)>;

  // `address_translated`: an interconnect is behind the socket, which may change the address while
  // it, and not the initiator, has control.
  ProtocolState(bool address_translated, Report report);

  struct Annotation {
    ProtocolPhase phase;
    Picoseconds now;
    Picoseconds delay;
  };
  void call(ProtocolPath path, const PayloadAttributes& payload, const Annotation& given);
  // Whether the payload of a call that now returns may still be looked at.
  bool readable(ProtocolPath path, const void* object) const;
  // `payload` is null if it may not.
  void answer(ProtocolPath path, const void* object, const PayloadAttributes* payload,
              ProtocolAnswer answer, const Annotation& returned);

  void begin_blocking(const PayloadAttributes& payload, Picoseconds now, Picoseconds delay);
  void end_blocking(const PayloadAttributes& payload, Picoseconds now, Picoseconds delay);
  void debug(const PayloadAttributes& payload, unsigned bytes, Picoseconds now);
  // The simulation has ended.
  void finish(Picoseconds now);

  std::uint64_t calls() const { return calls_; }

 private:
  enum class Stage { kEnded, kRequest, kRequestEnded, kResponse, kBlocking };
  struct Transaction {
    PayloadAttributes sent;
    Stage stage = Stage::kEnded;
    std::uint64_t serial = 0;
    Picoseconds time = 0;  // annotated, of its latest phase
    Address address = 0;   // when last seen
    int status = PayloadAttributes::kIncomplete;
  };
  // A call that has not returned.
  struct Frame {
    ProtocolPath path;
    Annotation given;
    PayloadAttributes payload;
    std::uint64_t serial = 0;  // of the transaction; 0: none in flight when it was called
    Stage stage = Stage::kEnded;
  };

  Transaction* find(const void* object);
  const Transaction* find(const void* object) const;
  Transaction& start(const PayloadAttributes& payload, Stage stage, Picoseconds time);
  std::size_t frame_of(ProtocolPath path, const void* object) const;

  Picoseconds time_of(const Annotation& given, const PayloadAttributes& payload);
  std::uint64_t begin_request(const PayloadAttributes& payload, Picoseconds time);
  // A phase other than BEGIN_REQ, called or returned.
  void proceed(ProtocolPath path, const PayloadAttributes& payload, ProtocolPhase phase,
               Picoseconds time);
  void change_stage(Transaction& transaction, const PayloadAttributes& payload, ProtocolPhase phase,
                    Picoseconds time);
  void free_request(Transaction& transaction, Picoseconds time);
  void begin_response(Transaction& transaction, const PayloadAttributes& payload, Picoseconds time);
  void end(Transaction& transaction);
  void advance(Transaction& transaction, const PayloadAttributes& payload, Picoseconds time);
  void check_unmodified(Transaction& transaction, const PayloadAttributes& payload,
                        bool initiator_had_control);

  void accepted(const Frame& frame, const PayloadAttributes* payload, const Annotation& returned);
  void updated(const Frame& frame, const PayloadAttributes& payload, const Annotation& returned);
  void completed(const Frame& frame, const PayloadAttributes& payload, const Annotation& returned);

  void report(ProtocolRule rule, const PayloadAttributes& payload);
  void report(const ProtocolRuleSet& rules, const PayloadAttributes& payload);

  const bool address_translated_;
  const Report report_;
  tsl::robin_map<const void*, Transaction, PointerHash> transactions_;
  std::vector<Frame> frames_;
  const void* request_ = nullptr;    // has had no END_REQ yet
  const void* response_ = nullptr;   // has had no END_RESP yet
  Picoseconds request_free_at_ = 0;  // annotated
  Picoseconds now_ = 0;
  std::uint64_t serial_ = 0;
  std::uint64_t calls_ = 0;
};

}  // namespace dsavp
