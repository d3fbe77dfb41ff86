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
//   * pseudo-channel + local offset: the digits that do not select the pseudo-channel, as a number.
//     Every pseudo-channel has the same local offsets, and an aligned sweep of addresses is the
//     same contiguous run of them in each, which is what lets the core serve a long stream in
//     closed form. Within a sweep, too, they follow the order of addresses, unless XOR terms move
//     columns between the channels.
// Errors: std::invalid_argument, naming the field, when the digits do not cover the organisation or
// an XOR term would not keep the above.
#pragma once

#include <array>
#include <vector>

#include "models/hbm/hbm_config.h"

namespace dsavp {

// How many values a field has.
std::uint32_t field_range(const DramOrganisation& organisation, AddressField field);
// That bursts are of a size that addresses can be split into, and fill the rows.
void check_bursts(const DramOrganisation& organisation);

// Flat indices: a pseudo-channel over the whole memory; group and bank within the pseudo-channel.
struct DramPlace {
  int pseudo_channel = 0;
  int stack_id = 0;
  int group = 0;  // stack_id * bank_groups + bank_group
  int bank = 0;   // group * banks + bank
  int row = 0;
  int column = 0;  // in bursts
};

enum class NextRow { kSameGroup, kOtherGroup, kOtherStackId };

class AddressMapping {
 public:
  AddressMapping(const DramOrganisation& organisation, const std::vector<MappingDigit>& digits,
                 const std::vector<MappingXor>& xors);
  AddressMapping(const DramOrganisation& organisation, const AddressLayout& layout)
      : AddressMapping(organisation, layout.digits, layout.xors) {}
  // The map that a configuration names or lists; see named_mappings.h.
  explicit AddressMapping(const HbmConfig& config);

  DramPlace decode(Address address) const;
  // Inverse of decode.
  Address encode(const DramPlace& place) const;

  // Place of a byte of one pseudo-channel's local space.
  DramPlace decode_local(int pseudo_channel, Bytes local_offset) const;

  // Contiguous, aligned bytes that share pseudo-channel, bank and row.
  Bytes run_bytes() const { return run_bytes_; }
  // Contiguous, aligned local bytes that share bank and row.
  Bytes local_run_bytes() const { return local_run_bytes_; }
  // Contiguous, aligned bytes that visit every pseudo-channel equally.
  Bytes sweep_bytes() const { return sweep_bytes_; }
  // Where a pseudo-channel's stream goes on as it leaves a row: two rows of different bank groups
  // fill the data bus together.
  NextRow stream_next_row() const { return stream_next_row_; }
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
    int shift;
    std::uint32_t mask;
    bool selects_channel;
  };
  // Consecutive digits that are taken off an address at once, for speed. All fields' values are
  // packed into one word; a group adds its share of them.
  struct Group {
    std::uint64_t size = 1;
    int shift = 0;                     // log2(size), or -1
    std::vector<std::uint64_t> share;  // by the digits' joint value; of one digit the first two
  };
  struct PackedField {
    int shift = 0;
    std::uint64_t mask = 0;
  };
  enum class View { kWhole, kLocal };
  using Values = std::array<std::uint32_t, kAddressFields>;

  void add_digits(const std::vector<MappingDigit>& digits);
  void check_coverage() const;
  void pack_fields();
  void group_digits();
  void add_xor(const MappingXor& term);
  void check_xor(const MappingXor& term) const;
  bool has_digit_below_channels(AddressField field) const;
  Bytes measure_run(View view) const;
  Bytes measure_sweep() const;
  NextRow find_stream_next_row() const;
  void apply_xors(Values& values) const;
  DramPlace place_of(const Values& values) const;

  DramOrganisation organisation_;
  std::vector<Digit> digits_;
  std::vector<Group> groups_;
  std::array<PackedField, kAddressFields> packed_;
  std::vector<Xor> xors_;
  int access_shift_ = 0;
  Bytes run_bytes_ = 0;
  Bytes local_run_bytes_ = 0;
  Bytes sweep_bytes_ = 0;
  NextRow stream_next_row_ = NextRow::kSameGroup;
};

}  // namespace dsavp
