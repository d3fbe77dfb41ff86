// Register map of the LLC's control port.
//
// All registers are 64 bits, little-endian, at 8-byte aligned offsets and accessed whole, except
// kAnnounceList. Software programs the windows and the reservation while the controller is
// disabled, writes kControlEnable, and then, before each gather, announces its set:
//
//   kAnnounceWindow <- index of the window the set belongs to
//   kAnnounceContext <- tokens of the window that exist, if recent ones are pinned
//   kAnnounceList   <- the set's token indices, 32 bits each, in one or several burst writes with a
//                      streaming width of 4 (every word goes to the same address, a FIFO)
//   kAnnounceGo     <- number of tokens in the FIFO; unless look-up is sequential this looks the set
//                      up
//
// With a granule of several tokens, pages of so many are fetched and kept whole. kLookups, kHits and
// kMisses count tokens still; kBypassed, kEvictions and kResident count pages.
// A refused write is answered with a generic error and leaves its reason in kError; an access to no
// register with an address error, to a read-only register with a command error, of a wrong size
// with a burst error, with byte enables with a byte-enable error.
#pragma once

#include <cstdint>

namespace dsavp::token_registers {

constexpr std::uint64_t kId = 0x00;               // RO: kIdValue
constexpr std::uint64_t kControl = 0x08;          // RW: kControlEnable | kControlFlush
constexpr std::uint64_t kReservedBytes = 0x10;    // RW while disabled
constexpr std::uint64_t kScope = 0x18;            // RW while disabled: ReservationScope
constexpr std::uint64_t kLookup = 0x20;           // RW while disabled: LookupOrder
constexpr std::uint64_t kPolicy = 0x28;           // RW while disabled: PolicyKind
constexpr std::uint64_t kWindowCount = 0x30;      // RW while disabled: windows of the table in use
constexpr std::uint64_t kAnnounceWindow = 0x38;   // RW
constexpr std::uint64_t kAnnounceList = 0x40;     // WO, FIFO of 32-bit indices
constexpr std::uint64_t kAnnounceGo = 0x48;       // WO
constexpr std::uint64_t kError = 0x50;            // RO: RegisterError of the last refused write
constexpr std::uint64_t kPinRecent = 0x58;        // RW while disabled: recent tokens that stay
constexpr std::uint64_t kSeed = 0x60;             // RW while disabled: of policies that draw
constexpr std::uint64_t kAnnounceContext = 0x68;  // WO: of the window of kAnnounceWindow
constexpr std::uint64_t kGranule = 0x70;          // RW while disabled: tokens of a page
constexpr std::uint64_t kAllResident = 0x78;      // RW while disabled: 1, every token always hits
constexpr std::uint64_t kLookups = 0x80;          // RO counters from here on
constexpr std::uint64_t kHits = 0x88;
constexpr std::uint64_t kMisses = 0x90;
constexpr std::uint64_t kBypassed = 0x98;
constexpr std::uint64_t kEvictions = 0xa0;
constexpr std::uint64_t kResident = 0xa8;    // tokens, or pages, held now
constexpr std::uint64_t kPartitions = 0xb0;  // while enabled

// Table of windows, kWindowStride bytes each, RW while disabled.
constexpr std::uint64_t kWindowTable = 0x10000;
constexpr std::uint64_t kWindowStride = 0x40;
constexpr std::uint64_t kWindowBase = 0x00;
constexpr std::uint64_t kWindowTokenBytes = 0x08;
constexpr std::uint64_t kWindowTokens = 0x10;
constexpr std::uint64_t kWindowPartition = 0x18;  // layer << 32 | request; the scope picks of these
constexpr std::uint64_t kWindowShare = 0x20;      // bytes; 0 in all: equal partitions
constexpr std::uint64_t kWindowFields = 0x28;     // end of them
constexpr std::uint64_t kMaxWindows = 0x10000;

constexpr std::uint64_t kMostGranule = 4096;                           // tokens
constexpr std::uint64_t kMostPageBytes = std::uint64_t{64} * 1048576;  // one read of memory

constexpr std::uint64_t kSpan = kWindowTable + kMaxWindows * kWindowStride;

constexpr std::uint64_t kIdValue = 0x0001'4c41'5344'0004;  // "DSAL", version 4

constexpr std::uint64_t kControlEnable = 1;
constexpr std::uint64_t kControlFlush =
    2;  // written with kControlEnable: drops all tokens; reads as 0

enum class RegisterError : std::uint64_t {
  kNone = 0,
  kEnabled = 1,        // configuration written while enabled
  kValue = 2,          // value out of the register's range
  kReservation = 3,    // reserved bytes above what the hardware allows
  kWindows = 4,        // windows overlap, are empty or mix token sizes, shares or pins exceed, or
                       // a page is larger than kMostPageBytes
  kUnknownWindow = 5,  // no such window
  kWrongLength = 6,    // kAnnounceGo differs from the FIFO's content
  kBadToken = 7,       // an index outside the window, or twice in the set
  kDisabled = 8,       // an announcement or flush while disabled
  kForesight = 9,      // the optimum, but nobody told the future
};

}  // namespace dsavp::token_registers
