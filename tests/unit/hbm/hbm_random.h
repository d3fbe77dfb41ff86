#pragma once

// Random memories and traffic for the property tests, reproducible by seed.

#include <map>
#include <random>

#include "tests/unit/hbm/hbm_test_util.h"

namespace dsavp::hbm_test {

class RandomCases {
 public:
  explicit RandomCases(unsigned seed) : random_(seed) {}

  int below(int n) { return static_cast<int>(random_() % unsigned(n)); }
  template <class T>
  T one_of(std::initializer_list<T> values) {
    return *(values.begin() + below(static_cast<int>(values.size())));
  }

  // A small memory of any shape, with every policy.
  HbmConfig memory() {
    HbmConfig c = one_of({0, 1}) == 0 ? hbm2_config() : hbm3_config();
    DramOrganisation& o = c.organisation;
    o = {one_of({1, 3}),
         one_of({1, 2}),
         one_of({1, 2}),
         one_of({1, 2}),
         one_of({1, 2, 4}),
         one_of({2, 4}),
         64,
         1024,
         32};
    DramTiming& t = c.timing;
    t.act_ck = one_of({1.0, 1.5, 2.0});
    t.ccd_l_ck = 2 + below(4);
    t.ccd_r_ck = one_of({0, 2, 3, 5});
    t.faw_ns = one_of({12.0, 16.0, 30.0});
    t.wtr_l_ns = t.wtr_s_ns + below(6);
    t.rc_ns = one_of({0.0, 50.0});
    c.page_policy = one_of({PagePolicy::kOpen, PagePolicy::kClosed});
    c.refresh = one_of({RefreshPolicy::kAllBank, RefreshPolicy::kPerBank, RefreshPolicy::kNone});
    c.refresh_phase = one_of({RefreshPhase::kStaggered, RefreshPhase::kTogether});
    c.scheduler_window = one_of({1, 7, 32, 128});
    c.row_hit_limit = one_of({1, 16, 128});
    c.controller_ns = one_of({0.0, 1.0, 33.3});
    c.mapping = mapping(o);
    return c;
  }

  // Requests of 1 B up to `most`, as likely in each power of two, at any alignment; bursts of
  // arrivals and long silences.
  std::vector<TestRequest> requests(const HbmConfig& config, std::size_t count, Bytes most,
                                    int percent_writes = 30) {
    const Bytes capacity = std::min(config.organisation.capacity(), 64 * kMiB);
    std::vector<TestRequest> requests;
    Picoseconds now = 0;
    while (requests.size() < count) {
      TestRequest request;
      request.bytes = std::min(most, (Bytes{1} << below(21)) + Bytes(below(1000)));
      if (request.bytes > capacity / 2) continue;
      request.address = random_() % (capacity - request.bytes);
      request.write = below(100) < percent_writes;
      const int dice = below(100);
      if (dice >= 50) now += below(dice >= 98 ? 20'000'000 : 50'000);
      request.arrival = now;
      requests.push_back(request);
    }
    return requests;
  }

  // Requests of up to 200 B to few rows of few banks of one or two pseudo-channels, at edges of the
  // clock that are rarely far apart.
  std::vector<TestRequest> close_requests(const HbmConfig& config, std::size_t count) {
    const AddressMapping mapping(config);
    const DramOrganisation& o = config.organisation;
    std::vector<TestRequest> requests;
    Picoseconds now = 0;
    while (requests.size() < count) {
      DramPlace place;
      place.pseudo_channel = below(std::min(o.pseudo_channel_count(), 2));
      place.stack_id = below(o.stack_ids);
      place.group = place.stack_id * o.bank_groups + below(o.bank_groups);
      place.bank = place.group * o.banks + below(2);
      place.row = below(3);
      place.column = below(o.columns());
      now += below(3) == 0 ? below(30) * config.timing.clock_ps : 0;
      const TestRequest request{now, mapping.encode(place), Bytes(1 + below(200)), below(5) == 0};
      if (request.address + request.bytes <= o.capacity()) requests.push_back(request);
    }
    return requests;
  }

 private:
  std::vector<MappingDigit> mapping(const DramOrganisation& o) {
    const int low = one_of({1, 4, 8, 32});
    std::vector<MappingDigit> above = {{Field::kColumn, o.columns() / low},
                                       {Field::kBankGroup, o.bank_groups},
                                       {Field::kBank, o.banks},
                                       {Field::kStackId, o.stack_ids}};
    std::shuffle(above.begin(), above.end(), random_);
    std::vector<MappingDigit> digits = {{Field::kColumn, low},
                                        {Field::kPseudoChannel, o.pseudo_channels},
                                        {Field::kChannel, o.channels},
                                        {Field::kStack, o.stacks}};
    digits.insert(digits.end(), above.begin(), above.end());
    digits.push_back({Field::kRow, o.rows});
    return digits;
  }

  std::mt19937_64 random_;
};

// What distinguishes a random memory, for messages.
inline std::string describe_memory(const HbmConfig& c) {
  const DramOrganisation& o = c.organisation;
  std::string text =
      c.standard + " " + std::to_string(o.stacks) + "x" + std::to_string(o.channels) + "x" +
      std::to_string(o.pseudo_channels) + ", " + std::to_string(o.stack_ids) + "x" +
      std::to_string(o.bank_groups) + "x" + std::to_string(o.banks) + " banks, window " +
      std::to_string(c.scheduler_window) + ", hits " + std::to_string(c.row_hit_limit) +
      ", refresh " + word_of(c.refresh) + ", page " + word_of(c.page_policy) + ", map";
  for (const MappingDigit& digit : c.mapping) {
    text += std::string(" ") + word_of(digit.field) + ":" + std::to_string(digit.size);
  }
  return text;
}

}  // namespace dsavp::hbm_test
