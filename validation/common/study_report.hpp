#pragma once

#include <deque>
#include <string>
#include <variant>
#include <vector>

#include "validation/common/figure.hpp"
#include "validation/common/table.hpp"
#include "validation/common/verdict.hpp"

namespace ebru {

/// What a study found. Filled by the study, written by report_files.hpp.
class StudyReport {
  public:
    using Figure = std::variant<CurveFigure, MapFigure, FieldFigure>;

    /// A new table; stays valid while the report lives. Names are distinct in a study (a contract).
    Table& table(const std::string& name, const std::string& caption, std::vector<Column> columns);
    void judge(Verdict verdict) { verdicts_.push_back(std::move(verdict)); }
    void draw(Figure figure) { figures_.push_back(std::move(figure)); }
    /// A sentence for the reader: what was seen, where round-off takes over, what the study cannot see.
    void note(std::string text) { notes_.push_back(std::move(text)); }

    [[nodiscard]] const std::deque<Table>& tables() const { return tables_; }
    [[nodiscard]] const std::vector<Verdict>& verdicts() const { return verdicts_; }
    [[nodiscard]] const std::vector<Figure>& figures() const { return figures_; }
    [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

    /// At least one verdict, and every one holds.
    [[nodiscard]] bool holds() const;

  private:
    std::deque<Table> tables_;
    std::vector<Verdict> verdicts_;
    std::vector<Figure> figures_;
    std::vector<std::string> notes_;
};

}  // namespace ebru
