#pragma once

// Memories for the tests of the HBM core.

#include <string>
#include <vector>

#include "models/hbm/hbm_core.h"

namespace dsavp::hbm_test {

using Field = AddressField;

// As DRAMSys has it: an activate takes two clocks of the row-command bus and a precharge one.
inline DramTiming hbm2_timing() {
  DramTiming t;
  t.clock_ps = 1000;
  t.ccd_s_ck = 2;
  t.ccd_l_ck = 3;
  t.act_ck = 2;
  t.pre_ck = 1;
  t.cl_ns = 18;
  t.cwl_ns = 7;
  t.rcd_rd_ns = 12;
  t.rcd_wr_ns = 10;
  t.rp_ns = 14;
  t.ras_ns = 28;
  t.rc_ns = 42;
  t.rrd_s_ns = 4;
  t.rrd_l_ns = 6;
  t.faw_ns = 16;
  t.rtp_ns = 5;
  t.wr_ns = 16;
  t.wtr_s_ns = 4;
  t.wtr_l_ns = 8;
  t.rtw_ns = 15;
  t.refi_ns = 3900;
  t.rfc_ns = 220;
  t.rfc_pb_ns = 140;
  return t;
}

inline DramTiming hbm3_timing() {
  DramTiming t;
  t.clock_ps = 625;
  t.ccd_r_ck = 3;
  t.act_ck = 1.5;
  t.pre_ck = 0.5;
  t.cl_ns = 12.5;
  t.cwl_ns = 6.25;
  t.rcd_rd_ns = 19.375;
  t.rcd_wr_ns = 9.375;
  t.rp_ns = 16.25;
  t.ras_ns = 28.125;
  t.rc_ns = 45;
  t.rrd_s_ns = 2.5;
  t.rrd_l_ns = 3.125;
  t.faw_ns = 15;
  t.rtp_ns = 5.625;
  t.wr_ns = 20.625;
  t.wtr_s_ns = 4.375;
  t.wtr_l_ns = 6.25;
  t.rtw_ns = 15;
  t.refi_ns = 3900;
  t.rfc_ns = 350;
  t.rfc_pb_ns = 200;
  return t;
}

inline HbmConfig hbm2_config() {
  HbmConfig c;
  c.standard = "HBM2";
  c.organisation = {1, 8, 2, 1, 4, 4, 16384, 1024, 32};
  c.timing = hbm2_timing();
  c.mapping = {{Field::kColumn, 8}, {Field::kPseudoChannel, 2}, {Field::kChannel, 8},
               {Field::kStack, 1},  {Field::kColumn, 4},        {Field::kBankGroup, 4},
               {Field::kBank, 4},   {Field::kStackId, 1},       {Field::kRow, 16384}};
  c.controller_ns = 1;
  return c;
}

// Five stacks: a number of pseudo-channels that is no power of two.
inline HbmConfig hbm3_config() {
  HbmConfig c;
  c.standard = "HBM3";
  c.organisation = {5, 16, 2, 2, 4, 4, 16384, 1024, 32};
  c.timing = hbm3_timing();
  c.mapping = {{Field::kColumn, 8}, {Field::kPseudoChannel, 2}, {Field::kChannel, 16},
               {Field::kStack, 5},  {Field::kColumn, 4},        {Field::kBankGroup, 4},
               {Field::kBank, 4},   {Field::kStackId, 2},       {Field::kRow, 16384}};
  return c;
}

// Banks, groups and channels also depend on the row.
inline HbmConfig hashed_config() {
  HbmConfig c = hbm3_config();
  c.mapping_xor = {{Field::kBank, Field::kRow},
                   {Field::kBankGroup, Field::kBank},
                   {Field::kChannel, Field::kRow}};
  return c;
}

// Three small stacks whose bank groups change below the upper columns, so that a row is met in
// several pieces; few rows, so that random requests conflict.
inline HbmConfig scattered_config() {
  HbmConfig c = hbm3_config();
  c.organisation = {3, 2, 2, 2, 4, 2, 64, 1024, 32};
  c.mapping = {{Field::kColumn, 4},  {Field::kChannel, 2},       {Field::kBankGroup, 4},
               {Field::kColumn, 2},  {Field::kPseudoChannel, 2}, {Field::kColumn, 4},
               {Field::kStackId, 2}, {Field::kStack, 3},         {Field::kBank, 2},
               {Field::kRow, 64}};
  c.controller_ns = 2.5;
  c.scheduler_window = 8;
  return c;
}

// The same memory as one channel: columns, then pseudo-channels, bank groups, banks, stack IDs.
inline HbmConfig one_channel(HbmConfig c, int pseudo_channels = 1, int stack_ids = 0) {
  DramOrganisation& o = c.organisation;
  o.stacks = o.channels = 1;
  o.pseudo_channels = pseudo_channels;
  if (stack_ids > 0) o.stack_ids = stack_ids;
  c.mapping = {{Field::kColumn, o.columns()},
               {Field::kStack, 1},
               {Field::kChannel, 1},
               {Field::kPseudoChannel, o.pseudo_channels},
               {Field::kBankGroup, o.bank_groups},
               {Field::kBank, o.banks},
               {Field::kStackId, o.stack_ids},
               {Field::kRow, o.rows}};
  c.mapping_xor.clear();
  return c;
}

inline HbmConfig without_refresh(HbmConfig c) {
  c.refresh = RefreshPolicy::kNone;
  return c;
}

inline HbmConfig with_page_policy(HbmConfig c, PagePolicy policy) {
  c.page_policy = policy;
  return c;
}

// The message of the std::invalid_argument that `action` throws.
template <class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "<no error>";
}

}  // namespace dsavp::hbm_test
