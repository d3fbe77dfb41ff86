#include "testbench/curves/hull_bound.h"

#include <algorithm>

namespace dsavp {
namespace {

__extension__ using WideHits = __int128;

// a/b > c/d, all at least 0 and b, d above.
bool is_steeper(std::int64_t a, std::size_t b, std::int64_t c, std::size_t d) {
  return static_cast<WideHits>(a) * d > static_cast<WideHits>(c) * b;
}

// Corners of the upper concave hull, as numbers of steps.
std::vector<std::size_t> hull_of(const std::vector<std::int64_t>& hits) {
  std::vector<std::size_t> corners;
  for (std::size_t steps = 0; steps < hits.size(); ++steps) {
    while (corners.size() >= 2) {
      const std::size_t last = corners.back();
      const std::size_t before = corners[corners.size() - 2];
      if (is_steeper(hits[last] - hits[before], last - before, hits[steps] - hits[last],
                     steps - last)) {
        break;
      }
      corners.pop_back();
    }
    corners.push_back(steps);
  }
  return corners;
}

}  // namespace

std::int64_t HitsBound::at(std::size_t places) const {
  const auto after =
      std::upper_bound(corners_.begin(), corners_.end(), places,
                       [](std::size_t value, const Corner& c) { return value < c.places; });
  const Corner& from = *(after - 1);
  if (after == corners_.end()) return from.hits;
  const WideHits rise = static_cast<WideHits>(after->hits - from.hits) * (places - from.places);
  return from.hits + static_cast<std::int64_t>(rise / (after->places - from.places));
}

HullBound::HullBound(const std::vector<CostedCurve>& curves) {
  for (std::size_t i = 0; i < curves.size(); ++i) add_pieces(curves[i], i);
  // Stable: a hull's pieces are steeper than those after them.
  std::stable_sort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) {
    return is_steeper(a.hits, a.places, b.hits, b.places);
  });
}

void HullBound::add_pieces(const CostedCurve& curve, std::size_t index) {
  at_none_.push_back(curve.hits.front());
  costs_.push_back(curve.cost);
  const std::vector<std::size_t> corners = hull_of(curve.hits);
  for (std::size_t i = 1; i < corners.size(); ++i) {
    const std::size_t steps = corners[i] - corners[i - 1];
    const std::int64_t hits = curve.hits[corners[i]] - curve.hits[corners[i - 1]];
    if (hits > 0) pieces_.push_back({index, steps, steps * curve.cost, hits});
  }
}

template <class Wanted>
HitsBound HullBound::bound_of(Wanted wanted) const {
  HitsBound bound;
  for (std::size_t i = 0; i < at_none_.size(); ++i) {
    if (wanted(i)) bound.corners_.front().hits += at_none_[i];
  }
  for (const Piece& piece : pieces_) {
    if (!wanted(piece.curve)) continue;
    const HitsBound::Corner& last = bound.corners_.back();
    bound.corners_.push_back({last.places + piece.places, last.hits + piece.hits});
  }
  return bound;
}

HitsBound HullBound::of_all() const {
  return bound_of([](std::size_t) { return true; });
}

HitsBound HullBound::of_all_but(std::size_t curve) const {
  return bound_of([curve](std::size_t i) { return i != curve; });
}

HitsBound HullBound::from(std::size_t curve) const {
  return bound_of([curve](std::size_t i) { return i >= curve; });
}

std::vector<std::size_t> HullBound::steepest_split(std::size_t places) const {
  std::vector<std::size_t> steps(at_none_.size());
  for (const Piece& piece : pieces_) {
    const std::size_t fit = std::min(piece.steps, places / costs_[piece.curve]);
    steps[piece.curve] += fit;
    places -= fit * costs_[piece.curve];
    if (fit < piece.steps) break;
  }
  return steps;
}

}  // namespace dsavp
