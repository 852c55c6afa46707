#include "base/error.hpp"

#include <utility>

namespace ebru {

UserError::UserError(std::string problem, std::string why, std::string advice)
    : std::runtime_error(problem + " (" + why + ") " + advice),
      problem_(std::move(problem)),
      why_(std::move(why)),
      advice_(std::move(advice)) {}

ContractError::ContractError(const char* kind, const char* condition, const char* file, int line)
    : std::logic_error(std::string(file) + ":" + std::to_string(line) + ": " + kind + " does not hold: " + condition +
                       " (this is a defect of ebru) report it with the deck that led here") {}

void validate(bool holds, const std::string& problem, const std::string& why, const std::string& advice) {
    if (!holds) {
        throw UserError(problem, why, advice);
    }
}

}  // namespace ebru
