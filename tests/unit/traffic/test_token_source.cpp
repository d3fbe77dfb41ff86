#include <catch2/catch.hpp>
#include <set>
#include <vector>

#include "testbench/hbm_traffic/token_source.h"

namespace dsavp {
namespace {

constexpr Bytes kCapacity = 1 << 20;

HbmTraffic traffic_of(TrafficPattern pattern, Bytes token_bytes, std::uint64_t seed = 1) {
  HbmTraffic traffic;
  traffic.pattern = pattern;
  traffic.token_bytes = token_bytes;
  traffic.seed = seed;
  return traffic;
}

std::vector<Address> first_blocks(const HbmTraffic& traffic, int tokens) {
  TokenSource source(traffic, kCapacity);
  std::vector<Address> blocks;
  for (int i = 0; i < tokens; ++i) blocks.push_back(source.next().first_block);
  return blocks;
}

TEST_CASE("a stream's tokens lie side by side and begin again at the end", "[traffic]") {
  TokenSource source(traffic_of(TrafficPattern::kSequential, 4096), kCapacity);
  for (int round = 0; round < 2; ++round) {
    for (Address at = 0; at < kCapacity; at += 4096) {
      const TokenSource::Token token = source.next();
      REQUIRE(token.first_block == at);
      REQUIRE(token.blocks == 64);
    }
  }
}

TEST_CASE("a stream's tokens take whole blocks, and none beyond the memory", "[traffic]") {
  // 80 B take two blocks; 1001 blocks hold 500 such tokens.
  TokenSource source(traffic_of(TrafficPattern::kSequential, 80), 1001 * 64);
  for (int i = 0; i < 1200; ++i) {
    const TokenSource::Token token = source.next();
    REQUIRE(token.first_block == Address(i % 500) * 128);
    REQUIRE(token.blocks == 2);
  }
}

TEST_CASE("random tokens are multiples of their size, with the blocks that they touch",
          "[traffic]") {
  for (const Bytes bytes : {Bytes(16), Bytes(48), Bytes(64), Bytes(80), Bytes(512), Bytes(1152)}) {
    INFO(bytes);
    // The address of a token follows from where its first block is, if it is a multiple.
    std::set<std::pair<Address, std::int64_t>> possible;
    for (Address at = 0; at + bytes <= kCapacity; at += bytes) {
      possible.insert(
          {at / 64 * 64, static_cast<std::int64_t>((at + bytes - 1) / 64 - at / 64 + 1)});
    }
    TokenSource source(traffic_of(TrafficPattern::kRandom, bytes), kCapacity);
    std::size_t wrong = 0;
    for (int i = 0; i < 20000; ++i) {
      const TokenSource::Token token = source.next();
      wrong += 1 - possible.count({token.first_block, token.blocks});
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("random tokens are everywhere alike", "[traffic]") {
  constexpr int kPlaces = 64;
  constexpr int kTokens = 64000;
  std::vector<int> drawn(kPlaces);
  for (const Address block : first_blocks(traffic_of(TrafficPattern::kRandom, 256), kTokens)) {
    ++drawn[block / (kCapacity / kPlaces)];
  }
  double squares = 0;
  for (const int n : drawn) squares += (n - 1000.0) * (n - 1000.0) / 1000.0;
  // Chi-square of 63 degrees of freedom: within five standard deviations.
  CHECK(squares > 63 - 5 * 11.3);
  CHECK(squares < 63 + 5 * 11.3);
}

TEST_CASE("mixed tokens alternate between the stream and random places", "[traffic]") {
  const auto stream = first_blocks(traffic_of(TrafficPattern::kSequential, 512), 500);
  const auto random = first_blocks(traffic_of(TrafficPattern::kRandom, 512), 500);
  const auto mixed = first_blocks(traffic_of(TrafficPattern::kMixed, 512), 1000);
  for (std::size_t i = 0; i < 500; ++i) {
    REQUIRE(mixed[2 * i] == stream[i]);
    REQUIRE(mixed[2 * i + 1] == random[i]);
  }
}

TEST_CASE("the seed decides the random places", "[traffic]") {
  const auto blocks = [](std::uint64_t seed) {
    return first_blocks(traffic_of(TrafficPattern::kRandom, 64, seed), 100);
  };
  CHECK(blocks(1) == blocks(1));
  CHECK(blocks(1) != blocks(2));
}

}  // namespace
}  // namespace dsavp
