#include "models/common/token_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "models/common/token_signature.h"

namespace dsavp {
namespace {

// Of a word that is not as expected, at `address`.
std::string describe_found(Address address, std::uint64_t word, std::uint32_t version) {
  if (word == 0) return "0, as where nothing was written";
  const Signature found = decode(word);
  if (found.address != address) {
    return fmt::format("the signature of address {:#x}, version {}", found.address, found.version);
  }
  return fmt::format("version {}{}", found.version,
                     found.version < version ? ", which is stale" : "");
}

// The first wrong word that was read whole says what was found instead.
std::string describe_difference(Address address, Bytes bytes, const unsigned char* data,
                                const unsigned char* expected, std::uint32_t version) {
  const Bytes ahead = (Signature::kWord - address % Signature::kWord) % Signature::kWord;
  for (Bytes done = ahead; done + Signature::kWord <= bytes; done += Signature::kWord) {
    if (std::memcmp(data + done, expected + done, Signature::kWord) == 0) continue;
    std::uint64_t word = 0;
    std::memcpy(&word, data + done, Signature::kWord);
    return fmt::format("at {:#x} expected version {}, found {}", address + done, version,
                       describe_found(address + done, word, version));
  }
  return fmt::format(
      "expected version {}, found a part of a word that is not its, in {} B at {:#x}", version,
      bytes, address);
}

}  // namespace

void TokenData::write(Address token, std::int64_t index, Bytes bytes, unsigned char* data) {
  Token& state = tokens_[token];
  state.index = index;
  ++state.version;
  sign(token, bytes, signed_version(state.version), data);
}

std::string TokenData::fault_of(Address token, Address address, Bytes bytes,
                                const unsigned char* data) {
  const auto found = tokens_.find(token);
  if (found == tokens_.end()) return fmt::format("a token at {:#x} that nobody wrote", token);
  expected_.resize(std::max<std::size_t>(expected_.size(), bytes));
  sign(address, bytes, signed_version(found->second.version), expected_.data());
  if (std::memcmp(expected_.data(), data, bytes) == 0) return {};
  return describe_fault(found->second, token, address, bytes, data);
}

std::string TokenData::describe_fault(const Token& token, Address token_at, Address address,
                                      Bytes bytes, const unsigned char* data) const {
  return fmt::format(
      "token {} ({:#x}): {}", token.index, token_at,
      describe_difference(address, bytes, data, expected_.data(), signed_version(token.version)));
}

}  // namespace dsavp
