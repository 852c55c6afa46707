#include "io/trajectory_file.hpp"

#include <limits>

#include "chain_test_files.hpp"
#include "synthetic_trajectory.hpp"

namespace ebru::test {
namespace {

class TrajectoryFile : public FileTest {
  protected:
    [[nodiscard]] std::filesystem::path path() const { return folder_ / "trajectory.h5"; }

    /// Everything that a file gives back is what its run had.
    template <class Real>
    void expect_the_run(const TrajectoryLayout& layout) {
        const TrajectoryReader file(path());
        EXPECT_EQ(file.layout(), layout);
        file.verify();
        synthetic::Ensemble<Real> ensemble(layout);
        std::int64_t row = 0;
        for (std::int64_t step = 0; step <= synthetic::last_step; ++step) {
            if (synthetic::step_of(layout, row) == step) {
                expect_row(file, row++, ensemble.state());
            }
            ensemble.advance(step);
        }
        EXPECT_EQ(row, layout.rows());
    }

    template <class Real>
    static void expect_row(const TrajectoryReader& file, std::int64_t row, const std::vector<Real>& state) {
        const auto d = static_cast<std::size_t>(file.layout().dimension);
        const std::int64_t kept = file.layout().kept;
        std::vector<Real> position(static_cast<std::size_t>(kept) * d);
        file.read_position<Real>(row, 0, kept, position);
        EXPECT_TRUE(std::equal(position.begin(), position.end(), state.begin()));
        std::vector<Real> two(2 * d);
        file.read_velocity<Real>(row, 7, 2, two);
        for (std::size_t i = 0; i < two.size(); ++i) {
            EXPECT_EQ(two[i], -state[7 * d + i] / 2);
        }
        EXPECT_EQ(file.mean(row), std::vector<double>(state.begin(), state.begin() + 3));
        EXPECT_EQ(file.covariance(row), std::vector<double>(state.begin() + 3, state.begin() + 12));
    }
};

TEST_F(TrajectoryFile, FloatComesBackBitForBit) {
    const TrajectoryLayout layout = synthetic::trajectory_layout();
    synthetic::write_trajectory<float>(path(), layout);
    expect_the_run<float>(layout);
}

TEST_F(TrajectoryFile, DoubleComesBackBitForBit) {
    const TrajectoryLayout layout = synthetic::trajectory_layout(StoredFormat::double_precision);
    synthetic::write_trajectory<double>(path(), layout);
    expect_the_run<double>(layout);
}

TEST_F(TrajectoryFile, DoubleStoredAsFloatIsRoundedOnce) {
    const TrajectoryLayout layout = synthetic::trajectory_layout();
    synthetic::write_trajectory<double>(path(), layout);
    const TrajectoryReader file(path());
    const synthetic::Ensemble<double> ensemble(layout);
    std::vector<double> position(60);
    file.read_position<double>(0, 0, 20, position);
    auto state = synthetic::Ensemble<double>(layout).state();
    for (std::size_t i = 0; i < position.size(); ++i) {
        EXPECT_EQ(position[i], static_cast<double>(static_cast<float>(state[i])));
    }
}

TEST_F(TrajectoryFile, TheHeaderComesBack) {
    synthetic::write_trajectory<float>(path(), synthetic::trajectory_layout());
    const TrajectoryReader file(path());
    const TrajectoryHeader asked = synthetic::trajectory_header();
    EXPECT_EQ(file.header().process, asked.process);
    EXPECT_EQ(file.header().density, asked.density);
    EXPECT_EQ(file.header().working_precision, asked.working_precision);
    EXPECT_EQ(file.header().seed, asked.seed);
    EXPECT_EQ(file.header().deck, asked.deck);
    EXPECT_FALSE(file.header().ebru_version.empty());
    expect_parts(describe_trajectory(file),
                 {"trajectory, format 1", "ddpm", "float32", "50 particles in 3 dimensions, drawn from mixture of 5",
                  "5: t = 0 (level 0) .. 2 (level 0)", "positions    5 times x 20 particles, float32, 1.2 kB",
                  "moments      mean and covariance at 5 times, float64, 480 bytes"});
}

TEST_F(TrajectoryFile, EachPartMayBeLeftOut) {
    for (int parts = 0; parts < 8; ++parts) {
        std::filesystem::remove(path());
        TrajectoryLayout layout = synthetic::trajectory_layout();
        layout.velocity = (parts & 1) != 0;
        layout.moments = (parts & 2) != 0;
        layout.kept = (parts & 4) != 0 ? 20 : 0;
        synthetic::write_trajectory<float>(path(), layout);
        const TrajectoryReader file(path());
        EXPECT_EQ(file.layout(), layout);
        EXPECT_NO_THROW(file.verify());
        const Hdf5File stored = Hdf5File::open(path());
        EXPECT_EQ(stored.dataset(trajectory_name::velocity).dims().front(), layout.velocity ? 5U : 0U);
        EXPECT_EQ(stored.dataset(trajectory_name::mean).dims().front(), layout.moments ? 5U : 0U);
    }
}

TEST_F(TrajectoryFile, RowsAboveTheReadAheadAreVerified) {
    // 3 MB more than the 16 MiB that verify() reads at a time, and no multiple of them.
    TrajectoryLayout layout{2'400'001, 2'400'001, 1, StoredFormat::double_precision, {{0.0, 0}}, false, false};
    auto writer = TrajectoryWriter::create(path(), synthetic::trajectory_header(), layout, ExistingFile::refuse, {});
    std::vector<double> position(2'400'001);
    for (std::size_t i = 0; i < position.size(); ++i) {
        position[i] = static_cast<double>(i);
    }
    writer.write_row<double>({position, {}, {}, {}});
    writer.finish();  // compares
    std::vector<double> last(1);
    TrajectoryReader(path()).read_position<double>(0, 2'400'000, 1, last);
    EXPECT_EQ(last[0], 2'400'000.0);
    const std::uint64_t offset = Hdf5File::open(path()).dataset(trajectory_name::position).file_offset();
    RawFile(path(), RawAccess::existing).write_at(offset + 8 * 2'400'000, "x");
    expect_parts(message_of([&] { TrajectoryReader(path()).verify(); }), {"positions of time 0 are damaged"});
}

TEST_F(TrajectoryFile, NumbersThatAreNotFiniteNamePartAndTime) {
    TrajectoryLayout layout = synthetic::trajectory_layout();
    layout.velocity = false;
    auto writer = TrajectoryWriter::create(path(), synthetic::trajectory_header(Precision::double_precision), layout,
                                           ExistingFile::refuse, {3});
    std::vector<double> position(60, 1.0);
    std::vector<double> mean(3, 1.0);
    const std::vector<double> covariance(9, 1.0);
    writer.write_row<double>({position, {}, mean, covariance});
    position[41] = std::numeric_limits<double>::quiet_NaN();
    expect_parts(message_of([&] { writer.write_row<double>({position, {}, mean, covariance}); }),
                 {"/particles/position of time 1 holds nan", "float32"});
    position[41] = 1e39;  // finite, and too large for float
    expect_parts(message_of([&] { writer.write_row<double>({position, {}, mean, covariance}); }), {"holds 1e+39"});
    position[41] = 1.0;
    mean[2] = std::numeric_limits<double>::infinity();
    expect_parts(message_of([&] { writer.write_row<double>({position, {}, mean, covariance}); }),
                 {"/moments/mean of time 1 holds inf"});
    EXPECT_EQ(writer.rows(), 1);
}

TEST_F(TrajectoryFile, RowsOfTheWrongShapeBreakTheContract) {
    const TrajectoryLayout layout = synthetic::trajectory_layout();
    auto writer = TrajectoryWriter::create(path(), synthetic::trajectory_header(), layout, ExistingFile::refuse, {3});
    const std::vector<float> all(150);
    const std::vector<float> kept(60);
    const std::vector<double> mean(3);
    const std::vector<double> covariance(9);
    EXPECT_THROW(writer.write_row<float>({all, kept, mean, covariance}), ContractError);
    EXPECT_THROW(writer.write_row<float>({kept, {}, mean, covariance}), ContractError);
    EXPECT_THROW(writer.write_row<float>({kept, kept, covariance, covariance}), ContractError);
    EXPECT_THROW(writer.write_row<float>({kept, kept, mean, mean}), ContractError);
    EXPECT_THROW(writer.checkpoint<float>(1, kept), ContractError);
    EXPECT_THROW(writer.checkpoint<double>(1, std::vector<double>(150)), ContractError);
    EXPECT_THROW(writer.checkpoint<float>(0, all), ContractError);
    EXPECT_THROW(writer.finish(), ContractError);
}

TEST_F(TrajectoryFile, LayoutsThatMakeNoSenseAreFaults) {
    const auto fault = [](const auto& change) {
        TrajectoryLayout layout = synthetic::trajectory_layout();
        change(layout);
        return trajectory_fault(layout).value_or("sound");
    };
    using L = TrajectoryLayout;
    EXPECT_EQ(fault([](L&) {}), "sound");
    EXPECT_EQ(fault([](L& l) { l.kept = l.particles; }), "sound");
    EXPECT_EQ(fault([](L& l) { l.particles = 0; }), "0 particles");
    EXPECT_EQ(fault([](L& l) { l.kept = 51; }), "51 of 50 particles kept");
    EXPECT_EQ(fault([](L& l) { l.dimension = 65; }), "65 dimensions, not 1 to 64");
    EXPECT_EQ(fault([](L& l) { l.times.clear(); }), "0 times");
    EXPECT_EQ(fault([](L& l) { l.times[3].level = -1; }), "t = 1 and level -1 at time 3");
    EXPECT_EQ(fault([](L& l) { l.times[3].t = std::numeric_limits<double>::infinity(); }),
              "t = inf and level 6 at time 3");
    expect_parts(fault([](L& l) { l.format = StoredFormat::half; }), {"half"});
    expect_parts(fault([](L& l) {
                     l.particles = l.kept = std::int64_t{1} << 40U;
                     l.times.resize(1U << 20U);
                 }),
                 {"bytes of paths"});
}

}  // namespace
}  // namespace ebru::test
