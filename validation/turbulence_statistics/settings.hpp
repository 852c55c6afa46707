#pragma once

#include <vector>

#include "solvers/turbulence/random_fourier_velocity.hpp"
#include "validation/common/mode_series.hpp"
#include "validation/common/study_report.hpp"

namespace ebru::statistics_study {

struct Settings {
    std::vector<double> slopes;
    int cells = 0;
    int m_max = 0;
    std::uint64_t seed = 0;
    int correlation_cells = 0;
    int correlation_m_max = 0;
    double phase_speed = 0.0;
    int intervals = 0;
    int fields = 0;
    int correlation_fields = 0;
};

inline std::string name_of(TurbulenceKind kind) {
    return kind == TurbulenceKind::walls ? "walls" : kind == TurbulenceKind::stream ? "stream" : "independent";
}

void judge_correlation(StudyReport& report, const Settings& settings);

}  // namespace ebru::statistics_study
