#include "ml/sweep/sweep_deck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "config/deck_parser.hpp"
#include "config/nearest_name.hpp"
#include "io/raw_file.hpp"
#include "ml/sweep/sweep_cases.hpp"

namespace ebru {

namespace {

constexpr std::string_view sweep_table = "sweep.";
constexpr std::string_view grid_table = "grid.";
constexpr std::string_view case_table = "case.";

/// The working folder for as long as this lives.
class WorkingFolder {
  public:
    explicit WorkingFolder(const std::filesystem::path& folder) : before_(std::filesystem::current_path()) {
        std::filesystem::current_path(folder);
    }
    WorkingFolder(const WorkingFolder&) = delete;
    WorkingFolder& operator=(const WorkingFolder&) = delete;
    ~WorkingFolder() {
        std::error_code failure;
        std::filesystem::current_path(before_, failure);
    }

  private:
    std::filesystem::path before_;
};

/// One key a line, each on the line that it has in the sweep's deck, so that messages about the text name the user's
/// line.
std::string text_by_lines(const DeckEntries& entries) {
    std::vector<DeckEntries::const_iterator> places;
    for (auto place = entries.begin(); place != entries.end(); ++place) {
        if (place->second.layer == DeckLayer::deck) {
            places.push_back(place);
        }
    }
    std::ranges::stable_sort(places, {}, [](const auto& place) { return place->second.line; });
    std::string text;
    int line = 1;
    for (const auto& place : places) {
        for (; line < place->second.line; ++line) {
            text += "\n";
        }
        text += place->first + " = " + toml_text(place->second.value) + "\n";
        ++line;
    }
    return text;
}

/// What the command line gives of `entries`, as `--set` takes it.
std::vector<std::string> assignments_of(const DeckEntries& entries) {
    std::vector<std::string> assignments;
    for (const auto& [key, entry] : entries) {
        if (entry.layer == DeckLayer::command_line) {
            assignments.push_back(key + "=" + toml_text(entry.value));
        }
    }
    return assignments;
}

SweepSettings read_settings(const DeckEntries& entries, const std::string& name) {
    Deck deck = Deck::parse(text_by_lines(entries), name, assignments_of(entries));
    SweepSettings s;
    s.title = deck.string("sweep.title", name);
    s.seeds = deck.integers("sweep.seeds", std::vector<int>{1, 2}, IntRange::at_least(0));
    s.pairs = deck.choice("sweep.pairs", s.pairs);
    s.threads = deck.integer("sweep.threads", s.threads, IntRange::closed(1, 4096));
    s.jobs = deck.integer("sweep.jobs", s.jobs, IntRange::closed(0, 4096, "runs"));
    s.columns = deck.strings("sweep.columns", std::vector<std::string>{});
    deck.reject_unknown();
    if (s.seeds.empty()) {
        deck.refuse("sweep.seeds", "without a seed there is no run", "list at least one; two or more show the spread");
    }
    if (std::set<int>(s.seeds.begin(), s.seeds.end()).size() != s.seeds.size()) {
        deck.refuse("sweep.seeds", "a run would be made twice", "list every seed once");
    }
    s.resolved = deck.resolved();
    return s;
}

std::string cited(const std::string& key, const DeckEntry& entry) {
    return entry.origin + ": " + key;
}

/// What the sweep itself sets.
std::optional<std::string> reserved_by(const StageKey& key) {
    if ((key.stage == SweepStage::forward && key.key == "seed") || key.key == "train.seed" ||
        key.key == "sample.seed") {
        return "sweep.seeds sets it";
    }
    if (key.key == "data.forward" || key.key == "data.chain" || key.key == "sample.forward") {
        return "every run gets the forward process of its own case";
    }
    return std::nullopt;
}

/// The stage's key behind `prefix`. \throws UserError for keys that no stage has or that the sweep sets.
StageKey judged_key(const std::string& key, std::string_view prefix, const DeckEntry& entry) {
    const std::string problem = cited(key, entry) + " = " + toml_text(entry.value);
    const std::optional<StageKey> of_stage = stage_key(key.substr(prefix.size()));
    const std::vector<std::string> tables = {"sweep",  "grid",     "case.NAME",  "forward.*",
                                             "data",   "network",  "objective",  "train",
                                             "sample", "evaluate", "classifier", "torchscript"};
    validate(of_stage.has_value(), problem, "no stage has a table of that name", "valid tables: " + joined(tables));
    const std::optional<std::string> reserved = reserved_by(*of_stage);
    validate(!reserved, problem, reserved.value_or(""), "remove it");
    validate(!std::holds_alternative<DeckValue::Unsupported>(entry.value.data), problem,
             "it is " + kind_of(entry.value), "no key takes one");
    return *of_stage;
}

/// A case's name and its key: "heat" and "train.steps" of case.heat.train.steps.
std::pair<std::string, std::string> split_case_key(const std::string& key, const DeckEntry& entry) {
    const std::size_t dot = key.find('.', case_table.size());
    validate(dot != std::string::npos, cited(key, entry), "it is a key, not the table of a case",
             "write [case.NAME.TABLE] above KEY = VALUE");
    return {key.substr(case_table.size(), dot - case_table.size()), key.substr(dot + 1)};
}

GridAxis read_axis(const std::string& key, const DeckEntry& entry) {
    GridAxis axis{{key.substr(grid_table.size()), judged_key(key, grid_table, entry), entry}, {}};
    const auto* list = std::get_if<std::vector<DeckValue>>(&entry.value.data);
    const std::string problem = cited(key, entry) + " = " + toml_text(entry.value);
    validate(list != nullptr, problem, "an axis of the grid is a list", "write [" + toml_text(entry.value) + "]");
    validate(!list->empty(), problem, "an axis without values leaves no run", "list at least one value");
    axis.values = *list;
    return axis;
}

/// Tables without keys say nothing, but for a case that is as all others.
void read_empty_tables(const std::map<std::string, std::string>& tables, SweepParts& parts) {
    for (const auto& [table, origin] : tables) {
        if (table.starts_with(case_table)) {
            parts.named[table.substr(case_table.size(), table.find('.', case_table.size()) - case_table.size())];
            continue;
        }
        const bool known = table == "sweep" || table == "grid" || table == "forward" || stage_key(table + ".x");
        validate(known, origin + ": [" + table + "]", "a sweep has no table of that name", "see docs/sweeps.md");
    }
}

SweepParts taken_apart(const ParsedDeck& parsed, DeckEntries& settings) {
    SweepParts parts;
    for (const auto& [key, entry] : parsed.entries) {
        if (key.starts_with(sweep_table)) {
            settings[key] = entry;
        } else if (key.starts_with(grid_table)) {
            parts.axes.push_back(read_axis(key, entry));
        } else if (key.starts_with(case_table)) {
            const auto [name, inner] = split_case_key(key, entry);
            const StageKey of_stage = judged_key(key, std::string(case_table) + name + ".", entry);
            parts.named[name].push_back({inner, of_stage, entry});
        } else {
            parts.common.push_back({key, judged_key(key, "", entry), entry});
        }
    }
    read_empty_tables(parsed.empty_tables, parts);
    return parts;
}

}  // namespace

SweepDeck read_sweep_deck(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
    std::error_code failure;
    validate(std::filesystem::is_regular_file(file, failure), "the deck " + file.string(), "there is no such file",
             "check the path");
    SweepDeck sweep;
    sweep.name = file.string();
    sweep.folder = std::filesystem::absolute(file).parent_path();
    ParsedDeck parsed = parse_deck_text(RawFile(file, RawAccess::existing).read_all(), sweep.name, sweep.folder);
    int position = 0;
    for (const std::string& assignment : overrides) {
        for (auto& [key, entry] : parse_override(assignment, position++)) {
            parsed.entries[key] = std::move(entry);
        }
    }
    DeckEntries settings;
    const SweepParts parts = taken_apart(parsed, settings);
    sweep.settings = read_settings(settings, sweep.name);
    sweep.cases = all_cases(parts, sweep.name);
    std::set<std::string> axes;
    for (const SweepCase& one : sweep.cases) {
        for (const auto& [key, value] : one.swept) {
            axes.insert(key);
        }
    }
    sweep.axes.assign(axes.begin(), axes.end());
    return sweep;
}

Deck stage_deck(const SweepDeck& sweep, const SweepCase& of_case, SweepStage stage, int seed,
                const std::vector<std::string>& overrides) {
    const auto place = of_case.entries.find(stage);
    const DeckEntries entries = place == of_case.entries.end() ? DeckEntries{} : place->second;
    std::vector<std::string> assignments = assignments_of(entries);
    if (stage != SweepStage::evaluate) {
        const std::string key = stage == SweepStage::forward ? "seed" : std::string(to_name(stage)) + ".seed";
        assignments.push_back(fmt::format("{}={}", key, seed));
    }
    assignments.insert(assignments.end(), overrides.begin(), overrides.end());
    const WorkingFolder relative_paths_start_here(sweep.folder);
    return Deck::parse(text_by_lines(entries), sweep.name, assignments);
}

}  // namespace ebru
