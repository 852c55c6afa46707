#pragma once

#include <format>
#include <optional>
#include <string>

namespace ebru {

/// The first thing in which a file and a request differ, for the message that refuses a resume.
class FileDifference {
  public:
    /// "`what` is A in the file, B now".
    template <class T>
    void compare(const std::string& what, const T& in_file, const T& now) {
        if (!first_ && in_file != now) {
            first_ = std::format("{} is {} in the file, {} now", what, in_file, now);
        }
    }

    /// "line 12 of the deck is 'Pe = 50' in the file, 'Pe = 10' now".
    void compare_decks(const std::string& in_file, const std::string& now);

    /// A difference that has words of its own; nothing for none.
    void take(const std::optional<std::string>& difference) {
        if (!first_) {
            first_ = difference;
        }
    }

    [[nodiscard]] bool found() const { return first_.has_value(); }
    [[nodiscard]] const std::optional<std::string>& first() const { return first_; }

  private:
    std::optional<std::string> first_;
};

}  // namespace ebru
