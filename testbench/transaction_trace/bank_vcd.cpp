#include "testbench/transaction_trace/bank_vcd.h"

#include <fmt/format.h>

namespace dsavp {

BankVcd::BankVcd(ValueChangeDump& dump, const DramOrganisation& organisation) : dump_(dump) {
  const int banks = organisation.banks_per_pseudo_channel();
  dump_.open_scope("hbm");
  for (int i = 0; i < organisation.pseudo_channel_count(); ++i) {
    const int channel = i / organisation.pseudo_channels;
    dump_.open_scope(fmt::format("stack{}_channel{}_pc{}", channel / organisation.channels,
                                 channel % organisation.channels,
                                 i % organisation.pseudo_channels));
    const std::size_t open_banks = dump_.add_wires("open_banks", banks);
    const std::size_t refreshing = dump_.add_wires("refreshing", banks);
    variables_.push_back({open_banks, refreshing, dump_.add_wires("streaming", 1)});
    dump_.close_scope();
  }
  dump_.close_scope();
  record_until(0);
}

void BankVcd::set_known(Picoseconds time, int unknown) {
  for (const Variables& variables : variables_) {
    for (const std::size_t i : {variables.open_banks, variables.refreshing, variables.streaming}) {
      dump_.change({time, i, 0, unknown});
    }
  }
}

void BankVcd::row_opened(int pseudo_channel, int bank, int, Picoseconds at) {
  dump_.change({at, of(pseudo_channel).open_banks, std::uint64_t{1} << bank, 0});
}

void BankVcd::row_closed(int pseudo_channel, int bank, Picoseconds at) {
  dump_.change({at, of(pseudo_channel).open_banks, -(std::uint64_t{1} << bank), 0});
}

void BankVcd::refreshed(int pseudo_channel, std::uint64_t banks, Picoseconds begin,
                        Picoseconds end) {
  dump_.change({begin, of(pseudo_channel).refreshing, banks, 0});
  dump_.change({end, of(pseudo_channel).refreshing, -banks, 0});
}

void BankVcd::stream_began(int pseudo_channel, Picoseconds at) {
  dump_.change({at, of(pseudo_channel).streaming, 1, 0});
  dump_.change({at, of(pseudo_channel).open_banks, 0, +1});
}

void BankVcd::stream_ended(int pseudo_channel, Picoseconds at) {
  dump_.change({at, of(pseudo_channel).streaming, ~std::uint64_t{0}, 0});
  dump_.change({at, of(pseudo_channel).open_banks, 0, -1});
}

}  // namespace dsavp
