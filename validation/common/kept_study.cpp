#include "validation/common/kept_study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "app/build_info.hpp"
#include "base/error.hpp"
#include "base/text_hash.hpp"
#include "io/atomic_file.hpp"
#include "pipeline/stage_mark.hpp"
#include "validation/common/study_json.hpp"

namespace ebru {

namespace {

using Json = nlohmann::ordered_json;

std::filesystem::path record_file(const std::filesystem::path& folder, const std::string& name) {
    return folder / name / "result.json";
}

std::filesystem::path results_file(const std::filesystem::path& folder) {
    return folder / "results.json";
}

/// Written last.
std::filesystem::path page_file(const std::filesystem::path& folder) {
    return folder / "report.html";
}

bool is_there(const std::filesystem::path& file) {
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        throw std::runtime_error(file.filename().string() + " cannot be read");
    }
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string dumped(const Json& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string hash_of(const std::string& text) {
    return TextHash().add(text).text();
}

/// The record without the hash of itself.
Json read_record(const std::filesystem::path& file) {
    Json record = Json::parse(text_of(file));
    const auto hash = record.at("hash").get<std::string>();
    record.erase("hash");
    if (hash_of(dumped(record, -1)) != hash) {
        throw std::runtime_error(file.filename().string() + " has been changed");
    }
    return record;
}

/// What the record's stamp differs in; empty when it does not.
std::string difference(const Json& record, const StudyStamp& stamp) {
    const auto build = record.at("build").get<std::string>();
    if (build != stamp.build) {
        return fmt::format("of another build ({})", build);
    }
    const auto effort = record.at("effort").get<std::string>();
    if (effort != to_name(stamp.effort)) {
        return fmt::format("of another effort ({})", effort);
    }
    return record.at("deck").get<std::string>() == stamp.deck ? "" : "of another deck";
}

std::vector<StudyFile> read_files(const std::filesystem::path& folder, const Json& record) {
    std::vector<StudyFile> files;
    for (const Json& entry : record.at("files")) {
        StudyFile file{entry.at("file").get<std::string>(), "", entry.at("cells").get<std::string>()};
        file.text = text_of(folder / file.name);
        if (hash_of(file.text) != entry.at("hash").get<std::string>()) {
            throw std::runtime_error(file.name + " has been changed");
        }
        files.push_back(std::move(file));
    }
    return files;
}

}  // namespace

std::string this_build() {
    const BuildInfo& build = build_info();
    return fmt::format("{}, commit {}, {}, {}, program {}", build.version, build.commit, build.compiler,
                       build.instruction_set, file_mark("/proc/self/exe"));
}

void keep_study(const std::filesystem::path& folder, const StudyResult& result, const StudyStamp& stamp) {
    Json record{{"build", stamp.build}, {"effort", std::string(to_name(stamp.effort))}, {"deck", stamp.deck}};
    record["study"] = Json::parse(study_json(result));
    record["files"] = Json::array();
    for (const StudyFile& file : files_of(result)) {
        record["files"].push_back({{"file", file.name}, {"hash", hash_of(file.text)}, {"cells", file.cells}});
    }
    record["hash"] = hash_of(dumped(record, -1));
    write_file_atomically(record_file(folder, result.name), dumped(record, 2) + "\n", Durability::process_kill);
}

KeptStudy kept_study(const std::filesystem::path& folder, const std::string& name, const StudyStamp& stamp) {
    if (!is_there(record_file(folder, name))) {
        return {};
    }
    try {
        const Json record = read_record(record_file(folder, name));
        if (std::string other = difference(record, stamp); !other.empty()) {
            return {KeptState::other, std::move(other), std::nullopt};
        }
        return {KeptState::whole, "", study_of_json(record.at("study").dump(), read_files(folder, record))};
    } catch (const Json::exception&) {
        return {KeptState::damaged, "damaged (result.json is not a record of ebru validate)", std::nullopt};
    } catch (const std::runtime_error& error) {
        return {KeptState::damaged, fmt::format("damaged ({})", error.what()), std::nullopt};
    }
}

ReportState report_state(const std::filesystem::path& folder, const std::vector<std::string>& names) {
    if (is_there(results_file(folder)) && is_there(page_file(folder))) {
        return ReportState::complete;
    }
    const bool parts = is_there(results_file(folder)) || std::ranges::any_of(names, [&](const std::string& name) {
                           return is_there(record_file(folder, name));
                       });
    return parts ? ReportState::parts : ReportState::empty;
}

std::vector<ReportedStudy> reported_studies(const std::filesystem::path& folder) {
    std::vector<ReportedStudy> studies;
    try {
        const Json results = Json::parse(text_of(results_file(folder)));
        for (const Json& study : results.at("studies")) {
            const auto end = from_name<StudyEnd>(study.at("end").get<std::string>());
            studies.push_back({study.at("name").get<std::string>(), end.value_or(StudyEnd::error)});
        }
    } catch (const std::exception&) {
        studies.clear();  // no report, or none that anybody could read
    }
    return studies;
}

void forget_report(const std::filesystem::path& folder, const std::vector<std::string>& names) {
    std::vector<std::filesystem::path> files = {page_file(folder), results_file(folder)};
    std::ranges::transform(names, std::back_inserter(files),
                           [&](const auto& name) { return record_file(folder, name); });
    for (const std::filesystem::path& file : files) {
        std::error_code failure;
        std::filesystem::remove(file, failure);
        validate(!failure, file.string(), "it cannot be removed: " + failure.message(), "choose another --output");
    }
}

}  // namespace ebru
