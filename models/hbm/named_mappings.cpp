#include "models/hbm/named_mappings.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "models/hbm/address_mapping.h"

namespace dsavp {
namespace {

using Field = AddressField;

constexpr Bytes kUsualInterleave = 256;

// Digits of named maps; without a size, all that the digits below have left of the field.
constexpr MappingDigit kColumn{Field::kColumn};
constexpr MappingDigit kStack{Field::kStack};
constexpr MappingDigit kChannel{Field::kChannel};
constexpr MappingDigit kPseudo{Field::kPseudoChannel};
constexpr MappingDigit kStackId{Field::kStackId};
constexpr MappingDigit kGroup{Field::kBankGroup};
constexpr MappingDigit kBank{Field::kBank};
constexpr MappingDigit kRow{Field::kRow};

struct NamedMap {
  MappingName name;
  std::vector<MappingDigit> order;        // of one channel, least significant first
  std::vector<MappingDigit> interleaved;  // put into that order at the interleave
  std::vector<Field> xored = {};          // with the column's bits, one field after the other
  bool by_row = false;                    // the interleave is a row if nothing else is said
};

const std::vector<NamedMap>& maps() {
  static const std::vector<NamedMap> kMaps = {
      {{"robaracoch", "column, pseudo-channel, stack ID, bank group, bank, row"},
       {kColumn, kPseudo, kStackId, kGroup, kBank, kRow},
       {kStack, kChannel}},
      {{"mop4clxor",
        "four columns, pseudo-channel, stack ID, bank group, bank, the other columns, row; column "
        "bits XORed into all but the row"},
       {{Field::kColumn, 4}, kPseudo, kStackId, kGroup, kBank, kColumn, kRow},
       {kStack, kChannel},
       {Field::kPseudoChannel, Field::kStackId, Field::kBankGroup, Field::kBank}},
      {{"rorabgbachco", "column, pseudo-channel, bank, bank group, stack ID, row"},
       {kColumn, kPseudo, kBank, kGroup, kStackId, kRow},
       {kStack, kChannel},
       {},
       true},
      {{"bank-interleaved", "pseudo-channel, bank group, bank, stack ID, column, row"},
       {kPseudo, kGroup, kBank, kStackId, kColumn, kRow},
       {kStack, kChannel}},
      {{"row-friendly",
        "pseudo-channel, 16 columns, bank group, bank, stack ID, the other columns, row"},
       {kPseudo, {Field::kColumn, 16}, kGroup, kBank, kStackId, kColumn, kRow},
       {kStack, kChannel}},
      {{"group-interleaved",
        "column, bank group, bank, stack ID, row; interleaved by pseudo-channel"},
       {kColumn, kGroup, kBank, kStackId, kRow},
       {kPseudo, kChannel, kStack}},
  };
  return kMaps;
}

const NamedMap& find_map(const std::string& name) {
  std::string names;
  for (const NamedMap& map : maps()) {
    if (map.name.name == name) return map;
    names += std::string(names.empty() ? "" : ", ") + map.name.name;
  }
  throw std::invalid_argument(
      fmt::format("no address map is named '{}', expected one of {}", name, names));
}

// Gives the digits of a map that have no size what the organisation leaves them.
std::vector<MappingDigit> sized(const NamedMap& map, std::vector<MappingDigit> digits,
                                const DramOrganisation& o) {
  for (std::size_t i = 0; i < digits.size(); ++i) {
    MappingDigit& digit = digits[i];
    int left = static_cast<int>(field_range(o, digit.field));
    for (std::size_t below = 0; below < i; ++below) {
      if (digits[below].field == digit.field) left /= digits[below].size;
    }
    if (digit.size == 0) digit.size = left;
    if (left % digit.size != 0) {
      throw std::invalid_argument(
          fmt::format("address map '{}' takes {} values of field '{}' together, but there are {}",
                      map.name.name, digit.size, word_of(digit.field), left));
    }
  }
  return digits;
}

// `digits` with `inserted` above the lowest `values` of their values; none where that would divide
// a digit unevenly.
std::optional<std::vector<MappingDigit>> insert_at(int values,
                                                   const std::vector<MappingDigit>& digits,
                                                   const std::vector<MappingDigit>& inserted) {
  std::vector<MappingDigit> low;
  std::vector<MappingDigit> high;
  for (const MappingDigit& digit : digits) {
    const int below = values % digit.size == 0 ? digit.size : values;
    if (digit.size % below != 0) return std::nullopt;
    low.push_back({digit.field, below});
    high.push_back({digit.field, digit.size / below});
    values /= below;
  }
  low.insert(low.end(), inserted.begin(), inserted.end());
  low.insert(low.end(), high.begin(), high.end());
  low.erase(
      std::remove_if(low.begin(), low.end(), [](const auto& digit) { return digit.size == 1; }),
      low.end());
  return low;
}

[[noreturn]] void refuse_interleave(const NamedMap& map, const DramOrganisation& o,
                                    const std::vector<MappingDigit>& digits, Bytes interleave) {
  std::string allowed;
  for (int values = 1; values <= o.columns(); ++values) {
    if (o.columns() % values != 0 || !insert_at(values, digits, {})) continue;
    allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", values * o.access_bytes);
  }
  throw std::invalid_argument(
      fmt::format("interleave_bytes is {}, but address map '{}' with bursts of {} B and rows of {} "
                  "B allows {} only",
                  interleave, map.name.name, o.access_bytes, o.row_bytes, allowed));
}

// Bits that the field's values take.
int width_of(std::uint32_t values) {
  int width = 0;
  while (values > std::uint32_t{1} << width) ++width;
  return width;
}

std::vector<MappingXor> xors_of(const NamedMap& map, const DramOrganisation& o) {
  const int column_bits = width_of(field_range(o, Field::kColumn));
  std::vector<MappingXor> xors;
  int shift = 0;
  for (const Field field : map.xored) {
    const int width = width_of(field_range(o, field));
    if (width > 0 && shift < column_bits) xors.push_back({field, Field::kColumn, shift});
    shift += width;
  }
  return xors;
}

}  // namespace

std::vector<MappingName> mapping_names() {
  std::vector<MappingName> names;
  for (const NamedMap& map : maps()) names.push_back(map.name);
  return names;
}

Bytes named_interleave(const std::string& name, const DramOrganisation& organisation) {
  const auto row = static_cast<Bytes>(organisation.row_bytes);
  return find_map(name).by_row ? row : std::min(row, kUsualInterleave);
}

AddressLayout named_mapping(const std::string& name, const DramOrganisation& organisation,
                            Bytes interleave) {
  const NamedMap& map = find_map(name);
  check_bursts(organisation);
  if (interleave == 0) interleave = named_interleave(name, organisation);
  const std::vector<MappingDigit> digits = sized(map, map.order, organisation);
  const auto access = static_cast<Bytes>(organisation.access_bytes);
  const Bytes values = interleave / access;
  std::optional<std::vector<MappingDigit>> interleaved;
  if (interleave % access == 0 && static_cast<Bytes>(organisation.columns()) % values == 0) {
    interleaved =
        insert_at(static_cast<int>(values), digits, sized(map, map.interleaved, organisation));
  }
  if (!interleaved) refuse_interleave(map, organisation, digits, interleave);
  return {*interleaved, xors_of(map, organisation)};
}

AddressLayout address_layout(const HbmConfig& config) {
  if (config.mapping_name.empty() && config.mapping.empty()) {
    throw std::invalid_argument(
        "neither mapping_name nor mapping is given, expected one of the two");
  }
  if (config.mapping_name.empty()) {
    if (config.interleave_bytes != 0) {
      throw std::invalid_argument("interleave_bytes is given, but it goes with mapping_name");
    }
    return {config.mapping, config.mapping_xor};
  }
  if (!config.mapping.empty() || !config.mapping_xor.empty()) {
    throw std::invalid_argument(
        "mapping_name and mapping or mapping_xor are both given, expected one of the two; "
        "mapping: [] takes a list back");
  }
  return named_mapping(config.mapping_name, config.organisation, config.interleave_bytes);
}

}  // namespace dsavp
