// Address maps by name, as data, and the one place where a configuration's map is decided.
//
// A named map states the order of the digits within a channel and the interleave: the bytes of
// consecutive addresses after which the channel changes. It fits itself to an organisation; the
// fields that have one value are left out. `group-interleaved` counts the interleave by
// pseudo-channel, the others by channel.
// Sources: `robaracoch` and `mop4clxor` are Ramulator's mappers of these names, `rorabgbachco` the
// order of DRAMsim3's HBM2 configuration; the interleave is ours.
// Errors: std::invalid_argument, saying what would be allowed.
#pragma once

#include <string>
#include <vector>

#include "models/hbm/hbm_config.h"

namespace dsavp {

struct MappingName {
  const char* name;
  const char* description;  // the order within a channel, least significant first
};
std::vector<MappingName> mapping_names();

// `interleave` 0: the map's own, see named_interleave().
AddressLayout named_mapping(const std::string& name, const DramOrganisation& organisation,
                            Bytes interleave);

// Bytes after which the channel changes if the configuration does not say: a row for
// `rorabgbachco`, else 256 or a smaller row.
Bytes named_interleave(const std::string& name, const DramOrganisation& organisation);

// What a configuration names or lists; it has to do exactly one of the two.
AddressLayout address_layout(const HbmConfig& config);

}  // namespace dsavp
