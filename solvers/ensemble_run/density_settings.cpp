#include "solvers/ensemble_run/density_settings.hpp"

#include <fmt/format.h>

#include <span>
#include <utility>
#include <vector>

namespace ebru {

namespace {

using Numbers = std::vector<double>;

std::span<const double> part(const Numbers& numbers, std::size_t which, std::size_t size) {
    return std::span<const double>(numbers).subspan(which * size, size);
}

/// Covariance `which` of the list, in the form that the list's length says.
Covariance read_covariance(const Numbers& list, std::size_t components, std::size_t which, int dimension,
                           const std::string& name) {
    const auto d = static_cast<std::size_t>(dimension);
    if (list.size() == components * d * d) {
        return Covariance::from_matrix(dimension, part(list, which, d * d), name);
    }
    Numbers matrix(d * d, 0.0);
    for (std::size_t a = 0; a < d; ++a) {
        matrix[a * d + a] = list.size() == components ? list[which] : list[which * d + a];
    }
    return Covariance::from_matrix(dimension, matrix, name);
}

GaussianMixture read_mixture(Deck& deck, const std::string& table, DensityKind kind, int dimension) {
    const auto d = static_cast<std::size_t>(dimension);
    const bool one = kind == DensityKind::gaussian;
    const Numbers weights = one ? Numbers{1.0} : deck.reals(table + ".weights", Range::above(0.0));
    const std::size_t count = weights.size();
    if (count == 0) {
        deck.refuse(table + ".weights", "a density needs a component", "give a positive weight for every component");
    }
    const Numbers means = one ? deck.reals(table + ".means", Numbers(d, 0.0)) : deck.reals(table + ".means");
    if (means.size() != count * d) {
        deck.refuse(table + ".means", fmt::format("{} component(s) in {} dimension(s)", count, dimension),
                    fmt::format("give {} numbers, component by component", count * d));
    }
    const Numbers covariances = one ? deck.reals(table + ".covariances", {1.0}) : deck.reals(table + ".covariances");
    if (covariances.size() != count && covariances.size() != count * d && covariances.size() != count * d * d) {
        deck.refuse(table + ".covariances", fmt::format("{} component(s) in {} dimension(s)", count, dimension),
                    fmt::format("give {} variances, {} variances of the directions, or {} entries of matrices", count,
                                count * d, count * d * d));
    }
    std::vector<MixtureComponent> components;
    for (std::size_t i = 0; i < count; ++i) {
        const std::span<const double> mean = part(means, i, d);
        components.push_back(
            {weights[i], Numbers(mean.begin(), mean.end()),
             read_covariance(covariances, count, i, dimension, fmt::format("{}.covariances[{}]", table, i))});
    }
    return GaussianMixture(std::move(components));
}

ShapeParameters read_shape(Deck& deck, const std::string& table) {
    ShapeParameters shape;
    shape.shape = deck.choice(table + ".shape", PlaneShape::disc);
    const Numbers centre = deck.reals(table + ".centre", {0.0, 0.0});
    if (centre.size() != 2) {
        deck.refuse(table + ".centre", "a shape lies in the plane", "give two numbers [x, y]");
    }
    shape.centre = {centre[0], centre[1]};
    shape.size = deck.real(table + ".size", 1.0, Range::above(0.0));
    return shape;
}

}  // namespace

DensitySettings read_density_settings(Deck& deck, const std::string& table, int dimension) {
    DensitySettings density;
    density.table = table;
    density.dimension = dimension;
    density.kind = deck.choice(table + ".kind", DensityKind::gaussian);
    const bool in_plane = density.kind == DensityKind::shape || density.kind == DensityKind::image;
    if (in_plane && dimension != 2) {
        deck.refuse(table + ".kind", fmt::format("ensemble.dimension = {}, and it lies in the plane", dimension),
                    "set ensemble.dimension = 2, or choose another density");
    }
    switch (density.kind) {
        case DensityKind::gaussian:
        case DensityKind::mixture:
            density.mixture = read_mixture(deck, table, density.kind, dimension);
            break;
        case DensityKind::shape:
            density.shape = read_shape(deck, table);
            break;
        case DensityKind::image:
            density.mass = deck.choice(table + ".mass", PictureMass::bright);
            [[fallthrough]];
        case DensityKind::file:
            density.path = deck.existing_path(table + ".path");
            density.dataset = deck.string(table + ".dataset", "");
            break;
    }
    return density;
}

std::unique_ptr<PointSource> make_point_source(const DensitySettings& density) {
    switch (density.kind) {
        case DensityKind::gaussian:
        case DensityKind::mixture:
            return make_mixture_source(density.mixture.value());
        case DensityKind::shape:
            return make_shape_source(density.shape);
        case DensityKind::image:
            return make_picture_source(read_intensity(density.path, density.dataset), density.mass,
                                       fmt::format("{}.path = {}", density.table, density.path.string()));
        case DensityKind::file:
            return open_stored_source(density.path, density.dataset, density.dimension);
    }
    EBRU_ASSERT(!"a density without points");
    return nullptr;
}

std::string describe_density(const DensitySettings& density) {
    switch (density.kind) {
        case DensityKind::gaussian:
            return fmt::format("Gaussian in {} dimension(s)", density.dimension);
        case DensityKind::mixture:
            return fmt::format("mixture of {} Gaussian(s) in {} dimension(s)", density.mixture->components().size(),
                               density.dimension);
        case DensityKind::shape:
            return fmt::format("{} of size {:g}", to_name(density.shape.shape), density.shape.size);
        case DensityKind::image:
            return "picture " + density.path.filename().string();
        case DensityKind::file:
            return "points of " + density.path.filename().string();
    }
    EBRU_ASSERT(!"a density without a description");
    return "";
}

}  // namespace ebru
