// The page and the script of the figures as web/build.mjs has made them, embedded in the program.
//
// Errors: none.
#pragma once

#include <string_view>

namespace dsavp {

std::string_view page_file();     // HTML with a mark for the data, {{data}}
std::string_view figures_file();  // JavaScript for node

}  // namespace dsavp
