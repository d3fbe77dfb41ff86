#include "models/hbm/stream_server.h"

#include <algorithm>

namespace dsavp {

StreamServer::StreamServer(int pseudo_channel, const HbmConfig& config, const DramClock& clock,
                           const AddressMapping& mapping)
    : pseudo_channel_(pseudo_channel),
      access_bytes_(static_cast<Bytes>(config.organisation.access_bytes)),
      mapping_(mapping),
      clock_(clock),
      rate_(config, clock, mapping) {}

RowSegment StreamServer::head() const {
  const StreamPart& stream = streams_.front();
  const DramPlace place = mapping_.decode_local(pseudo_channel_, stream.local_offset);
  const Bytes run = mapping_.local_run_bytes();
  const Bytes left = run - stream.local_offset % run;
  RowSegment segment;
  segment.arrival = stream.arrival;
  segment.request = stream.request;
  segment.bank = place.bank;
  segment.row = place.row;
  segment.bursts = static_cast<int>(
      std::min<std::int64_t>(stream.bursts, static_cast<std::int64_t>(left / access_bytes_)));
  segment.write = stream.write;
  segment.of_stream = true;
  return segment;
}

RowSegment StreamServer::take_row() {
  const RowSegment segment = head();
  StreamPart& stream = streams_.front();
  stream.local_offset += Bytes(segment.bursts) * access_bytes_;
  stream.bursts -= segment.bursts;
  if (stream.bursts == 0) streams_.pop();
  return segment;
}

void StreamServer::start(const PseudoChannel& dram, Clocks now) {
  serving_ = true;
  begin_told_ = false;
  // A piece right after another had its first row opened meanwhile.
  const bool goes_on =
      now == piece_end_ && dram.banks_ready() <= now && streams_.front().write == last_was_write_;
  piece_start_ = goes_on ? now : dram.first_column(head(), now);
  piece_bursts_ = streams_.front().bursts;
  if (dram.refresh_time() != kNeverClocks && !rate_.bank_by_bank()) {
    const std::int64_t before_refresh =
        rate_.bursts_within(std::max<Clocks>(0, dram.refresh_time() - piece_start_));
    piece_bursts_ = std::min(piece_bursts_, std::max(before_refresh, rate_.row_bursts()));
  }
  piece_end_ = piece_start_ + rate_.duration(piece_bursts_);
}

void StreamServer::cut(Clocks now) {
  if (now < piece_start_) {
    serving_ = false;
    return;
  }
  const auto into_row =
      static_cast<std::int64_t>(streams_.front().local_offset / access_bytes_) % rate_.row_bursts();
  const std::int64_t begun = rate_.bursts_within(now - piece_start_) + 1;
  const std::int64_t to_row_end =
      (into_row + begun + rate_.row_bursts() - 1) / rate_.row_bursts() * rate_.row_bursts() -
      into_row;
  piece_bursts_ = std::min(piece_bursts_, to_row_end);
  piece_end_ = piece_start_ + rate_.duration(piece_bursts_);
}

void StreamServer::tell_begin(const PseudoChannel& dram, Clocks until) {
  if (!serving_ || begin_told_ || piece_start_ >= until) return;
  begin_told_ = true;
  // The refresh of a bank that is put off until the piece's end may be due before its begin.
  const Clocks closed =
      rate_.bank_by_bank() ? std::min(piece_start_, dram.refresh_time()) : piece_start_;
  dram.teller()->stream_began(piece_start_, closed);
}

Served StreamServer::finish(PseudoChannel& dram) {
  if (dram.teller() != nullptr) {
    tell_begin(dram, kNeverClocks);
    dram.teller()->stream_ended(piece_end_);
  }
  StreamPart& stream = streams_.front();
  const auto first = static_cast<std::int64_t>(stream.local_offset / access_bytes_);
  const std::int64_t rows =
      (first + piece_bursts_ - 1) / rate_.row_bursts() - first / rate_.row_bursts() + 1;
  const Clocks last_column = this->last_column();
  last_was_write_ = stream.write;
  dram.account_stream(last_column, stream.write, piece_bursts_, rows);
  const bool ends = stream.bursts == piece_bursts_ && streams_.size() == 1;
  const Clocks tail = ends ? rate_.tail(first + piece_bursts_) : 0;
  const Served served{stream.request, piece_bursts_,
                      clock_.time(last_column + tail + dram.column_to_end(stream.write))};
  stream.local_offset += Bytes(piece_bursts_) * access_bytes_;
  stream.bursts -= piece_bursts_;
  if (stream.bursts == 0) streams_.pop();
  serving_ = false;
  return served;
}

}  // namespace dsavp
