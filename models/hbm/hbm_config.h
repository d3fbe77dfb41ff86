// Organisation, timing and address mapping of the HBM as data.
//
// Timing is the JEDEC parameter set that decides read and write streams: column spacing within and
// across bank groups, row activation limits per stack ID, precharge, refresh and bus turnaround.
// Analogue parameters are in nanoseconds and are rounded up to whole clocks, so that one file
// serves every data rate of a standard; column spacing is in clocks, because the standards define
// it so.
// Left out: tCCDR between stack IDs, the row- and column-command buses, power-down, ECC, and
// postponed or per-bank refresh (all-bank refresh or none).
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
  double cl_ns = 0;
  double cwl_ns = 0;
  double rcd_rd_ns = 0;
  double rcd_wr_ns = 0;
  double rp_ns = 0;
  double ras_ns = 0;
  double rrd_s_ns = 0;
  double rrd_l_ns = 0;
  double faw_ns = 0;
  double rtp_ns = 0;
  double wr_ns = 0;
  double wtr_ns = 0;
  double rtw_ns = 0;
  double refi_ns = 0;
  double rfc_ns = 0;
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
  v.real("cl_ns", c.cl_ns, ns, "ns", "tCL, read command to data", Need::kRequired);
  v.real("cwl_ns", c.cwl_ns, ns, "ns", "tCWL, write command to data", Need::kRequired);
  v.real("rcd_rd_ns", c.rcd_rd_ns, ns, "ns", "tRCDRD, activate to read", Need::kRequired);
  v.real("rcd_wr_ns", c.rcd_wr_ns, ns, "ns", "tRCDWR, activate to write", Need::kRequired);
  v.real("rp_ns", c.rp_ns, ns, "ns", "tRP, precharge to activate", Need::kRequired);
  v.real("ras_ns", c.ras_ns, ns, "ns", "tRAS, activate to precharge", Need::kRequired);
  v.real("rrd_s_ns", c.rrd_s_ns, ns, "ns", "tRRD_S, activate to activate, other bank group",
         Need::kRequired);
  v.real("rrd_l_ns", c.rrd_l_ns, ns, "ns", "tRRD_L, activate to activate, same bank group",
         Need::kRequired);
  v.real("faw_ns", c.faw_ns, ns, "ns", "tFAW, window of at most four activates", Need::kRequired);
  v.real("rtp_ns", c.rtp_ns, ns, "ns", "tRTP, read to precharge", Need::kRequired);
  v.real("wr_ns", c.wr_ns, ns, "ns", "tWR, end of write data to precharge", Need::kRequired);
  v.real("wtr_ns", c.wtr_ns, ns, "ns", "tWTR_L, end of write data to read", Need::kRequired);
  v.real("rtw_ns", c.rtw_ns, ns, "ns", "read command to write command", Need::kRequired);
  v.real("refi_ns", c.refi_ns, ns, "ns", "tREFI, refresh interval; 0 turns refresh off",
         Need::kRequired);
  v.real("rfc_ns", c.rfc_ns, ns, "ns", "tRFC, all-bank refresh", Need::kRequired);
}

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

// field ^= with (its low bits): spreads strided rows over banks or channels.
struct MappingXor {
  AddressField field = AddressField::kBank;
  AddressField with = AddressField::kRow;
};

template <class Visitor>
void describe(Visitor& v, MappingXor& c) {
  v.choice("field", c.field, "the field that changes; its size is a power of two", Need::kRequired);
  v.choice("with", c.with, "the field whose low bits are XORed in", Need::kRequired);
}

struct HbmConfig {
  std::string standard;
  DramOrganisation organisation;
  DramTiming timing;
  std::vector<MappingDigit> mapping;
  std::vector<MappingXor> mapping_xor;
  double controller_ns = 0;
  int scheduler_window = 32;
  int queue_depth = 4096;
};

template <class Visitor>
void describe(Visitor& v, HbmConfig& c) {
  v.text("standard", c.standard, "name of the memory standard, for reports", Need::kRequired);
  v.section("organisation", c.organisation, "what the memory is made of");
  v.section("timing", c.timing, "DRAM timing parameters");
  v.list("mapping", c.mapping, "address digits above the burst's bytes, least significant first",
         Need::kRequired);
  v.list("mapping_xor", c.mapping_xor, "XOR terms, applied in order");
  v.real("controller_ns", c.controller_ns, {0, 1e5}, "ns",
         "fixed time through the controller and the PHY, both ways together");
  v.integer("scheduler_window", c.scheduler_window, {1, 1024}, "row segments",
            "how far a pseudo-channel's first-ready scheduler looks ahead");
  v.integer("queue_depth", c.queue_depth, {1, 1 << 20}, "transactions",
            "transactions accepted before requests are held back");
}

}  // namespace dsavp
