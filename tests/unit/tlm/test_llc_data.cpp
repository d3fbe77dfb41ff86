// What the cache answers when it keeps data: its own copy on a hit, whatever happens underneath.
#include <catch2/catch.hpp>
#include <functional>
#include <vector>

#include "tests/unit/tlm/llc_data_test_util.h"

namespace dsavp::tlm_test::llc_data_test {
namespace {

struct Setup {
  Abstraction abstraction;
  Region region;
  Bytes tokens;
  std::uint32_t granule = 1;
};

// What `body` notes down.
using Notes = std::vector<int>;

Notes observe(const Setup& setup, const std::function<void(DataLab&, Notes&)>& body,
              bool keeps_data = true) {
  const Json notes = test::simulate([&]() -> Json {
    DataLab lab(setup.abstraction, setup.region, setup.tokens, setup.granule);
    if (keeps_data) lab.llc.keep_data();
    Notes out;
    if (!lab.run([&] { body(lab, out); })) throw std::runtime_error("not programmed");
    return out;
  });
  return notes.get<Notes>();
}

std::string error_of(const Setup& setup, const std::function<void(DataLab&, Notes&)>& body) {
  try {
    observe(setup, body);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

const auto kAbstractions = {Abstraction::kApproximatelyTimed, Abstraction::kLooselyTimed};
const auto kRegions = {Region::kStep, Region::kSequential, Region::kUnreserved, Region::kOutside};

}  // namespace

TEST_CASE("a hit is the cache's copy, not memory's bytes", "[tlm][llc][data]") {
  const Setup setup{GENERATE(values(kAbstractions)), GENERATE(values(kRegions)), 4};
  const Notes notes = observe(setup, [](DataLab& lab, Notes& out) {
    lab.poke(1, 10);
    out.push_back(lab.read(1));  // miss
    lab.poke(1, 20);
    out.push_back(lab.read(1));  // hit
    out.push_back(lab.debug_read(1));
    out.push_back(lab.memory.reads);
  });
  CHECK(notes == Notes{10, 10, 10, 1});
}

TEST_CASE("a write goes to memory and to the copy, and brings in none", "[tlm][llc][data]") {
  const Setup setup{GENERATE(values(kAbstractions)), GENERATE(values(kRegions)), 4};
  const Notes notes = observe(setup, [](DataLab& lab, Notes& out) {
    lab.poke(1, 10);
    out.push_back(lab.read(1));
    out.push_back(lab.write(1, 30));
    out.push_back(lab.peek(1));
    lab.poke(1, 40);
    out.push_back(lab.read(1));  // hit
    out.push_back(lab.write(2, 50));
    lab.poke(2, 60);
    out.push_back(lab.debug_read(2));
    out.push_back(lab.read(2));  // miss
    out.push_back(lab.memory.reads);
  });
  CHECK(notes == Notes{10, 1, 30, 30, 1, 60, 60, 2});
}

TEST_CASE("what has been evicted is read from memory again", "[tlm][llc][data]") {
  const Setup setup{GENERATE(values(kAbstractions)), GENERATE(values(kRegions)), 1};
  const Notes notes = observe(setup, [](DataLab& lab, Notes& out) {
    lab.poke(1, 10);
    lab.poke(2, 20);
    out.push_back(lab.read(1));
    out.push_back(lab.read(2));  // puts 1 out
    lab.poke(1, 30);
    if (lab.region != Region::kOutside) out.push_back(lab.debug_read(1));
    out.push_back(lab.read(1));
    lab.poke(1, 40);
    out.push_back(lab.debug_read(1));
    out.push_back(lab.read(1));
  });
  CHECK(notes == (setup.region == Region::kOutside ? Notes{10, 20, 30, 30, 30}
                                                   : Notes{10, 20, 30, 30, 30, 30}));
}

TEST_CASE("debug transport changes the copy and memory, without reading or time",
          "[tlm][llc][data]") {
  const Setup setup{GENERATE(values(kAbstractions)), GENERATE(values(kRegions)), 4};
  const Notes notes = observe(setup, [](DataLab& lab, Notes& out) {
    lab.debug_write(1, 10);
    out.push_back(lab.peek(1));
    out.push_back(lab.debug_read(1));
    out.push_back(lab.read(1));
    const Picoseconds before = now_ps();
    const LlcCounters counted = lab.llc.counters(before);
    lab.debug_write(1, 20);
    out.push_back(lab.peek(1));
    lab.poke(1, 30);
    out.push_back(lab.debug_read(1));
    const LlcCounters after = lab.llc.counters(now_ps());
    out.push_back(now_ps() == before && counted.tokens.lookups == after.tokens.lookups &&
                  counted.ordinary_lookups == after.ordinary_lookups &&
                  counted.bytes_read_from_memory == after.bytes_read_from_memory);
    out.push_back(lab.read(1));
    out.push_back(lab.memory.reads);
  });
  CHECK(notes == Notes{10, 10, 10, 20, 20, 1, 20, 1});
}

TEST_CASE("debug transport does not refresh what is least recently used", "[tlm][llc][data]") {
  const Setup setup{GENERATE(values(kAbstractions)), GENERATE(values(kRegions)), 2};
  const Notes notes = observe(setup, [](DataLab& lab, Notes& out) {
    for (const int token : {1, 2}) lab.read(static_cast<std::uint32_t>(token));
    lab.debug_read(1);
    lab.debug_write(1, 10);
    lab.read(3);  // puts 1 out all the same
    lab.poke(2, 20);
    out.push_back(lab.read(2));
    lab.poke(1, 30);
    out.push_back(lab.read(1));
  });
  CHECK(notes == Notes{0, 30});
}

TEST_CASE("a token that an announced set does not keep leaves no copy", "[tlm][llc][data]") {
  const Setup setup{GENERATE(values(kAbstractions)), Region::kStep, 1};
  const Notes notes = observe(setup, [](DataLab& lab, Notes& out) {
    lab.poke(1, 10);
    lab.poke(2, 20);
    lab.software.announce(0, {1, 2});  // room for one: the last
    out.push_back(lab.read(1));
    out.push_back(lab.read(2));
    lab.poke(1, 30);
    lab.poke(2, 40);
    out.push_back(lab.debug_read(1));
    out.push_back(lab.debug_read(2));
    lab.software.announce(0, {2, 1});  // 2 hits and leaves before it is read
    out.push_back(lab.read(2));
    out.push_back(lab.read(1));
  });
  CHECK(notes == Notes{10, 20, 30, 20, 20, 30});
}

TEST_CASE("tokens in pieces are copied and answered piece by piece", "[tlm][llc][data]") {
  const Setup setup{GENERATE(values(kAbstractions)),
                    GENERATE(Region::kStep, Region::kSequential, Region::kUnreserved), 4,
                    GENERATE(1u, 8u)};
  if (setup.region == Region::kUnreserved && setup.granule > 1) return;
  const Bytes tokens = setup.granule == 1 ? 4 : 16;
  const Bytes piece = GENERATE(Bytes{48}, Bytes{100}, Bytes{143});
  const Notes notes = observe({setup.abstraction, setup.region, tokens, setup.granule},
                              [&](DataLab& lab, Notes& out) {
                                lab.poke(1, 10);
                                out.push_back(lab.read(1, piece));
                                lab.poke(1, 20);
                                out.push_back(lab.read(1, piece));
                                lab.write(1, 30);
                                out.push_back(lab.read(1, piece));
                              });
  CHECK(notes == Notes{10, 10, 30});
}

TEST_CASE("a page's tokens are copied with it", "[tlm][llc][data]") {
  const Setup setup{GENERATE(values(kAbstractions)), GENERATE(Region::kStep, Region::kSequential),
                    8, 8};
  const Notes notes = observe(setup, [](DataLab& lab, Notes& out) {
    for (std::uint32_t token = 0; token < 16; ++token) lab.poke(token, 10);
    out.push_back(lab.read(3));
    for (std::uint32_t token = 0; token < 16; ++token) lab.poke(token, 20);
    out.push_back(lab.read(5));  // of the page that has come
    out.push_back(lab.debug_read(0));
    out.push_back(lab.read(8));  // another page, which puts the first one out
    out.push_back(lab.debug_read(0));
    out.push_back(lab.read(0));
    out.push_back(lab.memory.reads);
  });
  CHECK(notes == Notes{10, 10, 10, 20, 20, 20, 3});
}

TEST_CASE("a page that is not kept is found in its fill buffer", "[tlm][llc][data]") {
  const Setup setup{GENERATE(values(kAbstractions)), Region::kStep, 8, 8};
  const Notes notes = observe(setup, [](DataLab& lab, Notes& out) {
    for (std::uint32_t token = 0; token < 24; ++token) lab.poke(token, 10);
    lab.software.announce(0, {1, 2, 9, 17});  // three pages, room for the last
    out.push_back(lab.read(1));
    for (std::uint32_t token = 0; token < 24; ++token) lab.poke(token, 20);
    out.push_back(lab.read(2));
    out.push_back(lab.read(9));
    out.push_back(lab.read(17));
    out.push_back(lab.debug_read(2));
    lab.poke(17, 30);
    out.push_back(lab.debug_read(17));
  });
  CHECK(notes == Notes{10, 10, 20, 20, 20, 20});
}

TEST_CASE("what memory is asked for anew is not there while it is on its way", "[tlm][llc][data]") {
  const Setup setup{GENERATE(values(kAbstractions)), GENERATE(Region::kStep, Region::kSequential),
                    GENERATE(Bytes{1}, Bytes{4}), 1};
  const std::uint32_t granule = setup.tokens == 4 ? 4 : 1;  // one token, or one page
  const Notes notes = observe({setup.abstraction, setup.region, setup.tokens, granule},
                              [](DataLab& lab, Notes& out) {
                                lab.poke(1, 10);
                                out.push_back(lab.read(1));
                                lab.read(9);  // puts it out
                                lab.poke(1, 20);
                                lab.memory.during_read = [&] { out.push_back(lab.debug_read(1)); };
                                out.push_back(lab.read(1));
                              });
  CHECK(notes == Notes{10, 20, 20});
}

TEST_CASE("a hit of bytes that never came is an error", "[tlm][llc][data]") {
  for (const Abstraction abstraction : kAbstractions) {
    const auto never_read = [](DataLab& lab, Notes&) {
      lab.software.announce(0, {1});
      lab.software.announce(0, {1});  // a hit, of what nobody has fetched
      lab.read(1);
    };
    CHECK_THAT(error_of({abstraction, Region::kStep, 4}, never_read),
               Catch::Contains("a hit of 144 B at 0x100a0, of which it holds no copy"));
  }
}

TEST_CASE("a cache that keeps no data moves none", "[tlm][llc][data]") {
  const Setup setup{GENERATE(values(kAbstractions)), GENERATE(values(kRegions)), 4};
  const Notes notes = observe(
      setup,
      [](DataLab& lab, Notes& out) {
        lab.poke(1, 10);
        out.push_back(lab.read(1));  // memory's own doing
        lab.poke(1, 20);
        out.push_back(lab.read(1));  // a hit leaves the bytes as they were
        out.push_back(lab.debug_read(1));
      },
      false);
  CHECK(notes == Notes{10, 0xee, 20});
}

}  // namespace dsavp::tlm_test::llc_data_test
