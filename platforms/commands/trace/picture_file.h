// A picture written to a file that the user named, whole or not at all.
//
// Errors: TraceError when the file cannot be made, std::runtime_error when it cannot be written.
#pragma once

#include <string>

namespace dsavp {

// Before the work that the picture is to show: that its folder exists.
void require_picture_folder(const std::string& path);

void write_picture_file(const std::string& path, const std::string& svg);

}  // namespace dsavp
