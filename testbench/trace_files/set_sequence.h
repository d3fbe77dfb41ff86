// The order in which the sets of a trace follow each other: by step, layer and request, all steps
// complete. The numbers of layers and requests are learnt from the first step.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace dsavp {

struct SetPlace {
  int step = 0;
  int layer = 0;
  int request = 0;

  bool operator==(const SetPlace& other) const {
    return step == other.step && layer == other.layer && request == other.request;
  }
};

// "step 0, layer 3, request 1"
std::string text_of(const SetPlace& place);

class SetSequence {
 public:
  // Goes on to `place`; false, and nothing changes, where that cannot come next.
  bool advance(const SetPlace& place);
  // Ends the sequence; false where it ends within a step or has no sets.
  bool finish();
  // Back to the beginning, with the shape that was learnt.
  void restart() { last_.reset(); }

  // The places that can come next, for messages.
  std::string expected() const;

  // 0 until learnt.
  int layers() const { return layers_; }
  int requests() const { return requests_; }

 private:
  std::vector<SetPlace> candidates() const;
  bool may_end_layer() const { return requests_ == 0 || last_->request + 1 == requests_; }
  bool may_end_step() const {
    return may_end_layer() && (layers_ == 0 || last_->layer + 1 == layers_);
  }

  std::optional<SetPlace> last_;
  int layers_ = 0;
  int requests_ = 0;
};

}  // namespace dsavp
