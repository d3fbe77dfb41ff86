// Whatever is read, written and looked at in whatever order: the cache with data is as coherent as a
// memory without a cache.
#include <catch2/catch.hpp>
#include <map>

#include "tests/unit/random.h"
#include "tests/unit/tlm/llc_data_test_util.h"

namespace dsavp::tlm_test::llc_data_random_test {
namespace {

// Announces a set and reads its tokens in some order, some of them in pieces.
std::string read_set(DataLab& lab, Random& random, const std::map<std::uint32_t, int>& expected) {
  std::vector<std::int32_t> set = random.set(kDataTokens, 12);
  if (lab.region != Region::kOutside && !set.empty()) lab.software.announce(0, set);
  random.shuffle(set);
  for (const std::int32_t index : set) {
    const auto token = static_cast<std::uint32_t>(index);
    const bool whole = lab.region == Region::kOutside || random.one_in(2);
    const int found = lab.read(token, whole ? kDataToken : Bytes(60));
    const auto written = expected.find(token);
    const int wanted = written == expected.end() ? 0 : written->second;
    if (found == wanted) continue;
    return "token " + std::to_string(token) + ": read " + std::to_string(found) + ", expected " +
           std::to_string(wanted);
  }
  return "";
}

std::string run_random(DataLab& lab, std::uint64_t seed) {
  Random random(seed);
  std::map<std::uint32_t, int> expected;
  std::string fault;
  for (int i = 0; i < 250 && fault.empty(); ++i) {
    const auto token = static_cast<std::uint32_t>(random.below(kDataTokens));
    const int value = random.between(1, 200);
    switch (random.below(4)) {
      case 0:
        lab.write(token, value);
        expected[token] = value;
        break;
      case 1:
        lab.debug_write(token, value);
        expected[token] = value;
        break;
      case 2:
        if (lab.debug_read(token) != (expected.count(token) > 0 ? expected[token] : 0)) {
          fault = "debug transport";
        }
        break;
      default:
        fault = read_set(lab, random, expected);
    }
    if (lab.peek(token) != (expected.count(token) > 0 ? expected[token] : 0)) fault = "memory";
  }
  return fault;
}

}  // namespace

TEST_CASE("the cache with data is coherent", "[tlm][llc][data]") {
  const Abstraction abstraction =
      GENERATE(Abstraction::kApproximatelyTimed, Abstraction::kLooselyTimed);
  const Region region =
      GENERATE(Region::kStep, Region::kSequential, Region::kUnreserved, Region::kOutside);
  const auto seed = GENERATE(range(0, 6));
  const std::uint32_t granule =
      region == Region::kStep || region == Region::kSequential ? (seed % 2 == 0 ? 1 : 4) : 1;
  const LookupOrder lookup = seed % 3 == 0 ? LookupOrder::kHeld : LookupOrder::kStep;
  CAPTURE(static_cast<int>(abstraction), static_cast<int>(region), seed);
  const Json fault = test::simulate([&]() -> Json {
    DataLab lab(abstraction, region, 8 + 4 * static_cast<Bytes>(seed), granule);
    if (region == Region::kStep) lab.reservation.lookup = lookup;
    lab.llc.keep_data();
    std::string what;
    if (!lab.run([&] { what = run_random(lab, static_cast<std::uint64_t>(seed)); })) {
      what = "not programmed";
    }
    return what;
  });
  CHECK(fault == "");
}

}  // namespace dsavp::tlm_test::llc_data_random_test
