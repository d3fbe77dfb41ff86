#include "testbench/trace_files/npy_header.h"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <string_view>

#include "testbench/traces/trace_format.h"

namespace dsavp {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kAlignment = 64;         // of the first value in the file
constexpr std::size_t kMaxDictionary = 65536;  // ours need some 100 bytes

// Reads the Python literal of a dictionary that a header consists of.
class DictionaryParser {
 public:
  DictionaryParser(std::string_view text, const std::string& path) : text_(text), path_(path) {}

  NpyHeader parse() {
    expect('{');
    while (!accept('}')) {
      parse_entry();
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skip_blanks();
    if (at_ != text_.size()) fail("its end");
    for (const char* missing : {descr_ ? nullptr : "descr", order_ ? nullptr : "fortran_order",
                                shape_ ? nullptr : "shape"}) {
      if (missing != nullptr) {
        throw TraceError(fmt::format("{}: the header lacks '{}'", path_, missing));
      }
    }
    return header_;
  }

 private:
  void parse_entry() {
    const std::string_view key = quoted();
    expect(':');
    if (key == "descr") {
      descr_ = true;
      parse_type();
    } else if (key == "fortran_order") {
      order_ = true;
      parse_order();
    } else if (key == "shape") {
      shape_ = true;
      parse_shape();
    } else {
      throw TraceError(fmt::format(
          "{}: the header has a key '{}', expected 'descr', 'fortran_order' and 'shape'", path_,
          key));
    }
  }

  void parse_type() {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '[') {
      throw TraceError(fmt::format("{}: holds a structured type, expected '<i4' or '<i8'", path_));
    }
    const std::string_view type = quoted();
    if (type != "<i4" && type != "<i8") {
      throw TraceError(fmt::format(
          "{}: holds values of type '{}', expected '<i4' or '<i8' (little-endian int32 or int64)",
          path_, type));
    }
    header_.value_bytes = type == "<i4" ? 4 : 8;
  }

  void parse_order() {
    if (accept_word("True")) {
      throw TraceError(fmt::format(
          "{}: fortran_order is True, expected False; save numpy.ascontiguousarray(...)", path_));
    }
    if (!accept_word("False")) fail("True or False");
  }

  void parse_shape() {
    header_.shape.clear();
    expect('(');
    while (!accept(')')) {
      header_.shape.push_back(integer());
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
  }

  std::int64_t integer() {
    skip_blanks();
    std::int64_t value = 0;
    const char* end = text_.data() + text_.size();
    const auto [after, error] = std::from_chars(text_.data() + at_, end, value);
    if (error != std::errc() || value < 0) fail("a size");
    at_ = static_cast<std::size_t>(after - text_.data());
    return value;
  }

  std::string_view quoted() {
    skip_blanks();
    if (at_ == text_.size() || (text_[at_] != '\'' && text_[at_] != '"')) fail("a quoted word");
    const std::size_t first = at_ + 1;
    const std::size_t last = text_.find(text_[at_], first);
    if (last == std::string_view::npos) fail("a quoted word");
    at_ = last + 1;
    return text_.substr(first, last - first);
  }

  bool accept_word(std::string_view word) {
    skip_blanks();
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool accept(char c) { return accept_word({&c, 1}); }

  void expect(char c) {
    if (!accept(c)) fail(fmt::format("'{}'", c).c_str());
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }

  [[noreturn]] void fail(const char* expected) const {
    throw TraceError(
        fmt::format("{}: the header cannot be understood at its character {}, expected {}", path_,
                    at_, expected));
  }

  std::string_view text_;
  const std::string& path_;
  std::size_t at_ = 0;
  bool descr_ = false;
  bool order_ = false;
  bool shape_ = false;
  NpyHeader header_;
};

std::string read_bytes(std::istream& stream, const std::string& path, std::size_t count) {
  std::string bytes(count, '\0');
  if (!stream.read(bytes.data(), static_cast<std::streamsize>(count))) {
    throw TraceError(fmt::format("{}: is truncated, it ends within the header", path));
  }
  return bytes;
}

// The size of the dictionary, which begins after it.
std::size_t read_size(std::istream& stream, const std::string& path, std::size_t bytes) {
  const std::string text = read_bytes(stream, path, bytes);
  std::size_t size = 0;
  for (std::size_t byte = 0; byte < bytes; ++byte) {
    size |= std::size_t{static_cast<unsigned char>(text[byte])} << (8 * byte);
  }
  if (size > kMaxDictionary) {
    throw TraceError(fmt::format("{}: the header has {} bytes, expected at most {}", path, size,
                                 kMaxDictionary));
  }
  return size;
}

}  // namespace

NpyHeader read_npy_header(std::istream& stream, const std::string& path) {
  std::string magic(kMagic.size(), '\0');
  if (!stream.read(magic.data(), static_cast<std::streamsize>(magic.size())) || magic != kMagic) {
    throw TraceError(
        fmt::format("{}: does not begin as a .npy file does, expected \\x93NUMPY", path));
  }
  const std::string version = read_bytes(stream, path, 2);
  if (version[0] < 1 || version[0] > 3 || version[1] != 0) {
    throw TraceError(fmt::format("{}: is of version {}.{} of the .npy format, expected 1.0 to 3.0",
                                 path, static_cast<unsigned char>(version[0]),
                                 static_cast<unsigned char>(version[1])));
  }
  const std::size_t size = read_size(stream, path, version[0] == 1 ? 2 : 4);
  const std::string dictionary = read_bytes(stream, path, size);
  return DictionaryParser(dictionary, path).parse();
}

std::string npy_header_bytes(const NpyHeader& header) {
  // A tuple of one needs its comma, and more than one may have it.
  std::string dictionary =
      fmt::format("{{'descr': '<i{}', 'fortran_order': False, 'shape': ({},), }}",
                  header.value_bytes, fmt::join(header.shape, ", "));
  const std::size_t before = kMagic.size() + 4;
  const std::size_t bytes = before + dictionary.size() + 1;
  dictionary.append((kAlignment - bytes % kAlignment) % kAlignment, ' ');
  dictionary += '\n';
  std::string all(kMagic);
  all += {1, 0, static_cast<char>(dictionary.size() % 256),
          static_cast<char>(dictionary.size() / 256)};
  return all + dictionary;
}

}  // namespace dsavp
