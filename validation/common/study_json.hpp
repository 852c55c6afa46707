#pragma once

#include <string>
#include <vector>

#include "validation/common/study_file.hpp"

namespace ebru {

/// All of a result but what its files hold, as an object of JSON: the form in results.json. Numbers that are not
/// finite, of which JSON has none, are the texts "inf", "-inf" and "nan"; bytes that are not UTF-8 are replaced. The
/// columns of a `where` are distinct.
std::string study_json(const StudyResult& result);

/// The result of which `json` is the study_json() and `files`, in any order, the files_of(): the same values, but
/// for bytes that were replaced. \throws std::exception when they are not of one result.
StudyResult study_of_json(const std::string& json, const std::vector<StudyFile>& files);

}  // namespace ebru
