#pragma once

#include <stdexcept>
#include <string>

namespace ebru {

/// A mistake in what the user gave: deck, file, command line, machine. Always checked.
///
/// The message follows one grammar: `problem (why it is a problem) what to do`. The problem names the key or the file
/// and the value; the advice names the valid choices. `ebru` prints it and exits with code 2.
class UserError : public std::runtime_error {
  public:
    UserError(std::string problem, std::string why, std::string advice);

    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] const std::string& why() const { return why_; }
    [[nodiscard]] const std::string& advice() const { return advice_; }

  private:
    std::string problem_;
    std::string why_;
    std::string advice_;
};

/// A broken contract between two parts of the program: a defect of ebru, not of its input.
class ContractError : public std::logic_error {
  public:
    ContractError(const char* kind, const char* condition, const char* file, int line);
};

/// Throws UserError unless `holds`; the texts are the three parts of its grammar.
void validate(bool holds, const std::string& problem, const std::string& why, const std::string& advice);

}  // namespace ebru

// Host-side contracts. EXPECT: what a caller owes. ASSERT: what must hold in between. ENSURE: what is owed to the
// caller.
#define EBRU_CONTRACT_(kind, condition)                                        \
    do {                                                                       \
        if (!(condition)) {                                                    \
            throw ::ebru::ContractError(kind, #condition, __FILE__, __LINE__); \
        }                                                                      \
    } while (false)
#define EBRU_EXPECT(condition) EBRU_CONTRACT_("precondition", condition)
#define EBRU_ASSERT(condition) EBRU_CONTRACT_("internal", condition)
#define EBRU_ENSURE(condition) EBRU_CONTRACT_("postcondition", condition)
