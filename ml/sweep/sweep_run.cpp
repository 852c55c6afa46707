#include "ml/sweep/sweep_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/stage_files.hpp"
#include "config/deck_parser.hpp"
#include "io/atomic_file.hpp"
#include "io/raw_file.hpp"

namespace ebru {

namespace {

constexpr const char* updates_key = "train.steps";

std::filesystem::path file_of(const SweepRun& run, std::size_t index, const char* extension) {
    return run.folder / fmt::format("{}.{}", to_name(run.stages[index].stage), extension);
}

/// Values of a canonical deck as texts, but for the keys that change no result.
std::map<std::string, std::string> what_counts(const std::string& deck, const StageWork& work) {
    std::map<std::string, std::string> values;
    for (const auto& [key, entry] : parse_deck_text(deck, "", {}).entries) {
        if (std::ranges::find(work.how, key) == work.how.end()) {
            values[key] = toml_text(entry.value);
        }
    }
    return values;
}

std::int64_t updates_of(const std::string& deck) {
    const DeckEntries entries = parse_deck_text(deck, "", {}).entries;
    const auto place = entries.find(updates_key);
    const auto* count = place == entries.end() ? nullptr : std::get_if<std::int64_t>(&place->second.value.data);
    return count != nullptr ? *count : 0;
}

bool same_work(const std::string& before, const StageWork& work) {
    return what_counts(before, work) == what_counts(work.deck, work) && updates_of(before) <= updates_of(work.deck);
}

}  // namespace

std::filesystem::path stage_folder(const SweepRun& run, SweepStage stage) {
    switch (stage) {
        case SweepStage::forward:
            return run.folder / "chain";
        case SweepStage::train:
            return run.folder / "train";
        case SweepStage::sample:
            return run.folder / "samples";
        case SweepStage::evaluate:
            break;
    }
    return run.folder / "evaluation";
}

StageState stage_state(const SweepRun& run, std::size_t index) {
    const StageWork& work = run.stages[index];
    const std::filesystem::path deck = file_of(run, index, "toml");
    if (!std::filesystem::exists(deck)) {
        return StageState::absent;
    }
    const std::string before = RawFile(deck, RawAccess::existing).read_all();
    if (before == work.deck && std::filesystem::exists(file_of(run, index, "done"))) {
        return StageState::complete;
    }
    return work.has_command && same_work(before, work) && can_resume(to_name(work.stage), stage_folder(run, work.stage))
               ? StageState::interrupted
               : StageState::absent;
}

void begin_stage(const SweepRun& run, std::size_t index) {
    for (std::size_t later = index; later < run.stages.size(); ++later) {
        std::filesystem::remove(file_of(run, later, "done"));
        if (later > index) {
            std::filesystem::remove(file_of(run, later, "toml"));
        }
    }
    write_file_atomically(file_of(run, index, "toml"), run.stages[index].deck, Durability::process_kill);
}

void end_stage(const SweepRun& run, std::size_t index) {
    write_file_atomically(file_of(run, index, "done"), "", Durability::process_kill);
}

std::vector<std::string> stage_command(const SweepRun& run, std::size_t index, StageState state, int threads) {
    const SweepStage stage = run.stages[index].stage;
    const std::string deck = file_of(run, index, "toml").string();
    std::vector<std::string> words = {std::string(to_name(stage))};
    switch (stage) {
        case SweepStage::forward:
        case SweepStage::train:
            words.push_back(deck);
            break;
        case SweepStage::sample:
            words.insert(words.end(), {stage_folder(run, SweepStage::train).string(), "--deck", deck});
            break;
        case SweepStage::evaluate:
            words.insert(words.end(), {stage_folder(run, SweepStage::sample).string(), deck});
            break;
    }
    words.insert(words.end(),
                 {"-o", stage_folder(run, stage).string(),
                  state == StageState::interrupted ? "--resume" : "--overwrite", "--threads", std::to_string(threads)});
    return words;
}

}  // namespace ebru
