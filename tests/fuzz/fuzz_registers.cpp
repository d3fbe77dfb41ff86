// The token controller's registers: whatever software writes, announces and reads, in any order, the
// counters add up after every access. Optimum replacement is left out: its foresight is no register.
#include <array>
#include <memory>
#include <vector>

#include "models/llc/token_controller.h"
#include "tests/fuzz/byte_source.h"
#include "tests/fuzz/refusal.h"

namespace dsavp {
namespace {

using namespace token_registers;

constexpr std::uint64_t kWindows = 8;         // that accesses aim at
constexpr std::uint64_t kMostFuzzed = 4096;   // tokens of a window, for memory's sake
constexpr std::uint64_t kNoTokens = 1 << 31;  // more than the register takes

// Which registers there are, and some offsets that are none.
constexpr std::array<std::uint64_t, 26> kOffsets{
    kId,          kControl,         kReservedBytes, kScope,       kLookup,     kPolicy,
    kWindowCount, kAnnounceWindow,  kAnnounceList,  kAnnounceGo,  kError,      kPinRecent,
    kSeed,        kAnnounceContext, kGranule,       kAllResident, kLookups,    kHits,
    kMisses,      kBypassed,        kEvictions,     kResident,    kPartitions, 0xb8,
    kSpan,        kSpan - 8};

class Software {
 public:
  explicit Software(ByteSource& bytes) : bytes_(bytes), controller_(bytes.any_number()), fifo_(0) {}

  void act() {
    switch (bytes_.byte() % 8) {
      case 0:
        return write(kOffsets[bytes_.below(kOffsets.size())], bytes_.any_number());
      case 1:
        return write_window();
      case 2:
        return read(bytes_.flag() ? kOffsets[bytes_.below(kOffsets.size())] : bytes_.any_number());
      case 3:
        return push();
      case 4:
        return write(kAnnounceGo, bytes_.byte() < 240 ? fifo_ : bytes_.any_number());
      case 5:
        return look_up();
      case 6:
        return write(kControl, bytes_.below(4));
      default:
        return write(bytes_.any_number(), bytes_.any_number());
    }
  }

  void check() {
    const DirectoryCounters c = controller_.counters();
    require(c.lookups == c.hits + c.misses);
    const std::uint64_t resident = value_of(kResident);
    require(c.fetches - c.bypassed - c.evictions == static_cast<std::int64_t>(resident));
    require(c.fetches <= c.fetched_tokens);
    sequential_ = sequential_ || value_of(kLookup) == 1;
    // Any software may look up a token again, which then counts as used again (token_directory.h).
    require(sequential_ || c.used_tokens <= c.fetched_tokens);
    require(c.fetches <= c.misses && c.bypassed <= c.fetches);
    require(value_of(kLookups) == static_cast<std::uint64_t>(c.lookups));
    require(value_of(kEvictions) == static_cast<std::uint64_t>(c.evictions));
    require(value_of(kControl) == kControlEnable || (resident == 0 && !controller_.active()));
    require(resident == 0 || resident * value_of(kGranule) <= value_of(kReservedBytes));
  }

 private:
  std::uint64_t value_of(std::uint64_t offset) const {
    std::uint64_t value = 0;
    require(controller_.read(offset, value) == RegisterStatus::kOk);
    return value;
  }

  void write(std::uint64_t offset, std::uint64_t value) {
    const bool is_tokens =
        offset >= kWindowTable && offset < kSpan && offset % kWindowStride == kWindowTokens;
    if (is_tokens && value > kMostFuzzed && value < kNoTokens) value %= kMostFuzzed;
    const DirectoryCounters before = controller_.counters();
    const RegisterStatus status = controller_.write(offset, value);
    if (offset == kAnnounceGo) fifo_ = 0;
    if (offset == kControl && status == RegisterStatus::kOk && value_of(kControl) == 1) fifo_ = 0;
    if (status != RegisterStatus::kOk) require(same(controller_.counters(), before));
  }

  static bool same(const DirectoryCounters& a, const DirectoryCounters& b) {
    return a.lookups == b.lookups && a.fetches == b.fetches && a.evictions == b.evictions;
  }

  void write_window() {
    const std::uint64_t field = bytes_.below(5) * 8;
    const std::uint64_t window = bytes_.below(kWindows);
    write(kWindowTable + window * kWindowStride + field, bytes_.any_number());
  }

  void read(std::uint64_t offset) {
    std::uint64_t value = 0;
    controller_.read(offset, value);
  }

  void push() {
    std::vector<std::int32_t> tokens(bytes_.below(64));
    for (std::int32_t& token : tokens) token = static_cast<std::int32_t>(bytes_.any_number());
    // Every value of a byte is a token that a small window has.
    const RegisterStatus status = controller_.write_announce_list(tokens.data(), tokens.size());
    if (status == RegisterStatus::kOk) fifo_ += tokens.size();
  }

  void look_up() {
    const std::uint64_t table = kWindowTable + bytes_.below(kWindows) * kWindowStride;
    const Bytes token_bytes = value_of(table + kWindowTokenBytes);
    const Address token = value_of(table + kWindowBase) + bytes_.any_number() * token_bytes;
    const bool whole = bytes_.flag();
    const Address address = whole ? token : token + bytes_.any_number();
    const Bytes bytes = whole ? token_bytes : bytes_.any_number();
    const DirectoryCounters before = controller_.counters();
    const TokenLookUp found = controller_.look_up(address, bytes);
    const bool looked_up = found.kind == TokenLookUp::Kind::kToken && !found.announced;
    require(controller_.counters().lookups == before.lookups + looked_up);
    require(found.left + bytes <= found.token_bytes || found.token_bytes == 0);
    require(!found.fetches || found.page.bytes > 0);
  }

  ByteSource& bytes_;
  TokenController controller_;
  std::uint64_t fifo_;
  bool sequential_ = false;  // at some time
};

}  // namespace
}  // namespace dsavp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dsavp::ByteSource bytes(data, size);
  dsavp::Software software(bytes);
  while (!bytes.empty()) {
    software.act();
    software.check();
  }
  return 0;
}
