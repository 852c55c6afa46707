#include "solvers/forward/presets.hpp"

namespace ebru {

namespace {

constexpr std::string_view transport_text = R"(
[process]
kind = "advection-diffusion"

[data]
range = [0.0, 1.0]

[schedule]
kind = "exponential"
levels = 100
Fo_min = 1.6e-4       # sigma = 0.018 L: half a pixel at 28 pixels
Fo_max = 0.03         # sigma = 0.245 L

[transport]
method = "stencil"
Pe = 50.0
walls = "mirror"
compensation = "on"

[velocity]
kind = "walls"
slope = 2.0
phase_speed = 0.05
scale = "rms"
field_per = "image"
)";

// What the paper and its code say, where they agree with themselves; docs/papers_and_us.md lists the differences.
constexpr std::string_view paper_text = R"(
[process]
kind = "advection-diffusion"

[data]
range = [0.95, 1.05]

[schedule]
kind = "exponential"
levels = 200
Fo_min = 7.62939453125e-6   # sigma = 0.5 pixels at 128 pixels
Fo_max = 0.01220703125      # sigma = 20 pixels at 128 pixels

[transport]
method = "lbm"
Pe = 0.14
walls = "bounce-back"
compensation = "off"

[lbm]
velocity_set = "D2Q9"
collision = "trt"           # BGK of the paper rings at the early levels' tau near 1/2; the odd rate is the same
magic = "quarter"
equilibrium = "quadratic"

[velocity]
kind = "independent"
slope = 2.0
phase_speed = 1e-4
scale = "rms"
field_per = "image"
)";

}  // namespace

std::string_view preset_text(Preset preset) {
    switch (preset) {
        case Preset::transport:
            return transport_text;
        case Preset::paper:
            return paper_text;
        case Preset::none:
            break;
    }
    return "";
}

}  // namespace ebru
