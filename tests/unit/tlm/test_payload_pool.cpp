#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/common/payload_pool.h"

// Payloads need no simulation.

namespace dsavp::payload_pool_test {
namespace {

using Catch::Matchers::Contains;
using Payload = tlm::tlm_generic_payload;

Attribution by(const char* owner, int layer = -1, int request = -1) {
  Attribution attribution;
  attribution.owner = owner;
  attribution.layer = layer;
  attribution.request = request;
  return attribution;
}

// What a part that we have not written may leave on a payload for its memory manager to clear.
struct ForeignMark : tlm::tlm_extension<ForeignMark> {
  explicit ForeignMark(int* alive) : alive_(alive) { ++*alive_; }
  ~ForeignMark() override { --*alive_; }
  tlm::tlm_extension_base* clone() const override { return new ForeignMark(alive_); }
  void copy_from(const tlm::tlm_extension_base&) override {}
  int* const alive_;
};

}  // namespace

TEST_CASE("a payload comes with its attributes set", "[payload_pool]") {
  PayloadPool pool(4, 4096);
  Payload& payload = pool.acquire(tlm::TLM_WRITE_COMMAND, 0x1234, 100, by("unit", 3, 7));
  CHECK(payload.is_write());
  CHECK(payload.get_address() == 0x1234);
  CHECK(payload.get_data_length() == 100);
  CHECK(payload.get_streaming_width() == 100);
  CHECK(payload.get_data_ptr() != nullptr);
  CHECK(payload.get_byte_enable_ptr() == nullptr);
  CHECK_FALSE(payload.is_dmi_allowed());
  CHECK(payload.get_response_status() == tlm::TLM_INCOMPLETE_RESPONSE);
  CHECK(payload.get_ref_count() == 1);
  const Attribution* attribution = payload.get_extension<Attribution>();
  REQUIRE(attribution != nullptr);
  CHECK(std::string(attribution->owner) == "unit");
  CHECK(attribution->layer == 3);
  CHECK(attribution->request == 7);
  CHECK(attribution->address == 0x1234);
  payload.release();
}

TEST_CASE("payloads are used again, as new", "[payload_pool]") {
  PayloadPool pool(2, 4096);
  Payload& first = pool.acquire(tlm::TLM_READ_COMMAND, 1, 10, by("first", 1, 1));
  unsigned char enable = 0xff;
  first.set_byte_enable_ptr(&enable);
  first.set_address(99);
  first.set_data_length(1);
  first.set_streaming_width(1);
  first.set_dmi_allowed(true);
  first.set_response_status(tlm::TLM_OK_RESPONSE);
  first.release();
  Payload& second = pool.acquire(tlm::TLM_WRITE_COMMAND, 2, 20, by("second"));
  REQUIRE(&second == &first);
  CHECK(second.is_write());
  CHECK(second.get_address() == 2);
  CHECK(second.get_data_length() == 20);
  CHECK(second.get_streaming_width() == 20);
  CHECK(second.get_byte_enable_ptr() == nullptr);
  CHECK_FALSE(second.is_dmi_allowed());
  CHECK(second.get_response_status() == tlm::TLM_INCOMPLETE_RESPONSE);
  CHECK(std::string(second.get_extension<Attribution>()->owner) == "second");
  CHECK(second.get_extension<Attribution>()->layer == -1);
  second.release();
}

TEST_CASE("a payload that carries data has bytes of its own, cleared each time", "[payload_pool]") {
  PayloadPool pool(4, 64);
  Payload& plain = pool.acquire(tlm::TLM_READ_COMMAND, 0, 64, by("unit"));
  Payload& one = pool.acquire_with_data(tlm::TLM_READ_COMMAND, 1, 64, by("one"));
  Payload& two = pool.acquire_with_data(tlm::TLM_WRITE_COMMAND, 2, 16, by("two"));
  CHECK_FALSE(carries_data(plain));
  CHECK(carries_data(one));
  CHECK(carries_data(two));
  CHECK(one.get_data_ptr() != plain.get_data_ptr());
  CHECK(one.get_data_ptr() != two.get_data_ptr());
  CHECK(carries_data(Payload()));  // a foreign initiator's
  std::fill_n(one.get_data_ptr(), 64, static_cast<unsigned char>(7));
  one.release();
  Payload& again = pool.acquire_with_data(tlm::TLM_READ_COMMAND, 1, 32, by("again"));
  REQUIRE(&again == &one);
  CHECK(std::count(again.get_data_ptr(), again.get_data_ptr() + 32, 0) == 32);
  again.release();
  // What is copied from an attribution with data does not make a payload carry any.
  Attribution with_data = by("unit");
  with_data.has_data = true;
  Payload& without = pool.acquire(tlm::TLM_READ_COMMAND, 0, 8, with_data);
  CHECK_FALSE(carries_data(without));
  CHECK(without.get_data_ptr() == plain.get_data_ptr());
  for (Payload* payload : {&plain, &two, &without}) payload->release();
  CHECK(pool.in_use() == 0);
}

TEST_CASE("a payload is free again with its last reference only", "[payload_pool]") {
  PayloadPool pool(4, 64);
  Payload& payload = pool.acquire(tlm::TLM_READ_COMMAND, 0, 8, by("unit"));
  payload.acquire();
  payload.release();
  CHECK(pool.in_use() == 1);
  Payload& other = pool.acquire(tlm::TLM_READ_COMMAND, 0, 8, by("unit"));
  CHECK(&other != &payload);
  payload.release();
  CHECK(pool.in_use() == 1);
  other.release();
  CHECK(pool.in_use() == 0);
}

TEST_CASE("the high water is the most in use at once", "[payload_pool]") {
  PayloadPool pool(100, 64);
  for (int round = 0; round < 3; ++round) {
    std::vector<Payload*> held;
    for (int i = 0; i < 5 + round % 2; ++i) {
      held.push_back(&pool.acquire(tlm::TLM_READ_COMMAND, 0, 8, by("unit")));
    }
    for (Payload* payload : held) payload->release();
  }
  CHECK(pool.high_water() == 6);
  CHECK(pool.in_use() == 0);
  CHECK(pool.acquired() == 16);
}

TEST_CASE("more payloads than the limit end with who has them", "[payload_pool]") {
  PayloadPool pool(2, 64);
  Payload& first = pool.acquire(tlm::TLM_READ_COMMAND, 0xabc0, 8, by("indexer", 4, 5));
  Payload& second = pool.acquire(tlm::TLM_WRITE_COMMAND, 0xdef0, 16, by("streamer", 6, -1));
  const auto third = [&] { pool.acquire(tlm::TLM_READ_COMMAND, 0, 8, by("unit")); };
  CHECK(pool.refused() == 0);
  CHECK_THROWS_WITH(third(), Contains("2 transactions are in flight") &&
                                 Contains("simulation.payload_limit") &&
                                 Contains("when unit asks for another"));
  CHECK(pool.refused() == 1);
  CHECK_THROWS_AS(third(), std::runtime_error);
  second.release();
  CHECK_NOTHROW(third());
  first.release();
}

TEST_CASE("a transaction above the largest is an error", "[payload_pool]") {
  PayloadPool pool(2, 64);
  CHECK_NOTHROW(pool.acquire(tlm::TLM_READ_COMMAND, 0, 64, by("unit")));
  CHECK_THROWS_WITH(pool.acquire(tlm::TLM_READ_COMMAND, 0, 65, by("streamer")),
                    Contains("streamer") && Contains("65 B is larger than 64 B"));
  CHECK(pool.in_use() == 1);  // the one refused takes no place
}

TEST_CASE("what is in flight is counted by owner, and the oldest is named", "[payload_pool]") {
  PayloadPool pool(10, 64);
  CHECK(pool.describe_in_flight(5) == "no transaction is in flight");
  const auto send = [&pool](const char* owner, Picoseconds at, std::uint64_t address) {
    Attribution attribution = by(owner, 3, 7);
    attribution.sent_at = at;
    return &pool.acquire(tlm::TLM_READ_COMMAND, address, 8, attribution);
  };
  Payload* const late = send("indexer", 9'000'000, 0x100);
  Payload* const oldest = send("streamer", 1'500'000, 0x200);
  Payload* const next = send("indexer", 2'000'000, 0x300);
  Payload* const ended = send("streamer", 0, 0x400);
  ended->release();
  // Elsewhere than its owner sent it to, once an interconnect has rewritten it.
  oldest->set_address(0x999);
  CHECK(
      pool.describe_in_flight(10'000'000) ==
      "in flight: 2 of indexer, 1 of streamer; the oldest: streamer's read of 8 B at 0x200, layer "
      "3, request 7, sent at 1.5 us, 8.5 us ago, TLM_INCOMPLETE_RESPONSE");
  oldest->release();
  next->set_response_status(tlm::TLM_OK_RESPONSE);
  CHECK_THAT(pool.describe_in_flight(10'000'000),
             Contains("in flight: 2 of indexer; the oldest: indexer's read of 8 B at 0x300") &&
                 Contains("TLM_OK_RESPONSE"));
  next->release();
  late->release();
}

TEST_CASE("moves grow with each beginning and each end", "[payload_pool]") {
  PayloadPool pool(2, 64);
  const std::uint64_t before = pool.moves();
  Payload& payload = pool.acquire(tlm::TLM_READ_COMMAND, 0, 8, by("unit"));
  const std::uint64_t begun = pool.moves();
  payload.release();
  CHECK(begun > before);
  CHECK(pool.moves() > begun);
}

TEST_CASE("extensions that are the manager's to clear are cleared", "[payload_pool]") {
  int alive = 0;
  PayloadPool pool(1, 64);
  Payload& payload = pool.acquire(tlm::TLM_READ_COMMAND, 0, 8, by("unit"));
  payload.set_auto_extension(new ForeignMark(&alive));
  payload.release();
  CHECK(alive == 0);
  Payload& again = pool.acquire(tlm::TLM_READ_COMMAND, 0, 8, by("unit"));
  CHECK(again.get_extension<ForeignMark>() == nullptr);
  CHECK(again.get_extension<Attribution>() != nullptr);
  again.release();
}

TEST_CASE("a pool may end while its payloads are in use", "[payload_pool]") {
  PayloadPool pool(2, 64);
  pool.acquire(tlm::TLM_READ_COMMAND, 0, 8, by("unit")).acquire();
  CHECK(pool.in_use() == 1);
}

}  // namespace dsavp::payload_pool_test
