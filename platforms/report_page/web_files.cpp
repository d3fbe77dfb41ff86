#include "platforms/report_page/web_files.h"

#include <cstddef>

// The assembler takes the files in as they are; a literal of a megabyte would take the compiler long.
#define DSAVP_EMBED(name, file)                                  \
  asm(".section .rodata\n"                                       \
      ".global dsavp_" name "_begin\n.global dsavp_" name        \
      "_end\n"                                                   \
      "dsavp_" name "_begin:\n.incbin \"" file "\"\ndsavp_" name \
      "_end:\n"                                                  \
      ".byte 0\n.previous\n")

DSAVP_EMBED("page", DSAVP_WEB_DIR "/page.html");
DSAVP_EMBED("figures", DSAVP_WEB_DIR "/figures.js");

extern "C" {
extern const char dsavp_page_begin[];
extern const char dsavp_page_end[];
extern const char dsavp_figures_begin[];
extern const char dsavp_figures_end[];
}

namespace dsavp {

std::string_view page_file() {
  return {dsavp_page_begin, static_cast<std::size_t>(dsavp_page_end - dsavp_page_begin)};
}

std::string_view figures_file() {
  return {dsavp_figures_begin, static_cast<std::size_t>(dsavp_figures_end - dsavp_figures_begin)};
}

}  // namespace dsavp
