#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>

#include "fft/fft_plan.hpp"
#include "validation/common/sample_statistics.hpp"
#include "validation/common/study.hpp"
#include "validation/turbulence_statistics/settings.hpp"

namespace ebru {

namespace statistics_study {

namespace {

TurbulenceParameters point_parameters(const Settings& settings, TurbulenceKind kind, double slope) {
    TurbulenceParameters parameters;
    parameters.grid = {settings.cells, settings.cells};
    parameters.kind = kind;
    parameters.slope = slope;
    parameters.m_max = settings.m_max;
    parameters.seed = settings.seed;
    return parameters;
}

/// S = sum c^2 and sum c^4 of the cosines that v_x is made of at the centre of cell (j, i), unscaled.
struct CosineSums {
    double c2 = 0.0;
    double c4 = 0.0;

    [[nodiscard]] double variance() const { return 0.5 * c2; }
    [[nodiscard]] double fourth() const { return 0.75 * c2 * c2 - 0.375 * c4; }
    [[nodiscard]] double flatness() const { return fourth() / (variance() * variance()); }
};

CosineSums cosine_sums(const TurbulenceParameters& parameters, int j, int i) {
    CosineSums sums;
    for (const SeriesMode& mode : series_modes(parameters, 0)) {
        double c = mode.amplitude / std::numbers::sqrt2;
        if (parameters.kind == TurbulenceKind::stream) {
            c = mode.amplitude * mode.kappa_y / mode.kappa;
        } else if (parameters.kind == TurbulenceKind::walls) {
            c = std::numbers::sqrt2 * mode.amplitude * mode.kappa_y / mode.kappa * std::sin(mode.kappa_x * (i + 0.5)) *
                std::cos(mode.kappa_y * (j + 0.5));
        }
        sums.c2 += c * c;
        sums.c4 += c * c * c * c;
    }
    return sums;
}

double unscaled_rms(const std::vector<SeriesMode>& modes, TurbulenceKind kind) {
    double square = 0.0;
    for (const SeriesMode& mode : modes) {
        const double cosine = kind == TurbulenceKind::walls ? std::cos(mode.phase[0]) : 1.0;
        square += 0.5 * std::pow(mode.amplitude * cosine, 2);
    }
    return std::sqrt(square);
}

/// Calls take(v_x, unscaled factor) for `fields` fields: v_x (Y, X) of rms 1 and the rms before scaling.
void for_each_field(const TurbulenceParameters& parameters, int fields,
                    const std::function<void(const double*, double)>& take) {
    RandomFourierVelocity model(parameters);
    constexpr int batch = 100;
    const auto n = static_cast<std::size_t>(parameters.grid.nx);
    const HostVelocity shape("study fields", batch, 2, n, n);
    std::vector<std::int64_t> numbers(batch);
    const double common_rms = unscaled_rms(series_modes(parameters, 0), parameters.kind);
    for (std::int64_t first = 0; first < fields; first += batch) {
        for (std::int64_t f = 0; f < batch; ++f) {
            numbers[static_cast<std::size_t>(f)] = first + f;
        }
        model.evaluate(numbers, 0.0, {.shape = shape, .acceleration = {}, .rate = {}});
        for (std::int64_t f = 0; f < batch; ++f) {
            // periodic kinds have the same rms in every field; between walls it moves with the phases
            const double rms = parameters.kind == TurbulenceKind::walls
                                   ? unscaled_rms(series_modes(parameters, first + f), parameters.kind)
                                   : common_rms;
            take(&shape(static_cast<std::size_t>(f), 0, 0, 0), rms);
        }
    }
}

constexpr int bins = 60;
constexpr double bins_end = 4.0;  // standard deviations, to both sides

struct PointSample {
    SampleStatistics first;
    SampleStatistics second;
    SampleStatistics third;
    SampleStatistics fourth;
    std::array<int, bins> histogram{};
};

/// The places that are looked at: four by four over the field, with the law of each.
struct Place {
    std::size_t cell = 0;
    CosineSums sums;
};

std::vector<Place> places_of(const TurbulenceParameters& parameters) {
    constexpr int side = 4;
    const int n = parameters.grid.nx;
    std::vector<Place> places;
    for (int b = 0; b < side; ++b) {
        for (int a = 0; a < side; ++a) {
            const int j = (2 * b + 1) * n / (2 * side);
            const int i = (2 * a + 1) * n / (2 * side);
            places.push_back({static_cast<std::size_t>(j) * static_cast<std::size_t>(n) + static_cast<std::size_t>(i),
                              cosine_sums(parameters, j, i)});
        }
    }
    return places;
}

/// Fields are the independent samples: of each the mean over the places, in units of each place's own deviation.
PointSample sample_point(const TurbulenceParameters& parameters, const std::vector<Place>& places, int fields) {
    PointSample sample;
    for_each_field(parameters, fields, [&](const double* v_x, double rms) {
        std::array<double, 4> power_mean{};
        for (const Place& place : places) {
            const double v = rms * v_x[place.cell] / std::sqrt(place.sums.variance());
            double power = 1.0;
            for (double& mean : power_mean) {
                power *= v;
                mean += power / static_cast<double>(places.size());
            }
            const int bin = static_cast<int>(std::floor((v + bins_end) / (2.0 * bins_end) * bins));
            if (bin >= 0 && bin < bins) {
                ++sample.histogram[static_cast<std::size_t>(bin)];
            }
        }
        sample.first.add(power_mean[0]);
        sample.second.add(power_mean[1]);
        sample.third.add(power_mean[2]);
        sample.fourth.add(power_mean[3]);
    });
    return sample;
}

void judge_moments(StudyReport& report, const std::string& subject, const PointSample& sample, double flatness) {
    const std::string why = "independent uniform phases; standard error from the scatter between fields";
    report.judge(sampled_verdict(subject + ": mean / predicted deviation", sample.first.mean(), 0.0,
                                 sample.first.standard_error(), why));
    report.judge(sampled_verdict(subject + ": variance / predicted", sample.second.mean(), 1.0,
                                 sample.second.standard_error(), why));
    report.judge(sampled_verdict(subject + ": skewness", sample.third.mean(), 0.0, sample.third.standard_error(), why));
    report.judge(sampled_verdict(subject + ": flatness", sample.fourth.mean(), flatness, sample.fourth.standard_error(),
                                 "3 - (3/2) sum c^4/(sum c^2)^2; " + why));
}

CurveFigure density_figure(const std::vector<std::string>& subjects) {
    CurveFigure figure{
        "density",
        "One component at one point over the fields: the tails end earlier than a Gaussian's, the more so "
        "the steeper the spectrum",
        "v / standard deviation",
        "probability density",
        Scale::linear,
        Scale::log,
        {},
        {}};
    for (const std::string& subject : subjects) {
        figure.curves.push_back(
            {subject, "density", "v", "density", {{"subject", subject}}, Curve::Style::points_and_line, "", ""});
    }
    figure.curves.push_back(
        {"Gaussian", "density", "v", "gaussian", {{"subject", subjects.front()}}, Curve::Style::dashed, "", ""});
    return figure;
}

void judge_one_point(StudyReport& report, const Settings& settings) {
    Table& table = report.table("one_point", fmt::format("v_x at single cells over {} fields", settings.fields),
                                {{"kind", ""},
                                 {"p", ""},
                                 {"skewness", ""},
                                 {"skewness_error", ""},
                                 {"flatness", ""},
                                 {"flatness_error", ""},
                                 {"flatness_predicted", ""},
                                 {"gaussian", ""}});
    Table& density = report.table("density", "Histograms of v_x in standard deviations",
                                  {{"subject", ""}, {"v", ""}, {"density", ""}, {"gaussian", ""}});
    std::vector<std::string> subjects;
    for (const TurbulenceKind kind : {TurbulenceKind::stream, TurbulenceKind::independent, TurbulenceKind::walls}) {
        for (const double slope : settings.slopes) {
            const TurbulenceParameters parameters = point_parameters(settings, kind, slope);
            const std::vector<Place> places = places_of(parameters);
            double flatness = 0.0;
            for (const Place& place : places) {
                flatness += place.sums.flatness() / static_cast<double>(places.size());
            }
            const PointSample sample = sample_point(parameters, places, settings.fields);
            const std::string subject = fmt::format("{}, p = {:.3g}", name_of(kind), slope);
            table.add({name_of(kind), slope, sample.third.mean(), sample.third.standard_error(), sample.fourth.mean(),
                       sample.fourth.standard_error(), flatness, 3.0});
            judge_moments(report, subject, sample, flatness);
            if (kind != TurbulenceKind::stream && slope != settings.slopes[1]) {
                continue;
            }
            subjects.push_back(subject);
            for (int b = 0; b < bins; ++b) {
                constexpr double width = 2.0 * bins_end / bins;
                const int count = sample.histogram[static_cast<std::size_t>(b)];
                const double v = -bins_end + (b + 0.5) * width;
                Table::Cell measured = std::string();
                if (count > 0) {
                    measured = count / (width * settings.fields * static_cast<double>(places.size()));
                }
                density.add({subject, v, measured, std::exp(-0.5 * v * v) / std::sqrt(2.0 * std::numbers::pi)});
            }
        }
    }
    report.draw(density_figure(subjects));
}

/// phi/(2 pi) of the modes with m_y >= 1 of a `stream` field, recovered from v_x by transform: (m_y - 1, m_x + m_max).
std::vector<double> recovered_phases(const HostVelocity& shape, const FftPlan<double>& plan, int m_max) {
    const int n = plan.grid().nx;
    std::vector<std::complex<double>> hat(plan.spectrum_values());
    plan.forward(shape.data(), hat.data());
    std::vector<double> phases;
    for (int m_y = 1; m_y <= m_max; ++m_y) {
        for (int m_x = -m_max; m_x <= m_max; ++m_x) {
            const int row = m_x >= 0 ? m_y : n - m_y;  // the half spectrum holds m_x >= 0: else the conjugate of -m
            const std::size_t position = static_cast<std::size_t>(row) * static_cast<std::size_t>(n / 2 + 1) +
                                         static_cast<std::size_t>(std::abs(m_x));
            const double angle = m_x >= 0 ? std::arg(hat[position]) : -std::arg(hat[position]);
            const double turns = angle / (2.0 * std::numbers::pi) - 0.5 * (m_x + m_y) / n;
            phases.push_back(turns - std::floor(turns));
        }
    }
    return phases;
}

double kolmogorov_distance(std::vector<double> sorted) {
    std::sort(sorted.begin(), sorted.end());
    const auto count = static_cast<double>(sorted.size());
    double distance = 0.0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        distance = std::max(
            {distance, static_cast<double>(i + 1) / count - sorted[i], sorted[i] - static_cast<double>(i) / count});
    }
    return distance;
}

/// Mean of cos(2 pi x) against its band of 4/sqrt(2 n).
void judge_mean_cosine(StudyReport& report, Table& table, const std::string& claim, const SampleStatistics& cosine) {
    const double error = 1.0 / std::sqrt(2.0 * static_cast<double>(cosine.count()));
    table.add({claim, static_cast<std::int64_t>(cosine.count()), cosine.mean(), error});
    report.judge(
        sampled_verdict("phases: mean " + claim, cosine.mean(), 0.0, error, "1/sqrt(2 n): independent uniform phases"));
}

void judge_phases(StudyReport& report, const Settings& settings) {
    TurbulenceParameters parameters = point_parameters(settings, TurbulenceKind::stream, 2.0);
    parameters.m_max = 1.5 * settings.m_max;  // a full square of modes |m_x|, |m_y| <= m_max
    RandomFourierVelocity model(parameters);
    const FftPlan<double> plan(parameters.grid);
    const auto n = static_cast<std::size_t>(settings.cells);
    const HostVelocity shape("study field", 1, 2, n, n);
    const auto row = static_cast<std::size_t>(2 * settings.m_max + 1);
    std::vector<double> all;
    std::vector<double> before;
    SampleStatistics first, second, along_x, along_y, along_fields;
    const auto turn = [](double x) { return std::cos(2.0 * std::numbers::pi * x); };
    constexpr std::int64_t fields = 400;
    for (std::int64_t field = 0; field < fields; ++field) {
        model.evaluate({&field, 1}, 0.0, {.shape = shape, .acceleration = {}, .rate = {}});
        const std::vector<double> phases = recovered_phases(shape, plan, settings.m_max);
        for (std::size_t m = 0; m < phases.size(); ++m) {
            first.add(turn(phases[m]));
            second.add(turn(2.0 * phases[m]));
            if ((m + 1) % row != 0) {
                along_x.add(turn(phases[m] - phases[m + 1]));
            }
            if (m + row < phases.size()) {
                along_y.add(turn(phases[m] - phases[m + row]));
            }
            if (!before.empty()) {
                along_fields.add(turn(phases[m] - before[m]));
            }
        }
        all.insert(all.end(), phases.begin(), phases.end());
        before = phases;
    }
    Table& table = report.table("phases", "Phases recovered from generated fields",
                                {{"figure", ""}, {"n", ""}, {"mean", ""}, {"standard_error", ""}});
    judge_mean_cosine(report, table, "cos(phi)", first);
    judge_mean_cosine(report, table, "cos(2 phi)", second);
    judge_mean_cosine(report, table, "cos(phi - phi') of neighbours in m_x", along_x);
    judge_mean_cosine(report, table, "cos(phi - phi') of neighbours in m_y", along_y);
    judge_mean_cosine(report, table, "cos(phi - phi') of consecutive fields", along_fields);
    const double distance = kolmogorov_distance(all) * std::sqrt(static_cast<double>(all.size()));
    report.judge(bound_verdict("phases: sqrt(n) times the Kolmogorov-Smirnov distance to the uniform law", distance,
                               2.23, "exceeded once in 10,000 honest verdicts: 2 exp(-2 x^2)"));
}

}  // namespace

}  // namespace statistics_study

StudyRun turbulence_statistics(StudyDeck& deck) {
    using namespace statistics_study;
    Settings settings;
    settings.slopes = deck.deck().reals("slopes", Range::closed(0.5, 5.0));
    if (settings.slopes.size() < 2) {
        deck.deck().refuse("slopes", "the densities are drawn for the second one", "give at least two");
    }
    settings.cells = deck.deck().integer("cells", IntRange::at_least(8, "cells"));
    settings.m_max = deck.deck().integer("m_max", IntRange::at_least(2, "waves per width"));
    if (2 * 3 * settings.m_max > 2 * settings.cells) {
        deck.deck().refuse("m_max", "phases are recovered from a square of modes within 1.5 m_max, below Nyquist",
                           "give at most cells/3");
    }
    settings.seed = deck.deck().unsigned64("seed", 1);
    settings.correlation_cells = deck.deck().integer("correlation_cells", IntRange::at_least(8, "cells"));
    settings.correlation_m_max = deck.deck().integer("correlation_m_max", IntRange::at_least(2, "waves per width"));
    settings.phase_speed = deck.deck().real("phase_speed", Range::above(0.0, "cells per interval"));
    settings.intervals = deck.deck().integer("intervals", IntRange::at_least(2));
    settings.fields = deck.integer("fields", IntRange::at_least(1000));
    settings.correlation_fields = deck.integer("correlation_fields", IntRange::at_least(50));
    return [settings](StudyReport& report) {
        judge_one_point(report, settings);
        judge_phases(report, settings);
        judge_correlation(report, settings);
    };
}

}  // namespace ebru
