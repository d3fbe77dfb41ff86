// The scoreboard of a run whose data are checked: which version of each KV token was written last, so
// that what a read brings can be held to it.
//
// A token is known by the address of its first byte. Versions count its writes from 1; the bytes of a
// version are those of token_signature.h, all of them, in any pieces. A write is expected from when
// it is made up, so that reads of a token whose write is under way must wait for it (the sequencer
// does). Plain C++. Memory: 16 bytes and a hash table's room per token written.
#pragma once

#include <tsl/robin_map.h>

#include <cstdint>
#include <string>
#include <vector>

#include "models/common/address_hash.h"
#include "models/common/units.h"

namespace dsavp {

class TokenData {
 public:
  bool knows(Address token) const { return tokens_.find(token) != tokens_.end(); }

  // Makes up the next version of the token, `index` of its request and layer: the one that reads
  // expect from now on.
  void write(Address token, std::int64_t index, Bytes bytes, unsigned char* data);

  // What is wrong with the bytes read at `address`, of the token that begins at `token`: which token
  // it is, expected and found version, or whose bytes they are; empty if nothing is.
  std::string fault_of(Address token, Address address, Bytes bytes, const unsigned char* data);

  // Reads of a token have come to their end without a fault.
  void count_verified() { ++verified_; }
  std::int64_t verified() const { return verified_; }

 private:
  struct Token {
    std::int64_t index = 0;
    std::uint64_t version = 0;
  };

  std::string describe_fault(const Token& token, Address token_at, Address address, Bytes bytes,
                             const unsigned char* data) const;

  tsl::robin_map<Address, Token, AddressHash> tokens_;
  std::vector<unsigned char> expected_;
  std::int64_t verified_ = 0;
};

}  // namespace dsavp
