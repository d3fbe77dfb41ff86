#pragma once

// Address maps for the tests of the mapping, of one small memory.

#include "tests/unit/hbm/hbm_test_util.h"

namespace dsavp::hbm_test {

// Small enough to walk every address of.
const DramOrganisation kSmall{3, 2, 2, 2, 2, 4, 4, 512, 32};

struct Case {
  const char* name;
  std::vector<MappingDigit> digits;
  std::vector<MappingXor> xors;
};

inline std::vector<MappingDigit> plain_digits() {
  return {
      {Field::kColumn, 16},   {Field::kPseudoChannel, 2}, {Field::kChannel, 2}, {Field::kStack, 3},
      {Field::kBankGroup, 2}, {Field::kBank, 4},          {Field::kStackId, 2}, {Field::kRow, 4}};
}

inline std::vector<MappingDigit> split_digits() {
  return {{Field::kColumn, 2}, {Field::kPseudoChannel, 2}, {Field::kChannel, 2},
          {Field::kStack, 3},  {Field::kColumn, 8},        {Field::kBankGroup, 2},
          {Field::kBank, 4},   {Field::kStackId, 2},       {Field::kRow, 4}};
}

inline std::vector<Case> cases() {
  const std::vector<MappingDigit> split = split_digits();
  const std::vector<MappingDigit> scattered = {
      {Field::kColumn, 2}, {Field::kChannel, 2}, {Field::kBankGroup, 2},
      {Field::kColumn, 4}, {Field::kStack, 3},   {Field::kBank, 2},
      {Field::kRow, 2},    {Field::kColumn, 2},  {Field::kPseudoChannel, 2},
      {Field::kBank, 2},   {Field::kRow, 2},     {Field::kStackId, 2}};
  const std::vector<MappingDigit> rows_first = {{Field::kRow, 4},       {Field::kStackId, 2},
                                                {Field::kBank, 4},      {Field::kStack, 3},
                                                {Field::kBankGroup, 2}, {Field::kColumn, 16},
                                                {Field::kChannel, 2},   {Field::kPseudoChannel, 2}};
  const std::vector<MappingXor> banks = {{Field::kBank, Field::kRow},
                                         {Field::kBankGroup, Field::kBank},
                                         {Field::kStackId, Field::kRow}};
  const std::vector<MappingXor> channels = {{Field::kBank, Field::kRow},
                                            {Field::kChannel, Field::kBank},
                                            {Field::kPseudoChannel, Field::kRow}};
  const std::vector<MappingXor> by_column = {{Field::kBank, Field::kColumn, 2},
                                             {Field::kStackId, Field::kColumn, 1},
                                             {Field::kBankGroup, Field::kRow, 1}};
  const std::vector<MappingXor> by_upper_column = {{Field::kPseudoChannel, Field::kColumn, 1},
                                                   {Field::kBank, Field::kColumn, 3},
                                                   {Field::kChannel, Field::kBank, 1}};
  return {{"plain", plain_digits(), {}},
          {"split", split, {}},
          {"scattered", scattered, {}},
          {"rows first", rows_first, {}},
          {"split, banks", split, banks},
          {"split, channels", split, channels},
          {"scattered, banks", scattered, banks},
          {"plain, by column", plain_digits(), by_column},
          {"scattered, by column", scattered, by_column},
          {"rows first, by column", rows_first, by_column},
          {"split, by upper column", split, by_upper_column}};
}

// Maps whose channels take bits of columns below them, directly or through a bank, so that a
// pseudo-channel's columns change places within a sweep.
inline std::vector<Case> reordering_cases() {
  const std::vector<MappingDigit> four_columns = {
      {Field::kColumn, 4},  {Field::kPseudoChannel, 2}, {Field::kStackId, 2},
      {Field::kChannel, 2}, {Field::kStack, 3},         {Field::kBankGroup, 2},
      {Field::kBank, 4},    {Field::kColumn, 4},        {Field::kRow, 4}};
  const std::vector<MappingXor> all = {{Field::kPseudoChannel, Field::kColumn},
                                       {Field::kStackId, Field::kColumn, 1},
                                       {Field::kBankGroup, Field::kColumn, 2},
                                       {Field::kBank, Field::kColumn, 3}};
  const std::vector<MappingXor> channels = {{Field::kPseudoChannel, Field::kColumn, 2},
                                            {Field::kChannel, Field::kColumn}};
  const std::vector<MappingXor> through_bank = {{Field::kBank, Field::kColumn, 2},
                                                {Field::kChannel, Field::kBank}};
  return {{"four columns", four_columns, all},
          {"plain, channels by column", plain_digits(), channels},
          {"plain, channels through banks", plain_digits(), through_bank}};
}

inline std::vector<Case> all_cases() {
  std::vector<Case> all = cases();
  for (const Case& c : reordering_cases()) all.push_back(c);
  return all;
}

}  // namespace dsavp::hbm_test
