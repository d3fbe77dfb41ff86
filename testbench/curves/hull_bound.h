// The most hits that any split of places over curves could have, from the curves' concave hulls.
//
// A curve gives the hits of each number of steps of capacity, and a step of it costs so many places.
// On the least concave curves above these, places go to the steepest piece first, and no split has
// more hits than that. There may be none that has as many. Bounds are rounded down to whole hits.
// Sources: Stone, Turek and Wolf, "Optimal partitioning of cache memory", IEEE Transactions on
// Computers 41(9), 1992, for equal slopes; Everett, "Generalized Lagrange multiplier method",
// Operations Research 11(3), 1963, for the bound where curves are not concave.
// Errors: none raised here.
#pragma once

#include <cstdint>
#include <vector>

namespace dsavp {

// Hits of 0, 1, ... steps, never falling; more steps have no more hits than the last.
struct CostedCurve {
  std::vector<std::int64_t> hits;
  std::size_t cost = 1;  // places of a step, at least 1
};

// Of one or more curves together.
class HitsBound {
 public:
  std::int64_t at(std::size_t places) const;

 private:
  friend class HullBound;
  struct Corner {
    std::size_t places;
    std::int64_t hits;
  };
  std::vector<Corner> corners_{{0, 0}};
};

class HullBound {
 public:
  explicit HullBound(const std::vector<CostedCurve>& curves);

  HitsBound of_all() const;
  HitsBound of_all_but(std::size_t curve) const;
  // Of the curves from this one on.
  HitsBound from(std::size_t curve) const;

  // Steps of each curve: pieces of hulls, the steepest first, as far as they fit whole, and then as
  // many steps of the next piece as fit.
  std::vector<std::size_t> steepest_split(std::size_t places) const;

 private:
  struct Piece {
    std::size_t curve;
    std::size_t steps;
    std::size_t places;
    std::int64_t hits;
  };

  void add_pieces(const CostedCurve& curve, std::size_t index);
  template <class Wanted>
  HitsBound bound_of(Wanted wanted) const;

  std::vector<std::int64_t> at_none_;  // hits of each curve without a step
  std::vector<std::size_t> costs_;
  std::vector<Piece> pieces_;  // the steepest first; of a curve, in order
};

}  // namespace dsavp
