#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "base/enum_names.hpp"
#include "validation/common/study.hpp"

namespace ebru {

/// How a study ended.
enum class StudyEnd {
    holds,     ///< every verdict holds
    fails,     ///< a verdict does not
    missing,   ///< this build cannot run it
    error,     ///< it threw
    measured,  ///< nothing was claimed: figures only
};

template <>
struct EnumNames<StudyEnd> {
    static constexpr auto table = std::to_array<EnumName<StudyEnd>>({{StudyEnd::holds, "holds"},
                                                                     {StudyEnd::fails, "fails"},
                                                                     {StudyEnd::missing, "missing"},
                                                                     {StudyEnd::error, "error"},
                                                                     {StudyEnd::measured, "measured"}});
};

template <>
struct EnumNames<Effort> {
    static constexpr auto table = std::to_array<EnumName<Effort>>({{Effort::quick, "quick"}, {Effort::full, "full"}});
};

struct StudyResult {
    std::string name;
    std::string claim;
    StudyEnd end = StudyEnd::error;
    std::string message;  ///< what is missing, or what was thrown
    double seconds = 0.0;
    StudyReport report;
};

/// FOLDER/NAME/TABLE.csv for every table of the study, and its fields; nothing that a script reads is rounded.
void write_tables(const std::filesystem::path& folder, const StudyResult& result);

/// FOLDER/results.json: build, machine, verdicts, tables (their files), figures; for scripts and for the figures
/// (study_json.hpp).
void write_results(const std::filesystem::path& folder, const std::vector<StudyResult>& results, Effort effort);

/// Draws FOLDER/NAME/FIGURE.png of every figure with matplotlib from results.json and the CSV files; the script stays
/// in the folder, so that figures can be drawn again. Returns false, with a warning, where there is no python3 with
/// matplotlib.
bool draw_figures(const std::filesystem::path& folder);

/// FOLDER/report.html: one page that needs nothing but the figures beside it.
void write_page(const std::filesystem::path& folder, const std::vector<StudyResult>& results, Effort effort);

/// The same for one result that stands alone, under its own title.
void write_page(const std::filesystem::path& folder, const StudyResult& result, const std::string& title);

}  // namespace ebru
