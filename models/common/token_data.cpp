#include "models/common/token_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "models/common/token_signature.h"

namespace dsavp {
namespace {

constexpr Bytes kWord = sizeof(std::uint64_t);

// The word that holds the first wrong byte, or the next one that was read whole.
std::string describe_found(Address address, Bytes bytes, const unsigned char* data, Bytes wrong,
                           std::uint32_t version) {
  const Address at = (address + wrong) / kWord * kWord;
  if (at < address || at + kWord > address + bytes) return "a part of a word that differs";
  std::uint64_t word = 0;
  std::memcpy(&word, data + (at - address), kWord);
  if (word == 0) return "0, as where nothing was written";
  const Signature found = decode(word);
  if (found.address != at) {
    return fmt::format("the signature of address {:#x}, version {}", found.address, found.version);
  }
  return fmt::format("version {}{}", found.version,
                     found.version < version ? ", which is stale" : "");
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
  const auto wrong =
      static_cast<Bytes>(std::mismatch(data, data + bytes, expected_.begin()).first - data);
  const std::uint32_t version = signed_version(token.version);
  return fmt::format("token {} ({:#x}): at {:#x} expected version {}, found {}", token.index,
                     token_at, address + wrong, version,
                     describe_found(address, bytes, data, wrong, version));
}

}  // namespace dsavp
