// Address <-> place in the HBM, as a mixed-radix number.
//
// An address, without the bytes within a burst, is read as digits of the sizes that the
// configuration lists, least significant first. Digits of one field join into its value. Sizes need
// not be powers of two (an H100 has five stacks). Because every digit is used once and the sizes
// multiply to each field's range, the map is a bijection; XOR terms keep it one, since a field is
// only changed by another field that stands still.
//
// Two views of an address follow from the digits:
//   * the place: pseudo-channel, bank, row, column;
//   * pseudo-channel + local offset: the pseudo-channel's own bytes in address order. A long stream
//     is a contiguous run of local offsets in every pseudo-channel, which is what lets the core
//     serve it in closed form.
// Errors: std::invalid_argument, naming the field, when the digits do not cover the organisation.
#pragma once

#include <array>
#include <vector>

#include "models/hbm/hbm_config.h"

namespace dsavp {

// Flat indices: a pseudo-channel over the whole memory; group and bank within the pseudo-channel.
struct DramPlace {
  int pseudo_channel = 0;
  int stack_id = 0;
  int group = 0;  // stack_id * bank_groups + bank_group
  int bank = 0;   // group * banks + bank
  int row = 0;
  int column = 0;  // in bursts
};

class AddressMapping {
 public:
  AddressMapping(const DramOrganisation& organisation, const std::vector<MappingDigit>& digits,
                 const std::vector<MappingXor>& xors);

  DramPlace decode(Address address) const;
  // Inverse of decode.
  Address encode(const DramPlace& place) const;

  // Place of a byte of one pseudo-channel's local space.
  DramPlace decode_local(int pseudo_channel, Bytes local_offset) const;

  // Contiguous bytes that share pseudo-channel, bank and row.
  Bytes run_bytes() const { return run_bytes_; }
  // Contiguous local bytes that share bank and row.
  Bytes local_run_bytes() const { return local_run_bytes_; }
  // Contiguous, aligned bytes that visit every pseudo-channel equally.
  Bytes sweep_bytes() const { return sweep_bytes_; }
  // Whether a pseudo-channel's stream changes its bank group before it changes anything above.
  bool stream_rotates_groups() const { return stream_rotates_groups_; }
  Bytes capacity() const { return organisation_.capacity(); }

 private:
  struct Digit {
    int field;
    std::uint32_t size;
    int shift;             // log2(size), or -1
    std::uint32_t weight;  // within its field
    bool selects_channel;

    // Divides the digit off `rest` and returns it.
    std::uint32_t take(std::uint64_t& rest) const {
      const std::uint64_t whole = rest;
      rest = shift >= 0 ? whole >> shift : whole / size;
      return static_cast<std::uint32_t>(whole - rest * size);
    }
  };
  struct Xor {
    int field;
    int with;
    std::uint32_t mask;
  };
  using Values = std::array<std::uint32_t, kAddressFields>;

  void check_coverage() const;
  void add_xor(const MappingXor& term);
  bool has_digit_below_channels(AddressField field) const;
  void measure_runs();
  void apply_xors(Values& values) const;
  DramPlace place_of(const Values& values) const;

  DramOrganisation organisation_;
  std::vector<Digit> digits_;
  std::vector<Xor> xors_;
  int access_shift_ = 0;
  Bytes run_bytes_ = 0;
  Bytes local_run_bytes_ = 0;
  Bytes sweep_bytes_ = 0;
  bool stream_rotates_groups_ = false;
};

}  // namespace dsavp
