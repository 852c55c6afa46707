#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ebru {

/// A value of a deck: what TOML knows, less dates and tables inside arrays, which no key takes.
struct DeckValue {
    /// Kept for messages only.
    struct Unsupported {
        std::string kind;  ///< with its article: "a date"
    };

    std::variant<bool, std::int64_t, double, std::string, std::vector<DeckValue>, Unsupported> data;
};

/// The value's type with its article, for messages: "a string".
std::string kind_of(const DeckValue& value);

/// Canonical TOML, independent of the locale: numbers in their shortest form that reads back to the same bits, a real
/// number always with a point or an exponent, strings basic and escaped, arrays on one line.
std::string toml_text(const DeckValue& value);

/// The number as toml_text() writes it.
std::string shortest_text(double value);
std::string shortest_text(std::int64_t value);

/// A TOML basic string with its quotes.
std::string quoted_text(std::string_view text);

}  // namespace ebru
