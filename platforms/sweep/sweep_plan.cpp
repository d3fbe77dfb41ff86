#include "platforms/sweep/sweep_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "platforms/config/config_reader.h"
#include "platforms/config/config_writer.h"
#include "platforms/config/yaml_parse.h"
#include "platforms/sweep/run_digest.h"
#include "platforms/sweep/value_text.h"

namespace dsavp {
namespace {

class Planner {
 public:
  Planner(const std::string& file, const std::vector<std::string>& settings)
      : file_(file), settings_(settings) {
    plan_.spec = load_sweep_spec(file);
    combinations_ = 1;
    for (const SweepAxis& axis : plan_.spec.axes) {
      if (axis.rows.size() > kMostPoints / combinations_) {
        throw ConfigError(file, "sweep.axes", fmt::format("more than {} points", kMostPoints));
      }
      combinations_ *= axis.rows.size();
    }
  }

  SweepPlan plan() {
    std::vector<std::size_t> place(plan_.spec.axes.size(), 0);
    for (std::size_t number = 0; number < combinations_; ++number) {
      add_point(number, place);
      for (std::size_t axis = place.size(); axis-- > 0;) {
        if (++place[axis] < plan_.spec.axes[axis].rows.size()) break;
        place[axis] = 0;
      }
    }
    if (plan_.points.empty()) {
      throw ConfigError(file_, "sweep.where", "the conditions leave no point to run");
    }
    return std::move(plan_);
  }

 private:
  using Place = std::vector<std::size_t>;

  void add_point(std::size_t number, const Place& place) {
    SweepPoint point;
    point.settings = settings_at(place);
    const std::string name = name_of(point);
    const auto blamed = [&](const std::exception& error) {
      return fmt::format("point {} of {} ({}): {}", number + 1, combinations_, name, error.what());
    };
    try {
      add_point(place, name, std::move(point));
    } catch (const ConfigError& error) {
      throw ConfigError(blamed(error));
    } catch (const TraceError& error) {
      throw TraceError(blamed(error));
    }
  }

  void add_point(const Place& place, const std::string& name, SweepPoint point) {
    const ConfigTree tree = tree_at(place);
    if (!plan_.spec.where.empty() && !wanted(tree)) {
      ++plan_.left_out;
      return;
    }
    const Study study = read_study(tree, traces_);
    point.digest = digest_.of(study);
    add_run(point.digest, name, study);
    for (const Baseline* baseline : plan_.spec.baselines) {
      Study without = study;
      baseline->apply(without.config);
      const std::string digest = digest_.of(without);
      point.baselines.emplace_back(baseline->word, digest);
      add_run(digest, fmt::format("{}, {}", baseline->word, name), without);
    }
    plan_.points.push_back(std::move(point));
  }

  // Before the study as a whole is checked: conditions may exclude what would be refused.
  bool wanted(const ConfigTree& tree) {
    PlatformConfig config;
    read_config(tree, config);
    const auto source = std::make_shared<ConfigSource>();
    const ConfigNode effective = parse_yaml(effective_yaml(config), source);
    return std::all_of(plan_.spec.where.begin(), plan_.spec.where.end(),
                       [&](const Constraint& condition) { return condition.holds(effective); });
  }

  void add_run(const std::string& digest, const std::string& name, const Study& study) {
    if (known_.insert(digest).second) plan_.runs.push_back({digest, name, study});
  }

  template <class Visit>
  void visit_values(const Place& place, const Visit& visit) const {
    for (std::size_t i = 0; i < place.size(); ++i) {
      const SweepAxis& axis = plan_.spec.axes[i];
      for (std::size_t k = 0; k < axis.keys.size(); ++k)
        visit(axis.keys[k], axis.rows[place[i]][k]);
    }
  }

  ConfigTree tree_at(const Place& place) {
    ConfigTree tree = base_at(place);
    visit_values(place, [&](const std::string& key, const ConfigNode& value) {
      if (!is_include(key)) tree.set(key, value);
    });
    return tree;
  }

  // The study with the files that the axes include; read once for each choice of them.
  const ConfigTree& base_at(const Place& place) {
    std::vector<ConfigNode> files;
    std::string which;
    visit_values(place, [&](const std::string& key, const ConfigNode& value) {
      if (!is_include(key)) return;
      const bool several = value.kind() == ConfigNode::Kind::kSequence;
      files.insert(files.end(), several ? value.items().data() : &value,
                   several ? value.items().data() + value.items().size() : &value + 1);
      which += value_text(value) + '\n';
    });
    const auto found = bases_.find(which);
    if (found != bases_.end()) return found->second;
    ConfigTree tree = ConfigTree::load(file_, files);
    drop_sweep(tree);
    for (const std::string& setting : settings_) tree.set(setting);
    return bases_.emplace(which, std::move(tree)).first->second;
  }

  std::vector<std::pair<std::string, std::string>> settings_at(const Place& place) const {
    std::vector<std::pair<std::string, std::string>> settings;
    visit_values(place, [&](const std::string& key, const ConfigNode& value) {
      settings.emplace_back(key, axis_value_text(key, value));
    });
    return settings;
  }

  static std::string name_of(const SweepPoint& point) {
    std::string name;
    for (const auto& [key, value] : point.settings) {
      name += fmt::format("{}{} {}", name.empty() ? "" : ", ", key, value);
    }
    return name;
  }

  const std::string file_;
  const std::vector<std::string> settings_;
  SweepPlan plan_;
  std::size_t combinations_ = 0;
  std::map<std::string, ConfigTree> bases_;
  TraceFacts traces_;
  RunDigest digest_;
  std::set<std::string> known_;
};

}  // namespace

SweepPlan plan_sweep(const std::string& file, const std::vector<std::string>& settings) {
  return Planner(file, settings).plan();
}

}  // namespace dsavp
