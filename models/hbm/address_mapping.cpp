#include "models/hbm/address_mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "models/hbm/named_mappings.h"

namespace dsavp {
namespace {

constexpr int index_of(AddressField field) {
  return static_cast<int>(field);
}

bool selects_channel(AddressField field) {
  return field == AddressField::kStack || field == AddressField::kChannel ||
         field == AddressField::kPseudoChannel;
}

int log2_or_minus_one(std::uint32_t size) {
  return size != 0 && (size & (size - 1)) == 0 ? __builtin_ctz(size) : -1;
}

}  // namespace

std::uint32_t field_range(const DramOrganisation& organisation, AddressField field) {
  const auto range = [&] {
    switch (field) {
      case AddressField::kColumn:
        return organisation.columns();
      case AddressField::kStack:
        return organisation.stacks;
      case AddressField::kChannel:
        return organisation.channels;
      case AddressField::kPseudoChannel:
        return organisation.pseudo_channels;
      case AddressField::kStackId:
        return organisation.stack_ids;
      case AddressField::kBankGroup:
        return organisation.bank_groups;
      case AddressField::kBank:
        return organisation.banks;
      case AddressField::kRow:
        return organisation.rows;
    }
    return 0;
  };
  return static_cast<std::uint32_t>(range());
}

void check_bursts(const DramOrganisation& organisation) {
  if (log2_or_minus_one(static_cast<std::uint32_t>(organisation.access_bytes)) < 0) {
    throw std::invalid_argument("access_bytes must be a power of two");
  }
  if (organisation.row_bytes % organisation.access_bytes != 0) {
    throw std::invalid_argument("row_bytes must be a multiple of access_bytes");
  }
}

AddressMapping::AddressMapping(const HbmConfig& config)
    : AddressMapping(config.organisation, address_layout(config)) {}

AddressMapping::AddressMapping(const DramOrganisation& organisation,
                               const std::vector<MappingDigit>& digits,
                               const std::vector<MappingXor>& xors)
    : organisation_(organisation) {
  check_bursts(organisation);
  access_shift_ = log2_or_minus_one(static_cast<std::uint32_t>(organisation.access_bytes));
  add_digits(digits);
  pack_fields();
  group_digits();
  for (const MappingXor& term : xors) add_xor(term);
  run_bytes_ = measure_run(View::kWhole);
  local_run_bytes_ = measure_run(View::kLocal);
  sweep_bytes_ = measure_sweep();
  stream_next_row_ = find_stream_next_row();
}

NextRow AddressMapping::find_stream_next_row() const {
  if (local_run_bytes_ == organisation_.pseudo_channel_bytes()) return NextRow::kSameGroup;
  const DramPlace first = decode_local(0, 0);
  const DramPlace next = decode_local(0, local_run_bytes_);
  if (first.stack_id != next.stack_id) return NextRow::kOtherStackId;
  return first.group != next.group ? NextRow::kOtherGroup : NextRow::kSameGroup;
}

// Digits of one value are checked and then dropped: they take nothing of an address.
void AddressMapping::add_digits(const std::vector<MappingDigit>& digits) {
  std::array<std::uint32_t, kAddressFields> weight;
  weight.fill(1);
  for (const MappingDigit& digit : digits) {
    const int field = index_of(digit.field);
    const auto size = static_cast<std::uint32_t>(digit.size);
    digits_.push_back(
        {field, size, log2_or_minus_one(size), weight[field], dsavp::selects_channel(digit.field)});
    weight[field] *= size;
  }
  check_coverage();
  digits_.erase(std::remove_if(digits_.begin(), digits_.end(),
                               [](const Digit& digit) { return digit.size == 1; }),
                digits_.end());
}

void AddressMapping::pack_fields() {
  int bits = 0;
  for (const auto& [field, word] : EnumWords<AddressField>::kWords) {
    PackedField& packed = packed_[index_of(field)];
    packed.shift = bits;
    const std::uint32_t last = field_range(organisation_, field) - 1;
    const int width = last == 0 ? 0 : 32 - __builtin_clz(last);
    packed.mask = (std::uint64_t{1} << width) - 1;
    bits += width;
  }
  if (bits >= 64) throw std::invalid_argument("organisation is too large for addresses of 64 bits");
}

// Groups are as large as their tables may be; a larger digit, such as the row, is one of its own.
void AddressMapping::group_digits() {
  constexpr std::uint64_t kMostShares = 2048;
  for (const Digit& digit : digits_) {
    const std::uint64_t unit = std::uint64_t{digit.weight} << packed_[digit.field].shift;
    const bool large = digit.size > kMostShares;
    if (large || groups_.empty() || groups_.back().size * digit.size > kMostShares) {
      groups_.push_back({1, 0, {0}});
    }
    Group& group = groups_.back();
    const std::vector<std::uint64_t> below = group.share;
    for (std::uint32_t value = 1; value < (large ? 2 : digit.size); ++value) {
      for (const std::uint64_t share : below) group.share.push_back(share + value * unit);
    }
    group.size *= digit.size;
    group.shift = (group.size & (group.size - 1)) == 0 ? __builtin_ctzll(group.size) : -1;
  }
}

void AddressMapping::check_coverage() const {
  for (const auto& [field, word] : EnumWords<AddressField>::kWords) {
    std::uint64_t product = 1;
    for (const Digit& digit : digits_) {
      if (digit.field == index_of(field)) product *= digit.size;
    }
    const std::uint32_t range = field_range(organisation_, field);
    if (product != range) {
      throw std::invalid_argument(
          fmt::format("the digits of field '{}' multiply to {}, but the organisation has {}", word,
                      product, range));
    }
  }
}

void AddressMapping::add_xor(const MappingXor& term) {
  check_xor(term);
  const std::uint32_t mask = field_range(organisation_, term.field) - 1;
  if (mask == 0) return;
  xors_.push_back({index_of(term.field), index_of(term.with), term.shift, mask,
                   dsavp::selects_channel(term.field)});
}

void AddressMapping::check_xor(const MappingXor& term) const {
  const std::uint32_t size = field_range(organisation_, term.field);
  const char* word = word_of(term.field);
  const char* with = word_of(term.with);
  if (log2_or_minus_one(size) < 0) {
    throw std::invalid_argument(
        fmt::format("field '{}' has {} values; an XOR needs a power of two", word, size));
  }
  if (term.field == term.with || dsavp::selects_channel(term.with) ||
      term.field == AddressField::kColumn || term.field == AddressField::kRow) {
    throw std::invalid_argument(
        fmt::format("field '{}' cannot be XORed with '{}': banks and channels may take bits of "
                    "banks, rows and columns",
                    word, with));
  }
  const std::uint32_t last = field_range(organisation_, term.with) - 1;
  if (size > 1 && (term.shift < 0 || term.shift > 31 || last >> term.shift == 0)) {
    throw std::invalid_argument(
        fmt::format("field '{}' cannot be XORed with '{}' shifted by {}: of {} values, that leaves "
                    "no bits",
                    word, with, term.shift, last + 1));
  }
  // Columns are one another's like, so that moving them about within a sweep does no harm.
  if (dsavp::selects_channel(term.field) && term.with != AddressField::kColumn &&
      has_digit_below_channels(term.with)) {
    throw std::invalid_argument(
        fmt::format("field '{}' cannot be XORed with '{}', which has digits below it: a "
                    "pseudo-channel's addresses would lose their order",
                    word, with));
  }
}

bool AddressMapping::has_digit_below_channels(AddressField field) const {
  bool below = false;
  for (const Digit& digit : digits_) {
    if (digit.selects_channel && below) return true;
    below = below || digit.field == index_of(field);
  }
  return false;
}

// The lowest digits, as long as they are columns, and of those the part below the bits that an XOR
// term takes.
Bytes AddressMapping::measure_run(View view) const {
  const bool local = view == View::kLocal;
  std::uint64_t columns = 1;
  for (const Digit& digit : digits_) {
    if (local && digit.selects_channel) continue;
    if (digit.field != index_of(AddressField::kColumn)) break;
    columns *= digit.size;
  }
  for (const Xor& term : xors_) {
    if (local && term.selects_channel) continue;
    if (term.with != index_of(AddressField::kColumn)) continue;
    columns = std::gcd(columns, std::uint64_t{1} << term.shift);
  }
  return columns * static_cast<Bytes>(organisation_.access_bytes);
}

// Up to the highest digit that selects the channel. XOR terms do not change it: whatever the other
// digits are, a field XORed with them still takes each of its values once.
Bytes AddressMapping::measure_sweep() const {
  Bytes product = static_cast<Bytes>(organisation_.access_bytes);
  Bytes sweep = product;
  for (const Digit& digit : digits_) {
    product *= digit.size;
    if (digit.selects_channel) sweep = product;
  }
  return sweep;
}

void AddressMapping::apply_xors(Values& values) const {
  for (const Xor& term : xors_) {
    values[term.field] ^= (values[term.with] >> term.shift) & term.mask;
  }
}

DramPlace AddressMapping::place_of(const Values& v) const {
  const auto at = [&v](AddressField field) { return static_cast<int>(v[index_of(field)]); };
  DramPlace place;
  place.pseudo_channel =
      (at(AddressField::kStack) * organisation_.channels + at(AddressField::kChannel)) *
          organisation_.pseudo_channels +
      at(AddressField::kPseudoChannel);
  place.stack_id = at(AddressField::kStackId);
  place.group = place.stack_id * organisation_.bank_groups + at(AddressField::kBankGroup);
  place.bank = place.group * organisation_.banks + at(AddressField::kBank);
  place.row = at(AddressField::kRow);
  place.column = at(AddressField::kColumn);
  return place;
}

DramPlace AddressMapping::decode(Address address) const {
  std::uint64_t packed = 0;
  std::uint64_t rest = address >> access_shift_;
  for (const Group& group : groups_) {
    const std::uint64_t whole = rest;
    rest = group.shift >= 0 ? whole >> group.shift : whole / group.size;
    const std::uint64_t value = whole - rest * group.size;
    packed += value < group.share.size() ? group.share[value] : value * group.share[1];
  }
  Values values;
  for (std::size_t field = 0; field < values.size(); ++field) {
    values[field] =
        static_cast<std::uint32_t>(packed >> packed_[field].shift & packed_[field].mask);
  }
  apply_xors(values);
  return place_of(values);
}

Address AddressMapping::encode(const DramPlace& place) const {
  Values values{};
  const auto set = [&values](AddressField field, int value) {
    values[index_of(field)] = static_cast<std::uint32_t>(value);
  };
  const int channel = place.pseudo_channel / organisation_.pseudo_channels;
  set(AddressField::kPseudoChannel, place.pseudo_channel % organisation_.pseudo_channels);
  set(AddressField::kChannel, channel % organisation_.channels);
  set(AddressField::kStack, channel / organisation_.channels);
  set(AddressField::kStackId, place.stack_id);
  set(AddressField::kBankGroup, place.group % organisation_.bank_groups);
  set(AddressField::kBank, place.bank % organisation_.banks);
  set(AddressField::kRow, place.row);
  set(AddressField::kColumn, place.column);
  for (auto term = xors_.rbegin(); term != xors_.rend(); ++term) {
    values[term->field] ^= (values[term->with] >> term->shift) & term->mask;
  }
  Address address = 0;
  Address weight = 1;
  for (const Digit& digit : digits_) {
    address += (values[digit.field] / digit.weight % digit.size) * weight;
    weight *= digit.size;
  }
  return address << access_shift_;
}

DramPlace AddressMapping::decode_local(int pseudo_channel, Bytes local_offset) const {
  Values values{};
  std::uint64_t rest = local_offset >> access_shift_;
  for (const Digit& digit : digits_) {
    if (digit.selects_channel) continue;
    values[digit.field] += digit.take(rest) * digit.weight;
  }
  apply_xors(values);
  DramPlace place = place_of(values);
  place.pseudo_channel = pseudo_channel;
  return place;
}

}  // namespace dsavp
