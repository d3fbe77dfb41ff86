#include "platforms/config/config_words.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace dsavp {
namespace {

constexpr std::size_t kMaxShown = 80;

bool continues_utf8(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// Letters to insert, delete, replace or swap with their neighbour, to make one word the other.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replace, last[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string shortened(const std::string& text) {
  if (text.size() <= kMaxShown) return text;
  std::size_t end = kMaxShown;
  while (end > 0 && continues_utf8(text[end])) --end;
  return text.substr(0, end) + "...";
}

std::string quoted(const std::string& text) {
  return "'" + shortened(text) + "'";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::optional<std::string> nearest(const std::string& word,
                                   const std::vector<std::string>& candidates) {
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    // A third of the letters wrong still looks like a slip; more looks like another word.
    const std::size_t tolerated = std::max<std::size_t>(1, candidate.size() / 3);
    if (word.size() > candidate.size() + tolerated) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance > tolerated || distance == candidate.size()) continue;
    if (best && distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

std::string expected_one_of(const std::vector<std::string>& candidates, const std::string& given) {
  if (candidates.empty()) return "expected nothing here";
  std::string text = "expected one of " + joined(candidates);
  if (const auto meant = nearest(given, candidates)) text += ", did you mean '" + *meant + "'?";
  return text;
}

}  // namespace dsavp
