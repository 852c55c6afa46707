#include <nlohmann/json.hpp>

#include "app/build_info.hpp"
#include "io/atomic_file.hpp"
#include "validation/common/report_files.hpp"
#include "validation/common/study_json.hpp"

namespace ebru {

void write_tables(const std::filesystem::path& folder, const StudyResult& result) {
    std::filesystem::create_directories(folder / result.name);
    for (const StudyFile& file : files_of(result)) {
        write_file_atomically(folder / file.name, file.text, Durability::process_kill);
    }
}

void write_results(const std::filesystem::path& folder, const std::vector<StudyResult>& results, Effort effort) {
    using Json = nlohmann::ordered_json;
    const BuildInfo& build = build_info();
    Json json{{"version", build.version},      {"commit", build.commit},
              {"compiler", build.compiler},    {"instruction_set", build.instruction_set},
              {"processor", processor_name()}, {"effort", std::string(to_name(effort))}};
    json["studies"] = Json::array();
    for (const StudyResult& result : results) {
        json["studies"].push_back(Json::parse(study_json(result)));
    }
    write_file_atomically(folder / "results.json", json.dump(2) + "\n", Durability::process_kill);
}

}  // namespace ebru
