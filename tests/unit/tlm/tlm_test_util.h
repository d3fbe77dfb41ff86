#pragma once

// Initiators and targets that know nothing of our ports: each is written on a plain TLM-2.0 socket,
// keeps the base protocol in its own way and writes down where the other side breaks it.
//
// Times are of the phases as annotated, not of the calls.

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <systemc>
#include <tlm>
#include <utility>
#include <vector>

#include "models/common/sc_time.h"

namespace dsavp::tlm_test {

using Json = nlohmann::json;
using Payload = tlm::tlm_generic_payload;

constexpr Picoseconds kNs = 1000;

// Calls functions at times, in order of being asked among equals. What is asked for now happens a
// delta cycle later, so that several parts that act at one time take turns.
class Agenda : public sc_core::sc_module {
 public:
  explicit Agenda(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
    SC_HAS_PROCESS(Agenda);
    SC_METHOD(work);
    sensitive << wake_;
    dont_initialize();
  }

  void at(Picoseconds when, std::function<void()> action) {
    actions_.emplace(std::max(when, now_ps()), std::move(action));
    wake_.notify(until(actions_.begin()->first));
  }

 private:
  void work() {
    auto due = std::distance(actions_.begin(), actions_.upper_bound(now_ps()));
    for (; due > 0; --due) {
      const std::function<void()> action = std::move(actions_.begin()->second);
      actions_.erase(actions_.begin());
      action();
    }
    if (!actions_.empty()) wake_.notify(until(actions_.begin()->first));
  }

  std::multimap<Picoseconds, std::function<void()>> actions_;
  sc_core::sc_event wake_;
};

// A thread around a function, for blocking transport.
class Thread : public sc_core::sc_module {
 public:
  Thread(const sc_core::sc_module_name& name, std::function<void()> body)
      : sc_core::sc_module(name), body_(std::move(body)) {
    SC_HAS_PROCESS(Thread);
    SC_THREAD(run);
  }

 private:
  void run() { body_(); }

  const std::function<void()> body_;
};

// Payloads that are deleted with their last reference, so that a use after it is a crash under the
// address sanitiser, and a reference too many or too few shows in the counts.
class Manager : public tlm::tlm_mm_interface {
 public:
  Payload& make(tlm::tlm_command command, Address address, Bytes bytes) {
    auto* payload = new Payload(this);
    data_.emplace_back(new unsigned char[bytes == 0 ? 1 : bytes]());
    payload->set_command(command);
    payload->set_address(address);
    payload->set_data_ptr(data_.back().get());
    payload->set_data_length(static_cast<unsigned>(bytes));
    payload->set_streaming_width(static_cast<unsigned>(bytes));
    payload->acquire();
    ++made;
    return *payload;
  }
  void free(Payload* payload) override {
    ++freed;
    payload->reset();
    delete payload;
  }

  int made = 0;
  int freed = 0;

 private:
  std::vector<std::unique_ptr<unsigned char[]>> data_;
};

// ---- initiator -----------------------------------------------------------------------------

constexpr Picoseconds kNotYet = -1;

struct Record {
  Address address = 0;
  Bytes bytes = 0;
  bool write = false;
  Picoseconds begin_req = kNotYet;
  Picoseconds end_req = kNotYet;
  Picoseconds begin_resp = kNotYet;
  Picoseconds end_resp = kNotYet;
  int responses = 0;
  tlm::tlm_response_status status = tlm::TLM_INCOMPLETE_RESPONSE;

  Picoseconds latency() const { return begin_resp - begin_req; }
  bool ok() const { return responses == 1 && status == tlm::TLM_OK_RESPONSE; }
};

// Sends its requests in order, each at its time or as soon as the request channel is free.
class ForeignInitiator : public sc_core::sc_module {
 public:
  // How it ends a response: on the return path, or by a call of its own `end_delay` later.
  enum class End { kCompleted, kUpdated, kCall };

  explicit ForeignInitiator(const sc_core::sc_module_name& name, End end = End::kCompleted,
                            Picoseconds end_delay = 0)
      : sc_core::sc_module(name),
        socket("socket"),
        end_(end),
        end_delay_(end_delay),
        agenda_("agenda") {
    socket.register_nb_transport_bw(this, &ForeignInitiator::backward);
  }

  tlm_utils::simple_initiator_socket<ForeignInitiator> socket;
  Manager manager;
  // What a request is made to be before it is sent.
  std::function<void(Payload&)> adjust = [](Payload&) {};
  // The most that may be outstanding, BEGIN_REQ to BEGIN_RESP.
  std::size_t window = ~std::size_t{0};
  std::function<void(std::size_t)> on_response = [](std::size_t) {};
  // How long before its time a BEGIN_REQ is called, with the rest as its annotation.
  Picoseconds ahead = 0;

  std::size_t add(Picoseconds when, Address address, Bytes bytes,
                  tlm::tlm_command command = tlm::TLM_READ_COMMAND) {
    Record record;
    record.address = address;
    record.bytes = bytes;
    record.write = command == tlm::TLM_WRITE_COMMAND;
    records_.push_back(record);
    plans_.push_back({when, command});
    wake(when - ahead);
    return records_.size() - 1;
  }

  const std::vector<Record>& records() const { return records_; }
  const Record& operator[](std::size_t index) const { return records_[index]; }
  const std::vector<std::string>& violations() const { return violations_; }
  // Requests with their END_REQ and no response, the most at any time.
  std::size_t most_accepted() const { return most_accepted_; }

  std::size_t answered() const {
    return static_cast<std::size_t>(std::count_if(records_.begin(), records_.end(),
                                                  [](const Record& r) { return r.responses > 0; }));
  }
  bool all_ok() const {
    return std::all_of(records_.begin(), records_.end(), [](const Record& r) { return r.ok(); });
  }
  Picoseconds last_response() const {
    Picoseconds last = 0;
    for (const Record& record : records_) last = std::max(last, record.begin_resp);
    return last;
  }
  // What every test asks of it: nothing lost, nothing answered twice, no rule broken, no reference
  // kept or given back too often.
  bool clean() const {
    return violations_.empty() && manager.made == manager.freed &&
           static_cast<std::size_t>(manager.made) == records_.size() &&
           std::all_of(records_.begin(), records_.end(),
                       [](const Record& r) { return r.responses == 1; });
  }

 private:
  struct Plan {
    Picoseconds when;
    tlm::tlm_command command;
  };

  void wake(Picoseconds when) {
    if (when >= wake_at_) return;
    wake_at_ = when;
    agenda_.at(when, [this] {
      wake_at_ = kNever;
      issue();
    });
  }

  void issue() {
    if (request_ != nullptr || issuing_ || next_ == records_.size() || outstanding_ >= window) {
      return;
    }
    const Picoseconds when = std::max(plans_[next_].when, channel_free_);
    if (when > now_ps() + ahead) {
      wake(when - ahead);
      return;
    }
    issuing_ = true;
    send(next_++, std::max(when, now_ps()));
    issuing_ = false;
    wake(now_ps());
  }

  void send(std::size_t index, Picoseconds at) {
    Record& record = records_[index];
    Payload& payload = manager.make(plans_[index].command, record.address, record.bytes);
    adjust(payload);
    index_of_[&payload] = index;
    ++outstanding_;
    request_ = &payload;
    record.begin_req = at;
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = until(at);
    const tlm::tlm_sync_enum status = socket->nb_transport_fw(payload, phase, delay);
    const Picoseconds when = now_ps() + from_sc(delay);
    if (status == tlm::TLM_COMPLETED) {
      end_request(payload, when);
      response(payload, when);
      finish(payload, when);
    } else if (status == tlm::TLM_UPDATED && phase == tlm::END_REQ) {
      end_request(payload, when);
    } else if (status == tlm::TLM_UPDATED && phase == tlm::BEGIN_RESP) {
      end_request(payload, when);
      response(payload, when);
      end_later(payload, when);
    } else if (status == tlm::TLM_UPDATED) {
      violations_.push_back("unexpected phase on the return path of BEGIN_REQ");
    }
  }

  tlm::tlm_sync_enum backward(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    const Picoseconds when = now_ps() + from_sc(delay);
    if (index_of_.count(&payload) == 0) {
      violations_.push_back("a phase of a transaction that has ended");
      return tlm::TLM_ACCEPTED;
    }
    if (phase == tlm::END_REQ) {
      if (request_ != &payload) violations_.push_back("END_REQ without a request");
      end_request(payload, when);
      // From within the call, as some initiators do.
      issue();
      return tlm::TLM_ACCEPTED;
    }
    if (phase != tlm::BEGIN_RESP) {
      violations_.push_back("unexpected phase on the backward path");
      return tlm::TLM_ACCEPTED;
    }
    if (request_ == &payload) end_request(payload, when);
    response(payload, when);
    if (end_ == End::kCall) {
      end_later(payload, when);
      return tlm::TLM_ACCEPTED;
    }
    finish(payload, when);
    phase = tlm::END_RESP;
    return end_ == End::kCompleted ? tlm::TLM_COMPLETED : tlm::TLM_UPDATED;
  }

  void end_request(Payload& payload, Picoseconds when) {
    Record& record = records_[index_of_.at(&payload)];
    record.end_req = when;
    request_ = nullptr;
    channel_free_ = when;
    ++accepted_;
    if (record.responses == 0) most_accepted_ = std::max(most_accepted_, accepted_);
    wake(when);
  }

  void response(Payload& payload, Picoseconds when) {
    const std::size_t index = index_of_.at(&payload);
    Record& record = records_[index];
    if (responding_ != nullptr) violations_.push_back("BEGIN_RESP before the last one's END_RESP");
    if (record.responses++ > 0) violations_.push_back("a second response");
    responding_ = &payload;
    record.begin_resp = when;
    record.status = payload.get_response_status();
    --accepted_;
    --outstanding_;
    wake(when);
    on_response(index);
  }

  void end_later(Payload& payload, Picoseconds when) {
    agenda_.at(when + end_delay_, [this, &payload] {
      // The next BEGIN_RESP may come within the call, so the channel is free before it.
      responding_ = nullptr;
      records_[index_of_.at(&payload)].end_resp = now_ps();
      index_of_.erase(&payload);
      tlm::tlm_phase phase = tlm::END_RESP;
      sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
      socket->nb_transport_fw(payload, phase, delay);
      payload.release();
    });
  }

  void finish(Payload& payload, Picoseconds when) {
    responding_ = nullptr;
    records_[index_of_.at(&payload)].end_resp = when;
    index_of_.erase(&payload);
    // Not at once: the target may still have to look at the transaction.
    agenda_.at(now_ps(), [&payload] { payload.release(); });
  }

  const End end_;
  const Picoseconds end_delay_;
  Agenda agenda_;
  std::vector<Record> records_;
  std::vector<Plan> plans_;
  std::size_t next_ = 0;
  Picoseconds wake_at_ = kNever;
  bool issuing_ = false;
  Payload* request_ = nullptr;
  Payload* responding_ = nullptr;
  Picoseconds channel_free_ = 0;
  std::size_t outstanding_ = 0;
  std::size_t accepted_ = 0;
  std::size_t most_accepted_ = 0;
  std::map<const Payload*, std::size_t> index_of_;
  std::vector<std::string> violations_;
};

// ---- target --------------------------------------------------------------------------------

enum class Answers {
  kCompleted,  // one phase: TLM_COMPLETED
  kTwoPhase,   // BEGIN_RESP on the return path, then expects END_RESP
  kEndReq,     // END_REQ on the return path, BEGIN_RESP later
  kFourPhase,  // TLM_ACCEPTED, END_REQ by a call, BEGIN_RESP by another
  kNoEndReq,   // TLM_ACCEPTED, and BEGIN_RESP stands for END_REQ too
};

constexpr Answers kAllAnswers[] = {Answers::kCompleted, Answers::kTwoPhase, Answers::kEndReq,
                                   Answers::kFourPhase, Answers::kNoEndReq};

class ForeignTarget : public sc_core::sc_module {
 public:
  struct Seen {
    Address address = 0;
    Bytes bytes = 0;
    bool write = false;
    Picoseconds arrival = 0;
  };

  ForeignTarget(const sc_core::sc_module_name& name, Answers answers, Picoseconds latency)
      : sc_core::sc_module(name),
        socket("socket"),
        latency_of([latency](std::size_t) { return latency; }),
        answers_(answers),
        agenda_("agenda") {
    socket.register_nb_transport_fw(this, &ForeignTarget::forward);
    socket.register_b_transport(this, &ForeignTarget::blocking);
    socket.register_transport_dbg(this, &ForeignTarget::debug);
  }

  tlm_utils::simple_target_socket<ForeignTarget> socket;
  // From arrival to BEGIN_RESP, by the request's number: a shorter one may overtake.
  std::function<Picoseconds(std::size_t)> latency_of;
  // From arrival to END_REQ; only for kFourPhase.
  std::function<Picoseconds(std::size_t)> accept_delay_of = [](std::size_t) { return 0; };
  // No END_REQ for one more than this many inside, until no more than `resumes_at` are, the one
  // held back counted; only for kFourPhase and kEndReq.
  std::size_t room = ~std::size_t{0};
  std::size_t resumes_at = ~std::size_t{0};
  std::function<void(Payload&)> serve = [](Payload& payload) {
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  };

  const std::vector<Seen>& seen() const { return seen_; }
  std::size_t most_inside() const { return most_inside_; }
  std::size_t inside() const { return inside_; }
  std::size_t end_responses() const { return end_responses_; }
  std::size_t held_back() const { return held_back_; }
  const std::vector<std::string>& violations() const { return violations_; }
  int debug_calls() const { return debug_calls_; }
  Bytes bytes_seen() const {
    Bytes sum = 0;
    for (const Seen& seen : seen_) sum += seen.bytes;
    return sum;
  }

 private:
  tlm::tlm_sync_enum forward(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    if (phase == tlm::BEGIN_REQ) return request(payload, phase, delay);
    if (phase != tlm::END_RESP || responding_ != &payload) {
      violations_.push_back("unexpected phase on the forward path");
      return tlm::TLM_ACCEPTED;
    }
    end_response();
    return tlm::TLM_COMPLETED;
  }

  // Whatever `answers` are; lets no time pass but annotates it.
  void blocking(Payload& payload, sc_core::sc_time& delay) {
    const std::size_t index = seen_.size();
    seen_.push_back({payload.get_address(), payload.get_data_length(), payload.is_write(),
                     now_ps() + from_sc(delay)});
    serve(payload);
    delay += to_sc(latency_of(index));
  }

  tlm::tlm_sync_enum request(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    const Picoseconds arrival = now_ps() + from_sc(delay);
    if (request_ != nullptr) violations_.push_back("BEGIN_REQ before the last one's END_REQ");
    if (arrival < channel_free_) violations_.push_back("BEGIN_REQ at a time before END_REQ's");
    const std::size_t index = seen_.size();
    seen_.push_back(
        {payload.get_address(), payload.get_data_length(), payload.is_write(), arrival});
    most_inside_ = std::max(most_inside_, ++inside_);
    const Picoseconds done = arrival + latency_of(index);
    // The response channel may be taken by an earlier response; then there is nothing to return.
    const bool at_once = responding_ == nullptr && responses_.empty();
    if (answers_ == Answers::kCompleted) {
      serve(payload);
      --inside_;
      delay += to_sc(done - arrival);
      channel_free_ = done;
      return tlm::TLM_COMPLETED;
    }
    payload.acquire();
    if (answers_ == Answers::kTwoPhase && at_once) {
      serve(payload);
      --inside_;
      responding_ = &payload;
      phase = tlm::BEGIN_RESP;
      delay += to_sc(done - arrival);
      channel_free_ = done;
      return tlm::TLM_UPDATED;
    }
    agenda_.at(done, [this, &payload] {
      responses_.push_back(&payload);
      respond();
    });
    const bool full = inside_ > room;
    if (answers_ == Answers::kEndReq && !full) {
      phase = tlm::END_REQ;
      channel_free_ = arrival;
      return tlm::TLM_UPDATED;
    }
    request_ = &payload;
    request_index_ = index;
    if (full) {
      held_ = true;
      ++held_back_;
    } else if (answers_ == Answers::kFourPhase) {
      agenda_.at(arrival + accept_delay_of(index), [this, index] {
        if (request_ != nullptr && request_index_ == index) end_request();
      });
    }
    return tlm::TLM_ACCEPTED;
  }

  void end_request() {
    Payload& payload = *request_;
    request_ = nullptr;
    held_ = false;
    // There may be room before the request's own time, if it was announced ahead.
    channel_free_ = std::max(now_ps(), seen_[request_index_].arrival);
    tlm::tlm_phase phase = tlm::END_REQ;
    sc_core::sc_time delay = until(channel_free_);
    socket->nb_transport_bw(payload, phase, delay);
  }

  void respond() {
    if (responding_ != nullptr || responses_.empty()) return;
    Payload& payload = *responses_.front();
    responses_.pop_front();
    serve(payload);
    --inside_;
    responding_ = &payload;
    if (request_ == &payload) {
      request_ = nullptr;  // BEGIN_RESP says that too
      held_ = false;
      channel_free_ = now_ps();
    }
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    const tlm::tlm_sync_enum status = socket->nb_transport_bw(payload, phase, delay);
    if (held_ && inside_ <= std::min(room, resumes_at)) end_request();
    if (status == tlm::TLM_COMPLETED || (status == tlm::TLM_UPDATED && phase == tlm::END_RESP)) {
      if (responding_ != &payload) violations_.push_back("END_RESP twice");
      end_response();
    }
  }

  void end_response() {
    ++end_responses_;
    responding_->release();
    responding_ = nullptr;
    agenda_.at(now_ps(), [this] { respond(); });
  }

  unsigned debug(Payload& payload) {
    ++debug_calls_;
    for (unsigned i = 0; i < payload.get_data_length(); ++i) {
      payload.get_data_ptr()[i] = static_cast<unsigned char>(payload.get_address() + i);
    }
    return payload.get_data_length();
  }

  const Answers answers_;
  Agenda agenda_;
  std::vector<Seen> seen_;
  Payload* request_ = nullptr;
  std::size_t request_index_ = 0;
  bool held_ = false;
  Payload* responding_ = nullptr;
  std::deque<Payload*> responses_;
  Picoseconds channel_free_ = 0;
  std::size_t inside_ = 0;
  std::size_t most_inside_ = 0;
  std::size_t end_responses_ = 0;
  std::size_t held_back_ = 0;
  int debug_calls_ = 0;
  std::vector<std::string> violations_;
};

// ---- blocking ------------------------------------------------------------------------------

// An initiator whose payloads live on the caller's stack and have no memory manager.
class BlockingInitiator : public sc_core::sc_module {
 public:
  explicit BlockingInitiator(const sc_core::sc_module_name& name)
      : sc_core::sc_module(name), socket("socket") {}

  tlm_utils::simple_initiator_socket<BlockingInitiator> socket;

  struct Access {
    tlm::tlm_response_status status = tlm::TLM_INCOMPLETE_RESPONSE;
    Picoseconds took = 0;
  };
  // `streaming_width` of 0: as long as the data.
  Access access(tlm::tlm_command command, Address address, void* data, unsigned bytes,
                unsigned streaming_width = 0, unsigned char* byte_enable = nullptr) {
    Payload payload;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(static_cast<unsigned char*>(data));
    payload.set_data_length(bytes);
    payload.set_streaming_width(streaming_width == 0 ? bytes : streaming_width);
    payload.set_byte_enable_ptr(byte_enable);
    payload.set_byte_enable_length(byte_enable == nullptr ? 0 : 1);
    const Picoseconds begin = now_ps();
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    socket->b_transport(payload, delay);
    return {payload.get_response_status(), now_ps() + from_sc(delay) - begin};
  }
  Access read(Address address, Bytes bytes) {
    std::vector<unsigned char> data(bytes);
    return access(tlm::TLM_READ_COMMAND, address, data.data(), static_cast<unsigned>(bytes));
  }
};

}  // namespace dsavp::tlm_test
