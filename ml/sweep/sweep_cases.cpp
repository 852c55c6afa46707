#include "ml/sweep/sweep_cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr std::size_t most_cases = 10000;

void refuse_second_place(const GridAxis& axis, const std::vector<SweptEntry>& others) {
    const auto same = std::ranges::find(others, axis.name, &SweptEntry::name);
    if (same != others.end()) {
        throw UserError(axis.entry.origin + ": grid." + axis.name, same->entry.origin + " sets the same key",
                        "keep one of them");
    }
}

int first_line(const std::vector<SweptEntry>& entries) {
    int line = std::numeric_limits<int>::max();
    for (const SweptEntry& entry : entries) {
        line = std::min(line, entry.entry.line);
    }
    return line;
}

void add(SweepCase& to, const std::vector<SweptEntry>& entries) {
    for (const SweptEntry& entry : entries) {
        to.entries[entry.key.stage][entry.key.key] = entry.entry;
    }
}

/// The named cases, or one without a name.
std::vector<SweepCase> named_cases(const SweepParts& parts) {
    std::vector<std::pair<std::string, std::vector<SweptEntry>>> named(parts.named.begin(), parts.named.end());
    std::ranges::stable_sort(named, {}, [](const auto& one) { return first_line(one.second); });
    std::vector<SweepCase> cases;
    for (const auto& [name, entries] : named) {
        SweepCase one;
        one.name = name;
        add(one, parts.common);
        add(one, entries);
        for (const SweptEntry& entry : entries) {
            one.swept[entry.name] = entry.entry.value;
        }
        cases.push_back(std::move(one));
    }
    if (cases.empty()) {
        add(cases.emplace_back(), parts.common);
    }
    return cases;
}

/// "Pe" of forward.transport.Pe, the whole key when another axis ends alike.
std::string short_name(const GridAxis& axis, const std::vector<GridAxis>& axes) {
    const auto last_word = [](const GridAxis& one) { return one.name.substr(one.name.rfind('.') + 1); };
    const auto alike = std::ranges::count(axes, last_word(axis), last_word);
    return alike > 1 ? axis.name : last_word(axis);
}

std::string value_text(const DeckValue& value) {
    const auto* text = std::get_if<std::string>(&value.data);
    return text != nullptr ? *text : toml_text(value);
}

SweepCase with_value(SweepCase one, const GridAxis& axis, const std::string& name, const DeckValue& value) {
    DeckEntry entry = axis.entry;
    entry.value = value;
    one.entries[axis.key.stage][axis.key.key] = std::move(entry);
    one.swept[axis.name] = value;
    one.name += (one.name.empty() ? "" : ", ") + name + "=" + value_text(value);
    return one;
}

void refuse_equal_names(const std::vector<SweepCase>& cases, const std::string& deck) {
    std::set<std::string> words;
    for (const SweepCase& one : cases) {
        validate(words.insert(folder_word(one.name)).second, fmt::format("{}: the case \"{}\"", deck, one.name),
                 fmt::format("another has the same name or the same folder, {}", folder_word(one.name)),
                 "list every value once and give cases names that differ in letters or digits");
    }
}

}  // namespace

std::vector<SweepCase> all_cases(const SweepParts& parts, const std::string& deck) {
    std::vector<SweepCase> cases = named_cases(parts);
    for (const GridAxis& axis : parts.axes) {
        refuse_second_place(axis, parts.common);
        for (const auto& [name, entries] : parts.named) {
            refuse_second_place(axis, entries);
        }
        validate(cases.size() * axis.values.size() <= most_cases, deck,
                 fmt::format("its grid has more than {} cases", most_cases), "list fewer values");
        const std::string name = short_name(axis, parts.axes);
        std::vector<SweepCase> more;
        for (const SweepCase& one : cases) {
            for (const DeckValue& value : axis.values) {
                more.push_back(with_value(one, axis, name, value));
            }
        }
        cases = std::move(more);
    }
    if (cases.size() == 1 && cases.front().name.empty()) {
        cases.front().name = "all";
    }
    refuse_equal_names(cases, deck);
    return cases;
}

std::string folder_word(const std::string& name) {
    std::string word = name;
    for (char& c : word) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '=' ||
                          c == '.' || c == '-';
        c = kept ? c : '_';
    }
    return word;
}

}  // namespace ebru
