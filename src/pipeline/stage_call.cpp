#include "pipeline/stage_call.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>

#include "app/log_tail.hpp"
#include "app/wall_time.hpp"
#include "base/error.hpp"

namespace ebru {

namespace {

void add(std::vector<std::string>& words, std::initializer_list<std::string> more) {
    words.insert(words.end(), more);
}

/// Two files that are gone when this is: what a dry run prints, and what it complains of.
class DryRunFiles {
  public:
    DryRunFiles() {
        std::string name = (std::filesystem::temp_directory_path() / "ebru_run_XXXXXX").string();
        validate(mkdtemp(name.data()) != nullptr, name, "no folder can be made there", "set TMPDIR to one that can");
        folder_ = name;
    }
    DryRunFiles(const DryRunFiles&) = delete;
    DryRunFiles& operator=(const DryRunFiles&) = delete;
    ~DryRunFiles() {
        std::error_code failure;
        std::filesystem::remove_all(folder_, failure);
    }
    [[nodiscard]] std::filesystem::path output() const { return folder_ / "output"; }
    [[nodiscard]] std::filesystem::path log() const { return folder_ / "log"; }

  private:
    std::filesystem::path folder_;
};

}  // namespace

std::vector<std::string> stage_words(const PipelineStage& stage, StageStart start) {
    std::vector<std::string> words = {std::string(to_name(stage.command))};
    const std::string deck = stage.deck.string();
    switch (stage.command) {
        case StageCommand::forward:
        case StageCommand::ensemble:
        case StageCommand::train:
        case StageCommand::sweep:
            add(words, {deck});
            break;
        case StageCommand::sample:
        case StageCommand::interpolate:
            add(words, {stage.from.string()});
            if (!deck.empty()) {
                add(words, {"--deck", deck});
            }
            break;
        case StageCommand::evaluate:
            add(words, {stage.from.string()});
            if (!deck.empty()) {
                add(words, {deck});
            }
            break;
    }
    add(words, {"-o", stage.output.string()});
    for (const std::string& assignment : stage.set) {
        add(words, {"--set", assignment});
    }
    if (start == StageStart::check) {
        add(words, {"--dry-run"});
        return words;  // wherever it is checked: the device may be on another node
    }
    if (!stage.device.empty()) {
        add(words, {"--device", stage.device});
    }
    if (stage.command != StageCommand::sweep) {  // which always goes on
        add(words, {start == StageStart::resume ? "--resume" : "--overwrite"});
    }
    return words;
}

ChildOrder stage_order(const PipelineStage& stage, StageStart start, const std::filesystem::path& program,
                       const std::filesystem::path& log) {
    ChildOrder order{.program = program, .arguments = stage_words(stage, start), .log = log};
    if (start == StageStart::check) {
        return order;
    }
    if (stage.threads > 0) {
        order.arguments.insert(order.arguments.end(), {"--threads", std::to_string(stage.threads)});
    }
    const std::vector<std::string> limit = wall_time_words();
    order.arguments.insert(order.arguments.end(), limit.begin(), limit.end());
    if (!stage.launcher.empty()) {
        std::vector<std::string> words = stage.launcher;
        words.push_back(program.string());
        words.insert(words.end(), order.arguments.begin(), order.arguments.end());
        order.program = "/usr/bin/env";  // looks the launcher up in PATH and becomes it
        order.arguments = std::move(words);
        order.listens = Listens::in_its_own_way;
    }
    return order;
}

std::string stage_plan(const PipelineStage& stage, const std::filesystem::path& program) {
    const DryRunFiles files;
    ChildOrder order = stage_order(stage, StageStart::check, program, files.log());
    order.output = files.output();
    ChildProcess child(order);
    std::optional<int> code;
    constexpr std::chrono::milliseconds patience(5);
    while (!(code = child.poll())) {
        std::this_thread::sleep_for(patience);
    }
    validate(*code == 0, "the stage " + stage.name, last_message(files.log()),
             fmt::format("correct what [stage.{}] or its deck says", stage.name));
    std::ifstream stream(files.output(), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace ebru
