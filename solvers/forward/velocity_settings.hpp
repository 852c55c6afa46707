#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "blocks/field_part.hpp"
#include "config/deck.hpp"
#include "field/velocity_model.hpp"
#include "solvers/turbulence/turbulence_parameters.hpp"
#include "solvers/velocity/analytic_velocity.hpp"

namespace ebru {

/// Where the velocity comes from.
enum class VelocityKind {
    none,
    walls,        ///< random Fourier modes: sine-series stream function
    stream,       ///< random Fourier modes: periodic stream function
    independent,  ///< random Fourier modes: independent components
    printed,      ///< random Fourier modes: as the paper prints them
    uniform,
    shear,
    rotation,
    cellular,
    file,
};

template <>
struct EnumNames<VelocityKind> {
    static constexpr auto table = std::to_array<EnumName<VelocityKind>>({{VelocityKind::none, "none"},
                                                                         {VelocityKind::walls, "walls"},
                                                                         {VelocityKind::stream, "stream"},
                                                                         {VelocityKind::independent, "independent"},
                                                                         {VelocityKind::printed, "printed"},
                                                                         {VelocityKind::uniform, "uniform"},
                                                                         {VelocityKind::shear, "shear"},
                                                                         {VelocityKind::rotation, "rotation"},
                                                                         {VelocityKind::cellular, "cellular"},
                                                                         {VelocityKind::file, "file"}});
};

/// The [velocity] table of a deck.
struct VelocitySettings {
    VelocityKind kind = VelocityKind::none;
    VelocityScale scale = VelocityScale::rms;
    TurbulenceParameters turbulence;      ///< of the random kinds; grid and seed are set when the model is made
    AnalyticVelocityParameters analytic;  ///< of the formulas; the grid is set when the model is made
    std::filesystem::path file;
    std::string dataset;
};

VelocitySettings read_velocity_settings(Deck& deck);

/// The model of the settings on a part of a grid; null for VelocityKind::none. Collective over blocks.
/// \throws UserError
std::shared_ptr<VelocityModel> make_velocity_model(const VelocitySettings& settings, const FieldPart& part, Walls walls,
                                                   std::uint64_t seed, int levels);

/// On all of a grid.
inline std::shared_ptr<VelocityModel> make_velocity_model(const VelocitySettings& settings, const Grid& grid,
                                                          Walls walls, std::uint64_t seed, int levels) {
    return make_velocity_model(settings, FieldPart(grid), walls, seed, levels);
}

/// max |v~| over all intervals of a given or analytic field: the peak ratio that the planner needs. Random fields are
/// too many to look at: for them it is `planned`, and the limiter takes what is beyond. Collective over blocks.
double peak_ratio_of(VelocityModel& model, const VelocitySettings& settings, const FieldPart& part, int levels,
                     double planned);

inline double peak_ratio_of(VelocityModel& model, const VelocitySettings& settings, const Grid& grid, int levels,
                            double planned) {
    return peak_ratio_of(model, settings, FieldPart(grid), levels, planned);
}

}  // namespace ebru
