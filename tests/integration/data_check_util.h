// Runs of the platform with data checked, over a trace or over a source that writes the same tokens
// again and again.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "tests/integration/platform_test_util.h"
#include "tests/support/ending.h"

namespace dsavp::test {

inline Study checked(std::vector<std::string> settings) {
  settings.emplace_back("simulation.check_data=true");
  return quickstart(settings);
}

// A context that stays as it is: each step writes its last token anew and reads it among others. The
// other tokens of a set are the same every second step.
class RewrittenTokens : public StepSource {
 public:
  static constexpr std::int64_t kContext = 600;
  static constexpr std::int32_t kLast = kContext - 1;

  explicit RewrittenTokens(int steps) : steps_(steps) {}
  bool next() override {
    set_.clear();
    for (std::int32_t token = step_ % 2; token < kLast; token += 3) set_.push_back(token);
    set_.push_back(kLast);
    return step_++ < steps_;
  }
  std::int64_t context(int) const override { return kContext; }
  TokenSet top_k(int, int) const override { return {set_.data(), set_.size()}; }

 private:
  const int steps_;
  int step_ = 0;
  std::vector<std::int32_t> set_;
};

// result.json's content, and how many tokens were verified.
template <class Source>
nlohmann::json run_with_data(const Study& study, Source& source, const SocketObservers& observers,
                             const std::function<void(Platform&)>& ready = {}) {
  Recorder recorder(study.layers, nullptr, {});
  ProtocolCheckers checkers;
  Platform platform(study, source, recorder, all_of({checkers.observers(), observers}));
  recorder.observe(platform);
  if (ready) ready(platform);
  platform.run();
  checkers.finish();
  return {{"result", run_result(study, platform, recorder)},
          {"verified", platform.token_data.verified()}};
}

inline std::vector<SocketObserver*> nobody(const std::string&) {
  return {};
}

}  // namespace dsavp::test
