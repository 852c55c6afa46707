#include "pipeline/pipeline_deck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>

#include "base/error.hpp"
#include "config/deck.hpp"
#include "config/deck_parser.hpp"
#include "config/nearest_name.hpp"
#include "io/raw_file.hpp"
#include "pipeline/stage_order.hpp"

namespace ebru {

namespace {

constexpr std::string_view stage_table = "stage.";

bool takes_results(StageCommand command) {
    return command == StageCommand::sample || command == StageCommand::interpolate || command == StageCommand::evaluate;
}

bool takes_device(StageCommand command) {
    return command == StageCommand::train || command == StageCommand::sample || command == StageCommand::interpolate;
}

/// Whether `command` can work on what `from` leaves.
bool fits(StageCommand command, StageCommand from) {
    return command == StageCommand::evaluate ? from == StageCommand::sample || from == StageCommand::interpolate
                                             : from == StageCommand::train;
}

/// The stages' names in the order of the deck; those of the command line alone come last.
std::vector<std::string> stage_names(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
    ParsedDeck parsed = parse_deck_text(RawFile(file, RawAccess::existing).read_all(), file.string(), {});
    std::vector<std::pair<int, std::string>> places;
    const auto add = [&](const std::string& key, int line) {
        if (key.starts_with(stage_table)) {
            const std::string name = key.substr(stage_table.size());
            places.emplace_back(line, name.substr(0, name.find('.')));
        }
    };
    for (const auto& [key, entry] : parsed.entries) {
        add(key, entry.line);
    }
    constexpr int behind_all = 1 << 30;
    for (const auto& [table, origin] : parsed.empty_tables) {
        add(table, behind_all);
    }
    int position = 0;
    for (const std::string& assignment : overrides) {
        for (const auto& [key, entry] : parse_override(assignment, position++)) {
            add(key, behind_all);
        }
    }
    std::ranges::stable_sort(places, {}, &std::pair<int, std::string>::first);
    std::vector<std::string> names;
    for (const auto& [line, name] : places) {
        if (std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    }
    return names;
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

/// Reads one stage after the other.
class StageReader {
  public:
    /// \param results where stages work that name no folder. \param deck_folder where relative paths start.
    StageReader(Deck& deck, std::vector<std::string> names, std::filesystem::path results,
                std::filesystem::path deck_folder)
        : deck_(deck), names_(std::move(names)), results_(std::move(results)), deck_folder_(std::move(deck_folder)) {
        launcher_ = deck_.string("pipeline.launcher", "");
        threads_ = deck_.integer("pipeline.threads", 0, IntRange::closed(0, most_threads));
    }

    std::vector<PipelineStage> read() {
        for (const std::string& name : names_) {  // where every stage works is known before any is read
            const std::filesystem::path usual = std::filesystem::absolute(results_ / name).lexically_normal();
            outputs_.push_back(deck_.path(key(name, "output"), usual));
            commands_.push_back(deck_.choice<StageCommand>(key(name, "command")));
        }
        std::vector<PipelineStage> stages;
        for (const std::string& name : names_) {
            stages.push_back(read_stage(name));
        }
        return stages;
    }

  private:
    static constexpr int most_threads = 4096;

    static std::string key(const std::string& name, const char* last) {
        return fmt::format("{}{}.{}", stage_table, name, last);
    }

    [[nodiscard]] std::optional<std::size_t> place_of(const std::string& name) const {
        const auto place = std::ranges::find(names_, name);
        return place == names_.end() ? std::nullopt : std::optional(static_cast<std::size_t>(place - names_.begin()));
    }

    PipelineStage read_stage(const std::string& name) {
        const std::size_t own = *place_of(name);
        PipelineStage stage;
        stage.name = name;
        stage.command = commands_[own];
        stage.output = outputs_[own];
        if (!takes_results(stage.command) || deck_.has(key(name, "deck"))) {
            stage.deck = deck_.existing_path(key(name, "deck"));
        }
        for (const std::string& other : deck_.strings(key(name, "after"), std::vector<std::string>{})) {
            needs(stage, other, "after");
        }
        if (takes_results(stage.command)) {
            read_from(stage);
        }
        for (const std::string& text : deck_.strings(key(name, "set"), std::vector<std::string>{})) {
            stage.set.push_back(with_folders(stage, text));
        }
        stage.launcher = words_of(deck_.string(key(name, "launcher"), launcher_));
        stage.threads = deck_.integer(key(name, "threads"), threads_, IntRange::closed(0, most_threads));
        if (takes_device(stage.command)) {
            stage.device = deck_.string(key(name, "device"), "");
        }
        return stage;
    }

    /// Notes that the stage comes after another. \throws UserError when there is none of that name.
    void needs(PipelineStage& stage, const std::string& other, const char* by) {
        if (!place_of(other)) {
            const std::optional<std::string> nearest = nearest_name(other, names_);
            deck_.refuse(key(stage.name, by), "no stage is called " + other,
                         (nearest ? "did you mean " + *nearest + "? " : "") + "the stages: " + joined(names_, ", "));
        }
        if (std::ranges::find(stage.after, other) == stage.after.end()) {
            stage.after.push_back(other);
        }
    }

    /// A stage's name, or else a folder or file that is there.
    void read_from(PipelineStage& stage) {
        const std::string from_key = key(stage.name, "from");
        const std::string text = deck_.string(from_key);
        const std::optional<std::size_t> other = place_of(text);
        if (!other) {
            const std::optional<std::string> nearest = nearest_name(text, names_);
            stage.from = std::filesystem::absolute(deck_folder_ / text).lexically_normal();
            if (!std::filesystem::exists(stage.from)) {
                deck_.refuse(
                    from_key, "it is neither a stage nor a file or folder that is there",
                    (nearest ? "did you mean " + *nearest + "? " : "") + "the stages: " + joined(names_, ", "));
            }
            return;
        }
        if (!fits(stage.command, commands_[*other])) {
            deck_.refuse(
                from_key,
                fmt::format("{} cannot work on what {} makes", to_name(stage.command), to_name(commands_[*other])),
                stage.command == StageCommand::evaluate ? "name a stage of sample or interpolate"
                                                        : "name a stage of train");
        }
        stage.from = outputs_[*other];
        needs(stage, names_[*other], "from");
    }

    /// The text with {NAME} replaced by where stage NAME works.
    std::string with_folders(PipelineStage& stage, std::string text) {
        for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open)) {
            const std::size_t close = text.find('}', open);
            if (close == std::string::npos) {
                break;
            }
            const std::string other = text.substr(open + 1, close - open - 1);
            needs(stage, other, "set");
            const std::string folder = outputs_[*place_of(other)].string();
            text.replace(open, close - open + 1, folder);
            open += folder.size();
        }
        return text;
    }

    Deck& deck_;
    std::vector<std::string> names_;
    std::filesystem::path results_;
    std::filesystem::path deck_folder_;
    std::vector<std::filesystem::path> outputs_;
    std::vector<StageCommand> commands_;
    std::string launcher_;
    int threads_ = 0;
};

void refuse_shared_folders(const Deck& deck, const std::vector<PipelineStage>& stages) {
    std::set<std::filesystem::path> folders;
    for (const PipelineStage& stage : stages) {
        if (!folders.insert(stage.output).second) {
            deck.refuse(fmt::format("{}{}.output", stage_table, stage.name), "another stage works in the same folder",
                        "give each a folder of its own");
        }
    }
}

}  // namespace

Pipeline read_pipeline(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                       const std::filesystem::path& folder) {
    Deck deck = Deck::load(file, overrides);
    Pipeline pipeline;
    pipeline.title = deck.string("pipeline.title", file.stem().string());
    const std::vector<std::string> names = stage_names(file, overrides);
    validate(!names.empty(), file.string(), "it has no stage", "write [stage.NAME] above command = \"forward\"");
    pipeline.stages = StageReader(deck, names, folder, file.parent_path()).read();
    deck.reject_unknown();
    refuse_shared_folders(deck, pipeline.stages);
    pipeline.resolved = deck.resolved();
    pipeline.stages = ordered_stages(std::move(pipeline.stages), file.string());
    return pipeline;
}

}  // namespace ebru
