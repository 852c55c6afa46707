#include "ml/data/forward_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "base/text_hash.hpp"
#include "solvers/forward/process_factory.hpp"

namespace ebru {

namespace {

/// Keys and values of a canonical deck: one key a line.
std::vector<std::pair<std::string, std::string>> entries_of(const std::string& canonical) {
    std::vector<std::pair<std::string, std::string>> entries;
    std::istringstream lines(canonical);
    std::string table;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t equals = line.find(" = ");
        if (line.starts_with('[') && line.ends_with(']') && equals == std::string::npos) {
            table = line.substr(1, line.size() - 2) + ".";
        } else if (equals != std::string::npos) {
            entries.emplace_back(table + line.substr(0, equals), line.substr(equals + 3));
        }
    }
    return entries;
}

std::string hash_of(const ForwardFacts& facts) {
    TextHash hash;
    hash.add(fmt::format("{} {} {}\n", facts.shape.channels, facts.shape.ny, facts.shape.nx));
    for (const auto& [key, value] : facts.definition) {
        hash.add(fmt::format("{} = {}\n", key, value));
    }
    return hash.text();
}

const std::string* find(const ForwardFacts& facts, const std::string& key) {
    const auto place = std::ranges::find(facts.definition, key, &std::pair<std::string, std::string>::first);
    return place == facts.definition.end() ? nullptr : &place->second;
}

/// Fourier numbers that differ by round-off (blur given in pixels, say) are the same.
bool same_levels(const ForwardFacts& a, const ForwardFacts& b) {
    constexpr double round_off = 1e-12;
    const auto close = [](double x, double y) { return std::abs(x - y) <= round_off * std::abs(x); };
    return std::ranges::equal(a.levels, b.levels, [&](const LevelRecord& x, const LevelRecord& y) {
        return close(x.fo, y.fo) && close(x.time, y.time);
    });
}

/// The first key of `a` whose value is another or missing in `b`.
std::optional<std::string> first_difference(const ForwardFacts& a, const ForwardFacts& b, bool equal_levels) {
    for (const auto& [key, value] : a.definition) {
        const std::string* other = find(b, key);
        const bool same = other != nullptr && *other == value;
        if (!same && !(equal_levels && key.starts_with("schedule."))) {
            return key;
        }
    }
    return std::nullopt;
}

}  // namespace

ForwardFacts forward_facts(const std::string& resolved_deck, const ImageShape& shape) {
    Deck deck = Deck::parse(resolved_deck, "the forward process's deck");
    ForwardFacts facts;
    facts.deck = resolved_deck;
    facts.shape = shape;
    const DataSettings data = read_data_settings(deck);
    facts.settings = read_forward_settings(deck, data, shape.nx);
    const MadeProcess<float> made = make_process<float>(facts.settings, shape);
    facts.name = made.name;
    facts.boundary = made.boundary;
    facts.levels = made.process->levels();
    if (facts.settings.process == ProcessKind::gaussian) {
        facts.path.emplace(facts.settings.gaussian);
    }
    facts.definition =
        entries_of(deck.resolved({"preset", "seed", "run", "pictures", "chain", "process.precision", "data.set",
                                  "data.path", "data.kind", "data.dataset", "data.size", "data.first", "data.count"}));
    facts.hash = hash_of(facts);
    return facts;
}

std::optional<std::string> process_difference(const ForwardFacts& a, const ForwardFacts& b) {
    if (a.shape != b.shape) {
        const auto text = [](const ImageShape& s) { return fmt::format("{} x {} x {}", s.channels, s.ny, s.nx); };
        return fmt::format("images (C, Y, X) of {} and {}", text(a.shape), text(b.shape));
    }
    const bool equal_levels = same_levels(a, b);
    std::optional<std::string> key = first_difference(a, b, equal_levels);
    if (!key) {
        key = first_difference(b, a, equal_levels);
    }
    if (!key) {
        return std::nullopt;
    }
    const auto text = [&](const ForwardFacts& facts) {
        const std::string* value = find(facts, *key);
        return value != nullptr ? *value : std::string("none");
    };
    return fmt::format("{} = {} and {}", *key, text(a), text(b));
}

}  // namespace ebru
