#include "testbench/socket_tap/socket_tap.h"

namespace dsavp {

SocketTap::SocketTap(const sc_core::sc_module_name& name, SocketObserver& observer)
    : sc_core::sc_module(name),
      from_initiator("from_initiator"),
      to_target("to_target"),
      observer_(observer) {
  from_initiator.bind(*static_cast<tlm::tlm_fw_transport_if<>*>(this));
  to_target.bind(*static_cast<tlm::tlm_bw_transport_if<>*>(this));
}

tlm::tlm_sync_enum SocketTap::nb_transport_fw(tlm::tlm_generic_payload& payload,
                                              tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  const SocketCall before{payload, phase, delay};
  observer_.before_forward(before);
  const tlm::tlm_sync_enum status = to_target->nb_transport_fw(payload, phase, delay);
  observer_.after_forward(before, {payload, phase, delay}, status);
  return status;
}

tlm::tlm_sync_enum SocketTap::nb_transport_bw(tlm::tlm_generic_payload& payload,
                                              tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  const SocketCall before{payload, phase, delay};
  observer_.before_backward(before);
  const tlm::tlm_sync_enum status = from_initiator->nb_transport_bw(payload, phase, delay);
  observer_.after_backward(before, {payload, phase, delay}, status);
  return status;
}

void SocketTap::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const SocketCall before{payload, tlm::UNINITIALIZED_PHASE, delay};
  observer_.before_blocking(before);
  to_target->b_transport(payload, delay);
  observer_.after_blocking(before, {payload, tlm::UNINITIALIZED_PHASE, delay});
}

bool SocketTap::get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& dmi) {
  const bool allowed = to_target->get_direct_mem_ptr(payload, dmi);
  observer_.after_dmi(payload, allowed);
  return allowed;
}

unsigned SocketTap::transport_dbg(tlm::tlm_generic_payload& payload) {
  const unsigned bytes = to_target->transport_dbg(payload);
  observer_.after_debug(payload, bytes);
  return bytes;
}

void SocketTap::invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
  from_initiator->invalidate_direct_mem_ptr(first, last);
}

}  // namespace dsavp
