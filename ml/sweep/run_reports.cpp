#include "ml/sweep/run_reports.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "app/log_tail.hpp"
#include "base/error.hpp"

namespace ebru {

namespace {

using Json = nlohmann::ordered_json;

Json read_json(const std::filesystem::path& file) {
    std::ifstream stream(file);
    Json json = Json::parse(stream, nullptr, false);
    validate(static_cast<bool>(stream) && !json.is_discarded(), file.string(), "it is missing or no JSON",
             "remove the .done files of this run and start the sweep again");
    return json;
}

void collect(const Json& value, const std::string& name, NamedNumbers& numbers) {
    if (value.is_number()) {
        numbers.emplace_back(name, value.get<double>());
    } else if (value.is_object()) {
        for (const auto& [key, inner] : value.items()) {
            collect(inner, name.empty() ? key : name + "." + key, numbers);
        }
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            collect(value[i], fmt::format("{}.{}", name, i), numbers);
        }
    }
}

/// Adds what a run log says under `key`, a JSON pointer; a log that a kill has cost is no reason to stop.
void add_cost(const std::filesystem::path& log, const char* key, const char* name, NamedNumbers& numbers) {
    const Json json = Json::parse(std::ifstream(log), nullptr, false);
    const Json::json_pointer pointer(key);
    if (!json.is_discarded() && json.contains(pointer) && json[pointer].is_number()) {
        numbers.emplace_back(name, json[pointer].get<double>());
    }
}

}  // namespace

std::int64_t updates_in(const std::filesystem::path& log) {
    constexpr std::streamoff enough = 1024;
    const std::string tail = tail_of(log, enough);
    std::int64_t updates = 0;
    for (const std::string_view line : lines_backwards(tail)) {
        if (std::from_chars(line.data(), line.data() + line.size(), updates).ec == std::errc()) {
            break;
        }
    }
    return updates;
}

NamedNumbers run_numbers(const SweepRun& run) {
    const std::filesystem::path results = stage_folder(run, SweepStage::evaluate) / "results.json";
    const Json json = read_json(results);
    validate(json.contains("metrics") && json["metrics"].is_object(), results.string(), "it has no object \"metrics\"",
             "evaluate the run again with this version of ebru");
    NamedNumbers numbers;
    collect(json["metrics"], "", numbers);
    const std::filesystem::path training = stage_folder(run, SweepStage::train) / "run_log.json";
    const std::filesystem::path sampling = stage_folder(run, SweepStage::sample) / "run_log.json";
    add_cost(training, "/training/updates", "cost.updates", numbers);
    add_cost(training, "/training/step_seconds_median", "cost.seconds_an_update", numbers);
    add_cost(training, "/training/seconds", "cost.training_seconds", numbers);
    if (run.network_calls > 0) {
        numbers.emplace_back("cost.network_calls", static_cast<double>(run.network_calls));
    }
    add_cost(sampling, "/sampling/seconds_an_image", "cost.seconds_an_image", numbers);
    return numbers;
}

}  // namespace ebru
