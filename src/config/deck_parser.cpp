#include "config/deck_parser.hpp"

#include <algorithm>
#include <optional>
#include <toml++/toml.hpp>

#include "base/error.hpp"

namespace ebru {

namespace {

bool is_key_character(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_' || character == '-';
}

bool is_plain_key(std::string_view key) {
    return !key.empty() && std::ranges::all_of(key, is_key_character);
}

bool is_dotted_key(std::string_view key) {
    for (;;) {
        const std::size_t dot = key.find('.');
        if (!is_plain_key(key.substr(0, dot))) {
            return false;
        }
        if (dot == std::string_view::npos) {
            return true;
        }
        key.remove_prefix(dot + 1);
    }
}

DeckValue to_value(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::boolean:
            return {node.as_boolean()->get()};
        case toml::node_type::integer:
            return {node.as_integer()->get()};
        case toml::node_type::floating_point:
            return {node.as_floating_point()->get()};
        case toml::node_type::string:
            return {node.as_string()->get()};
        case toml::node_type::array: {
            std::vector<DeckValue> list;
            for (const toml::node& element : *node.as_array()) {
                list.push_back(to_value(element));
            }
            return {std::move(list)};
        }
        case toml::node_type::table:
            return {DeckValue::Unsupported{"a table"}};
        default:
            return {DeckValue::Unsupported{"a date or a time"}};
    }
}

/// What the entries of one text have in common.
struct Source {
    std::string name;
    std::filesystem::path folder;

    [[nodiscard]] std::string at(const toml::source_region& region) const {
        return name + ":" + std::to_string(region.begin.line);
    }
};

void flatten(const toml::table& table, const std::string& prefix, const Source& source, ParsedDeck& parsed) {
    for (const auto& [key, node] : table) {
        const std::string origin = source.at(key.source());
        const std::string full_key = prefix + std::string(key.str());
        validate(is_plain_key(key.str()), origin + ": the key " + quoted_text(full_key),
                 "ebru has no key with such a name", "use letters, digits, _ and - only");
        const toml::table* inner = node.as_table();
        if (inner == nullptr) {
            parsed.entries[full_key] = {to_value(node), DeckLayer::deck, origin,
                                        static_cast<int>(key.source().begin.line), source.folder};
        } else if (inner->empty()) {
            parsed.empty_tables[full_key] = origin;
        } else {
            flatten(*inner, full_key + ".", source, parsed);
        }
    }
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t";
    const std::size_t first = text.find_first_not_of(blank);
    return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// The TOML value that `text` is; nothing when it is none, or one with a comment behind it.
std::optional<DeckValue> as_toml(std::string_view text) {
    constexpr std::string_view brackets = "\"'[";
    if (brackets.find(text.front()) == std::string_view::npos && text.find('#') != std::string_view::npos) {
        return std::nullopt;
    }
    try {
        const toml::table table = toml::parse("value = " + std::string(text));
        DeckValue value = to_value(*table.get("value"));
        if (!std::holds_alternative<DeckValue::Unsupported>(value.data)) {
            return value;
        }
    } catch (const toml::parse_error&) {
        // A bare word, or malformed: the caller tells them apart.
    }
    return std::nullopt;
}

}  // namespace

ParsedDeck parse_deck_text(std::string_view text, const std::string& name, const std::filesystem::path& folder) {
    ParsedDeck parsed;
    try {
        const toml::table table = toml::parse(text, std::string_view(name));
        flatten(table, "", {name, folder}, parsed);
    } catch (const toml::parse_error& error) {
        const toml::source_position& at = error.source().begin;
        throw UserError(name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": this is not TOML",
                        std::string(error.description()), "correct this line");
    }
    return parsed;
}

DeckEntries parse_override(const std::string& assignment, int position) {
    const std::string problem = "--set " + assignment;
    const std::string advice = "write --set table.key=value; a string with blanks or brackets in quotes";
    const std::size_t equals = assignment.find('=');
    validate(equals != std::string::npos, problem, "it has no '='", advice);
    validate(std::ranges::none_of(assignment, [](unsigned char c) { return c < 0x20 && c != '\t'; }), problem,
             "it has more than one line", advice);
    const std::string key(trimmed(std::string_view(assignment).substr(0, equals)));
    const std::string_view value = trimmed(std::string_view(assignment).substr(equals + 1));
    validate(is_dotted_key(key), problem, quoted_text(key) + " is not a key", advice);
    validate(!value.empty(), problem, "it has no value", advice + ", an empty one as \"\"");

    std::optional<DeckValue> parsed = as_toml(value);
    if (!parsed) {
        constexpr std::string_view brackets = "\"'[]{}";
        validate(brackets.find(value.front()) == std::string_view::npos, problem, "its value is not TOML", advice);
        parsed = DeckValue{std::string(value)};
    }
    return {{key, {std::move(*parsed), DeckLayer::command_line, "--set", position, std::filesystem::current_path()}}};
}

}  // namespace ebru
