#include "app/stage_files.hpp"

#include <algorithm>
#include <array>

#include "io/partial_file.hpp"

namespace ebru {

namespace {

/// How a command shows that it can go on.
enum class Begun {
    by_partial_result,  ///< its result, or what there is of it
    by_mark,            ///< another file
    never,              ///< it finds by itself what it has
};

struct StageFiles {
    std::string_view command;
    std::string_view result;
    Begun begun;
    std::string_view mark;
};

constexpr auto all_stage_files = std::to_array<StageFiles>({{"forward", "chain.h5", Begun::by_partial_result, ""},
                                                            {"ensemble", "run_log.json", Begun::by_mark, "deck.toml"},
                                                            {"train", "weights.pt", Begun::by_mark, "checkpoint.pt"},
                                                            {"sample", "samples.h5", Begun::by_partial_result, ""},
                                                            {"interpolate", "samples.h5", Begun::by_partial_result, ""},
                                                            {"evaluate", "results.json", Begun::never, ""},
                                                            {"sweep", "table.json", Begun::never, ""}});

const StageFiles* files_of(std::string_view command) {
    const auto* const place = std::ranges::find(all_stage_files, command, &StageFiles::command);
    return place != all_stage_files.end() ? place : nullptr;
}

}  // namespace

std::filesystem::path stage_result(std::string_view command, const std::filesystem::path& folder) {
    const StageFiles* const files = files_of(command);
    return files != nullptr ? folder / files->result : std::filesystem::path();
}

bool can_resume(std::string_view command, const std::filesystem::path& folder) {
    const StageFiles* const files = files_of(command);
    if (files == nullptr || files->begun == Begun::never) {
        return false;
    }
    return files->begun == Begun::by_mark ? std::filesystem::exists(folder / files->mark)
                                          : file_progress(folder / files->result) != FileProgress::absent;
}

}  // namespace ebru
