#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "validation/common/sample_statistics.hpp"
#include "validation/turbulence_statistics/settings.hpp"

namespace ebru::statistics_study {

namespace {

TurbulenceParameters correlation_parameters(const Settings& settings, TurbulenceKind kind) {
    TurbulenceParameters parameters;
    parameters.grid = {settings.correlation_cells, settings.correlation_cells};
    parameters.kind = kind;
    parameters.m_max = settings.correlation_m_max;
    parameters.phase_speed = settings.phase_speed;
    parameters.seed = settings.seed;
    return parameters;
}

/// Correlations of one field with its state at t = 0, at every interval, measured on the cells.
std::vector<double> measured_correlation(RandomFourierVelocity& model, const TurbulenceParameters& parameters,
                                         std::int64_t field, int intervals) {
    const auto n = static_cast<std::size_t>(parameters.grid.nx);
    const HostVelocity start("study start", 1, 2, n, n);
    const HostVelocity now("study now", 1, 2, n, n);
    model.evaluate({&field, 1}, 0.0, {.shape = start, .acceleration = {}, .rate = {}});
    std::vector<double> correlation;
    for (int t = 0; t <= intervals; ++t) {
        model.evaluate({&field, 1}, t, {.shape = now, .acceleration = {}, .rate = {}});
        double sum = 0.0;
        for (std::size_t i = 0; i < now.size(); ++i) {
            sum += start.data()[i] * now.data()[i];
        }
        correlation.push_back(sum / static_cast<double>(parameters.grid.cells()));
    }
    return correlation;
}

/// sum a^2 cos(omega t) / sum a^2.
double correlation_law(const std::vector<SeriesMode>& modes, double t) {
    double sum = 0.0;
    double total = 0.0;
    for (const SeriesMode& mode : modes) {
        sum += mode.amplitude * mode.amplitude * std::cos(mode.omega * t);
        total += mode.amplitude * mode.amplitude;
    }
    return sum / total;
}

/// Of one field between walls: its modes stand, each with its own phase.
double standing_correlation(const std::vector<SeriesMode>& modes, double t) {
    double product = 0.0;
    double before = 0.0;
    double after = 0.0;
    for (const SeriesMode& mode : modes) {
        const double a2 = mode.amplitude * mode.amplitude;
        product += 0.5 * a2 * (std::cos(mode.omega * t) + std::cos(2.0 * mode.phase[0] + mode.omega * t));
        before += a2 * std::pow(std::cos(mode.phase[0]), 2);
        after += a2 * std::pow(std::cos(mode.phase[0] + mode.omega * t), 2);
    }
    return product / std::sqrt(before * after);
}

/// Unscaled energies at times 0 and t: rms^2 = sum a^2 cos^2/2.
double rms_at(const std::vector<SeriesMode>& modes, double t) {
    double square = 0.0;
    for (const SeriesMode& mode : modes) {
        square += 0.5 * std::pow(mode.amplitude * std::cos(mode.phase[0] + mode.omega * t), 2);
    }
    return std::sqrt(square);
}

void judge_single_fields(StudyReport& report, Table& table, const Settings& settings, TurbulenceKind kind) {
    const TurbulenceParameters parameters = correlation_parameters(settings, kind);
    RandomFourierVelocity model(parameters);
    constexpr int looked_at = 3;
    double worst = 0.0;
    for (std::int64_t field = 0; field < looked_at; ++field) {
        const std::vector<SeriesMode> modes = series_modes(parameters, field);
        const std::vector<double> measured = measured_correlation(model, parameters, field, settings.intervals);
        for (int t = 0; t <= settings.intervals; ++t) {
            const double law = correlation_law(modes, t);
            const double expected = kind == TurbulenceKind::walls ? standing_correlation(modes, t) : law;
            const double value = measured[static_cast<std::size_t>(t)];
            worst = std::max(worst, std::abs(value - expected));
            if (field == 0) {
                table.add({name_of(kind) + ", one field", std::int64_t{t}, value, expected, law, value, value});
            }
        }
    }
    // a phase of omega t rounds to eps/2 of itself; two transforms of eps log2(cells)
    const double turned = settings.phase_speed * 2.0 * std::acos(-1.0) * settings.correlation_m_max /
                          settings.correlation_cells * settings.intervals;
    const double eps = std::numeric_limits<double>::epsilon();
    report.judge(bound_verdict(name_of(kind) + ": correlation of single fields less the law, largest", worst,
                               eps * (turned + 4.0 * std::log2(static_cast<double>(parameters.grid.cells()))),
                               "eps times the phase turned and log2(cells), twice"));
}

/// Between walls: the unscaled correlation, mean over the fields.
void judge_ensemble(StudyReport& report, Table& table, const Settings& settings) {
    const TurbulenceParameters parameters = correlation_parameters(settings, TurbulenceKind::walls);
    RandomFourierVelocity model(parameters);
    std::vector<SampleStatistics> product(static_cast<std::size_t>(settings.intervals) + 1);
    double total = 0.0;
    for (const SeriesMode& mode : series_modes(parameters, 0)) {
        total += 0.5 * mode.amplitude * mode.amplitude * 0.5;
    }
    for (std::int64_t field = 0; field < settings.correlation_fields; ++field) {
        const std::vector<SeriesMode> modes = series_modes(parameters, field);
        const std::vector<double> scaled = measured_correlation(model, parameters, field, settings.intervals);
        const double start = rms_at(modes, 0.0);
        for (std::size_t t = 0; t < scaled.size(); ++t) {
            product[t].add(scaled[t] * start * rms_at(modes, static_cast<double>(t)) / total);
        }
    }
    const std::vector<SeriesMode> modes = series_modes(parameters, 0);
    double worst = 0.0;
    for (std::size_t t = 0; t < product.size(); ++t) {
        const double law = correlation_law(modes, static_cast<double>(t));
        const double band = allowed_standard_errors * product[t].standard_error();
        worst = std::max(worst, std::abs(product[t].mean() - law) / product[t].standard_error());
        table.add({"walls, mean of fields", static_cast<std::int64_t>(t), product[t].mean(), law, law,
                   product[t].mean() - band, product[t].mean() + band});
    }
    report.judge(bound_verdict("walls: mean correlation of the fields less the law, standard errors, largest", worst,
                               allowed_standard_errors, "unscaled fields; standard error from the fields"));
}

}  // namespace

void judge_correlation(StudyReport& report, const Settings& settings) {
    Table& table = report.table("correlation", "Correlation of a field with its start",
                                {{"subject", ""},
                                 {"t", "intervals"},
                                 {"measured", ""},
                                 {"expected", ""},
                                 {"phase_law", "sum a^2 cos(omega t)/sum a^2"},
                                 {"low", "-4 standard errors"},
                                 {"high", "+4 standard errors"}});
    CurveFigure figure{
        "correlation",
        "Correlation in time: travelling modes follow the phase law in every field; standing ones only in "
        "the mean",
        "t, intervals",
        "correlation",
        Scale::linear,
        Scale::linear,
        {},
        {}};
    for (const TurbulenceKind kind : {TurbulenceKind::stream, TurbulenceKind::independent, TurbulenceKind::walls}) {
        judge_single_fields(report, table, settings, kind);
        figure.curves.push_back({name_of(kind) + ", one field",
                                 "correlation",
                                 "t",
                                 "measured",
                                 {{"subject", name_of(kind) + ", one field"}},
                                 Curve::Style::line,
                                 "",
                                 ""});
    }
    judge_ensemble(report, table, settings);
    const std::vector<std::pair<std::string, std::string>> mean = {{"subject", "walls, mean of fields"}};
    figure.curves.push_back(
        {"walls, mean of fields", "correlation", "t", "measured", mean, Curve::Style::line, "low", "high"});
    figure.curves.push_back({"phase law, walls", "correlation", "t", "phase_law", mean, Curve::Style::dashed, "", ""});
    report.draw(figure);
    TurbulenceParameters papers = correlation_parameters(settings, TurbulenceKind::independent);
    papers.phase_speed = 1e-4;
    report.note(
        fmt::format("With the phase speed 1e-4 of the preset `paper` the correlation after 200 intervals is still "
                    "1 - {:.2g}: the field is frozen in practice.",
                    1.0 - correlation_law(series_modes(papers, 0), 200.0)));
}

}  // namespace ebru::statistics_study
