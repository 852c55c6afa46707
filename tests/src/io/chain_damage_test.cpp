// What a reader says of files that are not what they should be.
#include "chain_test_files.hpp"
#include "damaged_file.hpp"
#include "io/snapshot_chain_reader.hpp"

namespace ebru::test {
namespace {

class ChainDamage : public FileTest {
  protected:
    void SetUp() override {
        FileTest::SetUp();
        synthetic::write_chain(path(), synthetic::layout(), 64);
    }
    [[nodiscard]] std::filesystem::path path() const { return folder_ / "chain.h5"; }

    std::string verify_message(const char* dataset, std::uint64_t byte) {
        flip_bit(path(), dataset, byte);
        const std::string message = message_of([&] { SnapshotChainReader(path()).verify(); });
        flip_bit(path(), dataset, byte);
        return message;
    }

    std::string open_message() {
        return message_of([&] { const SnapshotChainReader chain(path()); });
    }
};

TEST_F(ChainDamage, AFlippedBitNamesTheSample) {
    const std::size_t image = 30 * sizeof(float);
    expect_parts(verify_message("/t0_fields/state", 69 * 3 * image + 7), {"states of sample 69", "chain.h5"});
    expect_parts(verify_message("/pairs/state", 101 * 6 * image), {"pairs of sample 101"});
    expect_parts(verify_message("/pairs/level", 129 * 3 * 4 + 11), {"pairs of sample 129"});
    expect_parts(verify_message("/t1_fields/velocity", 300 * sizeof(float)), {"velocities of sample 2"});
    expect_parts(verify_message("/diagnostics/mass_drift", 8 * (2 * 11 + 1)), {"diagnostics of sample 11"});
    expect_parts(verify_message("/diagnostics/divergence_ratio", 8 * 12), {"diagnostics of sample 12"});
    expect_parts(verify_message("/samples/id", 8 * 13), {"diagnostics of sample 13"});
    expect_parts(verify_message("/dimensions/tau", 8 * 3), {"level tables"});
    EXPECT_NO_THROW(SnapshotChainReader(path()).verify());
}

TEST_F(ChainDamage, TruncatedAtAnyLengthIsOneMessage) {
    const std::string whole = file_bytes(path());
    for (std::size_t kept = 0; kept < whole.size(); kept += whole.size() / 23 + 1) {
        put_bytes(path(), whole.substr(0, kept));
        expect_parts(open_message(), {"chain.h5"});
    }
}

TEST_F(ChainDamage, FilesThatAreNoChainsAreTold) {
    put_bytes(path(), std::string(10000, 'x'));
    expect_parts(open_message(), {"chain.h5", "signature"});
    Hdf5File::create(path()).close();
    expect_parts(open_message(), {"not a snapshot chain", "ebru forward"});
    std::filesystem::remove(path());
    expect_parts(open_message(), {"chain.h5", "no such file"});
}

TEST_F(ChainDamage, AnotherVersionNamesBoth) {
    Hdf5File file = Hdf5File::create(path());
    file.write_attribute("/", "format_name", "ebru snapshot chain");
    file.write_attribute("/", "format_version", std::int32_t{3});
    file.close();
    expect_parts(open_message(), {"version 3", "versions 1 to 2", "newer ebru"});
}

/// A chain whose attributes say something else than its data sets hold.
struct Lie {
    std::string attribute;
    std::int64_t value;
    std::string told;
};

TEST_F(ChainDamage, AttributesThatContradictTheDataAreRefusedBeforeAllocation) {
    const std::vector<Lie> lies{
        {"n_trajectories", 131, "/samples/id"},
        {"n_trajectories", std::int64_t{1} << 39U, "its data sets need"},
        {"n_trajectories", -1, "-1 samples"},
        {"n_levels", 6, "n_levels = 6"},
        {"n_levels", 2147483647, "n_levels = 2147483647"},
        {"n_full_levels", 2, "/t0_fields/level"},
        {"n_full_samples", 131, "131"},
        {"nx", 4, "/t0_fields/state"},
        {"ny", 0, "images of 2 x 0 x 5"},
        {"n_channels", 1000000, "its data sets need"},
        {"n_pairs", 2, "/pairs/level"},
        {"n_velocity_samples", 8, "/t1_fields/velocity"},
    };
    const std::string whole = file_bytes(path());
    for (const Lie& lie : lies) {
        put_bytes(path(), whole);
        overwrite_attribute(path(), lie.attribute, lie.value);
        expect_parts(open_message(), {"damaged", lie.told});
    }
}

}  // namespace
}  // namespace ebru::test
