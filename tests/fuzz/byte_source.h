// Values taken one after the other from the bytes of a fuzz input; zeros after its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace dsavp {

class ByteSource {
 public:
  ByteSource(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  bool empty() const { return at_ == size_; }
  std::uint8_t byte() { return empty() ? 0 : data_[at_++]; }
  bool flag() { return byte() % 2 == 1; }
  std::uint64_t below(std::uint64_t end) { return number(end > 256 ? 4 : 1) % end; }

  // Little-endian.
  std::uint64_t number(int bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value |= std::uint64_t{byte()} << (8 * i);
    return value;
  }

  // Small ones more often than large ones: a first byte chooses how many follow.
  std::uint64_t any_number() {
    constexpr int kBytes[] = {1, 1, 1, 2, 2, 3, 4, 8};
    return number(kBytes[byte() % 8]);
  }

  std::string text() {
    std::string text(byte() % 32, '\0');
    for (char& c : text) c = static_cast<char>(byte());
    return text;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

}  // namespace dsavp
