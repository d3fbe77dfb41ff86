// Counts of small non-negative integers, and the figures that follow from them exactly.
//
// Left out: values far from 0, which would take memory. Errors: none raised here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dsavp {

// Of no samples all figures are 0.
struct LocalityFigure {
  std::uint64_t samples = 0;
  double mean = 0;
  double p95 = 0;    // nearest rank: the smallest value that 95 % of the samples do not exceed
  double sigma = 0;  // of the samples as the whole population
};

struct WeightedValue {
  double value;
  std::uint64_t samples;
};

// Puts `values` in order.
LocalityFigure figure_of(std::vector<WeightedValue>& values);

class CountHistogram {
 public:
  void add(std::size_t number) {
    if (number >= counts_.size()) counts_.resize(number + 1);
    ++counts_[number];
  }

  void add(const CountHistogram& other);

  // How often each number was added, up to the largest that was.
  const std::vector<std::uint64_t>& counts() const { return counts_; }

  // The figure of value_of(number) over the numbers that were added.
  template <class ValueOf>
  LocalityFigure figure(ValueOf value_of) const {
    std::vector<WeightedValue> values;
    for (std::size_t number = 0; number < counts_.size(); ++number) {
      if (counts_[number] != 0) values.push_back({value_of(number), counts_[number]});
    }
    return figure_of(values);
  }

  // The figure of the numbers in units of `unit`.
  LocalityFigure figure_in(int unit) const {
    return figure([unit](std::size_t number) { return static_cast<double>(number) / unit; });
  }

 private:
  std::vector<std::uint64_t> counts_;
};

}  // namespace dsavp
