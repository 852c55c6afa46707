// What a reader says of trajectories that are not what they should be.
#include "chain_test_files.hpp"
#include "damaged_file.hpp"
#include "io/snapshot_chain_reader.hpp"
#include "synthetic_trajectory.hpp"

namespace ebru::test {
namespace {

class TrajectoryDamage : public FileTest {
  protected:
    void SetUp() override {
        FileTest::SetUp();
        synthetic::write_trajectory<float>(path(), synthetic::trajectory_layout());
    }
    [[nodiscard]] std::filesystem::path path() const { return folder_ / "trajectory.h5"; }

    std::string verify_message(const char* dataset, std::uint64_t byte) {
        flip_bit(path(), dataset, byte);
        const std::string message = message_of([&] { TrajectoryReader(path()).verify(); });
        flip_bit(path(), dataset, byte);
        return message;
    }

    std::string open_message() {
        return message_of([&] { const TrajectoryReader file(path()); });
    }
};

TEST_F(TrajectoryDamage, AFlippedBitNamesTheTime) {
    expect_parts(verify_message("/particles/position", 2 * 240 + 7), {"positions of time 2", "trajectory.h5"});
    expect_parts(verify_message("/particles/velocity", 5 * 240 - 1), {"velocities of time 4"});
    expect_parts(verify_message("/moments/mean", 24 * 3), {"moments of time 3"});
    expect_parts(verify_message("/moments/covariance", 72 * 2 - 1), {"moments of time 1"});
    expect_parts(verify_message("/times/t", 8 * 3), {"tables of times"});
    expect_parts(verify_message("/times/level", 4 * 3), {"tables of times"});
    expect_parts(verify_message("/particles/id", 8 * 3), {"damaged", "not numbered"});
    EXPECT_NO_THROW(TrajectoryReader(path()).verify());
}

TEST_F(TrajectoryDamage, TruncatedAtAnyLengthIsOneMessage) {
    const std::string whole = file_bytes(path());
    for (std::size_t kept = 0; kept < whole.size(); kept += whole.size() / 23 + 1) {
        put_bytes(path(), whole.substr(0, kept));
        expect_parts(open_message(), {"trajectory.h5"});
    }
}

TEST_F(TrajectoryDamage, FilesThatAreNoTrajectoriesAreTold) {
    put_bytes(path(), std::string(10000, 'x'));
    expect_parts(open_message(), {"trajectory.h5", "signature"});
    std::filesystem::remove(path());
    expect_parts(open_message(), {"trajectory.h5", "no such file"});
    synthetic::write_chain(path(), synthetic::layout(), 64);
    expect_parts(open_message(), {"is not a trajectory file", "ebru trajectory", "ebru ensemble"});
    EXPECT_EQ(format_name_of(path()), "ebru snapshot chain");
    synthetic::write_trajectory<float>(folder_ / "other.h5", synthetic::trajectory_layout());
    expect_parts(message_of([&] { SnapshotChainReader(folder_ / "other.h5"); }), {"is not a snapshot chain"});
    EXPECT_EQ(format_name_of(folder_ / "other.h5"), "ebru trajectory");
    EXPECT_EQ(format_name_of(folder_ / "absent.h5"), "");
}

TEST_F(TrajectoryDamage, AnotherVersionNamesBoth) {
    Hdf5File file = Hdf5File::create(path());
    file.write_attribute("/", "format_name", "ebru trajectory");
    file.write_attribute("/", "format_version", std::int32_t{2});
    file.close();
    expect_parts(open_message(), {"version 2", "reads version 1", "newer ebru"});
}

/// A trajectory whose attributes say something else than its data sets hold.
struct Lie {
    std::string attribute;
    std::int64_t value;
    std::string told;
};

TEST_F(TrajectoryDamage, AttributesThatContradictTheDataAreRefusedBeforeAllocation) {
    const std::vector<Lie> lies{
        {"n_particles", 0, "0 particles"},
        {"n_particles", 19, "20 of 19 particles"},
        {"n_kept", 19, "/particles/id"},
        {"n_kept", std::int64_t{1} << 39U, "of 50 particles kept"},
        {"n_times", 6, "/times/t"},
        {"n_times", 0, "0 times"},
        {"n_times", std::int64_t{1} << 24U, "times do not fit"},
        {"n_times", std::int64_t{1} << 60U, "times do not fit"},
        {"n_dimensions", 0, "0 dimensions"},
        {"n_dimensions", 2, "/particles/position"},
        {"n_dimensions", 64, "its data sets need"},
        {"has_velocity", 0, "/particles/velocity"},
        {"has_moments", 0, "/moments/mean"},
        {"has_moments", 2, "has_moments = 2, not 0 or 1"},
    };
    const std::string whole = file_bytes(path());
    for (const Lie& lie : lies) {
        put_bytes(path(), whole);
        overwrite_attribute(path(), lie.attribute, lie.value);
        expect_parts(open_message(), {"damaged", lie.told});
    }
}

TEST_F(TrajectoryDamage, ManyParticlesOfASmallFileAreRefusedBeforeAllocation) {
    overwrite_attribute(path(), "n_particles", std::int64_t{1} << 39U);
    EXPECT_EQ(TrajectoryReader(path()).layout().particles, std::int64_t{1} << 39U);  // a number, nothing is as large
    overwrite_attribute(path(), "n_kept", std::int64_t{1} << 38U);
    expect_parts(open_message(), {"damaged", "its data sets need"});
}

}  // namespace
}  // namespace ebru::test
