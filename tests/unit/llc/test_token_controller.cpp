// The token controller through its register map, as software sees it.

#include <catch2/catch.hpp>
#include <map>
#include <vector>

#include "models/llc/token_controller.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

using namespace token_registers;

constexpr Bytes kMaxReserved = 1 << 20;

std::uint64_t window_register(std::uint64_t window, std::uint64_t field) {
  return kWindowTable + window * kWindowStride + field;
}

class Software {
 public:
  RegisterStatus write(std::uint64_t offset, std::uint64_t value) {
    return controller.write(offset, value);
  }
  std::uint64_t read(std::uint64_t offset) const {
    std::uint64_t value = 0;
    REQUIRE(controller.read(offset, value) == RegisterStatus::kOk);
    return value;
  }
  void must_write(std::uint64_t offset, std::uint64_t value) {
    REQUIRE(write(offset, value) == RegisterStatus::kOk);
  }
  template <class Enum>
  void must_choose(std::uint64_t offset, Enum value) {
    must_write(offset, static_cast<std::uint64_t>(value));
  }

  void program(const std::vector<TokenWindow>& windows, const ReservationConfig& reservation) {
    must_write(kReservedBytes, reservation.bytes);
    must_choose(kScope, reservation.scope);
    must_choose(kLookup, reservation.lookup);
    must_choose(kPolicy, reservation.policy);
    must_write(kWindowCount, windows.size());
    for (std::size_t i = 0; i < windows.size(); ++i) {
      must_write(window_register(i, kWindowBase), windows[i].base);
      must_write(window_register(i, kWindowTokenBytes), windows[i].token_bytes);
      must_write(window_register(i, kWindowTokens), windows[i].tokens);
      must_write(window_register(i, kWindowPartition),
                 std::uint64_t{windows[i].layer} << 32 | windows[i].request);
    }
  }
  void enable() { must_write(kControl, kControlEnable); }
  void disable() { must_write(kControl, 0); }

  // In two bursts, since the list is a FIFO.
  RegisterStatus announce(std::uint64_t window, const std::vector<std::int32_t>& set) {
    must_write(kAnnounceWindow, window);
    const std::size_t first = set.size() / 2;
    REQUIRE(controller.write_announce_list(set.data(), first) == RegisterStatus::kOk);
    REQUIRE(controller.write_announce_list(set.data() + first, set.size() - first) ==
            RegisterStatus::kOk);
    return write(kAnnounceGo, set.size());
  }

  void check_refused(std::uint64_t offset, std::uint64_t value, RegisterError reason) {
    CAPTURE(offset, value);
    CHECK(write(offset, value) == RegisterStatus::kRefused);
    CHECK(read(kError) == static_cast<std::uint64_t>(reason));
  }
  void check_announce_refused(std::uint64_t window, const std::vector<std::int32_t>& set,
                              RegisterError reason) {
    CHECK(announce(window, set) == RegisterStatus::kRefused);
    CHECK(read(kError) == static_cast<std::uint64_t>(reason));
  }

  TokenController controller{kMaxReserved};
};

// Two layers of one request, out of order of address and with a hole between them.
const std::vector<TokenWindow> kWindows = {
    {0x40000, 64, 100, 0, 7},
    {0x10000, 64, 50, 1, 7},
};

ReservationConfig reservation_of(LookupOrder lookup, std::size_t tokens_each) {
  ReservationConfig reservation;
  reservation.bytes = tokens_each * 64 * kWindows.size();
  reservation.lookup = lookup;
  return reservation;
}

Address address_of(std::size_t window, std::int32_t token) {
  return kWindows[window].base + 64 * static_cast<Address>(token);
}

Software enabled(LookupOrder lookup, std::size_t tokens_each) {
  Software software;
  software.program(kWindows, reservation_of(lookup, tokens_each));
  software.enable();
  return software;
}

}  // namespace

TEST_CASE("the control port identifies itself", "[llc][token_controller]") {
  const Software software;
  CHECK(software.read(kId) == kIdValue);
  CHECK(software.read(kControl) == 0);
  CHECK(software.read(kReservedBytes) == 0);
  CHECK(software.read(kWindowCount) == 0);
  CHECK(software.read(kError) == 0);
  CHECK(software.read(kPartitions) == 0);
  for (std::uint64_t counter = kLookups; counter <= kResident; counter += 8) {
    CHECK(software.read(counter) == 0);
  }
}

TEST_CASE("what is programmed can be read back", "[llc][token_controller]") {
  Software software;
  ReservationConfig reservation = reservation_of(LookupOrder::kSequential, 10);
  reservation.scope = ReservationScope::kGlobal;
  const std::vector<TokenWindow> windows = {{0xfedc'ba98'7654'3200, 1152, 0x7fff, 3, 0xffff'fffe},
                                            {0x1000, 1152, 1, 0xffff'ffff, 0}};
  software.program(windows, reservation);
  CHECK(software.read(kReservedBytes) == reservation.bytes);
  CHECK(software.read(kScope) == static_cast<std::uint64_t>(ReservationScope::kGlobal));
  CHECK(software.read(kLookup) == static_cast<std::uint64_t>(LookupOrder::kSequential));
  CHECK(software.read(kPolicy) == static_cast<std::uint64_t>(PolicyKind::kLru));
  CHECK(software.read(kWindowCount) == 2);
  CHECK(software.read(window_register(0, kWindowBase)) == 0xfedc'ba98'7654'3200);
  CHECK(software.read(window_register(0, kWindowTokenBytes)) == 1152);
  CHECK(software.read(window_register(0, kWindowTokens)) == 0x7fff);
  CHECK(software.read(window_register(0, kWindowPartition)) == 0x0000'0003'ffff'fffe);
  CHECK(software.read(window_register(1, kWindowPartition)) == 0xffff'ffff'0000'0000);
  CHECK(software.read(window_register(2, kWindowBase)) == 0);

  software.enable();  // and still can be while enabled
  CHECK(software.read(kControl) == kControlEnable);
  CHECK(software.read(kPartitions) == 1);
  CHECK(software.read(window_register(1, kWindowBase)) == 0x1000);
  software.must_write(kAnnounceWindow, 1);
  CHECK(software.read(kAnnounceWindow) == 1);
}

TEST_CASE("the last window of the table can be programmed", "[llc][token_controller]") {
  Software software;
  software.must_write(window_register(kMaxWindows - 1, kWindowTokens), 5);
  CHECK(software.read(window_register(kMaxWindows - 1, kWindowTokens)) == 5);
  std::uint64_t unused = 0;
  CHECK(software.write(kSpan, 5) == RegisterStatus::kAddress);
  CHECK(software.controller.read(kSpan, unused) == RegisterStatus::kAddress);
}

TEST_CASE("accesses that no register takes", "[llc][token_controller]") {
  const bool is_enabled = GENERATE(false, true);
  Software software;
  if (is_enabled) software.enable();
  std::uint64_t unused = 0;
  for (const std::uint64_t offset : {kId + 1, kControl + 4, kWindowTable + 2, kSpan + 3}) {
    CHECK(software.write(offset, 0) == RegisterStatus::kBurst);
    CHECK(software.controller.read(offset, unused) == RegisterStatus::kBurst);
  }
  for (const std::uint64_t offset : {kPartitions + 8, window_register(0, kWindowFields),
                                     kWindowTable - 8, kSpan, ~std::uint64_t{7}}) {
    CHECK(software.write(offset, 0) == RegisterStatus::kAddress);
    CHECK(software.controller.read(offset, unused) == RegisterStatus::kAddress);
  }
  for (const std::uint64_t offset :
       {kId, kError, kLookups, kHits, kMisses, kBypassed, kEvictions, kResident, kPartitions}) {
    CHECK(software.write(offset, 0) == RegisterStatus::kCommand);
  }
  CHECK(software.controller.read(kAnnounceList, unused) == RegisterStatus::kCommand);
  CHECK(software.controller.read(kAnnounceGo, unused) == RegisterStatus::kCommand);
  CHECK(software.controller.read(kAnnounceContext, unused) == RegisterStatus::kCommand);
  // The list takes words of 32 bits, not a whole register.
  CHECK(software.write(kAnnounceList, 0) == RegisterStatus::kBurst);
  CHECK(software.read(kError) == 0);  // none of these is a refusal
}

TEST_CASE("with all resident every token of a window hits, whatever was announced or dropped",
          "[llc][token_controller]") {
  const LookupOrder lookup =
      GENERATE(LookupOrder::kStep, LookupOrder::kSequential, LookupOrder::kHeld);
  Software software;
  software.program(kWindows, reservation_of(lookup, 0));
  software.check_refused(kAllResident, 2, RegisterError::kValue);
  software.must_write(kAllResident, 1);
  software.enable();
  CHECK(software.controller.active());
  CHECK(software.controller.reserved_bytes() == 0);
  software.check_refused(kAllResident, 0, RegisterError::kEnabled);
  REQUIRE(software.announce(0, {1, 2}) == RegisterStatus::kOk);
  software.must_write(kControl, kControlEnable | kControlFlush);
  const TokenWindow& window = kWindows.front();
  for (const std::uint32_t token : {0U, 2U, window.tokens - 1}) {
    const TokenLookUp found =
        software.controller.look_up(window.base + token * window.token_bytes, window.token_bytes);
    CHECK(found.kind == TokenLookUp::Kind::kToken);
    CHECK(found.verdict == Verdict::kHit);
  }
  CHECK(software.read(kMisses) == 0);
  CHECK(software.read(kHits) == software.read(kLookups));
  CHECK(software.read(kEvictions) == 0);
}

TEST_CASE("values out of range are refused and change nothing", "[llc][token_controller]") {
  Software software;
  software.program(kWindows, reservation_of(LookupOrder::kSequential, 10));
  software.check_refused(kScope, 3, RegisterError::kValue);
  software.check_refused(kLookup, 3, RegisterError::kValue);
  software.check_refused(kPolicy, std::size(EnumWords<PolicyKind>::kWords), RegisterError::kValue);
  software.check_refused(kPinRecent, 0x8000'0000, RegisterError::kValue);
  software.check_refused(kScope, std::uint64_t{1} << 32, RegisterError::kValue);
  software.check_refused(kWindowCount, kMaxWindows + 1, RegisterError::kValue);
  software.check_refused(kReservedBytes, kMaxReserved + 1, RegisterError::kReservation);
  software.check_refused(window_register(0, kWindowTokens), 0x8000'0000, RegisterError::kValue);
  software.check_refused(kControl, 4, RegisterError::kValue);
  software.check_refused(kControl, kControlEnable | 8, RegisterError::kValue);
  CHECK(software.read(kControl) == 0);
  CHECK(software.read(kScope) == 0);
  CHECK(software.read(kLookup) == 1);
  CHECK(software.read(kWindowCount) == 2);
  CHECK(software.read(kReservedBytes) == 2 * 10 * 64);
  CHECK(software.read(window_register(0, kWindowTokens)) == 100);
  software.must_write(kReservedBytes, kMaxReserved);  // the most that is allowed
  software.must_write(kWindowCount, kMaxWindows);
}

TEST_CASE("configuration is refused while enabled", "[llc][token_controller]") {
  Software software = enabled(LookupOrder::kStep, 10);
  for (const std::uint64_t offset :
       {kReservedBytes, kScope, kLookup, kPolicy, kPinRecent, kSeed, kGranule, kWindowCount,
        window_register(0, kWindowBase), window_register(0, kWindowShare),
        window_register(0, kWindowTokenBytes), window_register(0, kWindowTokens),
        window_register(0, kWindowPartition), window_register(99, kWindowBase)}) {
    const std::uint64_t before = software.read(offset);
    software.check_refused(offset, 1, RegisterError::kEnabled);
    CHECK(software.read(offset) == before);
  }
  software.disable();
  software.must_write(kWindowCount, 1);
}

TEST_CASE("windows that make no sense keep the controller disabled", "[llc][token_controller]") {
  const auto check = [](const std::vector<TokenWindow>& windows, ReservationScope scope) {
    Software software;
    ReservationConfig reservation = reservation_of(LookupOrder::kStep, 10);
    reservation.scope = scope;
    software.program(windows, reservation);
    software.check_refused(kControl, kControlEnable, RegisterError::kWindows);
    CHECK(software.read(kControl) == 0);
    CHECK(software.read(kPartitions) == 0);
    CHECK_FALSE(software.controller.active());
    CHECK(software.controller.look_up(0x10000, 64).kind == TokenLookUp::Kind::kOutside);
    software.program(kWindows, reservation);  // nothing of the failure is left
    software.enable();
  };
  const ReservationScope scope = ReservationScope::kLayerRequest;
  check({{0x10000, 64, 10, 0, 0}, {0x10040, 64, 10, 1, 0}}, scope);
  check({{0x10000, 64, 0, 0, 0}}, scope);
  check({{0x10000, 0, 10, 0, 0}}, scope);
  check({{0x10000, 64, 10, 0, 0}, {0x20000, 32, 10, 1, 0}}, ReservationScope::kGlobal);
  check({{~Address{63}, 64, 2, 0, 0}}, scope);
}

TEST_CASE("only the windows counted are in use", "[llc][token_controller]") {
  Software software;
  software.program(kWindows, reservation_of(LookupOrder::kStep, 10));
  software.must_write(window_register(2, kWindowBase), kWindows[0].base);  // would overlap
  software.must_write(kWindowCount, 1);
  software.enable();
  CHECK(software.read(kPartitions) == 1);
  CHECK(software.controller.look_up(address_of(0, 3), 64).kind == TokenLookUp::Kind::kToken);
  CHECK(software.controller.look_up(address_of(1, 3), 64).kind == TokenLookUp::Kind::kOutside);
  software.check_announce_refused(1, {1}, RegisterError::kUnknownWindow);
}

TEST_CASE("a controller without windows may be enabled", "[llc][token_controller]") {
  Software software;
  software.must_write(kReservedBytes, 4096);
  software.enable();
  CHECK(software.read(kPartitions) == 0);
  CHECK(software.controller.look_up(0, 64).kind == TokenLookUp::Kind::kOutside);
  software.check_announce_refused(0, {}, RegisterError::kUnknownWindow);
}

TEST_CASE("reads that are not the controller's business", "[llc][token_controller]") {
  Software software = enabled(LookupOrder::kStep, 10);
  const auto kind = [&](Address address, Bytes bytes) {
    return software.controller.look_up(address, bytes).kind;
  };
  CHECK(kind(0xffff, 1) == TokenLookUp::Kind::kOutside);
  CHECK(kind(0x10000, 64) == TokenLookUp::Kind::kToken);
  CHECK(kind(0x10000 + 49 * 64, 64) == TokenLookUp::Kind::kToken);
  CHECK(kind(0x10000 + 50 * 64, 64) == TokenLookUp::Kind::kOutside);
  CHECK(kind(0x40000 - 64, 64) == TokenLookUp::Kind::kOutside);
  CHECK(kind(0x40000 + 99 * 64, 64) == TokenLookUp::Kind::kToken);
  CHECK(kind(0x40000 + 100 * 64, 64) == TokenLookUp::Kind::kOutside);
  CHECK(kind(~Address{0}, 64) == TokenLookUp::Kind::kOutside);
  CHECK(kind(0, 64) == TokenLookUp::Kind::kOutside);
  CHECK(software.read(kLookups) == 3);
}

TEST_CASE("reads of a part of a token, and of more than one", "[llc][token_controller]") {
  const LookupOrder order = GENERATE(LookupOrder::kStep, LookupOrder::kSequential);
  Software software = enabled(order, 10);
  REQUIRE(software.announce(1, {4, 5}) == RegisterStatus::kOk);
  const std::uint64_t lookups = software.read(kLookups);
  const auto kind = [&](Address address, Bytes bytes) {
    return software.controller.look_up(address, bytes).kind;
  };
  const Address token = address_of(1, 4);
  CHECK(kind(token, 65) == TokenLookUp::Kind::kNotAToken);
  CHECK(kind(token, 128) == TokenLookUp::Kind::kNotAToken);
  CHECK(kind(token + 32, 33) == TokenLookUp::Kind::kNotAToken);
  CHECK(kind(token, 0) == TokenLookUp::Kind::kNotAToken);
  CHECK(kind(token + 32, 32) == TokenLookUp::Kind::kInside);
  CHECK(kind(token + 63, 1) == TokenLookUp::Kind::kInside);
  CHECK(software.read(kLookups) == lookups);  // and the announcement is not used up
  const TokenLookUp first = software.controller.look_up(token, 16);
  CHECK(first.kind == TokenLookUp::Kind::kToken);
  CHECK(first.token_bytes == 64);
  CHECK(first.left == 48);
  CHECK(first.announced == (order == LookupOrder::kStep));
  CHECK(software.controller.look_up(token + 16, 40).left == 8);
  CHECK(software.controller.look_up(token + 56, 8).left == 0);
  // Counted once, with its announcement or with its first bytes.
  CHECK(software.read(kLookups) == lookups + (order == LookupOrder::kSequential ? 1 : 0));
}

TEST_CASE("nothing is looked up without a reservation", "[llc][token_controller]") {
  Software software = enabled(LookupOrder::kStep, 0);
  CHECK_FALSE(software.controller.active());
  CHECK(software.controller.reserved_bytes() == 0);
  CHECK(software.announce(0, {1, 2}) == RegisterStatus::kOk);
  CHECK(software.controller.take_announced() == 0);
  // It is still told what is a token.
  CHECK(software.controller.look_up(address_of(0, 1), 64).kind == TokenLookUp::Kind::kUnreserved);
  CHECK(software.controller.look_up(address_of(0, 1), 32).kind == TokenLookUp::Kind::kUnreserved);
  CHECK(software.controller.look_up(address_of(0, 1), 65).kind == TokenLookUp::Kind::kNotAToken);
  CHECK(software.controller.look_up(address_of(0, 100), 64).kind == TokenLookUp::Kind::kOutside);
  CHECK(software.read(kLookups) == 0);
}

TEST_CASE("reserved bytes count while enabled only", "[llc][token_controller]") {
  Software software;
  software.program(kWindows, reservation_of(LookupOrder::kStep, 10));
  CHECK(software.controller.reserved_bytes() == 0);
  software.enable();
  CHECK(software.controller.reserved_bytes() == 1280);
  software.disable();
  CHECK(software.controller.reserved_bytes() == 0);
}

TEST_CASE("a read that was not announced is a set of one", "[llc][token_controller]") {
  Software software = enabled(LookupOrder::kStep, 2);
  const auto read = [&](std::int32_t token) {
    return software.controller.look_up(address_of(0, token), 64);
  };
  CHECK(read(1).verdict == Verdict::kPlaced);
  CHECK(read(1).verdict == Verdict::kHit);
  CHECK_FALSE(read(1).announced);
  REQUIRE(software.announce(0, {2, 3}) == RegisterStatus::kOk);  // 1 leaves
  CHECK(read(1).verdict == Verdict::kPlaced);                    // and 2, unread, in turn
  const TokenLookUp second = read(2);
  CHECK(second.announced);  // its verdict stands: it was looked up with the set
  CHECK(second.verdict == Verdict::kPlaced);
  CHECK_FALSE(read(2).announced);  // a verdict is for one read
  CHECK(software.read(kLookups) == 7);
}

TEST_CASE("a new announcement drops verdicts that no read has asked for",
          "[llc][token_controller]") {
  Software software = enabled(LookupOrder::kStep, 50);
  REQUIRE(software.announce(0, {1, 2}) == RegisterStatus::kOk);
  REQUIRE(software.announce(1, {1, 2}) == RegisterStatus::kOk);
  REQUIRE(software.announce(0, {2, 3}) == RegisterStatus::kOk);
  CHECK_FALSE(software.controller.look_up(address_of(0, 1), 64).announced);
  const TokenLookUp again = software.controller.look_up(address_of(0, 2), 64);
  CHECK(again.announced);
  CHECK(again.verdict == Verdict::kHit);
  // Of another window's, nothing is dropped.
  const TokenLookUp other = software.controller.look_up(address_of(1, 1), 64);
  CHECK(other.announced);
  CHECK(other.verdict == Verdict::kPlaced);
}

TEST_CASE("announcements are the look-up pipeline's work under step look-up only",
          "[llc][token_controller]") {
  Software step = enabled(LookupOrder::kStep, 10);
  REQUIRE(step.announce(0, {1, 2, 3}) == RegisterStatus::kOk);
  REQUIRE(step.announce(1, {1}) == RegisterStatus::kOk);
  CHECK(step.controller.take_announced() == 4);
  CHECK(step.controller.take_announced() == 0);
  CHECK(step.read(kLookups) == 4);
  Software sequential = enabled(LookupOrder::kSequential, 10);
  REQUIRE(sequential.announce(0, {1, 2, 3}) == RegisterStatus::kOk);
  CHECK(sequential.controller.take_announced() == 0);
  CHECK(sequential.read(kLookups) == 0);
}

TEST_CASE("announcements that are refused look nothing up", "[llc][token_controller]") {
  const LookupOrder order = GENERATE(LookupOrder::kStep, LookupOrder::kSequential);
  Software software = enabled(order, 10);
  software.check_announce_refused(0, {100}, RegisterError::kBadToken);
  software.check_announce_refused(1, {50}, RegisterError::kBadToken);
  software.check_announce_refused(0, {3, -1}, RegisterError::kBadToken);
  software.check_announce_refused(0, {3, 4, 5, 3}, RegisterError::kBadToken);
  software.check_announce_refused(2, {3}, RegisterError::kUnknownWindow);
  software.check_announce_refused(~std::uint64_t{0}, {3}, RegisterError::kUnknownWindow);
  CHECK(software.read(kLookups) == 0);
  CHECK(software.controller.take_announced() == 0);
  // The tokens before the bad one are no more announced than the others.
  CHECK_FALSE(software.controller.look_up(address_of(0, 3), 64).announced);
  REQUIRE(software.announce(0, {99, 0}) == RegisterStatus::kOk);
  CHECK(software.read(kError) == static_cast<std::uint64_t>(RegisterError::kUnknownWindow));
}

TEST_CASE("a wrong count is refused and empties the list", "[llc][token_controller]") {
  Software software = enabled(LookupOrder::kStep, 10);
  const std::int32_t set[] = {1, 2, 3};
  software.must_write(kAnnounceWindow, 0);
  for (const std::uint64_t count : {0, 2, 4}) {
    REQUIRE(software.controller.write_announce_list(set, 3) == RegisterStatus::kOk);
    software.check_refused(kAnnounceGo, count, RegisterError::kWrongLength);
  }
  software.check_refused(kAnnounceGo, 3, RegisterError::kWrongLength);  // the list is empty now
  software.must_write(kAnnounceGo, 0);
  CHECK(software.read(kLookups) == 0);
  CHECK(software.announce(0, {1, 2, 3}) == RegisterStatus::kOk);
}

TEST_CASE("announcements and flushes need an enabled controller", "[llc][token_controller]") {
  Software software;
  software.program(kWindows, reservation_of(LookupOrder::kStep, 10));
  software.check_announce_refused(0, {1}, RegisterError::kDisabled);
  software.check_refused(kControl, kControlFlush, RegisterError::kDisabled);
  const std::int32_t stray = 9;
  REQUIRE(software.controller.write_announce_list(&stray, 1) == RegisterStatus::kOk);
  software.enable();  // begins with an empty list
  CHECK(software.announce(0, {1}) == RegisterStatus::kOk);
}

TEST_CASE("a flush that is refused leaves the controller enabled", "[llc][token_controller]") {
  Software software = enabled(LookupOrder::kStep, 10);
  REQUIRE(software.announce(0, {1, 2}) == RegisterStatus::kOk);
  // Disable and flush at once: what is to be flushed is not there any more.
  software.check_refused(kControl, kControlFlush, RegisterError::kDisabled);
  CHECK(software.read(kControl) == kControlEnable);
  CHECK(software.read(kResident) == 2);
}

TEST_CASE("flush forgets tokens and announcements", "[llc][token_controller]") {
  Software software = enabled(LookupOrder::kStep, 10);
  REQUIRE(software.announce(0, {1, 2, 3}) == RegisterStatus::kOk);
  REQUIRE(software.announce(1, {1}) == RegisterStatus::kOk);
  CHECK(software.read(kResident) == 4);
  software.must_write(kControl, kControlEnable | kControlFlush);
  CHECK(software.read(kControl) == kControlEnable);
  CHECK(software.read(kResident) == 0);
  CHECK(software.read(kEvictions) == 4);
  CHECK(software.read(kLookups) == 4);
  const TokenLookUp read = software.controller.look_up(address_of(0, 1), 64);
  CHECK_FALSE(read.announced);
  CHECK(read.verdict == Verdict::kPlaced);
}

TEST_CASE("enabling twice forgets nothing", "[llc][token_controller]") {
  Software software = enabled(LookupOrder::kStep, 10);
  REQUIRE(software.announce(0, {1, 2, 3}) == RegisterStatus::kOk);
  software.enable();
  CHECK(software.read(kResident) == 3);
  CHECK(software.controller.look_up(address_of(0, 1), 64).announced);
}

TEST_CASE("counters outlast being disabled", "[llc][token_controller]") {
  Software software = enabled(LookupOrder::kStep, 10);
  REQUIRE(software.announce(0, {1, 2, 3}) == RegisterStatus::kOk);
  REQUIRE(software.announce(0, {2, 3, 4}) == RegisterStatus::kOk);
  software.disable();
  const auto check = [&](std::uint64_t lookups, std::uint64_t hits, std::uint64_t evictions) {
    CHECK(software.read(kLookups) == lookups);
    CHECK(software.read(kHits) == hits);
    CHECK(software.read(kMisses) == lookups - hits);
    CHECK(software.read(kBypassed) == 0);
    CHECK(software.read(kEvictions) == evictions);
  };
  check(6, 2, 4);  // what was resident has been evicted
  CHECK(software.read(kResident) == 0);
  CHECK(software.controller.look_up(address_of(0, 2), 64).kind == TokenLookUp::Kind::kOutside);
  software.disable();  // again
  check(6, 2, 4);
  software.enable();
  check(6, 2, 4);
  CHECK_FALSE(software.controller.look_up(address_of(0, 2), 64).announced);
  check(7, 2, 4);
  CHECK(software.controller.look_up(address_of(0, 2), 64).verdict == Verdict::kHit);
  check(8, 3, 4);
  software.disable();
  check(8, 3, 5);
}

TEST_CASE("bypassed tokens are counted over all times enabled", "[llc][token_controller]") {
  Software software = enabled(LookupOrder::kStep, 1);
  for (std::uint64_t time = 1; time <= 3; ++time) {
    software.enable();
    REQUIRE(software.announce(0, {1, 2, 3}) == RegisterStatus::kOk);
    CHECK(software.read(kBypassed) == 2 * time);
    software.disable();
    CHECK(software.read(kBypassed) == 2 * time);
    CHECK(software.read(kMisses) - software.read(kBypassed) - software.read(kEvictions) == 0);
  }
}

TEST_CASE("new windows hold after a new enable", "[llc][token_controller]") {
  Software software = enabled(LookupOrder::kStep, 10);
  CHECK(software.controller.look_up(0x10000, 64).kind == TokenLookUp::Kind::kToken);
  software.disable();
  software.program({{0x80000, 32, 10, 0, 0}}, reservation_of(LookupOrder::kStep, 10));
  software.enable();
  CHECK(software.controller.look_up(0x10000, 64).kind == TokenLookUp::Kind::kOutside);
  CHECK(software.controller.look_up(0x80020, 32).kind == TokenLookUp::Kind::kToken);
}

TEST_CASE("the error register keeps the last refusal", "[llc][token_controller]") {
  Software software;
  software.check_refused(kScope, 9, RegisterError::kValue);
  software.check_refused(kReservedBytes, kMaxReserved + 1, RegisterError::kReservation);
  software.must_write(kScope, 1);
  CHECK(software.read(kError) == static_cast<std::uint64_t>(RegisterError::kReservation));
}

namespace {

// The controller beside a directory that is called directly.
class Twin {
 public:
  Twin(const ReservationConfig& reservation, std::uint64_t seed)
      : directory_(kWindows, reservation), random_(seed) {
    software_.program(kWindows, reservation);
    software_.enable();
  }

  void step_look_ups() {
    const std::size_t window = random_.below(kWindows.size());
    const std::vector<std::int32_t> set = random_.set(kWindows[window].tokens, 30);
    REQUIRE(software_.announce(window, set) == RegisterStatus::kOk);
    std::vector<Verdict> verdicts(set.size());
    directory_.step(window, set.data(), set.size(), verdicts.data());
    std::map<std::int32_t, Verdict> waiting;
    for (std::size_t i = 0; i < set.size(); ++i) waiting[set[i]] = verdicts[i];
    std::vector<std::int32_t> reads = set;
    for (int i = 0; i < 4; ++i) reads.push_back(random_token(window));
    random_.shuffle(reads);
    for (const std::int32_t token : reads) {
      const auto announced = waiting.find(token);
      Verdict expected;
      if (announced != waiting.end()) {
        expected = announced->second;
      } else {
        directory_.step(window, &token, 1, &expected);
      }
      check_read(window, token, expected, announced != waiting.end());
      waiting.erase(token);
    }
    check_counters();
  }

  void sequential_look_ups() {
    const std::size_t window = random_.below(kWindows.size());
    const std::vector<std::int32_t> set = random_.set(kWindows[window].tokens, 30);
    REQUIRE(software_.announce(window, set) == RegisterStatus::kOk);
    for (const std::int32_t token : set) {
      const Verdict expected = directory_.access(window, static_cast<std::uint32_t>(token));
      check_read(window, token, expected, false);
    }
    check_counters();
  }

 private:
  std::int32_t random_token(std::size_t window) {
    return static_cast<std::int32_t>(random_.below(kWindows[window].tokens));
  }

  void check_read(std::size_t window, std::int32_t token, Verdict expected, bool announced) {
    const TokenLookUp read = software_.controller.look_up(address_of(window, token), 64);
    REQUIRE(read.kind == TokenLookUp::Kind::kToken);
    REQUIRE(read.verdict == expected);
    REQUIRE(read.announced == announced);
  }

  void check_counters() const {
    const DirectoryCounters& c = directory_.counters();
    REQUIRE(software_.read(kLookups) == static_cast<std::uint64_t>(c.lookups));
    REQUIRE(software_.read(kHits) == static_cast<std::uint64_t>(c.hits));
    REQUIRE(software_.read(kMisses) == static_cast<std::uint64_t>(c.misses));
    REQUIRE(software_.read(kBypassed) == static_cast<std::uint64_t>(c.bypassed));
    REQUIRE(software_.read(kEvictions) == static_cast<std::uint64_t>(c.evictions));
    REQUIRE(software_.read(kResident) == directory_.resident());
    REQUIRE(software_.read(kPartitions) == directory_.partitions());
  }

  Software software_;
  TokenDirectory directory_;
  Random random_;
};

}  // namespace

TEST_CASE("the controller decides as the directory does", "[llc][token_controller]") {
  const std::size_t capacity = GENERATE(1, 7, 20, 60, 200);
  const ReservationScope scope =
      GENERATE(ReservationScope::kLayerRequest, ReservationScope::kGlobal);
  SECTION("step look-up") {
    ReservationConfig reservation = reservation_of(LookupOrder::kStep, capacity);
    reservation.scope = scope;
    Twin twin(reservation, capacity);
    for (int i = 0; i < 200; ++i) twin.step_look_ups();
  }
  SECTION("sequential look-up") {
    ReservationConfig reservation = reservation_of(LookupOrder::kSequential, capacity);
    reservation.scope = scope;
    Twin twin(reservation, capacity);
    for (int i = 0; i < 200; ++i) twin.sequential_look_ups();
  }
}

}  // namespace dsavp
