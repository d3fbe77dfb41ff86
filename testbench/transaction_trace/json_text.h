// A string as JSON writes it, appended to a buffer.
//
// Left out: checks of UTF-8. Bytes above 0x7f stay as they are.
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace dsavp {

void append_json_string(fmt::memory_buffer& out, std::string_view text);

}  // namespace dsavp
