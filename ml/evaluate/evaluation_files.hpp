#pragma once

#include <filesystem>
#include <string>

#include "ml/evaluate/evaluation.hpp"

namespace ebru {

/// FOLDER/results.json: the samples, the reference, every extractor with hash and accuracy, `metrics.<extractor>`,
/// `calibrations.<extractor>.<set>`, mass, spectrum and nearest neighbours. \param deck resolved. \throws UserError
void write_results(const std::filesystem::path& folder, const EvaluationPlan& plan, const EvaluationResults& results,
                   const std::string& deck);

/// FOLDER/samples.png and neighbours.png: samples, and below each its nearest training image. \throws UserError
void draw_sheets(const std::filesystem::path& folder, const EvaluationResults& results);

/// FOLDER/report.html, one page that opens from disk. After draw_sheets(). \throws UserError
void write_report(const std::filesystem::path& folder, const EvaluationPlan& plan, const EvaluationResults& results,
                  const std::string& deck);

}  // namespace ebru
