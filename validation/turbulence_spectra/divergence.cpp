#include "diagnostics/divergence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "diagnostics/observed_order.hpp"
#include "validation/common/mode_series.hpp"
#include "validation/common/sample_statistics.hpp"
#include "validation/turbulence_spectra/settings.hpp"

namespace ebru::spectra_study {

namespace {

/// Predicted scatter of (div^2 - curl^2)/(div^2 + curl^2) of independent components: a sum of independent cosines.
struct ShareScatter {
    double deviation = 0.0;
    double relative_error = 0.0;
};

ShareScatter share_scatter(const std::vector<SeriesMode>& modes, int fields) {
    double total = 0.0;
    double b2 = 0.0;
    double b4 = 0.0;
    for (const SeriesMode& mode : modes) {
        const double a2 = mode.amplitude * mode.amplitude;
        const double b = 2.0 * a2 * mode.kappa_x * mode.kappa_y;
        total += a2 * mode.kappa * mode.kappa;
        b2 += b * b;
        b4 += b * b * b * b;
    }
    const double flatness = 3.0 - 1.5 * b4 / (b2 * b2);
    return {std::sqrt(0.5 * b2) / total, 0.5 * std::sqrt((flatness - 1.0) / fields)};
}

/// rms curl of a field of unit rms, from the amplitudes (periodic kinds).
double expected_curl(const std::vector<SeriesMode>& modes) {
    double total = 0.0;
    double curl = 0.0;
    for (const SeriesMode& mode : modes) {
        total += mode.amplitude * mode.amplitude;
        curl += mode.amplitude * mode.amplitude * mode.kappa * mode.kappa;
    }
    return std::sqrt(curl / total);
}

/// Generated field against the series at the cell centres, and the series' flow through the walls.
void judge_against_series(StudyReport& report, const std::string& subject, const GeneratedField& field,
                          const ModeSeries& series, const TurbulenceParameters& parameters) {
    const Grid grid = parameters.grid;
    double worst = 0.0;
    double through_walls = 0.0;
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            const auto v = series.velocity(x + 0.5, y + 0.5);
            const auto cell =
                static_cast<std::size_t>(y) * static_cast<std::size_t>(grid.nx) + static_cast<std::size_t>(x);
            worst = std::max({worst, std::abs(v[0] - field.x()[cell]), std::abs(v[1] - field.y()[cell])});
        }
        for (const double wall : {0.0, static_cast<double>(grid.nx)}) {
            through_walls = std::max({through_walls, std::abs(series.velocity(wall, y + 0.5)[0]),
                                      std::abs(series.velocity(y + 0.5, wall)[1])});
        }
    }
    // Every mode turns by up to 2 pi m_max before its cosine is taken: its argument rounds to eps/2 of that.
    const double sum = [&] {
        double a = 0.0;
        for (const SeriesMode& mode : series.modes()) {
            a += std::numbers::sqrt2 * mode.amplitude * mode.q / series.rms();
        }
        return a;
    }();
    const double bound = transform_round_off(grid) + 2.0 * std::numbers::pi * 0x1.0p-52 * sum;
    const std::string why = "transforms, and the rounding of 2 pi q in every mode's argument";
    report.judge(bound_verdict(subject + ": generated field less the series at the cell centres", worst, bound, why));
    if (parameters.kind == TurbulenceKind::walls) {
        report.judge(bound_verdict(subject + ": largest v.n of the series on the walls", through_walls, bound, why));
    }
}

struct DivergenceSample {
    double largest_ratio = 0.0;  ///< spectral div/curl
    SampleStatistics share;      ///< (div^2 - curl^2)/(div^2 + curl^2), spectral
    double largest_share = 0.0;
    SampleStatistics lattice;  ///< div/curl as the lattice sees it
};

DivergenceSample sample_divergence(const Settings& settings, const TurbulenceParameters& parameters) {
    GeneratedField field(parameters);
    DivergenceSample sample;
    for (int f = 0; f < settings.fields; ++f) {
        field.generate(f);
        const Walls walls = walls_of(parameters.kind);
        const DivergenceReport spectral = spectral_divergence(field.x(), field.y(), parameters.grid, walls);
        const double div = spectral.divergence_rms * spectral.divergence_rms;
        const double curl = spectral.curl_rms * spectral.curl_rms;
        sample.largest_ratio = std::max(sample.largest_ratio, spectral.ratio());
        sample.share.add((div - curl) / (div + curl));
        sample.largest_share = std::max(sample.largest_share, std::abs(div - curl) / (div + curl));
        sample.lattice.add(lattice_divergence(field.x(), field.y(), parameters.grid, walls).ratio());
    }
    return sample;
}

/// div/curl of a field of solenoidal waves as the lattice sees it, from the symbols of its differences.
double predicted_lattice_ratio(const std::vector<SeriesMode>& modes) {
    double div = 0.0;
    double curl = 0.0;
    for (const SeriesMode& mode : modes) {
        const double d_x = std::sin(mode.kappa_x) * (2.0 + std::cos(mode.kappa_y)) / 3.0;
        const double d_y = std::sin(mode.kappa_y) * (2.0 + std::cos(mode.kappa_x)) / 3.0;
        const double a2 = std::pow(mode.amplitude / mode.kappa, 2);
        div += a2 * std::pow(d_x * mode.kappa_y - d_y * mode.kappa_x, 2);
        curl += a2 * std::pow(d_x * mode.kappa_x + d_y * mode.kappa_y, 2);
    }
    return std::sqrt(div / curl);
}

}  // namespace

void judge_divergence(StudyReport& report, const Settings& settings) {
    Table& table = report.table("divergence", "Divergence of the generated fields",
                                {{"kind", ""},
                                 {"p", ""},
                                 {"spectral_ratio_max", "rms div / rms curl"},
                                 {"share_mean", "(div^2 - curl^2)/(div^2 + curl^2)"},
                                 {"share_deviation", ""},
                                 {"lattice_ratio_mean", "rms div / rms curl"}});
    const double round_off = transform_round_off(settings.grid());
    for (const TurbulenceKind kind :
         {TurbulenceKind::stream, TurbulenceKind::independent, TurbulenceKind::walls, TurbulenceKind::printed}) {
        for (const double slope : settings.slopes) {
            const TurbulenceParameters parameters = settings.parameters(kind, slope);
            const DivergenceSample sample = sample_divergence(settings, parameters);
            const std::vector<SeriesMode> modes = series_modes(parameters, 0);
            const std::string subject = fmt::format("{}, p = {:.3g}", name_of(kind), slope);
            table.add({name_of(kind), slope, sample.largest_ratio, sample.share.mean(), sample.share.deviation(),
                       sample.lattice.mean()});
            // Noise of the transforms lies on all modes up to the corner, whose wavenumber is sqrt(2) pi.
            const double noise = std::numbers::sqrt2 * std::numbers::pi * round_off / expected_curl(modes);
            if (kind == TurbulenceKind::stream || kind == TurbulenceKind::walls) {
                report.judge(bound_verdict(subject + ": largest spectral div/curl", sample.largest_ratio, noise,
                                           "round-off of the transforms at the corner wavenumber sqrt(2) pi"));
            } else if (kind == TurbulenceKind::printed) {
                report.judge(bound_verdict(subject + ": largest |div^2 - curl^2|/(div^2 + curl^2)",
                                           sample.largest_share, 2.0 * noise,
                                           "2 kappa_x kappa_y sums to zero over the lattice of modes"));
            } else {
                const ShareScatter predicted = share_scatter(modes, settings.fields);
                report.judge(sampled_verdict(subject + ": mean (div^2 - curl^2)/(div^2 + curl^2)", sample.share.mean(),
                                             0.0, predicted.deviation / std::sqrt(settings.fields),
                                             "independent phases compress as much as they rotate"));
                report.judge(sampled_verdict(subject + ": its standard deviation / predicted",
                                             sample.share.deviation() / predicted.deviation, 1.0,
                                             predicted.relative_error, "sum of independent cosines"));
            }
            if (kind == TurbulenceKind::stream) {
                const double ratio = sample.lattice.mean() / predicted_lattice_ratio(modes);
                report.judge(order_verdict(subject + ": lattice div/curl over the symbols' prediction", ratio, 1.0,
                                           round_off / predicted_lattice_ratio(modes) / expected_curl(modes),
                                           "round-off over the ratio: phases do not move it"));
            }
            GeneratedField field(parameters);
            field.generate(settings.fields / 2);
            judge_against_series(report, subject, field, ModeSeries(parameters, settings.fields / 2), parameters);
        }
    }
}

void judge_lattice_divergence(StudyReport& report, const Settings& settings) {
    Table& table = report.table("lattice_divergence", "Lattice div/curl of solenoidal fields in a narrow band",
                                {{"waves", "per width"}, {"kappa", "per cell"}, {"ratio", "rms div / rms curl"}});
    std::vector<double> kappas;
    std::vector<double> ratios;
    const Grid grid{settings.lattice_cells, settings.lattice_cells};
    for (const int waves : settings.wavenumbers) {
        TurbulenceParameters parameters = settings.parameters(TurbulenceKind::stream, 2.0);
        parameters.grid = grid;
        // hypot(2, 1) = sqrt(5) times 1, 2, 4, ...: the same directions in every band
        parameters.m_min = 0.5 * waves * std::sqrt(5.0);
        parameters.m_max = parameters.m_min;
        GeneratedField field(parameters);
        field.generate(0);
        kappas.push_back(2.0 * std::numbers::pi * parameters.m_min / grid.nx);
        ratios.push_back(lattice_divergence(field.x(), field.y(), grid, Walls::periodic).ratio());
        table.add({std::int64_t{waves}, kappas.back(), ratios.back()});
    }
    report.judge(
        order_verdict(fmt::format("order of the lattice's div/curl in the wavenumber, {} bands", kappas.size()),
                      fit_power_law(kappas, ratios).slope, 4.0, 0.1,
                      "the k^2 error of the D2Q9 difference is isotropic and drops out of the divergence"));
    report.draw(
        CurveFigure{"lattice_divergence",
                    "What the lattice's differences see of a solenoidal field",
                    "wavenumber, per cell",
                    "rms div / rms curl",
                    Scale::log,
                    Scale::log,
                    {{"stream", "lattice_divergence", "kappa", "ratio", {}, Curve::Style::points_and_line, "", ""}},
                    {{2.0, "order 2"}, {4.0, "order 4"}}});
}

}  // namespace ebru::spectra_study
