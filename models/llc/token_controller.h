// The token controller: register file, windows by address, and what an announced set was found to
// be.
//
// Under step and held look-up the whole announced set is looked up when it is announced, and each
// token's verdict waits for the read that asks for it; a read of a token that was not announced is
// a set of one. Under sequential look-up each read is looked up and placed as it comes, and an
// announcement only says what is coming. Addresses outside any window, and all of them while the
// controller is disabled, are not its business; tokens of a window while nothing is reserved are
// named as such, for the ordinary region to serve and be counted. A token may be read in pieces:
// the read of its first byte is its look-up, further ones are named as inside it.
// With a granule of several tokens a read is told its page, and whether it is the one that has the
// page fetched: each fetch that the directory counts falls to one read. Where sets are looked up
// whole that is the first read of a missed page, of whichever of its announced tokens; the others
// find the page fetched, kept by the directory or not. Under sequential look-up it is each read that
// misses. A page that was announced and never read was counted but is fetched only when it is read.
// No time here. Plain C++.
#pragma once

#include <memory>
#include <vector>

#include "models/llc/token_directory.h"
#include "models/llc/token_registers.h"

namespace dsavp {

// Consecutive tokens of a window that are fetched together; at the window's end fewer than elsewhere.
struct TokenPage {
  Address base = 0;
  Bytes bytes = 0;  // 0: tokens are fetched one by one
};

struct TokenLookUp {
  enum class Kind {
    kOutside,     // in no window, or the controller is disabled
    kUnreserved,  // a token, but nothing is reserved: the ordinary region's
    kToken,       // a token's first bytes, or all: see verdict
    kInside,      // bytes of a token, but not its first
    kNotAToken,   // in a window, but not within one token
  };
  Kind kind = Kind::kOutside;
  Verdict verdict = Verdict::kBypassed;
  bool announced = false;  // the verdict was reached when the set was announced
  Bytes token_bytes = 0;   // of the token, in a window
  Bytes left = 0;          // of them, those behind the ones read
  TokenPage page;          // that holds the token, if it is reserved
  bool fetches = false;    // this read has the page fetched
};

// The token that an address is in.
struct TokenPlace {
  Address base = 0;
  Bytes bytes = 0;        // 0: the address is in no window
  bool reserved = false;  // the directory is in charge of it
  bool resident = false;  // and holds it
};

enum class RegisterStatus { kOk, kAddress, kCommand, kBurst, kRefused };

class TokenController {
 public:
  explicit TokenController(Bytes max_reserved_bytes) : max_reserved_bytes_(max_reserved_bytes) {}

  // What is going to be looked up in the windows that will be programmed, granule by granule: no
  // register, for no hardware knows it.
  void foresee(std::unique_ptr<Foresight> foresight) { foresight_ = std::move(foresight); }

  RegisterStatus write(std::uint64_t offset, std::uint64_t value);
  RegisterStatus read(std::uint64_t offset, std::uint64_t& value) const;
  RegisterStatus write_announce_list(const std::int32_t* tokens, std::size_t count);

  // Looks up a read, called once for each in the order in which they are served.
  TokenLookUp look_up(Address address, Bytes bytes);
  // Without any effect.
  TokenPlace place_of(Address address);

  bool active() const { return directory_ != nullptr && reservation_.in_force(); }
  LookupOrder order() const { return reservation_.lookup; }
  // Tokens of announcements looked up since the last call: the look-up pipeline's work.
  std::size_t take_announced();
  // Tokens whose verdict waits for the read that asks for it.
  std::size_t announced_waiting() const { return announced_waiting_; }
  DirectoryCounters counters() const;
  Bytes reserved_bytes() const { return active() ? reservation_.bytes : 0; }

 private:
  RegisterStatus refuse(token_registers::RegisterError error);
  RegisterStatus configure(std::uint64_t offset, std::uint64_t value);
  RegisterStatus write_window(std::uint64_t offset, std::uint64_t value);
  RegisterStatus control(std::uint64_t value);
  RegisterStatus enable();
  RegisterStatus announce(std::uint64_t count);
  RegisterStatus announce_context(std::uint64_t context);
  void look_up_announced(std::size_t window);
  bool mark_announced(std::size_t window);
  template <class Enum>
  RegisterStatus set_choice(Enum& field, std::uint64_t value);
  std::size_t window_at(Address address);
  bool has_pages() const { return reservation_.granule_tokens > 1 && active(); }
  TokenPage page_of(const TokenWindow& window, std::uint32_t token) const;
  void look_up_token(std::size_t window, std::uint32_t token, TokenLookUp& result);
  bool decide_fetch(std::size_t window, std::uint32_t token, const TokenLookUp& result);

  static constexpr std::size_t kNoWindow = ~std::size_t{0};
  static constexpr std::uint8_t kNotAnnounced = 0xff;

  const Bytes max_reserved_bytes_;
  ReservationConfig reservation_;
  std::vector<TokenWindow> windows_;
  std::uint64_t window_count_ = 0;
  std::uint64_t announce_window_ = 0;
  std::vector<std::int32_t> announced_;
  token_registers::RegisterError error_ = token_registers::RegisterError::kNone;

  std::unique_ptr<Foresight> foresight_;
  std::unique_ptr<TokenDirectory> directory_;  // while enabled
  DirectoryCounters before_;                   // of earlier times enabled
  std::vector<std::size_t> by_base_;
  std::vector<std::size_t> first_token_;  // of each window in waiting_
  std::vector<std::uint8_t> waiting_;     // Verdict, or kNotAnnounced
  std::vector<std::size_t> first_page_;   // of each window in to_fetch_
  std::vector<std::uint8_t> to_fetch_;    // pages missed when announced and not fetched since
  std::vector<Verdict> verdicts_;         // scratch
  std::size_t last_window_ = kNoWindow;
  std::size_t announced_work_ = 0;
  std::size_t announced_waiting_ = 0;
};

}  // namespace dsavp
