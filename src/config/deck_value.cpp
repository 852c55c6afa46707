#include "config/deck_value.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace ebru {

namespace {

/// Overload set for std::visit.
template <class... Cases>
struct Match : Cases... {
    using Cases::operator()...;
};

template <class Number>
std::string to_text(Number value) {
    std::array<char, 64> buffer{};  // longest: -2.2250738585072014e-308, 24 characters
    const std::to_chars_result end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), end.ptr};
}

std::string escaped(char character) {
    switch (character) {
        case '"':
            return "\\\"";
        case '\\':
            return "\\\\";
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            break;
    }
    const auto code = static_cast<unsigned char>(character);
    if (code >= 0x20 && code != 0x7F) {
        return {character};
    }
    constexpr std::string_view digits = "0123456789ABCDEF";
    return std::string("\\u00") + digits[code >> 4U] + digits[code & 0xFU];
}

}  // namespace

std::string shortest_text(double value) {
    if (std::isnan(value)) {
        return "nan";
    }
    if (std::isinf(value)) {
        return value > 0.0 ? "inf" : "-inf";
    }
    const std::string text = to_text(value);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string shortest_text(std::int64_t value) {
    return to_text(value);
}

std::string quoted_text(std::string_view text) {
    std::string result = "\"";
    for (const char character : text) {
        result += escaped(character);
    }
    return result + '"';
}

std::string kind_of(const DeckValue& value) {
    return std::visit(
        Match{[](bool) { return std::string("a boolean"); }, [](std::int64_t) { return std::string("an integer"); },
              [](double) { return std::string("a real number"); },
              [](const std::string&) { return std::string("a string"); },
              [](const std::vector<DeckValue>&) { return std::string("an array"); },
              [](const DeckValue::Unsupported& other) { return other.kind; }},
        value.data);
}

std::string toml_text(const DeckValue& value) {
    return std::visit(Match{[](bool truth) { return std::string(truth ? "true" : "false"); },
                            [](std::int64_t number) { return shortest_text(number); },
                            [](double number) { return shortest_text(number); },
                            [](const std::string& text) { return quoted_text(text); },
                            [](const std::vector<DeckValue>& list) {
                                std::string text = "[";
                                for (const DeckValue& element : list) {
                                    text += (text.size() > 1 ? ", " : "") + toml_text(element);
                                }
                                return text + "]";
                            },
                            [](const DeckValue::Unsupported&) { return std::string("..."); }},
                      value.data);
}

}  // namespace ebru
