#pragma once

#include <string>

#include "ml/metrics/spectrum_comparison.hpp"

namespace ebru {

/// The two radial spectra over the shells from 1 on, both axes logarithmic, as an SVG element for a page.
std::string spectrum_svg(const SpectrumComparison& spectrum);

}  // namespace ebru
