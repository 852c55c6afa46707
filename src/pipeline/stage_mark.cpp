#include "pipeline/stage_mark.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>

#include "app/stage_files.hpp"
#include "base/error.hpp"
#include "base/text_hash.hpp"
#include "io/atomic_file.hpp"

namespace ebru {

namespace {

constexpr std::uintmax_t read_up_to = 64U << 20U;

std::string content_hash(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    validate(static_cast<bool>(stream), file.string(), "it cannot be read", "make it readable");
    TextHash hash;
    std::vector<char> part(1U << 20U);
    while (stream.read(part.data(), static_cast<std::streamsize>(part.size())) || stream.gcount() > 0) {
        hash.add(std::string_view(part.data(), static_cast<std::size_t>(stream.gcount())));
    }
    return hash.text();
}

std::string mark_of_file(const std::filesystem::path& file) {
    std::error_code failure;
    const std::uintmax_t size = std::filesystem::file_size(file, failure);
    if (failure) {
        return "absent";
    }
    if (size <= read_up_to) {
        return content_hash(file);
    }
    const auto changed = std::filesystem::last_write_time(file, failure).time_since_epoch();
    return fmt::format("{} bytes of {}", size, std::chrono::duration_cast<std::chrono::nanoseconds>(changed).count());
}

/// All files below a folder, with size and time of the last change: what they hold may be gigabytes.
std::string mark_of_folder(const std::filesystem::path& folder) {
    std::vector<std::string> lines;
    std::error_code failure;
    for (auto entry = std::filesystem::recursive_directory_iterator(folder, failure);
         !failure && entry != std::filesystem::recursive_directory_iterator(); entry.increment(failure)) {
        if (entry->is_regular_file(failure)) {
            lines.push_back(fmt::format("{} {} {}", entry->path().lexically_relative(folder).string(),
                                        entry->file_size(failure),
                                        entry->last_write_time(failure).time_since_epoch().count()));
        }
    }
    std::ranges::sort(lines);
    TextHash hash;
    for (const std::string& line : lines) {
        hash.add(line).add("\n");
    }
    return hash.text();
}

/// The text without the tables [run] and [pictures] of commands whose results do not depend on them.
std::string what_counts(StageCommand command, const std::string& plan) {
    if (command != StageCommand::forward && command != StageCommand::ensemble) {
        return plan;
    }
    std::istringstream lines(plan);
    std::string kept;
    bool counts = true;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("[")) {
            counts = !line.starts_with("[run") && !line.starts_with("[pictures");
        }
        counts = counts || line.starts_with("#");  // the plan below the deck
        kept += counts ? line + "\n" : "";
    }
    return kept;
}

/// The absolute paths that stand in quotes in a text.
std::vector<std::string> paths_in(const std::string& text) {
    std::vector<std::string> paths;
    for (std::size_t open = text.find("\"/"); open != std::string::npos;) {
        const std::size_t close = text.find_first_of("\"\n", open + 1);
        if (close == std::string::npos) {
            break;
        }
        if (text[close] == '"') {
            paths.push_back(text.substr(open + 1, close - open - 1));
        }
        open = text.find("\"/", close + 1);
    }
    return paths;
}

std::filesystem::path record_file(const std::filesystem::path& folder, const PipelineStage& stage, const char* ending) {
    return folder / (stage.name + ending);
}

std::string first_word(std::istream& stream) {
    std::string word;
    std::getline(stream, word);
    return word;
}

}  // namespace

std::string file_mark(const std::filesystem::path& path) {
    std::error_code failure;
    return std::filesystem::is_directory(path, failure) ? mark_of_folder(path) : mark_of_file(path);
}

std::string work_mark(const PipelineStage& stage, const std::string& plan, const std::vector<std::string>& inputs) {
    const std::string counted = what_counts(stage.command, plan);
    TextHash hash;
    hash.add(to_name(stage.command)).add("\n").add(counted);
    for (const std::string& path : paths_in(counted)) {
        hash.add(path).add(" ").add(file_mark(path)).add("\n");
    }
    for (const std::string& input : inputs) {
        hash.add(input).add("\n");
    }
    if (inputs.empty() && !stage.from.empty()) {
        hash.add(file_mark(stage.from));
    }
    return hash.text();
}

StageRecord read_record(const std::filesystem::path& folder, const PipelineStage& stage) {
    StageRecord record;
    std::ifstream begun(record_file(folder, stage, ".begun"));
    std::ifstream done(record_file(folder, stage, ".done"));
    record.begun = first_word(begun);
    record.done = first_word(done);
    record.result = first_word(done);
    return record;
}

void record_begin(const std::filesystem::path& folder, const PipelineStage& stage, const std::string& mark) {
    std::filesystem::remove(record_file(folder, stage, ".done"));
    write_file_atomically(record_file(folder, stage, ".begun"), mark + "\n", Durability::process_kill);
}

void record_end(const std::filesystem::path& folder, const PipelineStage& stage, const std::string& mark) {
    const std::string result = file_mark(stage_result(to_name(stage.command), stage.output));
    write_file_atomically(record_file(folder, stage, ".done"), mark + "\n" + result + "\n", Durability::process_kill);
}

}  // namespace ebru
