// The short tables that a person reads on the terminal, from result.json's content.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace dsavp {

std::string summary_table(const nlohmann::ordered_json& result);

// What a run saved against the same one without a reservation: a table and a sentence.
std::string comparison_table(const nlohmann::ordered_json& baseline,
                             const nlohmann::ordered_json& with_reservation);

}  // namespace dsavp
