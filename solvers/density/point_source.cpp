#include "solvers/density/point_source.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/error.hpp"
#include "field/normal_pair.hpp"
#include "solvers/density/start_words.hpp"

namespace ebru {

namespace {

class MixtureSource final : public PointSource {
  public:
    explicit MixtureSource(const GaussianMixture& mixture) : mixture_(mixture) {
        double sum = 0.0;
        for (const MixtureComponent& component : mixture_.components()) {
            sum += component.weight;
            up_to_.push_back(sum);
        }
    }

    [[nodiscard]] int dimension() const override { return mixture_.dimension(); }

    void draw(std::uint64_t seed, std::int64_t first, std::span<double> points) const override {
        const auto d = static_cast<std::size_t>(dimension());
        EBRU_EXPECT(first >= 0 && points.size() % d == 0);
        for (std::size_t i = 0; i < points.size() / d; ++i) {
            draw_point(seed, first + static_cast<std::int64_t>(i), points.subspan(i * d, d));
        }
    }

  private:
    /// Call 0 of the generator chooses the component, call c > 0 gives normals 4 c - 4 .. 4 c - 1.
    void draw_point(std::uint64_t seed, std::int64_t point, std::span<double> place) const {
        const double share = to_unit_interval(start_words(seed, point, 0).word[0]) * up_to_.back();
        const auto chosen = std::upper_bound(up_to_.begin(), up_to_.end() - 1, share) - up_to_.begin();
        const MixtureComponent& component = mixture_.components()[static_cast<std::size_t>(chosen)];
        std::array<double, Covariance::most_dimensions + 3> normal;
        for (std::size_t k = 0; k < place.size(); k += 4) {
            const RandomWords words = start_words(seed, point, 1 + k / 4);
            const NormalPair<double> a = normal_pair(words.word[0], words.word[1]);
            const NormalPair<double> b = normal_pair(words.word[2], words.word[3]);
            normal[k] = a.first;
            normal[k + 1] = a.second;
            normal[k + 2] = b.first;
            normal[k + 3] = b.second;
        }
        component.covariance.multiply_root(std::span(normal).first(place.size()), place);
        std::ranges::transform(place, component.mean, place.begin(), std::plus<>());
    }

    GaussianMixture mixture_;
    std::vector<double> up_to_;  ///< sums of weights
};

}  // namespace

std::unique_ptr<PointSource> make_mixture_source(const GaussianMixture& mixture) {
    return std::make_unique<MixtureSource>(mixture);
}

}  // namespace ebru
