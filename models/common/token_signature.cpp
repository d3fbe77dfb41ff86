#include "models/common/token_signature.h"

#include <algorithm>
#include <cstring>

namespace dsavp {
namespace {

constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15ull;

// Newton's iteration doubles the bits that are right; an odd number is its own inverse in three.
constexpr std::uint64_t inverse(std::uint64_t odd) {
  std::uint64_t x = odd;
  for (int i = 0; i < 5; ++i) x *= 2 - odd * x;
  return x;
}
static_assert(kOdd * inverse(kOdd) == 1);

}  // namespace

std::uint64_t encode(const Signature& signature) {
  const std::uint64_t plain = std::uint64_t{signature.version} << Signature::kPlaceBits |
                              signature.address / Signature::kWord;
  const std::uint64_t mixed = plain * kOdd;
  return mixed ^ mixed >> 32;
}

Signature decode(std::uint64_t word) {
  const std::uint64_t plain = (word ^ word >> 32) * inverse(kOdd);
  return {(plain & ((std::uint64_t{1} << Signature::kPlaceBits) - 1)) * Signature::kWord,
          static_cast<std::uint32_t>(plain >> Signature::kPlaceBits)};
}

void sign(Address address, Bytes bytes, std::uint32_t version, unsigned char* data) {
  for (Bytes done = 0; done < bytes;) {
    const Bytes first = (address + done) % Signature::kWord;
    const Bytes here = std::min(bytes - done, Signature::kWord - first);
    const std::uint64_t word = encode({address + done - first, version});
    unsigned char image[Signature::kWord];
    std::memcpy(image, &word, Signature::kWord);
    std::memcpy(data + done, image + first, here);
    done += here;
  }
}

}  // namespace dsavp
