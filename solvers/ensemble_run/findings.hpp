#pragma once

#include <string>
#include <vector>

#include "solvers/ensemble_run/result_table.hpp"

namespace ebru {

/// A measured number beside what theory says of it.
struct Check {
    std::string quantity;
    double measured = 0.0;
    double expected = 0.0;        ///< closed form
    double standard_error = 0.0;  ///< of `measured`; 0 where it holds to rounding
    double tolerance = 0.0;       ///< what else may part them: an error of O(dt), rounding

    /// How far apart they are beyond the tolerance, in standard errors; where there are none, 0 within and infinite
    /// beyond it.
    [[nodiscard]] double score() const;
};

/// A sentence with a number that is no check.
struct Remark {
    std::string key;  ///< in the run log: "remainder.ratio"
    double value = 0.0;
    std::string text;  ///< for people, complete
};

/// What an experiment found: checks, tables, remarks.
class Findings {
  public:
    void check(Check check) { checks_.push_back(std::move(check)); }
    void remark(Remark remark) { remarks_.push_back(std::move(remark)); }
    void table(ResultTable table) { tables_.push_back(std::move(table)); }

    [[nodiscard]] const std::vector<Check>& checks() const { return checks_; }
    [[nodiscard]] const std::vector<Remark>& remarks() const { return remarks_; }
    [[nodiscard]] const std::vector<ResultTable>& tables() const { return tables_; }

    /// The |score| that the largest of all checks with a standard error exceeds by chance once in a thousand runs, were
    /// they independent normals: the quantile at 1 - 0.001/(2 m).
    [[nodiscard]] double largest_by_chance() const;

    /// Checks whose |score| exceeds largest_by_chance().
    [[nodiscard]] int missed() const;

    /// All checks as a table: quantity, measured, closed_form, standard_error, tolerance, score.
    [[nodiscard]] ResultTable check_table() const;

    /// For people: every check when there are at most `most`, else those with the largest |score|; then how many hold.
    [[nodiscard]] std::string text(std::size_t most = 24) const;

  private:
    std::vector<Check> checks_;
    std::vector<Remark> remarks_;
    std::vector<ResultTable> tables_;
};

}  // namespace ebru
