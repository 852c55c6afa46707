#pragma once

#include <string>
#include <vector>

#include "diagnostics/error_norms.hpp"
#include "validation/common/study_report.hpp"
#include "validation/common/transport_problem.hpp"

namespace ebru {

/// Errors of one method on one grid, in both precisions, against the same reference.
struct GridErrors {
    int cells = 0;  ///< N along the width; the spacing is 1/N
    int steps = 0;  ///< time steps that were made, for the round-off that they may leave
    ErrorNorms in_double;
    ErrorNorms in_float;
};

/// Errors of one scheme at one problem, in both precisions, against `exact` (Y, X).
GridErrors transport_errors(TransportScheme scheme, const TransportProblem& problem, const std::vector<double>& exact);

/// What is claimed of a series of grids.
struct ConvergenceClaim {
    std::string subject;     ///< "D2Q9 TRT"
    double order = 2.0;      ///< expected, of the L2 error in double over all grids
    double tolerance = 0.1;  ///< to both sides
    double amplitude = 1.0;  ///< size of the deviations that float rounds
    std::string why;         ///< where the order comes from
};

/// The table that convergence studies fill: subject, precision, N, h, steps, L2 and largest error, order of the pair.
Table& convergence_table(StudyReport& report, const std::string& name, const std::string& caption);

/// Adds the rows of a series, both precisions.
void add_grid_errors(Table& table, const std::string& subject, const std::vector<GridErrors>& grids);

/// Order of the L2 error in double over all grids, at least two, by least squares; not a number when an error is none
/// or zero: no order then.
double fitted_order(const std::vector<GridErrors>& grids);

/// Adds the rows of a series and judges it:
///   - in double the order fitted over all grids (at least four) lies within +-tolerance;
///   - in float the L2 error exceeds the one in double by at most 4 eps sqrt(n) amplitude: four times what n
///   independent
///     roundings leave; a note says at which grid round-off takes over (the two errors differ by more than a tenth).
void judge_convergence(StudyReport& report, Table& table, const ConvergenceClaim& claim,
                       const std::vector<GridErrors>& grids);

/// Log-log figure of a convergence table: both precisions of every subject, with slopes to compare.
CurveFigure convergence_figure(const std::string& name, const std::string& caption, const Table& table,
                               const std::vector<std::string>& subjects, const std::vector<double>& orders);

}  // namespace ebru
