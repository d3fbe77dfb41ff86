// validation.md: what is compared, how, with which configuration, and every figure.
//
// Nothing of the host is in it: the same inputs give the same bytes.
#pragma once

#include <string>
#include <vector>

#include "platforms/validation/suite.h"

namespace dsavp {

// Folder of the pictures beside the document.
constexpr const char* kPictureFolder = "figures/validation";

struct SuiteSection {
  SuiteReport report;
  std::vector<Picture> pictures;
};

// One suite's part of the document.
std::string suite_section(const SuiteSection& section);
std::string validation_document(const std::vector<SuiteSection>& sections);

}  // namespace dsavp
