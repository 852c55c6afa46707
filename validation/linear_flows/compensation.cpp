#include "validation/linear_flows/compensation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <complex>

namespace ebru {

namespace {

using Complex = std::complex<double>;

/// Mean position relative to the centre of the grid, x + i y, in widths.
Complex mean_position(const std::vector<double>& u, int n) {
    double mass = 0.0;
    Complex moment = 0.0;
    for (int y = 0; y < n; ++y) {
        for (int x = 0; x < n; ++x) {
            const double value = u[static_cast<std::size_t>(y) * n + x];
            mass += value;
            moment += value * Complex(x + 0.5 - 0.5 * n, y + 0.5 - 0.5 * n);
        }
    }
    return moment / (mass * n);
}

/// Odd relaxation time and lag of a scheme, written down a second time.
struct SchemeNumbers {
    double tau = 1.0;
    double lag = 0.5;
};

SchemeNumbers numbers_of(TransportScheme scheme, double alpha) {
    return scheme == TransportScheme::stencil ? SchemeNumbers{} : SchemeNumbers{0.5 + 3.0 * alpha, 3.0 * alpha};
}

/// Growth of the mean over n steps of a scheme under v = a x (complex a): X = sum of u x and J = sum of c f obey
///   J' = (1 - 1/tau) J + (a/tau) X,   X' = X + J'
/// exactly, whatever the even moments do; populations start with J = a X.
Complex exact_discrete_growth(const SchemeNumbers& numbers, Complex a, int steps) {
    Complex position = 1.0;
    Complex flux = a;
    for (int s = 0; s < steps; ++s) {
        flux += (a * position - flux) / numbers.tau;
        position += flux;
    }
    return position;
}

CurveFigure radius_figure() {
    CurveFigure figure;
    figure.name = "radius";
    figure.caption =
        "Rotation: logarithm of the growth of the mean's radius, which is zero in truth. Without compensation it is "
        "L Om² n; with it, what is left cannot be seen here";
    figure.x_label = "L Om² n";
    figure.y_label = "ln(r_n / r_0)";
    for (const TransportScheme scheme : all_transport_schemes) {
        for (const std::string compensation : {"off", "on"}) {
            Curve curve;
            curve.label = fmt::format("{}, compensation {}", name_of(scheme), compensation);
            curve.table = "radius";
            curve.x = "expected";
            curve.y = "measured";
            curve.where = {{"scheme", name_of(scheme)}, {"compensation", compensation}};
            curve.style = Curve::Style::points;
            figure.curves.push_back(curve);
        }
    }
    Curve line;
    line.label = "L Om² n";
    line.table = "radius";
    line.x = "expected";
    line.y = "expected";
    line.where = {{"scheme", name_of(TransportScheme::bgk)}, {"compensation", "off"}};
    line.style = Curve::Style::line;
    figure.curves.push_back(line);
    return figure;
}

/// What is measured for one scheme, with or without compensation, at its worst angle.
struct WorstAngle {
    double recursion = 0.0;  ///< |mean / r_0 - its recursion|
    double share = 0.0;      ///< |ln(r_n/r_0) - expected| over what higher orders may leave
};

WorstAngle measure(Table& table, LinearFlowCase rotation, double alpha, const std::vector<double>& turns,
                   TransportScheme scheme, Compensation compensation) {
    WorstAngle worst;
    for (const double turn : turns) {
        rotation.turn = turn;
        const TransportProblem problem = rotation.problem(alpha, compensation);
        const SchemeNumbers numbers = numbers_of(scheme, problem.alpha);
        const double rate = turn / problem.steps;
        const double drift = numbers.lag * rate * rate * problem.steps;
        const Complex a(compensation == Compensation::on ? -numbers.lag * rate * rate : 0.0, rate);
        const Complex growth = mean_position(solve_transport<double>(scheme, problem), rotation.n) / rotation.offset;
        const double measured = std::log(std::abs(growth));
        worst.recursion =
            std::max(worst.recursion, std::abs(growth - exact_discrete_growth(numbers, a, problem.steps)));
        const double expected = compensation == Compensation::on ? 0.0 : drift;
        const double left =
            drift * (numbers.tau * std::abs(numbers.tau - 1.0) / (numbers.lag * problem.steps) + rate * rate);
        worst.share = std::max(worst.share, std::abs(measured - expected) / left);
        table.add({name_of(scheme), compensation == Compensation::on ? "on" : "off", turn, std::int64_t{problem.steps},
                   drift, measured, std::arg(growth) - turn});
    }
    return worst;
}

}  // namespace

void judge_compensation(StudyReport& report, LinearFlowCase base, double alpha, const std::vector<double>& turns) {
    Table& table = report.table("radius",
                                fmt::format("Rotation on {} x {} cells at alpha = {:.4g}: drift of the mean in radius "
                                            "and angle",
                                            base.n, base.n, alpha),
                                {{"scheme", ""},
                                 {"compensation", ""},
                                 {"angle", "radians"},
                                 {"steps", ""},
                                 {"expected", "L Om^2 n"},
                                 {"measured", "ln(r_n/r_0)"},
                                 {"angle_error", "radians"}});
    const double tails = 4.0 * base.mass_beyond_walls() / base.offset;
    for (const TransportScheme scheme : all_transport_schemes) {
        for (const Compensation compensation : {Compensation::off, Compensation::on}) {
            const WorstAngle worst = measure(table, base, alpha, turns, scheme, compensation);
            const std::string subject =
                fmt::format("{}, compensation {}", name_of(scheme), compensation == Compensation::on ? "on" : "off");
            report.judge(bound_verdict(subject + ": mean against its exact recursion, in radii", worst.recursion, tails,
                                       "mass of the blob beyond four walls times the width over the radius"));
            report.judge({subject + (compensation == Compensation::on ? ": ln(r_n/r_0)" : ": ln(r_n/r_0) - L Om^2 n") +
                              ", share of what higher orders leave",
                          worst.share, 0.0, 1.0,
                          "expansion of the recursion's eigenvalue: L Om^2 n (tau |tau - 1|/(L n) + Om^2)"});
        }
    }
    report.draw(radius_figure());
}

}  // namespace ebru
