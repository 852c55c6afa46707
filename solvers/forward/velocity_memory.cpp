#include "solvers/forward/velocity_memory.hpp"

#include "io/array_file.hpp"
#include "solvers/turbulence/random_fourier_velocity.hpp"

namespace ebru {

namespace {

constexpr std::uint64_t field_value = 2 * sizeof(double);  ///< of a cell

std::uint64_t model_bytes(const VelocitySettings& settings, const VelocityMemoryCase& of) {
    const std::uint64_t field = of.own.cells() * field_value;
    switch (settings.kind) {
        case VelocityKind::none:
            return 0;
        case VelocityKind::file: {
            const bool steady = open_planes(settings.file, settings.dataset).extent.size() == 3;
            // All intervals, and of a part a copy with the cells around it.
            return field * (steady ? 1 : static_cast<std::uint64_t>(of.levels)) + (of.own == of.whole ? 0 : field);
        }
        case VelocityKind::uniform:
        case VelocityKind::shear:
        case VelocityKind::rotation:
        case VelocityKind::cellular:
            return 2 * field;  // shape and acceleration
        default: {
            TurbulenceParameters turbulence = settings.turbulence;
            turbulence.grid = of.whole;
            return RandomFourierVelocity::bytes(turbulence, of.own);
        }
    }
}

}  // namespace

std::uint64_t velocity_bytes(const VelocitySettings& settings, const VelocityMemoryCase& of) {
    if (settings.kind == VelocityKind::none) {
        return 0;
    }
    std::uint64_t fields = 2;  // shape, physical velocity
    if (of.compensation == Compensation::on) {
        fields += 2;  // transport velocity; the model's acceleration, or tanh's field with its ghosts
        fields += of.moves_within_interval ? 1 : 0;
    }
    fields += of.own == of.whole ? 0 : 1;  // the field with its ghosts, while its divergence is looked at
    return fields * of.own.cells() * field_value + model_bytes(settings, of);
}

}  // namespace ebru
