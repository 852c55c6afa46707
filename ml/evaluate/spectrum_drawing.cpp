#include "ml/evaluate/spectrum_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ebru {

namespace {

constexpr double width = 640.0;
constexpr double height = 320.0;
constexpr double left = 70.0;
constexpr double bottom = 40.0;
constexpr double margin = 12.0;

/// Decades that the drawing spans.
struct Axes {
    double x_end = 1.0;
    double y_low = 0.0;
    double y_high = 1.0;

    [[nodiscard]] double x(double shell) const { return left + (width - left - margin) * std::log10(shell) / x_end; }
    [[nodiscard]] double y(double power) const {
        return margin + (height - bottom - margin) * (y_high - std::log10(power)) / (y_high - y_low);
    }
};

Axes axes_for(const SpectrumComparison& spectrum) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const auto* shells : {&spectrum.samples, &spectrum.data}) {
        for (std::size_t s = 1; s < shells->size(); ++s) {
            if (const double power = (*shells)[s].mean; power > 0.0) {
                low = std::min(low, std::log10(power));
                high = std::max(high, std::log10(power));
            }
        }
    }
    if (low > high) {
        return {};
    }
    const auto last = static_cast<double>(std::max<std::size_t>(spectrum.data.size(), 3) - 1);
    return {std::log10(last), std::floor(low), std::max(std::ceil(high), std::floor(low) + 1.0)};
}

std::string curve(const std::vector<MeanEstimate>& shells, const Axes& axes, const char* colour) {
    std::string points;
    for (std::size_t s = 1; s < shells.size(); ++s) {
        if (shells[s].mean > 0.0) {
            points += fmt::format("{:.1f},{:.1f} ", axes.x(static_cast<double>(s)), axes.y(shells[s].mean));
        }
    }
    return fmt::format("<polyline fill=none stroke={} stroke-width=2 points=\"{}\"/>\n", colour, points);
}

std::string ticks(const Axes& axes) {
    std::string text;
    for (double decade = axes.y_low; decade <= axes.y_high; decade += 1.0) {
        const double y = axes.y(std::pow(10.0, decade));
        text += fmt::format(
            "<line x1={0} x2={1} y1={2:.1f} y2={2:.1f} stroke=\"#ddd\"/><text x={3} y={4:.1f} "
            "text-anchor=end>1e{5:g}</text>\n",
            left, width - margin, y, left - 6.0, y + 4.0, decade);
    }
    for (double shell = 1.0; shell <= std::pow(10.0, axes.x_end) * (1.0 + 1e-9); shell *= 2.0) {
        text += fmt::format("<text x={:.1f} y={} text-anchor=middle>{:g}</text>\n", axes.x(shell),
                            height - bottom + 16.0, shell);
    }
    return text;
}

}  // namespace

std::string spectrum_svg(const SpectrumComparison& spectrum) {
    const Axes axes = axes_for(spectrum);
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width={0} font-size=12>\n{2}{3}{4}"
        "<text x={5} y={6} text-anchor=middle>waves per width</text>\n"
        "<text x={7} y=24 text-anchor=end><tspan fill=\"#888\">data</tspan>, <tspan fill=\"#b00020\">samples</tspan>"
        "</text></svg>\n",
        width, height, ticks(axes), curve(spectrum.data, axes, "\"#888\""),
        curve(spectrum.samples, axes, "\"#b00020\""), 0.5 * width, height - 8.0, width - 2.0 * margin);
}

}  // namespace ebru
