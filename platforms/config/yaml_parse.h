// YAML text to configuration nodes: the only place that knows the YAML library.
//
// Accepted is the part of YAML that a configuration needs: one document of scalars, sequences and
// mappings whose keys are words. Left out, and refused: aliases (which can blow up without bound),
// tags, keys that are not words, a key stated twice, a second document, control characters,
// nesting beyond kMaxYamlDepth.
// Errors: ConfigError with the line of the text; its key path is the place in this text.
#pragma once

#include <memory>
#include <string>

#include "platforms/config/config_node.h"

namespace dsavp {

constexpr int kMaxYamlDepth = 64;

// An empty text gives an empty (kNull) node.
ConfigNode parse_yaml(const std::string& text, const std::shared_ptr<const ConfigSource>& source);

}  // namespace dsavp
