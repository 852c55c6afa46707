#include "config/deck.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "config/deck_parser.hpp"
#include "config/nearest_name.hpp"

namespace ebru {

namespace {

constexpr std::uintmax_t longest_deck = 1U << 20U;  // a chain or an image given by mistake is not read into memory

std::string table_of(const std::string& key) {
    const std::size_t dot = key.rfind('.');
    return dot == std::string::npos ? "" : key.substr(0, dot);
}

std::string name_in_table(const std::string& key) {
    return key.substr(key.rfind('.') + 1);
}  // npos + 1 is 0

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

/// Whether `key` is `name` or lies in the table `name`.
bool is_under(const std::string& key, const std::string& name) {
    return key == name || key.starts_with(name + ".");
}

std::string read_deck_file(const std::filesystem::path& file) {
    const std::string problem = "the deck " + file.string();
    std::error_code failure;
    validate(std::filesystem::exists(file, failure), problem, "there is no such file", "check the path");
    validate(std::filesystem::is_regular_file(file, failure), problem, "it is not a file", "give a TOML file");
    const std::uintmax_t size = std::filesystem::file_size(file, failure);
    validate(!failure && size <= longest_deck, problem, "it is larger than 1 MiB", "give a TOML file");
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    validate(stream && (size == 0 || text), problem, "it cannot be read", "check its permissions");
    return text.str();
}

}  // namespace

Deck::Deck(std::string name, std::string_view text, const std::filesystem::path& folder,
           const std::vector<std::string>& overrides)
    : name_(std::move(name)) {
    ParsedDeck parsed = parse_deck_text(text, name_, folder);
    entries_ = std::move(parsed.entries);
    empty_tables_ = std::move(parsed.empty_tables);
    int position = 0;
    for (const std::string& assignment : overrides) {
        for (auto& [key, entry] : parse_override(assignment, position++)) {
            entries_[key] = std::move(entry);
        }
    }
}

Deck Deck::load(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
    return {file.string(), read_deck_file(file), std::filesystem::absolute(file).parent_path(), overrides};
}

Deck Deck::parse(std::string_view text, const std::string& name, const std::vector<std::string>& overrides) {
    return {name, text, std::filesystem::current_path(), overrides};
}

void Deck::set_defaults_from(const Deck& preset) {
    for (const auto& [key, entry] : preset.entries_) {
        const auto [place, is_new] = entries_.try_emplace(key, entry);
        if (is_new) {
            EBRU_EXPECT(std::ranges::find(reads_, key, &Read::key) == reads_.end());
            place->second.layer = DeckLayer::preset;
        }
    }
}

bool Deck::has(const std::string& key) {
    know(key);
    return entries_.contains(key);
}

std::string Deck::alternative(const std::vector<std::string>& keys) {
    EBRU_EXPECT(!keys.empty());
    std::string chosen = keys.front();
    const DeckEntry* best = nullptr;
    for (const std::string& key : keys) {
        know(key);
        const auto place = entries_.find(key);
        if (place == entries_.end()) {
            continue;
        }
        const DeckEntry& entry = place->second;
        validate(best == nullptr || entry.layer != best->layer, cite(chosen) + " and " + cite(key),
                 "they say the same thing in two ways", "keep one of them");
        if (best == nullptr || entry.layer > best->layer) {
            best = &entry;
            chosen = key;
        }
    }
    std::ranges::copy_if(keys, std::back_inserter(silenced_), [&](const std::string& key) { return key != chosen; });
    return chosen;
}

void Deck::refuse(const std::string& key, const std::string& why, const std::string& advice) const {
    const auto read = std::ranges::find(reads_, key, &Read::key);
    throw UserError(cite(key) + (read == reads_.end() ? "" : " = " + toml_text(read->value)), why, advice);
}

void Deck::reject_unknown() const {
    using Unread = DeckEntries::const_iterator;
    std::vector<Unread> unread;
    for (Unread place = entries_.begin(); place != entries_.end(); ++place) {
        const bool is_read = std::ranges::find(reads_, place->first, &Read::key) != reads_.end();
        if (!is_read && place->second.layer != DeckLayer::preset && !contains(silenced_, place->first)) {
            unread.push_back(place);
        }
    }
    const auto first = std::ranges::min_element(
        unread, {}, [](const Unread& place) { return std::pair(place->second.layer, place->second.line); });
    if (first != unread.end()) {
        const std::string& key = (*first)->first;
        const std::string problem = cite(key) + " = " + toml_text((*first)->second.value);
        if (contains(known_, key)) {
            throw UserError(problem, "it has no effect beside the other settings", "remove it");
        }
        throw UserError(problem, "this run has no key of that name", advice_for_key(key));
    }
    for (const auto& [table, origin] : empty_tables_) {
        const std::vector<std::string> valid = known_tables();
        if (!contains(valid, table)) {
            const std::optional<std::string> nearest = nearest_name(table, valid);
            throw UserError(
                origin + ": [" + table + "]", "this run has no table of that name",
                (nearest ? "did you mean [" + *nearest + "]? " : "") + "valid tables: " + joined(valid, ", "));
        }
    }
}

std::string Deck::resolved(const std::vector<std::string>& excluded) const {
    std::vector<std::pair<std::string, std::string>> tables{{"", ""}};  // name and lines, keys before tables
    for (const Read& read : reads_) {
        if (std::ranges::any_of(excluded, [&](const std::string& name) { return is_under(read.key, name); })) {
            continue;
        }
        const std::string table = table_of(read.key);
        auto place = std::ranges::find(tables, table, &std::pair<std::string, std::string>::first);
        if (place == tables.end()) {
            place = tables.insert(tables.end(), {table, ""});
        }
        place->second += name_in_table(read.key) + " = " + toml_text(read.value) + "\n";
    }
    std::string text;
    for (const auto& [table, lines] : tables) {
        if (!table.empty()) {
            text += (text.empty() ? "[" : "\n[") + table + "]\n";
        }
        text += lines;
    }
    return text;
}

const DeckEntry* Deck::ask(const std::string& key, bool has_default, const std::string& wanted) {
    know(key);
    const auto place = entries_.find(key);
    if (place != entries_.end()) {
        return &place->second;
    }
    const std::string table = table_of(key);
    validate(has_default, name_ + ": " + key + " is missing", "it has no default",
             "add " + name_in_table(key) + " = ... " + (table.empty() ? "" : "to [" + table + "] ") + "or --set " +
                 key + "=..., " + wanted);
    return nullptr;
}

std::string Deck::cite(const std::string& key) const {
    const auto place = entries_.find(key);
    return (place == entries_.end() ? name_ : place->second.origin) + ": " + key;
}

void Deck::know(const std::string& key) {
    if (!contains(known_, key)) {
        known_.push_back(key);
    }
}

void Deck::record(const std::string& key, DeckValue value) {
    const auto place = std::ranges::find(reads_, key, &Read::key);
    if (place == reads_.end()) {
        reads_.push_back({key, std::move(value)});
    } else {
        EBRU_EXPECT(toml_text(place->value) == toml_text(value));
    }
}

std::vector<std::string> Deck::known_tables() const {
    std::vector<std::string> tables;
    for (const std::string& key : known_) {
        const std::string table = table_of(key);
        if (!table.empty() && !contains(tables, table)) {
            tables.push_back(table);
        }
    }
    return tables;
}

std::string Deck::advice_for_key(const std::string& key) const {
    const std::string table = table_of(key);
    std::vector<std::string> beside;
    for (const std::string& other : known_) {
        if (table_of(other) == table) {
            beside.push_back(name_in_table(other));
        }
    }
    std::string advice;
    if (const std::optional<std::string> nearest = nearest_name(key, known_)) {
        advice = "did you mean " + *nearest + "? ";
    }
    if (beside.empty()) {
        return advice + "valid tables: " + joined(known_tables(), ", ");
    }
    return advice + "valid " + (table.empty() ? "outside the tables" : "in [" + table + "]") + ": " +
           joined(beside, ", ");
}

}  // namespace ebru
