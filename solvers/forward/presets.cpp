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

// Equations 14 to 16 with the numbers of the paper's section 5.2; gradients are those of pixels.
constexpr std::string_view anisotropic_text = R"(
[process]
kind = "spde"

[data]
range = [0.0, 1.0]

[spde]
T = 2.0
dt = 1e-3
levels = 100

[drift]
alpha_kind = "geometric"
alpha_min = 0.5
alpha_max_widths = 2.0
lambda_kind = "opening"
lambda_min = 0.025
lambda_rate = 0.5

[noise]
alpha_kind = "geometric"
alpha_min = 0.01
alpha_max = 2.0
lambda_kind = "infinite"
ell = 0.0
)";

// Equation 17 with the numbers of section 5.3.
constexpr std::string_view isotropic_text = R"(
[process]
kind = "spde"

[data]
range = [0.0, 1.0]

[spde]
T = 2.0
dt = 1e-3
levels = 100

[drift]
alpha_kind = "geometric"
alpha_min = 0.5
alpha_max_widths = 2.0
lambda_kind = "infinite"

[noise]
alpha_kind = "geometric"
alpha_min = 0.01
alpha_max = 0.5
lambda_kind = "infinite"
ell = 0.0
)";

constexpr std::string_view ddpm_text = R"(
[process]
kind = "gaussian"

[data]
range = [-1.0, 1.0]

[gaussian]
kind = "ddpm"
schedule = "linear"
levels = 1000
)";

constexpr std::string_view vp_text = R"(
[process]
kind = "gaussian"

[data]
range = [-1.0, 1.0]

[gaussian]
kind = "vp"
beta_min = 0.1
beta_max = 20.0
levels = 1000
)";

constexpr std::string_view ve_text = R"(
[process]
kind = "gaussian"

[data]
range = [0.0, 1.0]

[gaussian]
kind = "ve"
sigma_min = 0.01
sigma_max = 50.0
levels = 1000
)";

constexpr std::string_view flow_text = R"(
[process]
kind = "gaussian"

[data]
range = [-1.0, 1.0]

[gaussian]
kind = "flow"
levels = 100
)";

}  // namespace

std::string_view preset_text(Preset preset) {
    switch (preset) {
        case Preset::transport:
            return transport_text;
        case Preset::paper:
            return paper_text;
        case Preset::anisotropic:
            return anisotropic_text;
        case Preset::isotropic:
            return isotropic_text;
        case Preset::ddpm:
            return ddpm_text;
        case Preset::vp:
            return vp_text;
        case Preset::ve:
            return ve_text;
        case Preset::flow:
            return flow_text;
        case Preset::none:
            break;
    }
    return "";
}

}  // namespace ebru
