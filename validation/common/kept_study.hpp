#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "validation/common/report_files.hpp"

namespace ebru {

/// What the result of a study follows from. Not the processor: one program gives the same bits wherever it runs.
struct StudyStamp {
    std::string build;  ///< this_build()
    Effort effort = Effort::full;
    std::string deck;  ///< resolved, once the study has read it
};

/// Version, commit, compiler and instruction set of this program and, since the commit is that of the last configuring,
/// a hash of its file. Does not see a change of the referee's module (validation/petsc) alone. Reads the file.
std::string this_build();

/// FOLDER/NAME/result.json: the whole result, with its stamp, for a validation that goes on after a stop. After
/// write_tables(), since it holds the hashes of those files and not what is in them.
void keep_study(const std::filesystem::path& folder, const StudyResult& result, const StudyStamp& stamp);

/// What there is of a study.
enum class KeptState {
    nothing,
    whole,    ///< of this stamp: it need not run
    other,    ///< of another stamp
    damaged,  ///< record or tables are not as they were written
};

struct KeptStudy {
    KeptState state = KeptState::nothing;
    std::string why;                    ///< of other and damaged: "of another build (...)", "damaged (...)"
    std::optional<StudyResult> result;  ///< of whole: equal to what was kept
};

/// Reads what keep_study() wrote, and looks at the tables. Throws nothing that is the files' fault.
KeptStudy kept_study(const std::filesystem::path& folder, const std::string& name, const StudyStamp& stamp);

/// What an output folder holds.
enum class ReportState {
    empty,     ///< nothing of a validation
    parts,     ///< what a stopped one left
    complete,  ///< a report with its page, which is written last
};

/// \param names of all studies that there are, as below.
ReportState report_state(const std::filesystem::path& folder, const std::vector<std::string>& names);

struct ReportedStudy {
    std::string name;
    StudyEnd end = StudyEnd::error;
};

/// What the report in the folder is of; nothing when there is no results.json that can be read.
std::vector<ReportedStudy> reported_studies(const std::filesystem::path& folder);

/// Removes the report and all records, so that nothing of them is taken for what comes. Tables and figures stay until
/// they are replaced. \throws UserError
void forget_report(const std::filesystem::path& folder, const std::vector<std::string>& names);

}  // namespace ebru
