#include <set>
#include <tuple>

#include "tests/unit/hbm/hbm_test_util.h"
#include "tests/unit/hbm/mapping_cases.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

using namespace hbm_test;
using Catch::Matchers::Contains;

std::tuple<int, int, int, int, int, int> key(const DramPlace& p) {
  return {p.pseudo_channel, p.stack_id, p.group, p.bank, p.row, p.column};
}
std::tuple<int, int, int> row_key(const DramPlace& p) {
  return {p.pseudo_channel, p.bank, p.row};
}

// The shortest stretch of equal neighbours.
template <class Key>
std::size_t shortest_stretch(const std::vector<Key>& keys) {
  std::size_t shortest = keys.size();
  std::size_t length = 1;
  for (std::size_t i = 1; i <= keys.size(); ++i) {
    if (i < keys.size() && keys[i] == keys[i - 1]) {
      ++length;
    } else {
      shortest = std::min(shortest, length);
      length = 1;
    }
  }
  return shortest;
}

// Whether the keys are equal within each aligned block.
template <class Key>
bool equal_in_blocks(const std::vector<Key>& keys, std::size_t block) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] != keys[i / block * block]) return false;
  }
  return true;
}

template <class Key>
void check_runs(const std::vector<Key>& keys, Bytes run_bytes) {
  CHECK(equal_in_blocks(keys, run_bytes / 32));
  CHECK(shortest_stretch(keys) == run_bytes / 32);
}

// Whether each block of `block` bursts visits every pseudo-channel equally often.
bool visits_equally(const std::vector<int>& channels, std::size_t block, int count) {
  if (block % count != 0) return false;
  for (std::size_t begin = 0; begin < channels.size(); begin += block) {
    std::vector<std::size_t> visits(count);
    for (std::size_t i = begin; i < begin + block; ++i) ++visits[channels[i]];
    for (const std::size_t n : visits) {
      if (n != block / count) return false;
    }
  }
  return true;
}

TEST_CASE("every address has a place of its own and comes back", "[hbm][mapping]") {
  for (const Case& c : all_cases()) {
    INFO(c.name);
    const AddressMapping mapping(kSmall, c.digits, c.xors);
    REQUIRE(mapping.capacity() == 393216);
    std::set<std::tuple<int, int, int, int, int, int>> places;
    std::size_t wrong = 0;
    for (Address at = 0; at < mapping.capacity(); at += 32) {
      const DramPlace place = mapping.decode(at);
      places.insert(key(place));
      if (mapping.encode(place) != at) ++wrong;
      // The bytes of a burst are at one place.
      if (key(mapping.decode(at + 31)) != key(place)) ++wrong;
    }
    CHECK(places.size() == mapping.capacity() / 32);
    CHECK(wrong == 0);
  }
}

TEST_CASE("places keep within the organisation", "[hbm][mapping]") {
  for (const Case& c : all_cases()) {
    INFO(c.name);
    const AddressMapping mapping(kSmall, c.digits, c.xors);
    std::size_t wrong = 0;
    for (Address at = 0; at < mapping.capacity(); at += 32) {
      const DramPlace p = mapping.decode(at);
      const bool inside = p.pseudo_channel >= 0 && p.pseudo_channel < 12 && p.stack_id >= 0 &&
                          p.stack_id < 2 && p.group / 2 == p.stack_id && p.bank / 4 == p.group &&
                          p.row >= 0 && p.row < 4 && p.column >= 0 && p.column < 16;
      if (!inside) ++wrong;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("a full-size memory maps back and forth", "[hbm][mapping]") {
  for (const HbmConfig& config : {hbm2_config(), hbm3_config(), hashed_config()}) {
    const AddressMapping mapping(config.organisation, config.mapping, config.mapping_xor);
    std::mt19937_64 random(1);
    std::uniform_int_distribution<Address> addresses(0, mapping.capacity() / 32 - 1);
    std::size_t wrong = 0;
    for (int i = 0; i < 100000; ++i) {
      const Address address = addresses(random) * 32;
      if (mapping.encode(mapping.decode(address)) != address) ++wrong;
    }
    CHECK(wrong == 0);
    CHECK(mapping.encode(mapping.decode(mapping.capacity() - 32)) == mapping.capacity() - 32);
  }
}

TEST_CASE("digits are read least significant first", "[hbm][mapping]") {
  const HbmConfig config = hbm3_config();
  const AddressMapping mapping(config.organisation, config.mapping, {});
  CHECK(mapping.decode(224).column == 7);
  CHECK(mapping.decode(256).pseudo_channel == 1);
  CHECK(mapping.decode(256).column == 0);
  CHECK(mapping.decode(512).pseudo_channel == 2);        // channel 1
  CHECK(mapping.decode(512 * 16).pseudo_channel == 32);  // stack 1
  CHECK(mapping.decode(512 * 80).column == 8);           // the upper column digit
  CHECK(mapping.decode(2048 * 80).group == 1);
  CHECK(mapping.decode(8192 * 80).bank == 1);
  CHECK(mapping.decode(32768 * 80).stack_id == 1);
  CHECK(mapping.decode(32768 * 80).bank == 16);
  CHECK(mapping.decode(65536 * 80).row == 1);
}

TEST_CASE("XOR terms act in order", "[hbm][mapping]") {
  const AddressMapping mapping(kSmall, plain_digits(),
                               {{Field::kBank, Field::kRow}, {Field::kBankGroup, Field::kBank}});
  // Row 3: bank 0 becomes 3, and the group takes the changed bank's low bit.
  const DramPlace place = mapping.decode(3 * mapping.capacity() / 4);
  CHECK(place.row == 3);
  CHECK(place.group == 1);
  CHECK(place.bank == 4 + 3);
}

TEST_CASE("an XOR term drops bits before it acts", "[hbm][mapping]") {
  const AddressMapping mapping(kSmall, plain_digits(), {{Field::kBank, Field::kColumn, 2}});
  CHECK(mapping.decode(3 * 32).bank == 0);
  CHECK(mapping.decode(4 * 32).bank == 1);
  CHECK(mapping.decode(15 * 32).bank == 3);
  CHECK(mapping.decode(15 * 32).column == 15);
}

TEST_CASE("a pseudo-channel's addresses in order are its local offsets", "[hbm][mapping]") {
  for (const Case& c : cases()) {
    INFO(c.name);
    const AddressMapping mapping(kSmall, c.digits, c.xors);
    std::vector<Bytes> local(kSmall.pseudo_channel_count());
    std::size_t wrong = 0;
    for (Address at = 0; at < mapping.capacity(); at += 32) {
      const DramPlace place = mapping.decode(at);
      Bytes& offset = local[place.pseudo_channel];
      if (key(mapping.decode_local(place.pseudo_channel, offset)) != key(place)) ++wrong;
      offset += 32;
    }
    CHECK(wrong == 0);
    for (const Bytes bytes : local) CHECK(bytes == kSmall.pseudo_channel_bytes());
  }
}

TEST_CASE("runs are what a walk finds", "[hbm][mapping]") {
  for (const Case& c : all_cases()) {
    INFO(c.name);
    const AddressMapping mapping(kSmall, c.digits, c.xors);
    std::vector<std::tuple<int, int, int>> rows;
    for (Address at = 0; at < mapping.capacity(); at += 32) {
      rows.push_back(row_key(mapping.decode(at)));
    }
    check_runs(rows, mapping.run_bytes());

    rows.clear();
    for (Bytes at = 0; at < kSmall.pseudo_channel_bytes(); at += 32) {
      rows.push_back(row_key(mapping.decode_local(5, at)));
    }
    check_runs(rows, mapping.local_run_bytes());
  }
}

TEST_CASE("a sweep is the least block that visits all pseudo-channels equally", "[hbm][mapping]") {
  for (const Case& c : cases()) {
    INFO(c.name);
    const AddressMapping mapping(kSmall, c.digits, c.xors);
    std::vector<int> channels;
    for (Address at = 0; at < mapping.capacity(); at += 32) {
      channels.push_back(mapping.decode(at).pseudo_channel);
    }
    std::size_t least = 1;
    while (channels.size() % least != 0 ||
           !visits_equally(channels, least, kSmall.pseudo_channel_count())) {
      ++least;
    }
    CHECK(mapping.sweep_bytes() == least * 32);
  }
}

// Counts what a map does wrong: a sweep is the same local bytes of every pseudo-channel, each at a
// place of its own.
std::size_t misplaced_in_sweeps(const AddressMapping& mapping) {
  const auto channels = Bytes(kSmall.pseudo_channel_count());
  const Bytes sweep = mapping.sweep_bytes();
  std::size_t wrong = 0;
  for (Address begin = 0; begin < mapping.capacity(); begin += sweep) {
    std::set<std::tuple<int, int, int, int, int, int>> visited;
    for (Address at = begin; at < begin + sweep; at += 32) {
      visited.insert(key(mapping.decode(at)));
    }
    for (int channel = 0; channel < kSmall.pseudo_channel_count(); ++channel) {
      for (Bytes at = begin / channels; at < (begin + sweep) / channels; at += 32) {
        wrong += 1 - visited.count(key(mapping.decode_local(channel, at)));
      }
    }
    if (visited.size() != sweep / 32) ++wrong;
  }
  return wrong;
}

TEST_CASE("a sweep is the same local bytes of every pseudo-channel", "[hbm][mapping]") {
  for (const Case& c : all_cases()) {
    INFO(c.name);
    const AddressMapping mapping(kSmall, c.digits, c.xors);
    CHECK(mapping.capacity() % mapping.sweep_bytes() == 0);
    CHECK(misplaced_in_sweeps(mapping) == 0);
  }
}

// Digits in any order and any XOR terms that are not refused.
AddressLayout random_layout(Random& random) {
  AddressLayout layout{{{Field::kColumn, 4},
                        {Field::kColumn, 4},
                        {Field::kPseudoChannel, 2},
                        {Field::kChannel, 2},
                        {Field::kStack, 3},
                        {Field::kBankGroup, 2},
                        {Field::kBank, 2},
                        {Field::kBank, 2},
                        {Field::kStackId, 2},
                        {Field::kRow, 4}},
                       {}};
  random.shuffle(layout.digits);
  const auto field = [&random] { return static_cast<Field>(random.below(kAddressFields)); };
  while (layout.xors.size() < 4) {
    layout.xors.push_back({field(), field(), random.between(0, 3)});
    const bool refused = error_of([&] { AddressMapping(kSmall, layout); }) != "<no error>";
    if (refused) layout.xors.pop_back();
  }
  return layout;
}

TEST_CASE("whatever map is not refused keeps every promise", "[hbm][mapping]") {
  Random random(7);
  for (int i = 0; i < 60; ++i) {
    const AddressMapping mapping(kSmall, random_layout(random));
    std::size_t wrong = 0;
    std::vector<std::tuple<int, int, int>> rows;
    for (Address at = 0; at < mapping.capacity(); at += 32) {
      const DramPlace place = mapping.decode(at);
      if (mapping.encode(place) != at) ++wrong;
      rows.push_back(row_key(place));
    }
    CHECK(wrong == 0);
    CHECK(equal_in_blocks(rows, mapping.run_bytes() / 32));
    rows.clear();
    for (Bytes at = 0; at < kSmall.pseudo_channel_bytes(); at += 32) {
      rows.push_back(row_key(mapping.decode_local(7, at)));
    }
    CHECK(equal_in_blocks(rows, mapping.local_run_bytes() / 32));
    CHECK(misplaced_in_sweeps(mapping) == 0);
  }
}

// A field of one value may stand anywhere; the runs may come out shorter for it, never longer.
TEST_CASE("digits of size one do not lengthen runs", "[hbm][mapping]") {
  const DramOrganisation one{1, 2, 1, 1, 2, 2, 4, 256, 32};
  const AddressMapping mapping(one,
                               {{Field::kColumn, 2},
                                {Field::kStack, 1},
                                {Field::kColumn, 4},
                                {Field::kChannel, 2},
                                {Field::kStackId, 1},
                                {Field::kBankGroup, 2},
                                {Field::kBank, 2},
                                {Field::kRow, 4},
                                {Field::kPseudoChannel, 1}},
                               {});
  for (Address at = 0; at < mapping.capacity(); at += 32) {
    const Address begin = at / mapping.run_bytes() * mapping.run_bytes();
    CHECK(row_key(mapping.decode(at)) == row_key(mapping.decode(begin)));
    CHECK(key(mapping.decode(mapping.encode(mapping.decode(at)))) == key(mapping.decode(at)));
  }
  CHECK(mapping.capacity() % mapping.sweep_bytes() == 0);
  CHECK(mapping.stream_next_row() == NextRow::kOtherGroup);
}

TEST_CASE("a stream rotates bank groups where it leaves its row for another group's",
          "[hbm][mapping]") {
  const auto next = [](const std::vector<MappingDigit>& digits,
                       const std::vector<MappingXor>& xors) {
    return AddressMapping(kSmall, digits, xors).stream_next_row();
  };
  CHECK(next(plain_digits(), {}) == NextRow::kOtherGroup);
  auto stack_ids_first = plain_digits();
  std::swap(stack_ids_first[4], stack_ids_first[6]);
  CHECK(next(stack_ids_first, {}) == NextRow::kOtherStackId);
  auto banks_first = plain_digits();
  std::swap(banks_first[4], banks_first[5]);
  CHECK(next(banks_first, {}) == NextRow::kSameGroup);
  CHECK(next(banks_first, {{Field::kBankGroup, Field::kBank}}) == NextRow::kOtherGroup);
  CHECK(next(banks_first, {{Field::kBankGroup, Field::kColumn, 3}}) == NextRow::kOtherGroup);
  CHECK(next(banks_first, {{Field::kBankGroup, Field::kBank, 1}}) == NextRow::kSameGroup);
  auto rows_first = plain_digits();
  std::swap(rows_first[0], rows_first[7]);
  CHECK(next(rows_first, {}) == NextRow::kSameGroup);
}

TEST_CASE("digits have to cover each field exactly", "[hbm][mapping]") {
  const auto digits = plain_digits();
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::string field = std::string("'") + word_of(digits[i].field) + "'";
    auto changed = digits;
    changed[i].size *= 2;
    CHECK_THAT(error_of([&] { AddressMapping(kSmall, changed, {}); }), Contains(field));
    changed[i].size = 0;
    CHECK_THAT(error_of([&] { AddressMapping(kSmall, changed, {}); }), Contains(field));
    changed[i].size = 1;
    CHECK_THAT(error_of([&] { AddressMapping(kSmall, changed, {}); }), Contains(field));
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK_THAT(error_of([&] { AddressMapping(kSmall, changed, {}); }), Contains(field));
  }
}

TEST_CASE("XOR terms that would not be undone are refused", "[hbm][mapping]") {
  const auto refusal = [](Field field, Field with, int shift = 0) {
    return error_of([&] { AddressMapping(kSmall, plain_digits(), {{field, with, shift}}); });
  };
  CHECK_THAT(refusal(Field::kStack, Field::kRow), Contains("'stack'") && Contains("power of two"));
  CHECK_THAT(refusal(Field::kBank, Field::kBank), Contains("'bank'"));
  CHECK_THAT(refusal(Field::kBank, Field::kChannel), Contains("'bank'") && Contains("'channel'"));
  CHECK_THAT(refusal(Field::kColumn, Field::kRow), Contains("'column'"));
  CHECK_THAT(refusal(Field::kRow, Field::kBank), Contains("'row'"));
  CHECK(refusal(Field::kBank, Field::kColumn, 3) == "<no error>");
  CHECK_THAT(refusal(Field::kBank, Field::kColumn, 4), Contains("'column' shifted by 4"));
}

TEST_CASE("a channel takes no bits from below it, which would mix up its own addresses",
          "[hbm][mapping]") {
  // The field's only digit moves from above the channels to the bottom.
  auto digits = plain_digits();
  const auto group = std::find_if(digits.begin(), digits.end(),
                                  [](const auto& d) { return d.field == Field::kBankGroup; });
  REQUIRE(group != digits.end());
  const std::vector<MappingXor> term = {{Field::kChannel, Field::kBankGroup}};
  const MappingDigit moved = *group;
  digits.erase(group);
  digits.push_back(moved);
  CHECK_NOTHROW(AddressMapping(kSmall, digits, term));
  digits.pop_back();
  digits.insert(digits.begin(), moved);
  CHECK_THAT(error_of([&] { AddressMapping(kSmall, digits, term); }),
             Contains("'channel'") && Contains("'bank_group'"));
}

TEST_CASE("sizes that bursts do not fill are refused", "[hbm][mapping]") {
  DramOrganisation odd = kSmall;
  odd.access_bytes = 48;
  CHECK_THAT(error_of([&] { AddressMapping(odd, plain_digits(), {}); }), Contains("access_bytes"));
  odd = kSmall;
  odd.row_bytes = 512 + 16;  // 16 whole bursts, and bytes that no address reaches
  CHECK_THAT(error_of([&] { AddressMapping(odd, plain_digits(), {}); }), Contains("row_bytes"));
}

}  // namespace
}  // namespace dsavp
