#include "models/hbm/named_mappings.h"
#include "tests/unit/hbm/hbm_test_util.h"

namespace dsavp {
namespace {

using namespace hbm_test;
using Catch::Matchers::Contains;

const DramOrganisation kHbm3{1, 16, 2, 2, 4, 4, 16384, 1024, 32};
const DramOrganisation kH100{5, 16, 2, 2, 4, 4, 16384, 1024, 32};
const DramOrganisation kWideBursts{1, 8, 1, 1, 4, 4, 32768, 1024, 64};
const DramOrganisation kOneChannel{1, 1, 2, 2, 4, 4, 32768, 1024, 32};
const DramOrganisation kOddRows{3, 2, 2, 1, 2, 2, 6, 1536, 32};

bool operator==(const MappingDigit& a, const MappingDigit& b) {
  return a.field == b.field && a.size == b.size;
}
bool operator==(const MappingXor& a, const MappingXor& b) {
  return a.field == b.field && a.with == b.with && a.shift == b.shift;
}

void check_digits(const char* name, const DramOrganisation& o, Bytes interleave,
                  const std::vector<MappingDigit>& expected) {
  INFO(name << " at " << interleave);
  const std::vector<MappingDigit> digits = named_mapping(name, o, interleave).digits;
  CHECK(std::equal(digits.begin(), digits.end(), expected.begin(), expected.end(),
                   [](const auto& a, const auto& b) { return a == b; }));
}

std::vector<Bytes> allowed_interleaves(const char* name, const DramOrganisation& o) {
  std::vector<Bytes> allowed;
  for (Bytes bytes = 1; bytes <= Bytes(o.row_bytes); ++bytes) {
    try {
      named_mapping(name, o, bytes);
      allowed.push_back(bytes);
    } catch (const std::invalid_argument&) {
    }
  }
  return allowed;
}

TEST_CASE("named maps have the digits of the simulators' own", "[hbm][mapping]") {
  check_digits("robaracoch", kHbm3, 64,
               {{Field::kColumn, 2},
                {Field::kChannel, 16},
                {Field::kColumn, 16},
                {Field::kPseudoChannel, 2},
                {Field::kStackId, 2},
                {Field::kBankGroup, 4},
                {Field::kBank, 4},
                {Field::kRow, 16384}});
  check_digits("mop4clxor", kHbm3, 512,
               {{Field::kColumn, 4},
                {Field::kPseudoChannel, 2},
                {Field::kStackId, 2},
                {Field::kChannel, 16},
                {Field::kBankGroup, 4},
                {Field::kBank, 4},
                {Field::kColumn, 8},
                {Field::kRow, 16384}});
  check_digits("rorabgbachco", kWideBursts, 0,
               {{Field::kColumn, 16},
                {Field::kChannel, 8},
                {Field::kBank, 4},
                {Field::kBankGroup, 4},
                {Field::kRow, 32768}});
  check_digits("bank-interleaved", kOneChannel, 32,
               {{Field::kPseudoChannel, 2},
                {Field::kBankGroup, 4},
                {Field::kBank, 4},
                {Field::kStackId, 2},
                {Field::kColumn, 32},
                {Field::kRow, 32768}});
  check_digits("row-friendly", kOneChannel, 32,
               {{Field::kPseudoChannel, 2},
                {Field::kColumn, 16},
                {Field::kBankGroup, 4},
                {Field::kBank, 4},
                {Field::kStackId, 2},
                {Field::kColumn, 2},
                {Field::kRow, 32768}});
}

TEST_CASE("group-interleaved is the H100's map", "[hbm][mapping]") {
  check_digits("group-interleaved", kH100, 256, hbm3_config().mapping);
}

TEST_CASE("the interleave splits a digit where it has to", "[hbm][mapping]") {
  check_digits("mop4clxor", kH100, 64,
               {{Field::kColumn, 2},
                {Field::kStack, 5},
                {Field::kChannel, 16},
                {Field::kColumn, 2},
                {Field::kPseudoChannel, 2},
                {Field::kStackId, 2},
                {Field::kBankGroup, 4},
                {Field::kBank, 4},
                {Field::kColumn, 8},
                {Field::kRow, 16384}});
  check_digits("rorabgbachco", kHbm3, 256,
               {{Field::kColumn, 8},
                {Field::kChannel, 16},
                {Field::kColumn, 4},
                {Field::kPseudoChannel, 2},
                {Field::kBank, 4},
                {Field::kBankGroup, 4},
                {Field::kStackId, 2},
                {Field::kRow, 16384}});
}

TEST_CASE("mop4clxor gives each field the next bits of the column", "[hbm][mapping]") {
  const std::vector<MappingXor> expected = {{Field::kPseudoChannel, Field::kColumn, 0},
                                            {Field::kStackId, Field::kColumn, 1},
                                            {Field::kBankGroup, Field::kColumn, 2},
                                            {Field::kBank, Field::kColumn, 4}};
  const auto same = [](const std::vector<MappingXor>& a, const std::vector<MappingXor>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x == y; });
  };
  CHECK(same(named_mapping("mop4clxor", kHbm3, 512).xors, expected));
  // No bits for a field of one value, and none where the column has no more.
  const DramOrganisation few{1, 2, 1, 2, 4, 4, 16, 256, 32};
  CHECK(same(named_mapping("mop4clxor", few, 32).xors,
             {{Field::kStackId, Field::kColumn, 0}, {Field::kBankGroup, Field::kColumn, 1}}));
  CHECK(named_mapping("robaracoch", kHbm3, 64).xors.empty());
}

TEST_CASE("every named map is a bijection at every interleave", "[hbm][mapping]") {
  const DramOrganisation small{3, 2, 2, 2, 2, 2, 4, 1024, 32};
  for (const MappingName& map : mapping_names()) {
    INFO(map.name);
    const std::vector<Bytes> interleaves = allowed_interleaves(map.name, small);
    CHECK(interleaves == std::vector<Bytes>{32, 64, 128, 256, 512, 1024});
    for (const Bytes interleave : interleaves) {
      const AddressMapping mapping(small, named_mapping(map.name, small, interleave));
      std::size_t wrong = 0;
      for (Address at = 0; at < mapping.capacity(); at += 32) {
        if (mapping.encode(mapping.decode(at)) != at) ++wrong;
      }
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("a channel changes after every interleave and not before", "[hbm][mapping]") {
  for (const MappingName& map : mapping_names()) {
    const bool by_pseudo_channel = std::string(map.name) == "group-interleaved";
    for (const Bytes interleave : allowed_interleaves(map.name, kH100)) {
      INFO(map.name << " at " << interleave);
      const AddressMapping mapping(kH100, named_mapping(map.name, kH100, interleave));
      const auto place = [&](Address at) {
        return mapping.decode(at).pseudo_channel / (by_pseudo_channel ? 1 : kH100.pseudo_channels);
      };
      std::size_t wrong = 0;
      for (Address at = 32; at < 4000 * interleave; at += 32) {
        if ((place(at) != place(at - 32)) != (at % interleave == 0)) ++wrong;
      }
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("an interleave that does not fit is refused with those that do", "[hbm][mapping]") {
  const auto refusal = [](const char* name, const DramOrganisation& o, Bytes interleave) {
    return error_of([&] { named_mapping(name, o, interleave); });
  };
  CHECK_THAT(refusal("robaracoch", kHbm3, 96),
             Contains("interleave_bytes is 96") && Contains("32, 64, 128, 256, 512, 1024 only"));
  CHECK_THAT(refusal("robaracoch", kHbm3, 40), Contains("interleave_bytes is 40"));
  CHECK_THAT(refusal("robaracoch", kHbm3, 2048), Contains("interleave_bytes is 2048"));
  // 48 columns: three bursts do not end where a pseudo-channel of two values does.
  CHECK_THAT(refusal("bank-interleaved", kOddRows, 96),
             Contains("allows 32, 64, 128, 256, 512, 768, 1536 only"));
  CHECK(allowed_interleaves("robaracoch", kOddRows) ==
        std::vector<Bytes>{32, 64, 96, 128, 192, 256, 384, 512, 768, 1536});
}

TEST_CASE("a map that an organisation has no room for is refused", "[hbm][mapping]") {
  const DramOrganisation short_rows{1, 2, 2, 1, 2, 2, 16, 256, 32};
  CHECK_THAT(error_of([&] { named_mapping("row-friendly", short_rows, 32); }),
             Contains("16 values of field 'column'") && Contains("there are 8"));
}

TEST_CASE("rows that bursts do not fill are refused before their interleave", "[hbm][mapping]") {
  const DramOrganisation odd{1, 2, 2, 1, 2, 2, 16, 1000, 32};
  CHECK_THAT(error_of([&] { named_mapping("robaracoch", odd, 0); }), Contains("row_bytes must"));
}

TEST_CASE("a map of no known name is refused with the names", "[hbm][mapping]") {
  CHECK_THAT(
      error_of([] { named_mapping("rowfriendly", kHbm3, 0); }),
      Contains("'rowfriendly'") && Contains("robaracoch, mop4clxor") && Contains("row-friendly"));
}

TEST_CASE("a configuration names its map or lists it", "[hbm][mapping]") {
  HbmConfig listed = hbm3_config();
  HbmConfig named = listed;
  named.mapping.clear();
  named.mapping_name = "group-interleaved";
  const AddressMapping a(listed);
  const AddressMapping b(named);
  for (Address at = 0; at < a.capacity(); at += 12'345'664) {
    CHECK(a.encode(b.decode(at)) == at);
  }

  HbmConfig both = listed;
  both.mapping_name = "robaracoch";
  CHECK_THAT(error_of([&] { address_layout(both); }), Contains("both given"));
  both.mapping.clear();
  both.mapping_xor = {{Field::kBank, Field::kRow}};
  CHECK_THAT(error_of([&] { address_layout(both); }), Contains("both given"));
  HbmConfig neither = listed;
  neither.mapping.clear();
  CHECK_THAT(error_of([&] { address_layout(neither); }), Contains("neither"));
  listed.interleave_bytes = 64;
  CHECK_THAT(error_of([&] { address_layout(listed); }), Contains("interleave_bytes"));
}

}  // namespace
}  // namespace dsavp
