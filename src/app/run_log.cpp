#include "app/run_log.hpp"

#include <Kokkos_Core.hpp>
#include <chrono>
#include <cmath>
#include <format>
#include <nlohmann/json.hpp>

#include "app/build_info.hpp"
#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(double number) {
    if (std::isnan(number)) {
        return "nan";
    }
    if (std::isinf(number)) {
        return number > 0.0 ? "inf" : "-inf";
    }
    return number;
}

Json to_json(const std::vector<double>& numbers) {
    Json list = Json::array();
    for (const double number : numbers) {
        list.push_back(to_json(number));
    }
    return list;
}

template <class Value>
Json to_json(const Value& value) {
    return value;
}

std::string utc_text(std::chrono::system_clock::time_point time) {
    return std::format("{:%FT%T}Z", std::chrono::floor<std::chrono::seconds>(time));
}

/// The place that a dotted key names.
Json& place_of(Json& root, const std::string& key) {
    Json* place = &root;
    std::size_t start = 0;
    for (std::size_t dot = key.find('.'); dot != std::string::npos; dot = key.find('.', start)) {
        place = &(*place)[key.substr(start, dot - start)];
        EBRU_EXPECT(place->is_null() || place->is_object());
        start = dot + 1;
    }
    return (*place)[key.substr(start)];
}

}  // namespace

struct RunLog::Record {
    Json json;
    std::chrono::system_clock::time_point start = std::chrono::system_clock::now();
    std::chrono::steady_clock::time_point clock_start = std::chrono::steady_clock::now();
};

RunLog::RunLog(const std::string& command) : record_(std::make_unique<Record>()) {
    EBRU_EXPECT(Kokkos::is_initialized());
    const BuildInfo& build = build_info();
    set("command", command);
    set("started", utc_text(record_->start));
    set("finished", std::string());  // keeps its place beside the start
    set("seconds", 0.0);
    set("build.version", build.version);
    set("build.commit", build.commit);
    set("build.compiler", build.compiler);
    set("build.flags", build.flags);
    set("build.type", build.build_type);
    set("build.instruction_set", build.instruction_set);
    set("build.kokkos", build.kokkos_version);
    set("machine.processor", processor_name());
    set("machine.backend", build.kokkos_backend);
    set("machine.threads", Kokkos::DefaultExecutionSpace().concurrency());
    set("machine.ranks", Ranks::job().count());
}

RunLog::~RunLog() = default;

void RunLog::set(const std::string& key, const LogValue& value) {
    Json& place = place_of(record_->json, key);
    EBRU_EXPECT(!place.is_object());
    place = std::visit([](const auto& plain) { return to_json(plain); }, value);
}

void RunLog::set_deck(const std::string& resolved_deck) {
    set("deck", resolved_deck);
}

void RunLog::write(const std::filesystem::path& file) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - record_->clock_start;
    set("finished", utc_text(std::chrono::system_clock::now()));
    set("seconds", elapsed.count());
    // A file name need not be UTF-8; JSON must be.
    const std::string text = record_->json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    write_file_atomically(file, text, Durability::process_kill);
}

}  // namespace ebru
