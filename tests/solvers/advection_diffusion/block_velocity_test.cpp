// The velocity of a block of a field over ranks: the bits of the whole field, cut; the numbers of the whole field.

#include <gtest/gtest.h>

#include <filesystem>
#include <limits>
#include <memory>

#include "diagnostics/divergence.hpp"
#include "io/hdf5_file.hpp"
#include "solvers/advection_diffusion/lattice_velocity.hpp"
#include "solvers/turbulence/random_fourier_velocity.hpp"
#include "solvers/velocity/analytic_velocity.hpp"
#include "solvers/velocity/array_velocity.hpp"
#include "tests/support/test_fields.hpp"
#include "tests/support/velocity_windows.hpp"

namespace ebru {
namespace {

/// All shapes of blocks that the ranks make.
template <class Test>
void for_all_shapes(const Grid& whole, Walls walls, const Test& test) {
    const int count = Ranks::job().count();
    for (int x = 1; x <= count; ++x) {
        if (count % x == 0) {
            SCOPED_TRACE("blocks " + to_text({count / x, x}));
            test(BlockLayout(Ranks::job(), whole, {count / x, x}, walls));
        }
    }
}

struct Case {
    TurbulenceKind kind = TurbulenceKind::walls;
    VelocityScale scale = VelocityScale::rms;
    Limiter limiter = Limiter::scale;
    Compensation compensation = Compensation::on;

    [[nodiscard]] Walls walls() const { return kind == TurbulenceKind::walls ? Walls::mirror : Walls::periodic; }
};

constexpr Grid whole{13, 45};  // few rows: with columns of blocks, each takes messages, which a busy machine delays

LatticeVelocity make_velocity(const Case& c, const FieldPart& part) {
    const TurbulenceParameters p{
        .grid = whole, .kind = c.kind, .m_max = 9.0, .phase_speed = 0.05, .scale = c.scale, .seed = 4};
    LatticeVelocity velocity(std::make_shared<RandomFourierVelocity>(p, part), {.grid = whole,
                                                                                .walls = c.walls(),
                                                                                .limiter = c.limiter,
                                                                                .compensation = c.compensation,
                                                                                .speed_cap = 0.1,
                                                                                .blocks = part.layout()});
    velocity.set_batch(std::vector<SampleId>{5, 2, 5, 9});
    return velocity;
}

void expect_block(const Case& c, const BlockLayout& layout) {
    LatticeVelocity all = make_velocity(c, FieldPart(whole));
    LatticeVelocity own = make_velocity(c, FieldPart(layout));
    const Window window = layout.window();
    for (const VelocityDemand& demand : {VelocityDemand{0.0, 0.02, 0.4, 0.0}, VelocityDemand{1.5, -0.3, 0.2, 0.1}}) {
        all.update(demand);
        own.update(demand);
        EXPECT_EQ(cells_with_other_bits(own.physical(), all.physical(), window), 0U);
        EXPECT_EQ(cells_with_other_bits(own.transport(), all.transport(), window), 0U);
        for (std::size_t f = 0; f < all.max_speed().size(); ++f) {
            EXPECT_EQ(own.max_speed()[f], all.max_speed()[f]);
            EXPECT_EQ(own.kept_scale()[f], all.kept_scale()[f]);
        }
        const auto reports = lattice_divergence(own.part(), own.physical(), c.walls());
        for (std::size_t f = 0; f < reports.size(); ++f) {
            const DivergenceReport expected =
                lattice_divergence(&all.physical()(f, 0, 0, 0), &all.physical()(f, 1, 0, 0), whole, c.walls());
            EXPECT_EQ(reports[f].divergence_rms, expected.divergence_rms);
            EXPECT_EQ(reports[f].curl_rms, expected.curl_rms);
        }
    }
}

void expect_blocks_of_all_shapes(const Case& c) {
    SCOPED_TRACE(testing::Message() << "kind " << static_cast<int>(c.kind) << ", scale " << static_cast<int>(c.scale)
                                    << ", limiter " << to_name(c.limiter) << ", compensation "
                                    << to_name(c.compensation));
    for_all_shapes(whole, c.walls(), [&](const BlockLayout& layout) { expect_block(c, layout); });
}

TEST(BlockVelocity, HasTheBitsAndTheNumbersOfTheWholeField) {
    for (const TurbulenceKind kind : {TurbulenceKind::walls, TurbulenceKind::stream, TurbulenceKind::independent}) {
        for (const VelocityScale scale : {VelocityScale::rms, VelocityScale::maximum}) {
            for (const Limiter limiter : {Limiter::scale, Limiter::tanh}) {
                expect_blocks_of_all_shapes({kind, scale, limiter, Compensation::on});
            }
        }
    }
    for (const Limiter limiter : {Limiter::scale, Limiter::tanh}) {
        expect_blocks_of_all_shapes({TurbulenceKind::walls, VelocityScale::rms, limiter, Compensation::off});
    }
}

TEST(BlockVelocity, FormulasAreScaledByTheWholeField) {
    for (const VelocityScale scale : {VelocityScale::rms, VelocityScale::maximum, VelocityScale::as_given}) {
        AnalyticVelocityParameters p{.grid = whole, .field = AnalyticField::rotation};
        p.scale = scale;
        for_all_shapes(whole, Walls::mirror, [&](const BlockLayout& layout) {
            const std::vector<std::int64_t> fields{0};
            const VelocityRequest all{velocity_view(1, whole), velocity_view(1, whole), {}};
            const VelocityRequest own{velocity_view(1, layout.grid()), velocity_view(1, layout.grid()), {}};
            AnalyticVelocity(p).evaluate(fields, 0.0, all);
            AnalyticVelocity(p, FieldPart(layout)).evaluate(fields, 0.0, own);
            EXPECT_EQ(cells_with_other_bits(own.shape, all.shape, layout.window()), 0U);
            EXPECT_EQ(cells_with_other_bits(own.acceleration, all.acceleration, layout.window()), 0U);
        });
    }
}

TEST(BlockVelocity, FilesAreReadByBlocksAndAFaultInOneStopsAll) {
    const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "ebru_block_velocity.h5";
    const Hdf5Dims dims{2, static_cast<std::uint64_t>(whole.ny), static_cast<std::uint64_t>(whole.nx)};
    Ranks::job().first_does([&] {
        std::vector<double> numbers = random_values(2 * whole.cells(), -1.0, 1.0, 5);
        Hdf5File file = Hdf5File::create(path);
        file.create_dataset({.name = "/v", .type = NumberType::float64, .dims = dims, .chunk = {}});
        file.write_all<double>("/v", numbers);
        numbers.back() = std::numeric_limits<double>::quiet_NaN();
        file.create_dataset({.name = "/hole", .type = NumberType::float64, .dims = dims, .chunk = {}});
        file.write_all<double>("/hole", numbers);
        file.close();
    });
    for (const Walls walls : {Walls::mirror, Walls::periodic}) {
        const ArrayVelocityParameters p{.grid = whole, .walls = walls};
        ArrayVelocity everything(p, path, "/v");
        for_all_shapes(whole, walls, [&](const BlockLayout& layout) {
            const std::vector<std::int64_t> fields{0};
            const VelocityRequest all{velocity_view(1, whole), velocity_view(1, whole), {}};
            const VelocityRequest own{velocity_view(1, layout.grid()), velocity_view(1, layout.grid()), {}};
            everything.evaluate(fields, 0.0, all);
            ArrayVelocity(p, path, "/v", FieldPart(layout)).evaluate(fields, 0.0, own);
            EXPECT_EQ(cells_with_other_bits(own.shape, all.shape, layout.window()), 0U);
            EXPECT_EQ(cells_with_other_bits(own.acceleration, all.acceleration, layout.window()), 0U);
            EXPECT_ANY_THROW(ArrayVelocity(p, path, "/hole", FieldPart(layout)));
        });
    }
    Ranks::job().barrier();
    Ranks::job().first_does([&] { std::filesystem::remove(path); });
}

TEST(BlockVelocity, ScalesOfAFieldAreAddedInItsReadingOrder) {
    // Numbers whose sum in any other order has other bits, in rows that begin in every lane.
    const Grid odd{37, 19};
    const HostVelocity v = velocity_view(1, odd);
    for (std::size_t i = 0; i < v.size(); ++i) {
        v.data()[i] = std::sin(1.0 + 37.0 * static_cast<double>(i)) * std::pow(10.0, static_cast<double>(i % 9));
    }
    for_all_shapes(odd, Walls::mirror, [&](const BlockLayout& layout) {
        const Window w = layout.window();
        const HostVelocity own = velocity_view(1, w.grid());
        for (std::size_t c = 0; c < 2; ++c) {
            for (int y = w.y0; y < w.y1; ++y) {
                std::copy_n(&v(0, c, static_cast<std::size_t>(y), static_cast<std::size_t>(w.x0)), w.grid().nx,
                            &own(0, c, static_cast<std::size_t>(y - w.y0), 0));
            }
        }
        const double* const field = own.data();
        for (const VelocityScale scale : {VelocityScale::rms, VelocityScale::maximum}) {
            double found = 0.0;
            velocity_scales(FieldPart(layout), {&field, 1}, scale, {&found, 1});
            EXPECT_EQ(found, velocity_scale(v.data(), v.data() + odd.cells(), odd.cells(), scale));
        }
    });
}

}  // namespace
}  // namespace ebru
