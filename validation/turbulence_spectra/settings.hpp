#pragma once

#include <vector>

#include "field/velocity_model.hpp"
#include "grid/grid.hpp"
#include "solvers/turbulence/random_fourier_velocity.hpp"
#include "validation/common/study_report.hpp"

namespace ebru::spectra_study {

struct Settings {
    std::vector<double> slopes;
    int first_shell = 0;
    double last_share = 0.0;
    std::uint64_t seed = 0;
    int cells = 0;
    int m_max = 0;
    int fields = 0;
    std::vector<int> wavenumbers;
    int lattice_cells = 0;

    [[nodiscard]] Grid grid() const { return {cells, cells}; }
    [[nodiscard]] int last_shell() const { return static_cast<int>(last_share * m_max); }
    [[nodiscard]] TurbulenceParameters parameters(TurbulenceKind kind, double slope) const {
        TurbulenceParameters parameters;
        parameters.grid = grid();
        parameters.kind = kind;
        parameters.slope = slope;
        parameters.m_max = m_max;
        parameters.seed = seed;
        return parameters;
    }
};

/// "stream", "independent", "walls", "printed".
std::string name_of(TurbulenceKind kind);
Walls walls_of(TurbulenceKind kind);

/// One generated field.
class GeneratedField {
  public:
    explicit GeneratedField(const TurbulenceParameters& parameters)
        : model_(parameters),
          grid_(parameters.grid),
          shape_("study field", 1, 2, static_cast<std::size_t>(grid_.ny), static_cast<std::size_t>(grid_.nx)) {}

    void generate(std::int64_t field) {
        model_.evaluate({&field, 1}, 0.0, {.shape = shape_, .acceleration = {}, .rate = {}});
    }
    [[nodiscard]] const double* x() const { return shape_.data(); }
    [[nodiscard]] const double* y() const { return shape_.data() + grid_.cells(); }

  private:
    RandomFourierVelocity model_;
    Grid grid_;
    HostVelocity shape_;
};

/// What a transform of the field may leave, relative to its rms: eps log2(cells) per value (Cooley-Tukey), twice for
/// the way there and back, and as much again for the phases.
double transform_round_off(const Grid& grid);

void judge_spectra(StudyReport& report, const Settings& settings);
void judge_isotropy(StudyReport& report, const Settings& settings);
void judge_divergence(StudyReport& report, const Settings& settings);
void judge_lattice_divergence(StudyReport& report, const Settings& settings);

}  // namespace ebru::spectra_study
