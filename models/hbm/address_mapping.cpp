#include "models/hbm/address_mapping.h"

#include <fmt/format.h>

#include <stdexcept>

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

std::array<std::uint32_t, kAddressFields> field_ranges(const DramOrganisation& o) {
  std::array<std::uint32_t, kAddressFields> range{};
  range[index_of(AddressField::kColumn)] = o.columns();
  range[index_of(AddressField::kStack)] = o.stacks;
  range[index_of(AddressField::kChannel)] = o.channels;
  range[index_of(AddressField::kPseudoChannel)] = o.pseudo_channels;
  range[index_of(AddressField::kStackId)] = o.stack_ids;
  range[index_of(AddressField::kBankGroup)] = o.bank_groups;
  range[index_of(AddressField::kBank)] = o.banks;
  range[index_of(AddressField::kRow)] = o.rows;
  return range;
}

}  // namespace

AddressMapping::AddressMapping(const DramOrganisation& organisation,
                               const std::vector<MappingDigit>& digits,
                               const std::vector<MappingXor>& xors)
    : organisation_(organisation) {
  access_shift_ = log2_or_minus_one(organisation.access_bytes);
  if (access_shift_ < 0) throw std::invalid_argument("access_bytes must be a power of two");
  if (organisation.row_bytes % organisation.access_bytes != 0) {
    throw std::invalid_argument("row_bytes must be a multiple of access_bytes");
  }
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
  for (const MappingXor& term : xors) add_xor(term);
  measure_runs();
}

void AddressMapping::check_coverage() const {
  const auto range = field_ranges(organisation_);
  for (const auto& [field, word] : EnumWords<AddressField>::kWords) {
    std::uint64_t product = 1;
    for (const Digit& digit : digits_) {
      if (digit.field == index_of(field)) product *= digit.size;
    }
    if (product != range[index_of(field)]) {
      throw std::invalid_argument(
          fmt::format("the digits of field '{}' multiply to {}, but the organisation has {}", word,
                      product, range[index_of(field)]));
    }
  }
}

void AddressMapping::add_xor(const MappingXor& term) {
  const std::uint32_t size = field_ranges(organisation_)[index_of(term.field)];
  const char* word = word_of(term.field);
  if (log2_or_minus_one(size) < 0) {
    throw std::invalid_argument(
        fmt::format("field '{}' has {} values; an XOR needs a power of two", word, size));
  }
  if (term.field == term.with || dsavp::selects_channel(term.with) ||
      term.with == AddressField::kColumn || term.field == AddressField::kColumn ||
      term.field == AddressField::kRow) {
    throw std::invalid_argument(
        fmt::format("field '{}' cannot be XORed with '{}': banks and channels may take bits of "
                    "banks and rows",
                    word, word_of(term.with)));
  }
  if (dsavp::selects_channel(term.field) && has_digit_below_channels(term.with)) {
    throw std::invalid_argument(
        fmt::format("field '{}' cannot be XORed with '{}', which has digits below it: a "
                    "pseudo-channel's addresses would lose their order",
                    word, word_of(term.with)));
  }
  xors_.push_back({index_of(term.field), index_of(term.with), size - 1});
}

bool AddressMapping::has_digit_below_channels(AddressField field) const {
  bool below = false;
  for (const Digit& digit : digits_) {
    if (digit.selects_channel && digit.size > 1 && below) return true;
    below = below || (digit.field == index_of(field) && digit.size > 1);
  }
  return false;
}

void AddressMapping::measure_runs() {
  const Bytes access = organisation_.access_bytes;
  run_bytes_ = access;
  for (const Digit& digit : digits_) {
    if (digit.field != index_of(AddressField::kColumn)) break;
    run_bytes_ *= digit.size;
  }
  Bytes product = access;
  sweep_bytes_ = access;
  local_run_bytes_ = access;
  bool in_run = true;
  bool decided = false;
  for (const Digit& digit : digits_) {
    product *= digit.size;
    if (digit.selects_channel) {
      sweep_bytes_ = product;
      continue;
    }
    const bool column = digit.field == index_of(AddressField::kColumn);
    in_run = in_run && column;
    if (in_run) local_run_bytes_ *= digit.size;
    if (!column && !decided && digit.size > 1) {
      stream_rotates_groups_ = digit.field == index_of(AddressField::kBankGroup);
      decided = true;
    }
  }
}

void AddressMapping::apply_xors(Values& values) const {
  for (const Xor& term : xors_) values[term.field] ^= values[term.with] & term.mask;
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
  Values values{};
  std::uint64_t rest = address >> access_shift_;
  for (const Digit& digit : digits_) {
    values[digit.field] += digit.take(rest) * digit.weight;
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
    values[term->field] ^= values[term->with] & term->mask;
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
