#include "models/interconnect/address_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace dsavp {

AddressMap::AddressMap(std::vector<AddressRange> ranges) : ranges_(std::move(ranges)) {
  std::sort(ranges_.begin(), ranges_.end(),
            [](const AddressRange& a, const AddressRange& b) { return a.base < b.base; });
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    const AddressRange& range = ranges_[i];
    if (range.size == 0 || range.base + (range.size - 1) < range.base) {
      throw std::invalid_argument(fmt::format("address range '{}' at {:#x} is empty or wraps round",
                                              range.name, range.base));
    }
    if (i == 0) continue;
    const AddressRange& below = ranges_[i - 1];
    if (range.base - below.base < below.size) {
      throw std::invalid_argument(
          fmt::format("address ranges '{}' [{:#x}, +{:#x}) and '{}' [{:#x}, +{:#x}) overlap",
                      below.name, below.base, below.size, range.name, range.base, range.size));
    }
  }
}

const AddressRange* AddressMap::find(Address address, Bytes bytes) const {
  for (const AddressRange& range : ranges_) {
    const Address offset = address - range.base;
    if (address >= range.base && offset < range.size) {
      return bytes <= range.size - offset ? &range : nullptr;
    }
  }
  return nullptr;
}

}  // namespace dsavp
