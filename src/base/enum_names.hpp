#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.hpp"

namespace ebru {

/// One value of an enum and the word that decks, files and logs use for it.
template <class E>
struct EnumName {
    E value;
    std::string_view name;
};

/// The words of the enum E: specialise with `static constexpr auto table = std::to_array<EnumName<E>>({{E::a, "a"},
/// ...})`, once, beside the enum or where the deck is read.
template <class E>
struct EnumNames;

/// An enum with a table of words.
template <class E>
concept NamedEnum = std::is_enum_v<E> && requires { EnumNames<E>::table.size(); };

/// The word for `value`. \throws ContractError when the table forgets it.
template <NamedEnum E>
constexpr std::string_view to_name(E value) {
    for (const EnumName<E>& entry : EnumNames<E>::table) {
        if (entry.value == value) {
            return entry.name;
        }
    }
    throw ContractError("precondition", "EnumNames has a word for every value", __FILE__, __LINE__);
}

/// The value that `name` stands for; nothing when there is none. Words are case-sensitive.
template <NamedEnum E>
constexpr std::optional<E> from_name(std::string_view name) {
    for (const EnumName<E>& entry : EnumNames<E>::table) {
        if (entry.name == name) {
            return entry.value;
        }
    }
    return std::nullopt;
}

/// All words of E in the order of the table.
template <NamedEnum E>
std::vector<std::string> all_names() {
    std::vector<std::string> names;
    for (const EnumName<E>& entry : EnumNames<E>::table) {
        names.emplace_back(entry.name);
    }
    return names;
}

}  // namespace ebru
