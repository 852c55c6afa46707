#include "validation/common/study_report.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace ebru {

Table& StudyReport::table(const std::string& name, const std::string& caption, std::vector<Column> columns) {
    EBRU_EXPECT(std::none_of(tables_.begin(), tables_.end(), [&](const Table& t) { return t.name() == name; }));
    return tables_.emplace_back(name, caption, std::move(columns));
}

bool StudyReport::holds() const {
    return !verdicts_.empty() &&
           std::all_of(verdicts_.begin(), verdicts_.end(), [](const Verdict& v) { return v.holds(); });
}

}  // namespace ebru
