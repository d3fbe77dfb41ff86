// What the sequencer does about tokens' data, where they are checked.
#include <fmt/format.h>

#include "models/sequencer/sequencer.h"

namespace dsavp {

void Sequencer::append_token(int layer, int request, Bytes token) {
  const Bytes kv = program_.shape->kv_bytes();
  const Address address = program_.layout->kv_base(layer, request) + token * kv;
  if (data_ == nullptr) {
    send_write(address, kv, layer, request);
    return;
  }
  tlm::tlm_generic_payload& payload =
      pool_.acquire_with_data(tlm::TLM_WRITE_COMMAND, address, kv, attribution(layer, request));
  data_->write(address, static_cast<std::int64_t>(token), kv, payload.get_data_ptr());
  send(payload);
}

// The tokens about to be gathered that no append has written: they were there before the run.
void Sequencer::prefill(int layer) {
  const Bytes kv = program_.shape->kv_bytes();
  for (int request = 0; request < program_.requests; ++request) {
    const TokenSet set = source_.top_k(program_.shape->index_source(layer), request);
    const Address base = program_.layout->kv_base(layer, request);
    for (std::size_t i = 0; i < set.count; ++i) {
      const Address address = base + static_cast<Bytes>(set.tokens[i]) * kv;
      if (!data_->knows(address) && !prefill_token(address, set.tokens[i])) return;
    }
  }
}

bool Sequencer::prefill_token(Address address, std::int32_t token) {
  const auto bytes = static_cast<unsigned>(program_.shape->kv_bytes());
  token_bytes_.resize(bytes);
  data_->write(address, token, bytes, token_bytes_.data());
  tlm::tlm_generic_payload payload;
  payload.set_command(tlm::TLM_WRITE_COMMAND);
  payload.set_address(address);
  payload.set_data_ptr(token_bytes_.data());
  payload.set_data_length(bytes);
  payload.set_streaming_width(bytes);
  const unsigned written = port->transport_dbg(payload);
  if (written == bytes) return true;
  status_.fail(
      fmt::format("{}: debug transport wrote {} of {} B at {:#x}, a token of the prefill; "
                  "simulation.check_data needs a memory that takes it",
                  name(), written, bytes, address));
  return false;
}

}  // namespace dsavp
