#include "platforms/compare/sweep_comparison.h"

#include <algorithm>
#include <map>
#include <set>

namespace dsavp {
namespace {

using Key = std::map<std::string, std::string>;

Key key_of(const SweptPoint& point) {
  Key key;
  for (const FlatSetting& setting : point.settings) key.emplace(setting.key, setting.value);
  return key;
}

std::map<Key, const SweptPoint*> points_by_key(const ComparedSweep& sweep) {
  std::map<Key, const SweptPoint*> points;
  for (const SweptPoint& point : sweep.points) points.emplace(key_of(point), &point);
  return points;
}

}  // namespace

bool SweepComparison::identical() const {
  return only_a.empty() && only_b.empty() && unfinished.empty() &&
         std::all_of(points.begin(), points.end(),
                     [](const PointComparison& point) { return point.runs.identical(); });
}

SweepComparison compare_sweeps(const ComparedSweep& a, const ComparedSweep& b) {
  SweepComparison comparison;
  comparison.folder_a = a.folder;
  comparison.folder_b = b.folder;
  const auto in_b = points_by_key(b);
  std::set<Key> seen;
  for (const SweptPoint& point : a.points) {
    const Key key = key_of(point);
    if (!seen.insert(key).second) continue;
    const auto other = in_b.find(key);
    if (other == in_b.end()) {
      comparison.only_a.push_back(settings_text(point.settings));
    } else if (!point.finished || !other->second->finished) {
      comparison.unfinished.push_back(settings_text(point.settings));
    } else {
      comparison.points.push_back(
          {point.settings,
           compare_runs(read_run_figures(point.folder), read_run_figures(other->second->folder))});
    }
  }
  for (const SweptPoint& point : b.points) {
    if (seen.insert(key_of(point)).second)
      comparison.only_b.push_back(settings_text(point.settings));
  }
  return comparison;
}

}  // namespace dsavp
