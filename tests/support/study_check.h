// Runs what a study document quotes, and compares.
//
// The commands of a document run one after the other in an empty folder of their own, in which
// `configs` is the project's, so that paths read as from the project's root and a later command may
// use what an earlier one wrote. Only `dsa-vp` is run: the program given. A picture must be there; if
// the commands wrote a file of its name, it must be the same, byte for byte. Of several such files
// that one counts whose folders agree with the picture's for longest.
//
// Left out: standard error, and how long commands take. Errors: std::runtime_error of a document
// that cannot be read or parsed.
#pragma once

#include <string>
#include <vector>

namespace dsavp::study {

struct Programs {
  std::string dsa_vp;
  std::string configs;  // folder
};

// What does not hold, a line each, beginning with the document's line.
std::vector<std::string> faults_of(const std::string& document, const Programs& programs);

// Puts what the commands print in place of what the document quotes, where they differ, and copies
// the pictures that they write. A command that fails changes nothing and is reported.
std::vector<std::string> update(const std::string& document, const Programs& programs);

}  // namespace dsavp::study
