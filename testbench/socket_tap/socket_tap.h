// A module between an initiator's socket and a target's that passes every call on as it came and
// shows it to an observer, before and after. Without one between two sockets they are bound
// directly, at no cost.
//
// Sees both directions of the non-blocking transport, blocking transport, debug transport, and DMI
// requests. Changes nothing: not the payload, the phase, the delay or the status, and takes no
// reference. Left out: several initiators on one tap. Errors: none of its own.
#pragma once

#include <systemc>
#include <tlm>

namespace dsavp {

// What an interface method call looked like; `phase` is meaningless for other than non-blocking
// transport. Times are as the standard has them: the call's sc_time_stamp() and `delay`.
struct SocketCall {
  tlm::tlm_generic_payload& payload;
  tlm::tlm_phase phase;
  sc_core::sc_time delay;
};

class SocketObserver {
 public:
  virtual ~SocketObserver() = default;

  virtual void before_forward(const SocketCall&) {}
  virtual void after_forward(const SocketCall& /*before*/, const SocketCall& /*after*/,
                             tlm::tlm_sync_enum) {}
  virtual void before_backward(const SocketCall&) {}
  virtual void after_backward(const SocketCall& /*before*/, const SocketCall& /*after*/,
                              tlm::tlm_sync_enum) {}
  virtual void before_blocking(const SocketCall&) {}
  virtual void after_blocking(const SocketCall& /*before*/, const SocketCall& /*after*/) {}
  virtual void after_debug(tlm::tlm_generic_payload&, unsigned /*bytes*/) {}
  virtual void after_dmi(tlm::tlm_generic_payload&, bool /*allowed*/) {}
};

class SocketTap : public sc_core::sc_module,
                  private tlm::tlm_fw_transport_if<>,
                  private tlm::tlm_bw_transport_if<> {
 public:
  // `observer` outlives it.
  SocketTap(const sc_core::sc_module_name& name, SocketObserver& observer);

  tlm::tlm_target_socket<> from_initiator;
  tlm::tlm_initiator_socket<> to_target;

 private:
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& dmi) override;
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override;

  SocketObserver& observer_;
};

}  // namespace dsavp
