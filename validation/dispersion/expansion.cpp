#include "validation/dispersion/expansion.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "base/error.hpp"
#include "diagnostics/observed_order.hpp"
#include "solvers/advection_diffusion/transport_plan.hpp"
#include "validation/dispersion/wave_measurement.hpp"

namespace ebru {

namespace {

/// A number with what it can be off by.
struct Estimate {
    double value = 0.0;
    double tolerance = 0.0;
};

/// The longest waves that coefficients come from.
constexpr int nodes = 5;

/// Value at k = 0 of the polynomial in k^2 through the first `count` nodes; `noise` of each node adds up by its weight.
Estimate extrapolate(const std::array<double, nodes>& values, const std::array<double, nodes>& noise, int count) {
    Estimate at_zero;
    for (int i = 0; i < count; ++i) {
        double weight = 1.0;
        for (int j = 0; j < count; ++j) {
            if (j != i) {
                const double other = (j + 1.0) * (j + 1.0);
                weight *= other / (other - (i + 1.0) * (i + 1.0));
            }
        }
        at_zero.value += weight * values[i];
        at_zero.tolerance += std::abs(weight) * noise[i];
    }
    return at_zero;
}

/// Limit k -> 0 of `quantity`(ln z, k), where a rounding of ln z counts 1/`smallness`(k). The tolerance is twice what
/// the last node changed, plus the roundings.
Estimate limit(LatticeScheme scheme, double alpha, const ExpansionCases& cases, double speed, double degrees,
               const std::function<double(Complex, double)>& quantity, const std::function<double(double)>& smallness) {
    const double angle = degrees * std::numbers::pi / 180.0;
    std::array<double, nodes> values{};
    std::array<double, nodes> noise{};
    for (int i = 0; i < nodes; ++i) {
        const WaveOnGrid wave{{1, cases.cells}, i + 1, 0, speed * std::cos(angle), speed * std::sin(angle)};
        const Decay decay = measure_decay<double>(scheme, alpha, wave);
        EBRU_EXPECT(decay.measured_at_all);
        const double k = wave.wave().k_x;
        values[i] = quantity(decay.measured, k);
        noise[i] = 16.0 * std::numeric_limits<double>::epsilon() / (1.0 - decay.memory) / smallness(k);
    }
    const Estimate all = extrapolate(values, noise, nodes);
    const Estimate fewer = extrapolate(values, noise, nodes - 1);
    return {all.value, 2.0 * std::abs(all.value - fewer.value) + all.tolerance};
}

Estimate third_coefficient(LatticeScheme scheme, double alpha, const ExpansionCases& cases, double speed) {
    return limit(
        scheme, alpha, cases, speed, 0.0,
        [speed](Complex ln_z, double k) { return -(ln_z.imag() + k * speed) / (k * k * k * speed); },
        [speed](double k) { return k * k * k * speed; });
}

Estimate fourth_coefficient(LatticeScheme scheme, double alpha, const ExpansionCases& cases, double speed) {
    return limit(
        scheme, alpha, cases, speed, 0.0,
        [alpha](Complex ln_z, double k) { return -(ln_z.real() + alpha * k * k) / (k * k * k * k); },
        [](double k) { return k * k * k * k; });
}

/// Rows of measured against expected coefficients, and the worst share of the tolerance.
class Comparison {
  public:
    explicit Comparison(Table& table) : table_(table) {}

    void add(LatticeScheme scheme, double tau, const std::string& coefficient, Estimate measured, double expected) {
        const double gap = std::abs(measured.value - expected);
        table_.add({name_of(scheme), tau, coefficient, measured.value, expected, gap, measured.tolerance});
        worst_share_ = std::max(worst_share_, std::isfinite(gap) ? gap / measured.tolerance : HUGE_VAL);
        worst_tolerance_ = std::max(worst_tolerance_, measured.tolerance);
    }
    [[nodiscard]] double worst_share() const { return worst_share_; }
    [[nodiscard]] double worst_tolerance() const { return worst_tolerance_; }

  private:
    Table& table_;
    double worst_share_ = 0.0;
    double worst_tolerance_ = 0.0;
};

Table& comparison_table(StudyReport& report, const std::string& name, const std::string& caption) {
    return report.table(name, caption,
                        {{"scheme", ""},
                         {"tau", ""},
                         {"coefficient", ""},
                         {"measured", ""},
                         {"expected", ""},
                         {"gap", ""},
                         {"tolerance", ""}});
}

/// The v^2 part of k^4: Re ln z gets -b v^2 k^4, which numerics.md leaves open for lattice Boltzmann.
void add_speed_part(Table& table, LatticeScheme scheme, double tau, const std::vector<double>& v_squared,
                    const std::vector<double>& third, const std::vector<double>& fourth) {
    const double alpha = alpha_of(tau);
    const LineFit of_third = fit_line(v_squared, third);
    const LineFit of_fourth = fit_line(v_squared, fourth);
    table.add({name_of(scheme), tau, alpha, of_third.intercept, of_third.slope, of_third.slope * alpha * alpha,
               of_fourth.intercept / alpha, of_fourth.slope / alpha, of_fourth.slope * alpha});
}

}  // namespace

Expansion expansion(LatticeScheme scheme, double alpha, double speed) {
    const double v2 = speed * speed;
    if (scheme == LatticeScheme::stencil) {
        const double theta = 2.0 * alpha;
        return {-(1.0 - 3.0 * theta - v2) / 6.0,
                -(theta - 3.0 * theta * theta - 3.0 * v2 + 6.0 * theta * v2 + 3.0 * v2 * v2) / 24.0};
    }
    const double odd = 3.0 * alpha;
    const double magic = scheme == LatticeScheme::bgk           ? odd * odd
                         : scheme == LatticeScheme::trt_quarter ? 0.25
                                                                : 0.125 + 0.5 * odd * odd;
    return {2.0 / 3.0 * (odd * odd - magic) + (magic - 1.0 / 12.0) * v2,
            odd / 36.0 * (1.0 + 4.0 * odd * odd - 8.0 * magic)};
}

void judge_expansion(StudyReport& report, const ExpansionCases& cases) {
    Table& table = comparison_table(report, "coefficients",
                                    "Coefficients of the expansion, waves along the flow, extrapolated to k = 0");
    Table& cost = report.table(
        "cost",
        "What tau and V cost: relative error of the phase speed = (c0 + c1 v^2) k^2 = c0 k^2 + "
        "c1 alpha^2 Pe_c^2 k^2, of the effective diffusivity = (d0 + d1 v^2) k^2 = d0 k^2 + d1 "
        "alpha^2 Pe_c^2 k^2, Pe_c = v/alpha, k = 2 pi/cells per wave; fitted over the speeds up to the planner's cap",
        {{"scheme", ""},
         {"tau", ""},
         {"alpha", "cells^2 per step"},
         {"c0", ""},
         {"c1", ""},
         {"c1_alpha2", ""},
         {"d0", ""},
         {"d1", ""},
         {"d1_alpha2", ""}});
    for (const LatticeScheme scheme :
         {LatticeScheme::bgk, LatticeScheme::trt_quarter, LatticeScheme::trt_fourth_order, LatticeScheme::stencil}) {
        Comparison comparison(table);
        for (const double tau : cases.tau) {
            const double alpha = alpha_of(tau);
            std::vector<double> v_squared;
            std::vector<double> third;
            std::vector<double> fourth;
            for (const double speed : cases.speeds) {
                const Estimate even = fourth_coefficient(scheme, alpha, cases, speed);
                if (speed == 0.0 || scheme == LatticeScheme::stencil) {
                    comparison.add(scheme, tau, fmt::format("k^4, v = {:g}", speed), even,
                                   expansion(scheme, alpha, speed).fourth);
                }
                if (speed > 0.0) {
                    const Estimate odd = third_coefficient(scheme, alpha, cases, speed);
                    comparison.add(scheme, tau, fmt::format("i k^3 v, v = {:g}", speed), odd,
                                   expansion(scheme, alpha, speed).third);
                    if (speed <= TransportRequest{}.speed_cap) {
                        v_squared.push_back(speed * speed);
                        third.push_back(odd.value);
                        fourth.push_back(even.value);
                    }
                }
            }
            add_speed_part(cost, scheme, tau, v_squared, third, fourth);
        }
        report.judge({name_of(scheme) + ": coefficients of k^2 (k.v), (k.v)^3 and k^4, gap as a share of the tolerance",
                      comparison.worst_share(), 0.0, 1.0,
                      fmt::format("twice what the fifth node changed plus roundings, at most {:.1e}",
                                  comparison.worst_tolerance())});
    }
}

void judge_tensor(StudyReport& report, const ExpansionCases& cases, const std::vector<double>& directions) {
    Table& table = comparison_table(
        report, "tensor", "(1 - D/alpha)/v^2, D the diffusivity along k at angle to v, extrapolated to k = 0");
    for (const LatticeScheme scheme :
         {LatticeScheme::bgk_linear, LatticeScheme::trt_linear, LatticeScheme::bgk, LatticeScheme::trt_quarter}) {
        const bool linear = scheme == LatticeScheme::bgk_linear || scheme == LatticeScheme::trt_linear;
        Comparison comparison(table);
        for (const double tau : cases.tau) {
            const double alpha = alpha_of(tau);
            for (const double degrees : directions) {
                const double speed = cases.speeds.back();
                const double cosine = std::cos(degrees * std::numbers::pi / 180.0);
                const Estimate measured = limit(
                    scheme, alpha, cases, speed, degrees,
                    [&](Complex ln_z, double k) { return (1.0 + ln_z.real() / (alpha * k * k)) / (speed * speed); },
                    [&](double k) { return alpha * k * k * speed * speed; });
                comparison.add(scheme, tau, fmt::format("{:g} degrees", degrees), measured,
                               linear ? 3.0 * cosine * cosine : 0.0);
            }
        }
        report.judge({name_of(scheme) + (linear ? ": tensor alpha (I - 3 v v^T)" : ": tensor alpha I") +
                          ", gap as a share of the tolerance",
                      comparison.worst_share(), 0.0, 1.0,
                      fmt::format("twice what the fifth node changed plus roundings, at most {:.1e}",
                                  comparison.worst_tolerance())});
    }
}

}  // namespace ebru
