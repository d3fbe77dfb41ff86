// A memory of our own, on tlm_utils alone: every access takes 120 ns, however many there are; one
// answer at a time, as the base protocol wants.
#pragma once

#include <tlm_utils/peq_with_get.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <systemc>
#include <tlm>

struct Memory : sc_core::sc_module {
  explicit Memory(const sc_core::sc_module_name& name) : sc_module(name) {
    socket.register_nb_transport_fw(this, &Memory::forward);
    SC_HAS_PROCESS(Memory);
    SC_METHOD(respond);
    sensitive << ready.get_event() << ended;
    dont_initialize();
  }
  tlm::tlm_sync_enum forward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                             sc_core::sc_time& delay) {
    if (phase == tlm::END_RESP) {
      end_response();
      return tlm::TLM_COMPLETED;
    }
    payload.acquire();
    ready.notify(payload, delay + sc_core::sc_time(120, sc_core::SC_NS));
    phase = tlm::END_REQ;
    return tlm::TLM_UPDATED;
  }
  void respond() {
    while (responding == nullptr) {
      responding = ready.get_next_transaction();
      if (responding == nullptr) return;
      (responding->is_read() ? bytes_read : bytes_written) += responding->get_data_length();
      responding->set_response_status(tlm::TLM_OK_RESPONSE);
      tlm::tlm_phase phase = tlm::BEGIN_RESP;
      sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
      if (socket->nb_transport_bw(*responding, phase, delay) != tlm::TLM_ACCEPTED) end_response();
    }
  }
  void end_response() {
    responding->release();
    responding = nullptr;
    ended.notify(sc_core::SC_ZERO_TIME);
  }
  tlm_utils::simple_target_socket<Memory> socket{"socket"};
  tlm_utils::peq_with_get<tlm::tlm_generic_payload> ready{"ready"};
  tlm::tlm_generic_payload* responding = nullptr;
  sc_core::sc_event ended;
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
};
