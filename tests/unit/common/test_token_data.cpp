// Signatures of KV tokens, and the scoreboard that says which version is expected.
#include <catch2/catch.hpp>
#include <cstring>
#include <set>
#include <vector>

#include "models/common/token_data.h"
#include "models/common/token_signature.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

using Buffer = std::vector<unsigned char>;
using Catch::Contains;

constexpr Bytes kToken = 656;  // at an odd place: its first and last words are its only in half
constexpr Address kBase = 0x7f001234;

Buffer signed_bytes(Address address, Bytes bytes, std::uint32_t version) {
  Buffer buffer(bytes);
  sign(address, bytes, version, buffer.data());
  return buffer;
}

struct Written {
  explicit Written(int versions) {
    for (int i = 0; i < versions; ++i) data.write(kBase, 17, kToken, bytes.data());
  }
  std::string fault(Address address, const Buffer& found) {
    return data.fault_of(kBase, address, found.size(), found.data());
  }
  TokenData data;
  Buffer bytes = Buffer(kToken);
};

}  // namespace

TEST_CASE("a signature's word can be read back and is no other signature's", "[common][data]") {
  Random random(1);
  std::set<std::uint64_t> words;
  for (int i = 0; i < 20000; ++i) {
    const Signature signature{random.below(std::uint64_t{1} << Signature::kPlaceBits) * 8,
                              static_cast<std::uint32_t>(1 + random.below(Signature::kVersions))};
    const std::uint64_t word = encode(signature);
    REQUIRE(decode(word) == signature);
    REQUIRE(word != 0);
    words.insert(word);
  }
  CHECK(words.size() > 19990);  // draws may repeat, words may not
  for (const Address address : {Address{0}, (Address{1} << 48) - 8}) {
    for (const std::uint32_t version : {1u, Signature::kVersions}) {
      CHECK(decode(encode({address, version})) == Signature{address, version});
    }
  }
  CHECK(signed_version(1) == 1);
  CHECK(signed_version(Signature::kVersions) == Signature::kVersions);
  CHECK(signed_version(std::uint64_t{Signature::kVersions} + 1) == 1);
}

TEST_CASE("any extent of a token has the bytes that the whole has there", "[common][data]") {
  Random random(2);
  const Buffer whole = signed_bytes(kBase, kToken, 5);
  for (int i = 0; i < 2000; ++i) {
    const Bytes first = random.below(kToken);
    const Bytes bytes = 1 + random.below(kToken - first);
    const Buffer part = signed_bytes(kBase + first, bytes, 5);
    REQUIRE(std::memcmp(part.data(), whole.data() + first, bytes) == 0);
  }
  // Each word begins where its address says.
  std::uint64_t word = 0;
  std::memcpy(&word, whole.data() + 4, 8);
  CHECK(decode(word) == Signature{kBase + 4, 5});
}

TEST_CASE("the last version written is right, in any pieces", "[common][data]") {
  Written token(3);
  CHECK(token.bytes == signed_bytes(kBase, kToken, 3));
  CHECK(token.data.knows(kBase));
  CHECK_FALSE(token.data.knows(kBase + kToken));
  CHECK(token.fault(kBase, token.bytes).empty());
  for (const Bytes piece : {1, 7, 64, 500}) {
    for (Bytes done = 0; done < kToken; done += piece) {
      const Bytes bytes = std::min(piece, kToken - done);
      REQUIRE(token
                  .fault(kBase + done,
                         {token.bytes.begin() + static_cast<std::ptrdiff_t>(done),
                          token.bytes.begin() + static_cast<std::ptrdiff_t>(done + bytes)})
                  .empty());
    }
  }
  token.data.count_verified();
  CHECK(token.data.verified() == 1);
}

TEST_CASE("what is wrong with a token is told apart", "[common][data]") {
  Written token(3);
  // The first word is this token's only in part.
  CHECK_THAT(token.fault(kBase, signed_bytes(kBase, kToken, 2)),
             Contains("at 0x7f001238 expected version 3, found version 2"));
  CHECK(token.fault(kBase, signed_bytes(kBase, 4, 2)) ==
        "token 17 (0x7f001234): expected version 3, found a part of a word that is not its, in 4 B "
        "at 0x7f001234");
  const Address aligned = kBase + 4;
  const auto fault = [&](const Buffer& found) { return token.fault(aligned, found); };
  CHECK(fault(signed_bytes(aligned, 64, 2)) ==
        "token 17 (0x7f001234): at 0x7f001238 expected version 3, found version 2, which is stale");
  CHECK_THAT(fault(signed_bytes(aligned, 64, 4)),
             Contains("found version 4") && !Contains("stale"));
  CHECK_THAT(fault(signed_bytes(aligned + kToken, 64, 1)),
             Contains("found the signature of address 0x7f0014c8, version 1"));
  CHECK_THAT(fault(Buffer(64, 0)), Contains("found 0, as where nothing was written"));
  CHECK_THAT(token.data.fault_of(kBase + 1, kBase + 1, 1, token.bytes.data()),
             Contains("a token at 0x7f001235 that nobody wrote"));
}

TEST_CASE("one wrong bit anywhere is found", "[common][data]") {
  Written token(1);
  Random random(3);
  for (Bytes at = 0; at < kToken; ++at) {
    Buffer found = token.bytes;
    found[at] = static_cast<unsigned char>(found[at] ^ 1u << random.below(8));
    REQUIRE_THAT(token.fault(kBase, found), Contains("expected version 1"));
  }
}

}  // namespace dsavp
