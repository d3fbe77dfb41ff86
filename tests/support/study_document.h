// A study document as far as it can be checked: commands with what they print, and pictures.
//
// Commands stand in fenced blocks of kind `console`:
//
//   ```console
//   $ dsa-vp trace info configs/traces/code-16k-k512.h5
//     file             configs/traces/code-16k-k512.h5
//   ...
//     longest_context  16256
//   ```
//
// A line that begins with "$ " is a command; it goes on in the next line where it ends with a
// backslash. The lines up to the next command or the end of the block are quoted from its standard
// output, less spaces at the ends of lines and empty lines at the end. "..." alone stands for any
// number of lines. A command that quotes nothing must only succeed.
// Pictures are "![caption](target)" outside of fenced blocks.
//
// Left out: indented blocks, fences of tildes. Errors: std::runtime_error of one line, with the
// number of the document's line.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace dsavp::study {

// Line numbers count from 1.
struct Command {
  std::size_t line = 0;
  std::string text;              // after "$ ", in one line
  std::size_t first_quoted = 0;  // line of the first quoted one; after the command if there is none
  std::vector<std::string> quoted;
};

struct Picture {
  std::size_t line = 0;
  std::string target;
};

struct Document {
  std::vector<std::string> lines;
  std::vector<Command> commands;
  std::vector<Picture> pictures;
};

Document parse(const std::string& text);

std::vector<std::string> lines_of(const std::string& text);

// What is the first difference between the quoted and the printed, in words; empty if they agree.
std::string difference(const std::vector<std::string>& quoted,
                       const std::vector<std::string>& printed);

// The document with what the commands print in place of what it quotes, where the two differ. Of
// each command one entry; a command that quotes nothing stays so.
std::string with_printed(const Document& document,
                         const std::vector<std::vector<std::string>>& printed);

}  // namespace dsavp::study
