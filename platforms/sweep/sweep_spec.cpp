#include "platforms/sweep/sweep_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "platforms/config/config_error.h"
#include "platforms/config/config_words.h"
#include "platforms/report/published_slowdown.h"
#include "platforms/sweep/axis_values.h"

namespace dsavp {
namespace {

using Kind = ConfigNode::Kind;

[[noreturn]] void refuse(const ConfigNode& node, const std::string& key, const std::string& what) {
  throw ConfigError(node.origin().where(), key, what);
}

std::string text_of(const ConfigNode& sweep, const std::string& key) {
  const ConfigNode* node = sweep.find(key);
  if (node == nullptr) return "";
  if (node->kind() != Kind::kScalar) {
    refuse(*node, "sweep." + key, "is " + kind_text(node->kind()) + ", expected text");
  }
  return node->text();
}

const std::vector<ConfigNode>& list_of(const ConfigNode& node, const std::string& path,
                                       const std::string& expected) {
  if (node.kind() != Kind::kSequence) {
    refuse(node, path, "is " + kind_text(node.kind()) + ", expected " + expected);
  }
  return node.items();
}

std::string item_path(const std::string& list, std::size_t index) {
  return fmt::format("{}[{}]", list, index);
}

SweepAxis read_axis(const ConfigNode& node, const std::string& path) {
  if (!node.is_mapping() || node.keys().empty()) {
    refuse(node, path,
           "expected a config key and its values, as in llc.reservation.bytes: [0, 2 MiB]");
  }
  SweepAxis axis;
  axis.keys = node.keys();
  for (std::size_t k = 0; k < axis.keys.size(); ++k) {
    const std::string key_path = path + "." + axis.keys[k];
    const std::vector<ConfigNode> values = axis_values(node.items()[k], key_path);
    if (k == 0) axis.rows.resize(values.size());
    if (values.size() != axis.rows.size()) {
      refuse(node.items()[k], key_path,
             fmt::format("has {} values, but {} has {}: keys of one axis go together",
                         values.size(), axis.keys[0], axis.rows.size()));
    }
    for (std::size_t i = 0; i < values.size(); ++i) axis.rows[i].push_back(values[i]);
  }
  return axis;
}

void read_axes(const ConfigNode& list, SweepSpec& spec) {
  const std::vector<ConfigNode>& items = list_of(list, "sweep.axes", "a list of axes");
  if (items.empty()) refuse(list, "sweep.axes", "is an empty list, expected at least one axis");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string path = item_path("sweep.axes", i);
    spec.axes.push_back(read_axis(items[i], path));
    for (const std::string& key : spec.axes.back().keys) {
      const auto has_key = [&](const SweepAxis& axis) {
        return std::find(axis.keys.begin(), axis.keys.end(), key) != axis.keys.end();
      };
      if (std::find_if(spec.axes.begin(), spec.axes.end() - 1, has_key) != spec.axes.end() - 1) {
        refuse(items[i], path + "." + key, "is on an earlier axis too, expected one for each key");
      }
    }
  }
}

void read_where(const ConfigNode& list, SweepSpec& spec) {
  const std::vector<ConfigNode>& items = list_of(list, "sweep.where", "a list of conditions");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string path = item_path("sweep.where", i);
    if (items[i].kind() != Kind::kScalar) {
      refuse(items[i], path, "is " + kind_text(items[i].kind()) + ", expected a condition");
    }
    spec.where.emplace_back(items[i], path);
  }
}

void read_baselines(const ConfigNode& list, SweepSpec& spec) {
  std::vector<std::string> words;
  for (const Baseline& baseline : baselines()) words.emplace_back(baseline.word);
  const std::string expected = "a list of " + joined(words);
  const std::vector<ConfigNode>& items = list_of(list, "baselines", expected);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Baseline* baseline = find_baseline(items[i].text());
    const std::string path = item_path("baselines", i);
    if (baseline == nullptr) {
      refuse(items[i], path,
             "there is no " + quoted(items[i].text()) + ", " +
                 expected_one_of(words, items[i].text()));
    }
    if (std::find(spec.baselines.begin(), spec.baselines.end(), baseline) != spec.baselines.end()) {
      refuse(items[i], path, quoted(items[i].text()) + " stands there twice");
    }
    spec.baselines.push_back(baseline);
  }
}

void check_keys(const ConfigNode& sweep) {
  static const std::vector<std::string> kKnown = {"title", "question", "published", "axes",
                                                  "where"};
  for (std::size_t i = 0; i < sweep.keys().size(); ++i) {
    const std::string& key = sweep.keys()[i];
    if (std::find(kKnown.begin(), kKnown.end(), key) != kKnown.end()) continue;
    refuse(sweep.items()[i], "sweep." + key, "unknown key, " + expected_one_of(kKnown, key));
  }
}

// The figures of others that a report can draw.
std::string read_published(const ConfigNode& sweep) {
  const std::string name = text_of(sweep, "published");
  if (!name.empty() && name != kPublishedSlowdownName) {
    refuse(*sweep.find("published"), "sweep.published",
           "there is no " + quoted(name) + ", " + expected_one_of({kPublishedSlowdownName}, name));
  }
  return name;
}

}  // namespace

SweepSpec load_sweep_spec(const std::string& file) {
  ConfigTree tree = ConfigTree::load(file);
  const ConfigNode sweep = tree.take("sweep");
  const ConfigNode baselines = tree.take("baselines");
  if (!sweep.is_mapping()) {
    throw ConfigError(
        sweep.kind() == Kind::kNull && !sweep.origin().source ? file : sweep.origin().where(),
        "sweep", "nothing is swept, expected a section `sweep` with `axes`");
  }
  check_keys(sweep);
  SweepSpec spec;
  spec.name = std::filesystem::path(file).stem().string();
  spec.title = text_of(sweep, "title");
  spec.question = text_of(sweep, "question");
  spec.published = read_published(sweep);
  const ConfigNode* axes = sweep.find("axes");
  if (axes == nullptr) refuse(sweep, "sweep", "has no `axes`, expected a list of them");
  read_axes(*axes, spec);
  if (const ConfigNode* where = sweep.find("where")) read_where(*where, spec);
  if (baselines.kind() != Kind::kNull) read_baselines(baselines, spec);
  return spec;
}

}  // namespace dsavp
