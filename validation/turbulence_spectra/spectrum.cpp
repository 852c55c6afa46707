#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "diagnostics/observed_order.hpp"
#include "diagnostics/periodic_extension.hpp"
#include "fft/fft_plan.hpp"
#include "validation/common/mode_series.hpp"
#include "validation/common/sample_statistics.hpp"
#include "validation/turbulence_spectra/settings.hpp"

namespace ebru::spectra_study {

namespace {

/// Directions of a shell's modes: within 22.5 degrees of an axis, or of a diagonal.
enum Sector : std::size_t { axis, diagonal, sectors };

Sector sector_of(double m_x, double m_y) {
    const double low = std::min(std::abs(m_x), std::abs(m_y));
    const double high = std::max(std::abs(m_x), std::abs(m_y));
    return low < (std::sqrt(2.0) - 1.0) * high ? axis : diagonal;  // tan(pi/8)
}

/// Energies of shells 0 .. m_max + 1, (shells, sectors).
using ShellEnergies = std::vector<std::array<double, sectors>>;

double both(const std::array<double, sectors>& energy) {
    return energy[axis] + energy[diagonal];
}

std::size_t shell_of(double q) {
    return static_cast<std::size_t>(std::floor(q + 0.5));
}

/// Of the generated field, by transform; of the mirrored field between walls.
ShellEnergies measured_energies(const GeneratedField& field, Grid grid, Walls walls, int m_max) {
    const PeriodicField extended = periodic_extension(field.x(), field.y(), grid, walls);
    const int n = extended.grid.nx;
    const FftPlan<double> plan(extended.grid);
    std::vector<std::complex<double>> hat_x(plan.spectrum_values());
    std::vector<std::complex<double>> hat_y(plan.spectrum_values());
    plan.forward(extended.v_x.data(), hat_x.data());
    plan.forward(extended.v_y.data(), hat_y.data());
    const double waves = static_cast<double>(grid.nx) / n;
    ShellEnergies energies(static_cast<std::size_t>(m_max) + 2, {0.0, 0.0});
    std::size_t position = 0;
    for (int row = 0; row < n; ++row) {
        const int m_y = row <= n / 2 ? row : row - n;
        for (int m_x = 0; m_x <= n / 2; ++m_x, ++position) {
            const std::size_t shell = shell_of(waves * std::hypot(m_x, m_y));
            if (shell < energies.size()) {
                const double signs = m_x == 0 || 2 * m_x == n ? 0.5 : 1.0;
                energies[shell][sector_of(m_x, m_y)] += signs *
                                                        (std::norm(hat_x[position]) + std::norm(hat_y[position])) /
                                                        std::pow(static_cast<double>(extended.grid.cells()), 2);
            }
        }
    }
    return energies;
}

/// Mean energy sum of a^2/4 of some modes, for a field of unit rms, and expected mean of its logarithm.
struct ExpectedEnergy {
    double energy = 0.0;
    double squares = 0.0;  ///< sum of the modes' energies squared

    void add(double e) {
        energy += e;
        squares += e * e;
    }
    /// 2 cos^2 phi has the variance 1/2, and log(1 + x) = x - x^2/2.
    [[nodiscard]] double mean_log(TurbulenceKind kind) const {
        return std::log(energy) - (kind == TurbulenceKind::walls ? 0.25 * squares / (energy * energy) : 0.0);
    }
};

/// What the modes' amplitudes say of the shells.
struct ExpectedSpectrum {
    std::vector<ExpectedEnergy> shells;
    std::vector<std::array<ExpectedEnergy, sectors>> by_direction;
    double smallest_mode = 0.0;  ///< a of the weakest mode over the field's rms
};

ExpectedSpectrum expected_spectrum(const TurbulenceParameters& parameters) {
    const std::vector<SeriesMode> modes = series_modes(parameters, 0);
    const auto count = static_cast<std::size_t>(*parameters.m_max) + 2;
    ExpectedSpectrum expected{std::vector<ExpectedEnergy>(count), {}, modes.front().amplitude};
    expected.by_direction.resize(count);
    double total = 0.0;
    for (const SeriesMode& mode : modes) {
        total += 0.25 * mode.amplitude * mode.amplitude;
        expected.smallest_mode = std::min(expected.smallest_mode, mode.amplitude);
    }
    expected.smallest_mode /= std::sqrt(2.0 * total);
    for (const SeriesMode& mode : modes) {
        const double energy = 0.125 * mode.amplitude * mode.amplitude / total;
        expected.shells[shell_of(mode.q)].add(energy);
        expected.by_direction[shell_of(mode.q)][sector_of(mode.m_x, mode.m_y)].add(energy);
    }
    return expected;
}

/// Statistics over the fields, per shell and direction.
struct SpectrumSample {
    std::vector<SampleStatistics> logarithm;                          ///< of the whole shell
    std::vector<SampleStatistics> centred;                            ///< less its mean over the fitted shells
    std::vector<std::array<SampleStatistics, sectors>> by_direction;  ///< logarithm, per sector
    SampleStatistics slope;                                           ///< of single fields
    double largest_deviation = 0.0;                                   ///< relative, of an energy from the expected
};

SpectrumSample sample_spectra(const Settings& settings, const TurbulenceParameters& parameters,
                              const ExpectedSpectrum& expected) {
    const auto first = static_cast<std::size_t>(settings.first_shell);
    const auto last = static_cast<std::size_t>(settings.last_shell());
    GeneratedField field(parameters);
    SpectrumSample sample;
    sample.logarithm.resize(last + 1);
    sample.centred.resize(last + 1);
    sample.by_direction.resize(last + 1);
    for (int f = 0; f < settings.fields; ++f) {
        field.generate(f);
        const ShellEnergies energies =
            measured_energies(field, parameters.grid, walls_of(parameters.kind), settings.m_max);
        std::vector<double> log_shells;
        std::vector<double> logs;
        double mean = 0.0;
        for (std::size_t s = first; s <= last; ++s) {
            log_shells.push_back(std::log(static_cast<double>(s)));
            logs.push_back(std::log(both(energies[s])));
            mean += logs.back() / static_cast<double>(last - first + 1);
            sample.largest_deviation =
                std::max(sample.largest_deviation, std::abs(both(energies[s]) / expected.shells[s].energy - 1.0));
        }
        for (std::size_t s = first; s <= last; ++s) {
            sample.logarithm[s].add(logs[s - first]);
            sample.centred[s].add(logs[s - first] - mean);
            sample.by_direction[s][axis].add(std::log(energies[s][axis]));
            sample.by_direction[s][diagonal].add(std::log(energies[s][diagonal]));
        }
        sample.slope.add(fit_line(log_shells, logs).slope);
    }
    return sample;
}

void add_rows(Table& table, const Settings& settings, const TurbulenceParameters& parameters,
              const SpectrumSample& sample, const ExpectedSpectrum& expected) {
    for (int shell = settings.first_shell; shell <= settings.last_shell(); ++shell) {
        const auto s = static_cast<std::size_t>(shell);
        const double log_mean = sample.logarithm[s].mean();
        const double band = allowed_standard_errors * sample.logarithm[s].standard_error();
        table.add({name_of(parameters.kind), fmt::format("{:.3g}", parameters.slope), std::int64_t{shell},
                   std::exp(log_mean), std::exp(log_mean - band), std::exp(log_mean + band),
                   std::exp(expected.shells[s].mean_log(parameters.kind)),
                   std::exp(sample.by_direction[s][axis].mean()), std::exp(sample.by_direction[s][diagonal].mean())});
    }
}

void judge_slope(StudyReport& report, const std::string& subject, const Settings& settings, double slope,
                 const SpectrumSample& sample) {
    std::vector<double> shells;
    std::vector<double> energies;
    for (int s = settings.first_shell; s <= settings.last_shell(); ++s) {
        shells.push_back(s);
        energies.push_back(std::exp(sample.logarithm[static_cast<std::size_t>(s)].mean()));
    }
    const LineFit fit = fit_power_law(shells, energies);
    report.judge(order_verdict(subject + ": slope of the mean log spectrum", fit.slope, -slope, 0.05,
                               "numerics, section 3, checks"));
    const double error = std::hypot(fit.slope_standard_error, sample.slope.standard_error());
    report.judge({subject + ": deviation of the slope in standard errors", (fit.slope + slope) / error, -3.0, 3.0,
                  "scatter of the shells about the line and of the fields' own slopes"});
}

void judge_shells(StudyReport& report, const std::string& subject, const Settings& settings,
                  const TurbulenceParameters& parameters, const SpectrumSample& sample,
                  const ExpectedSpectrum& expected) {
    if (parameters.kind != TurbulenceKind::walls) {
        report.judge(bound_verdict(subject + ": shell energies against the count of modes, relative",
                                   sample.largest_deviation,
                                   2.0 * transform_round_off(parameters.grid) / expected.smallest_mode,
                                   "round-off of the transforms over the amplitude of the weakest mode, squared"));
        return;
    }
    double expected_mean = 0.0;
    for (int s = settings.first_shell; s <= settings.last_shell(); ++s) {
        expected_mean += expected.shells[static_cast<std::size_t>(s)].mean_log(parameters.kind) /
                         (settings.last_shell() - settings.first_shell + 1);
    }
    double worst = 0.0;
    for (int shell = settings.first_shell; shell <= settings.last_shell(); ++shell) {
        const auto s = static_cast<std::size_t>(shell);
        const double off = sample.centred[s].mean() - (expected.shells[s].mean_log(parameters.kind) - expected_mean);
        worst = std::max(worst, std::abs(off) / sample.centred[s].standard_error());
    }
    report.judge(bound_verdict(subject + ": largest deviation of a shell's mean log energy, standard errors", worst,
                               allowed_standard_errors, "mean over the fields; energies move with 2 cos^2 phi"));
}

void judge_directions(StudyReport& report, const std::string& subject, const Settings& settings, TurbulenceKind kind,
                      const SpectrumSample& sample, const ExpectedSpectrum& expected) {
    SampleStatistics ratio;      // over the shells
    SampleStatistics deviation;  // from the count
    double fields_error = 0.0;   // of the sum over the shells
    for (int shell = settings.first_shell; shell <= settings.last_shell(); ++shell) {
        const auto s = static_cast<std::size_t>(shell);
        const auto& directions = sample.by_direction[s];
        const double measured = directions[axis].mean() - directions[diagonal].mean();
        ratio.add(measured);
        deviation.add(measured - expected.by_direction[s][axis].mean_log(kind) +
                      expected.by_direction[s][diagonal].mean_log(kind));
        fields_error = std::hypot(fields_error,
                                  std::hypot(directions[axis].standard_error(), directions[diagonal].standard_error()));
    }
    const std::string claim = subject + ": mean log(energy along axes / along diagonals)";
    if (kind == TurbulenceKind::walls) {
        report.judge(sampled_verdict(claim + " less the count", deviation.mean(), 0.0,
                                     fields_error / static_cast<double>(deviation.count()),
                                     "the modes' scatter over the fields; no mode lies on an axis between walls"));
        return;
    }
    report.judge({claim + ", in standard errors", ratio.mean() / ratio.standard_error(), -3.0, 3.0,
                  "equal sectors; the shells' own scatter, from how many lattice points fall into each"});
}

CurveFigure spectrum_figure(const Settings& settings, TurbulenceKind kind) {
    CurveFigure figure{"spectrum_" + name_of(kind),
                       "Shell energies of `" + name_of(kind) +
                           "`, mean of the logarithm over the fields with a band of four standard errors; dashed: what "
                           "the amplitudes say",
                       "waves per width",
                       "energy of the shell",
                       Scale::log,
                       Scale::log,
                       {},
                       {}};
    for (const double slope : settings.slopes) {
        const std::string p = fmt::format("{:.3g}", slope);
        const std::vector<std::pair<std::string, std::string>> where = {{"kind", name_of(kind)}, {"p", p}};
        figure.curves.push_back(
            {"p = " + p, "spectra", "shell", "energy", where, Curve::Style::points_and_line, "low", "high"});
        figure.curves.push_back(
            {"p = " + p + ", expected", "spectra", "shell", "expected", where, Curve::Style::dashed, "", ""});
        figure.slopes.push_back({-slope, fmt::format("slope -{:.3g}", slope)});
    }
    return figure;
}

CurveFigure direction_figure(const Settings& settings) {
    CurveFigure figure{"directions",
                       "Shell energies within 22.5 degrees of the axes and of the diagonals",
                       "waves per width",
                       "energy of the shell's sectors",
                       Scale::log,
                       Scale::log,
                       {},
                       {}};
    const std::string p = fmt::format("{:.3g}", settings.slopes.front());
    for (const TurbulenceKind kind : {TurbulenceKind::stream, TurbulenceKind::walls}) {
        for (const std::string direction : {"axes", "diagonals"}) {
            figure.curves.push_back({name_of(kind) + ", " + direction,
                                     "spectra",
                                     "shell",
                                     direction,
                                     {{"kind", name_of(kind)}, {"p", p}},
                                     direction == "axes" ? Curve::Style::points_and_line : Curve::Style::dashed,
                                     "",
                                     ""});
        }
    }
    return figure;
}

}  // namespace

void judge_spectra(StudyReport& report, const Settings& settings) {
    Table& table = report.table("spectra", fmt::format("Shell energies over {} fields of unit rms", settings.fields),
                                {{"kind", ""},
                                 {"p", ""},
                                 {"shell", "waves per width"},
                                 {"energy", "exp(mean log)"},
                                 {"low", "-4 standard errors"},
                                 {"high", "+4 standard errors"},
                                 {"expected", ""},
                                 {"axes", ""},
                                 {"diagonals", ""}});
    for (const TurbulenceKind kind :
         {TurbulenceKind::stream, TurbulenceKind::independent, TurbulenceKind::walls, TurbulenceKind::printed}) {
        for (const double slope : settings.slopes) {
            const TurbulenceParameters parameters = settings.parameters(kind, slope);
            const ExpectedSpectrum expected = expected_spectrum(parameters);
            const SpectrumSample sample = sample_spectra(settings, parameters, expected);
            const std::string subject = fmt::format("{}, p = {:.3g}", name_of(kind), slope);
            add_rows(table, settings, parameters, sample, expected);
            judge_slope(report, subject, settings, slope, sample);
            judge_shells(report, subject, settings, parameters, sample, expected);
            judge_directions(report, subject, settings, kind, sample, expected);
        }
        report.draw(spectrum_figure(settings, kind));
    }
    report.draw(direction_figure(settings));
}

}  // namespace ebru::spectra_study
