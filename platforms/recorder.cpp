#include "platforms/recorder.h"

#include <fmt/format.h>

namespace dsavp {
Tally& Tally::operator+=(const Tally& other) {
  times += other.times;
  tokens = tokens + other.tokens;
  hbm_read += other.hbm_read;
  hbm_written += other.hbm_written;
  return *this;
}

Recorder::Recorder(int layers, std::FILE* steps_csv, std::function<void(std::int64_t)> progress)
    : steps_csv_(steps_csv), progress_(std::move(progress)), layers_(layers) {
  if (steps_csv_ == nullptr) return;
  fmt::print(steps_csv_,
             "step,step_time_us,weights_us,append_us,indexer_us,gather_us,attention_us,"
             "attention_stalled_us,lookups,hits,misses,bypassed,evictions,hbm_bytes_read,"
             "hbm_bytes_written\n");
}

Tally Recorder::counters_now() const {
  Tally now;
  now.tokens = platform_->llc.token_counters();
  now.hbm_read = platform_->hbm.bytes_read();
  now.hbm_written = platform_->hbm.bytes_written();
  return now;
}

void Recorder::layer_done(int layer, const PhaseTimes& times) {
  const Tally now = counters_now();
  Tally delta;
  delta.times = times;
  delta.tokens = now.tokens;
  delta.tokens = delta.tokens - before_.tokens;
  delta.hbm_read = now.hbm_read - before_.hbm_read;
  delta.hbm_written = now.hbm_written - before_.hbm_written;
  before_ = now;
  layers_[layer] += delta;
  step_ += delta;
}

void Recorder::step_done(Picoseconds step_time) {
  if (steps_csv_ != nullptr) {
    const PhaseTimes& t = step_.times;
    const DirectoryCounters& k = step_.tokens;
    fmt::print(steps_csv_, "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", steps(),
               to_us(step_time), to_us(t.weights), to_us(t.append), to_us(t.indexer),
               to_us(t.gather), to_us(t.attention), to_us(t.attention_stalled), k.lookups, k.hits,
               k.misses, k.bypassed, k.evictions, step_.hbm_read, step_.hbm_written);
  }
  step_times_.push_back(step_time);
  gather_times_.push_back(step_.times.gather);
  step_ = {};
  if (progress_) progress_(steps());
}

bool Recorder::interrupted() const {
  return interrupt_ && interrupt_();
}

Tally Recorder::total() const {
  Tally sum;
  for (const Tally& layer : layers_) sum += layer;
  return sum;
}

}  // namespace dsavp
