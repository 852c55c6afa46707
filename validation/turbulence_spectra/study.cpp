#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "validation/common/mode_series.hpp"
#include "validation/common/sample_statistics.hpp"
#include "validation/common/study.hpp"
#include "validation/turbulence_spectra/settings.hpp"

namespace ebru {

namespace spectra_study {

std::string name_of(TurbulenceKind kind) {
    switch (kind) {
        case TurbulenceKind::walls:
            return "walls";
        case TurbulenceKind::stream:
            return "stream";
        case TurbulenceKind::independent:
            return "independent";
        default:
            return "printed";
    }
}

Walls walls_of(TurbulenceKind kind) {
    return kind == TurbulenceKind::walls ? Walls::mirror : Walls::periodic;
}

double transform_round_off(const Grid& grid) {
    return 4.0 * std::numeric_limits<double>::epsilon() * std::log2(static_cast<double>(grid.cells()));
}

namespace {

/// <v_x^2> - <v_y^2> and <v_x v_y> of a field of unit rms.
struct Stress {
    double difference = 0.0;
    double cross = 0.0;
    double largest_split = 0.0;  ///< max |v_x - v_y|
};

Stress stress_of(const GeneratedField& field, std::size_t cells) {
    Stress stress;
    for (std::size_t i = 0; i < cells; ++i) {
        const double v_x = field.x()[i];
        const double v_y = field.y()[i];
        stress.difference += (v_x * v_x - v_y * v_y) / static_cast<double>(cells);
        stress.cross += v_x * v_y / static_cast<double>(cells);
        stress.largest_split = std::max(stress.largest_split, std::abs(v_x - v_y));
    }
    return stress;
}

/// Predicted standard deviation of corr(v_x, v_y) of independent components, and of the estimate of its square.
struct PredictedScatter {
    double deviation = 0.0;
    double relative_error = 0.0;  ///< of a standard deviation estimated from `fields` fields
};

PredictedScatter correlation_scatter(const std::vector<SeriesMode>& modes, int fields) {
    double a2 = 0.0;
    double a4 = 0.0;
    double a8 = 0.0;
    for (const SeriesMode& mode : modes) {
        const double square = mode.amplitude * mode.amplitude;
        a2 += square;
        a4 += square * square;
        a8 += square * square * square * square;
    }
    // A sum of independent cosines b cos(theta) has the flatness 3 - (3/2) sum b^4/(sum b^2)^2.
    const double flatness = 3.0 - 1.5 * a8 / (a4 * a4);
    return {std::sqrt(0.5 * a4) / a2, 0.5 * std::sqrt((flatness - 1.0) / fields)};
}

void judge_kind(StudyReport& report, Table& table, const Settings& settings, TurbulenceKind kind, double slope) {
    const TurbulenceParameters parameters = settings.parameters(kind, slope);
    GeneratedField field(parameters);
    SampleStatistics difference;
    SampleStatistics cross;
    double largest_split = 0.0;
    double largest_stress = 0.0;
    for (int f = 0; f < settings.fields; ++f) {
        field.generate(f);
        const Stress stress = stress_of(field, settings.grid().cells());
        difference.add(stress.difference);
        cross.add(stress.cross);
        largest_split = std::max(largest_split, stress.largest_split);
        largest_stress = std::max({largest_stress, std::abs(stress.difference), std::abs(stress.cross)});
    }
    const std::string subject = fmt::format("{}, p = {:.3g}", name_of(kind), slope);
    table.add({name_of(kind), slope, difference.mean(), difference.standard_error(), cross.mean(),
               cross.standard_error(), cross.deviation(), largest_split});
    const double round_off = transform_round_off(settings.grid());
    const std::string rounding = "4 eps log2(cells): two transforms and the phases";
    if (kind == TurbulenceKind::stream) {
        report.judge(bound_verdict(subject + ": largest |<v_x^2> - <v_y^2>|, |<v_x v_y>| of a field", largest_stress,
                                   round_off, rounding + "; zero by the symmetry of the lattice of modes"));
    } else if (kind == TurbulenceKind::printed) {
        report.judge(bound_verdict(subject + ": largest |v_x - v_y|", largest_split, 0.0,
                                   "the same numbers go through the same operations"));
    } else {
        report.judge(sampled_verdict(subject + ": mean <v_x^2> - <v_y^2>", difference.mean(), 0.0,
                                     std::max(difference.standard_error(), round_off), "axes have equal rights"));
        report.judge(sampled_verdict(subject + ": mean <v_x v_y>", cross.mean(), 0.0, cross.standard_error(),
                                     "signs of the components have equal rights"));
    }
    if (kind == TurbulenceKind::independent) {
        const PredictedScatter predicted = correlation_scatter(series_modes(parameters, 0), settings.fields);
        // <v_x^2> = <v_y^2> = 1/2 in every field, so corr = 2 <v_x v_y>
        report.judge(sampled_verdict(subject + ": standard deviation of corr(v_x, v_y) / predicted",
                                     2.0 * cross.deviation() / predicted.deviation, 1.0, predicted.relative_error,
                                     "sqrt(sum a^4/2)/sum a^2; its own error from the flatness of a sum of cosines"));
    }
}

}  // namespace

void judge_isotropy(StudyReport& report, const Settings& settings) {
    Table& table = report.table("isotropy", "One-point stresses of fields of unit rms, mean over the fields",
                                {{"kind", ""},
                                 {"p", ""},
                                 {"normal_difference", "<v_x^2> - <v_y^2>"},
                                 {"normal_error", ""},
                                 {"cross", "<v_x v_y>"},
                                 {"cross_error", ""},
                                 {"cross_deviation", "between fields"},
                                 {"largest_split", "max |v_x - v_y|"}});
    for (const TurbulenceKind kind :
         {TurbulenceKind::stream, TurbulenceKind::independent, TurbulenceKind::walls, TurbulenceKind::printed}) {
        for (const double slope : settings.slopes) {
            judge_kind(report, table, settings, kind, slope);
        }
    }
}

}  // namespace spectra_study

StudyRun turbulence_spectra(StudyDeck& deck) {
    using namespace spectra_study;
    Settings settings;
    settings.slopes = deck.deck().reals("slopes", Range::closed(0.5, 5.0));
    settings.first_shell = deck.deck().integer("first_shell", IntRange::at_least(2, "waves per width"));
    settings.last_share = deck.deck().real("last_share", Range::left_open(0.0, 1.0));
    settings.seed = deck.deck().unsigned64("seed", 1);
    settings.cells = deck.integer("cells", IntRange::at_least(16, "cells"));
    settings.m_max = deck.integer("m_max", IntRange::at_least(8, "waves per width"));
    settings.fields = deck.integer("fields", IntRange::at_least(200, "fields: below, chance says more than the field"));
    settings.wavenumbers = deck.refinements("wavenumbers");
    settings.lattice_cells = deck.integer("lattice_cells", IntRange::at_least(64, "cells"));
    return [settings](StudyReport& report) {
        judge_spectra(report, settings);
        judge_isotropy(report, settings);
        judge_divergence(report, settings);
        judge_lattice_divergence(report, settings);
    };
}

}  // namespace ebru
