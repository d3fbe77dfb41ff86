// Organisation, timing, refresh, scheduling and address mapping of the HBM as data.
//
// Timing is the JEDEC parameter set that decides read and write streams: column spacing within and
// across bank groups and stack IDs, row activation limits, precharge, refresh, bus turnaround and
// the time that a row command holds its bus. Analogue parameters are in nanoseconds and are rounded
// up to whole clocks, so that one file serves every data rate of a standard; what the standards
// define in clocks is in clocks.
// Left out: power-down, ECC, temperature-dependent, postponed and same-bank refresh, tPPD.
// Sources: JEDEC JESD235 (HBM2) and JESD238 (HBM3) for the meaning; the figures' sources stand in
// configs/memory/*.yaml.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/common/describe.h"
#include "models/common/units.h"

namespace dsavp {

struct DramOrganisation {
  int stacks = 0;
  int channels = 0;         // per stack
  int pseudo_channels = 0;  // per channel
  int stack_ids = 1;        // per pseudo-channel
  int bank_groups = 0;      // per stack ID
  int banks = 0;            // per bank group
  int rows = 0;             // per bank
  int row_bytes = 0;        // per pseudo-channel
  int access_bytes = 0;     // one burst

  int pseudo_channel_count() const { return stacks * channels * pseudo_channels; }
  int groups_per_pseudo_channel() const { return stack_ids * bank_groups; }
  int banks_per_pseudo_channel() const { return groups_per_pseudo_channel() * banks; }
  int columns() const { return row_bytes / access_bytes; }
  Bytes pseudo_channel_bytes() const {
    return Bytes(banks_per_pseudo_channel()) * Bytes(rows) * Bytes(row_bytes);
  }
  Bytes capacity() const { return Bytes(pseudo_channel_count()) * pseudo_channel_bytes(); }
};

template <class Visitor>
void describe(Visitor& v, DramOrganisation& c) {
  v.integer("stacks", c.stacks, {1, 64}, "", "HBM stacks", Need::kRequired);
  v.integer("channels", c.channels, {1, 64}, "", "channels per stack", Need::kRequired);
  v.integer("pseudo_channels", c.pseudo_channels, {1, 8}, "", "pseudo-channels per channel",
            Need::kRequired);
  v.integer("stack_ids", c.stack_ids, {1, 8}, "", "stack IDs (ranks) per pseudo-channel");
  v.integer("bank_groups", c.bank_groups, {1, 16}, "", "bank groups per stack ID", Need::kRequired);
  v.integer("banks", c.banks, {1, 16}, "", "banks per bank group", Need::kRequired);
  v.integer("rows", c.rows, {1, 1 << 24}, "", "rows per bank", Need::kRequired);
  v.integer("row_bytes", c.row_bytes, {64, 1 << 16}, "B", "row of one pseudo-channel",
            Need::kRequired);
  v.integer("access_bytes", c.access_bytes, {16, 256}, "B", "bytes of one burst", Need::kRequired);
}

struct DramTiming {
  int clock_ps = 0;
  int burst_ck = 2;
  int ccd_s_ck = 2;
  int ccd_l_ck = 4;
  int ccd_r_ck = 0;
  double act_ck = 1;
  double pre_ck = 1;
  double cl_ns = 0;
  double cwl_ns = 0;
  double rcd_rd_ns = 0;
  double rcd_wr_ns = 0;
  double rp_ns = 0;
  double ras_ns = 0;
  double rc_ns = 0;
  double rrd_s_ns = 0;
  double rrd_l_ns = 0;
  double faw_ns = 0;
  double rtp_ns = 0;
  double wr_ns = 0;
  double wtr_s_ns = 0;
  double wtr_l_ns = 0;
  double rtw_ns = 0;
  double refi_ns = 0;
  double rfc_ns = 0;
  double rfc_pb_ns = 0;
};

template <class Visitor>
void describe(Visitor& v, DramTiming& c) {
  const RealLimits ns{0, 1e6};
  v.integer("clock_ps", c.clock_ps, {100, 10000}, "ps", "tCK, the command clock's period",
            Need::kRequired);
  v.integer("burst_ck", c.burst_ck, {1, 64}, "clocks", "data bus time of one burst");
  v.integer("ccd_s_ck", c.ccd_s_ck, {1, 64}, "clocks",
            "tCCD_S, column to column, other bank group");
  v.integer("ccd_l_ck", c.ccd_l_ck, {1, 64}, "clocks", "tCCD_L, column to column, same bank group");
  v.integer("ccd_r_ck", c.ccd_r_ck, {0, 64}, "clocks",
            "tCCD_R, column to column, other stack ID; 0: as tCCD_S");
  v.real("act_ck", c.act_ck, {0.5, 8}, "clocks",
         "an activate's time on the row-command bus, which a channel's pseudo-channels share; tRCD "
         "and tRAS count from its last clock");
  v.real("pre_ck", c.pre_ck, {0, 8}, "clocks", "a precharge's time on the row-command bus");
  v.real("cl_ns", c.cl_ns, ns, "ns", "tCL, read command to data", Need::kRequired);
  v.real("cwl_ns", c.cwl_ns, ns, "ns", "tCWL, write command to data", Need::kRequired);
  v.real("rcd_rd_ns", c.rcd_rd_ns, ns, "ns", "tRCDRD, activate to read", Need::kRequired);
  v.real("rcd_wr_ns", c.rcd_wr_ns, ns, "ns", "tRCDWR, activate to write", Need::kRequired);
  v.real("rp_ns", c.rp_ns, ns, "ns", "tRP, precharge to activate", Need::kRequired);
  v.real("ras_ns", c.ras_ns, ns, "ns", "tRAS, activate to precharge", Need::kRequired);
  v.real("rc_ns", c.rc_ns, ns, "ns", "tRC, activate to activate of one bank; 0: tRAS + tRP");
  v.real("rrd_s_ns", c.rrd_s_ns, ns, "ns", "tRRD_S, activate to activate, other bank group",
         Need::kRequired);
  v.real("rrd_l_ns", c.rrd_l_ns, ns, "ns", "tRRD_L, activate to activate, same bank group",
         Need::kRequired);
  v.real("faw_ns", c.faw_ns, ns, "ns", "tFAW, window of at most four activates of a pseudo-channel",
         Need::kRequired);
  v.real("rtp_ns", c.rtp_ns, ns, "ns", "tRTP, read to precharge", Need::kRequired);
  v.real("wr_ns", c.wr_ns, ns, "ns", "tWR, end of write data to precharge", Need::kRequired);
  v.real("wtr_s_ns", c.wtr_s_ns, ns, "ns", "tWTR_S, end of write data to read, other bank group",
         Need::kRequired);
  v.real("wtr_l_ns", c.wtr_l_ns, ns, "ns", "tWTR_L, end of write data to read, same bank group",
         Need::kRequired);
  v.real("rtw_ns", c.rtw_ns, ns, "ns", "read command to write command", Need::kRequired);
  v.real("refi_ns", c.refi_ns, ns, "ns", "tREFI, in which every bank is refreshed once",
         Need::kRequired);
  v.real("rfc_ns", c.rfc_ns, ns, "ns", "tRFC, all-bank refresh", Need::kRequired);
  v.real("rfc_pb_ns", c.rfc_pb_ns, ns, "ns", "tRFCpb, per-bank refresh");
}

enum class RefreshPolicy { kAllBank, kPerBank, kNone };
template <>
struct EnumWords<RefreshPolicy> {
  static constexpr std::pair<RefreshPolicy, const char*> kWords[] = {
      {RefreshPolicy::kAllBank, "all-bank"},
      {RefreshPolicy::kPerBank, "per-bank"},
      {RefreshPolicy::kNone, "none"},
  };
};

enum class RefreshPhase { kStaggered, kTogether };
template <>
struct EnumWords<RefreshPhase> {
  static constexpr std::pair<RefreshPhase, const char*> kWords[] = {
      {RefreshPhase::kStaggered, "staggered"},
      {RefreshPhase::kTogether, "together"},
  };
};

enum class PagePolicy { kOpen, kClosed };
template <>
struct EnumWords<PagePolicy> {
  static constexpr std::pair<PagePolicy, const char*> kWords[] = {
      {PagePolicy::kOpen, "open"},
      {PagePolicy::kClosed, "closed"},
  };
};

enum class AddressField {
  kColumn,
  kStack,
  kChannel,
  kPseudoChannel,
  kStackId,
  kBankGroup,
  kBank,
  kRow
};
constexpr int kAddressFields = 8;

template <>
struct EnumWords<AddressField> {
  static constexpr std::pair<AddressField, const char*> kWords[] = {
      {AddressField::kColumn, "column"},    {AddressField::kStack, "stack"},
      {AddressField::kChannel, "channel"},  {AddressField::kPseudoChannel, "pseudo_channel"},
      {AddressField::kStackId, "stack_id"}, {AddressField::kBankGroup, "bank_group"},
      {AddressField::kBank, "bank"},        {AddressField::kRow, "row"},
  };
};

// One digit of the mixed-radix address, least significant first. A field may stand in several
// places: `column 8` low and `column 4` above the channels make an interleave of 8 bursts.
struct MappingDigit {
  AddressField field = AddressField::kColumn;
  int size = 0;
};

template <class Visitor>
void describe(Visitor& v, MappingDigit& c) {
  v.choice("field", c.field, "what the digit selects", Need::kRequired);
  v.integer("size", c.size, {1, 1 << 24}, "", "how many values the digit has", Need::kRequired);
}

// field ^= with >> shift (its low bits): spreads strided rows or columns over banks or channels.
struct MappingXor {
  AddressField field = AddressField::kBank;
  AddressField with = AddressField::kRow;
  int shift = 0;
};

template <class Visitor>
void describe(Visitor& v, MappingXor& c) {
  v.choice("field", c.field, "the field that changes; its size is a power of two", Need::kRequired);
  v.choice("with", c.with, "the field whose low bits are XORed in", Need::kRequired);
  v.integer("shift", c.shift, {0, 31}, "bits", "bits of `with` dropped before the XOR");
}

struct AddressLayout {
  std::vector<MappingDigit> digits;
  std::vector<MappingXor> xors;
};

struct HbmConfig {
  std::string standard;
  DramOrganisation organisation;
  DramTiming timing;
  std::string mapping_name;
  Bytes interleave_bytes = 0;
  std::vector<MappingDigit> mapping;
  std::vector<MappingXor> mapping_xor;
  RefreshPolicy refresh = RefreshPolicy::kAllBank;
  RefreshPhase refresh_phase = RefreshPhase::kStaggered;
  PagePolicy page_policy = PagePolicy::kOpen;
  double controller_ns = 0;
  int scheduler_window = 128;
  int row_hit_limit = 128;
  int queue_depth = 4096;
};

template <class Visitor>
void describe(Visitor& v, HbmConfig& c) {
  v.text("standard", c.standard, "name of the memory standard, for reports", Need::kRequired);
  v.section("organisation", c.organisation, "what the memory is made of");
  v.section("timing", c.timing, "DRAM timing parameters");
  v.text("mapping_name", c.mapping_name,
         "address map by name (see the user's guide); either this or `mapping` is required");
  v.bytes("interleave_bytes", c.interleave_bytes, {0, 1 << 16},
          "with mapping_name: bytes after which the channel changes; 0: the map's own");
  v.list("mapping", c.mapping,
         "address digits above the burst's bytes, least significant first; [] with mapping_name");
  v.list("mapping_xor", c.mapping_xor, "with `mapping`: XOR terms, applied in order");
  v.choice("refresh", c.refresh, "one command for all banks, one per bank in turn, or none");
  v.choice("refresh_phase", c.refresh_phase,
           "pseudo-channels refresh evenly spread over tREFI, or all at once");
  v.choice("page_policy", c.page_policy,
           "leave a row open, or close it after every access (auto-precharge)");
  v.real("controller_ns", c.controller_ns, {0, 1e5}, "ns",
         "fixed time through the controller and the PHY, both ways together");
  v.integer("scheduler_window", c.scheduler_window, {1, 1 << 16}, "accesses",
            "bursts of one channel that its scheduler chooses from");
  v.integer("row_hit_limit", c.row_hit_limit, {1, 1 << 20}, "accesses",
            "bursts of an open row after which an older request for another row of the bank goes "
            "first");
  v.integer("queue_depth", c.queue_depth, {1, 1 << 20}, "transactions",
            "transactions accepted before requests are held back");
}

}  // namespace dsavp
