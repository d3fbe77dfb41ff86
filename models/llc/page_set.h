// The distinct pages of a set of tokens, in the order of their first tokens.
//
// With pages of one token they are the set itself. Memory: 4 bytes per page of a window.
#pragma once

#include <cstdint>
#include <vector>

namespace dsavp {

class PageSet {
 public:
  // For windows of up to `tokens` tokens.
  PageSet(std::size_t tokens, std::uint32_t tokens_per_page)
      : tokens_per_page_(tokens_per_page), number_of_(tokens / tokens_per_page + 1, kNone) {}

  void assign(const std::int32_t* set, std::size_t size) {
    pages_.clear();
    of_token_.resize(size);
    for (std::size_t i = 0; i < size; ++i) {
      const std::uint32_t page = static_cast<std::uint32_t>(set[i]) / tokens_per_page_;
      if (number_of_[page] == kNone) {
        number_of_[page] = static_cast<std::uint32_t>(pages_.size());
        pages_.push_back(static_cast<std::int32_t>(page));
      }
      of_token_[i] = number_of_[page];
    }
    for (const std::int32_t page : pages_) number_of_[static_cast<std::size_t>(page)] = kNone;
  }

  const std::vector<std::int32_t>& pages() const { return pages_; }
  // Of each token of the set, the place of its page in pages().
  const std::vector<std::uint32_t>& of_token() const { return of_token_; }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  std::uint32_t tokens_per_page_;
  std::vector<std::uint32_t> number_of_;
  std::vector<std::int32_t> pages_;
  std::vector<std::uint32_t> of_token_;
};

}  // namespace dsavp
