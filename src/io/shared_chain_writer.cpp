#include "io/shared_chain_writer.hpp"

#include <algorithm>
#include <format>
#include <utility>

#include "io/chain_files.hpp"
#include "io/chain_sections.hpp"
#include "io/parallel_file.hpp"
#include "io/snapshot_chain_writer.hpp"

namespace ebru {

namespace {

/// A single rank: the serial writer.
class OneFile final : public SharedChainWriter::Files {
  public:
    OneFile(SnapshotChainWriter writer, std::int64_t samples) : writer_(std::move(writer)), samples_(samples) {}

    [[nodiscard]] std::int64_t complete() const override { return writer_.complete(); }
    [[nodiscard]] SampleRange own_range(std::int64_t batch) const override {
        return {complete(), std::min(batch, samples_ - complete())};
    }
    void write_round(const ChainBlock<float>* own) override { write(own); }
    void write_round(const ChainBlock<double>* own) override { write(own); }
    void checkpoint() override { writer_.checkpoint(); }
    void finish() override { writer_.finish(); }

  private:
    template <class Real>
    void write(const ChainBlock<Real>* own) {
        EBRU_EXPECT(own != nullptr);
        writer_.write_block(*own);
    }

    SnapshotChainWriter writer_;
    std::int64_t samples_;
};

void require_possible(ChainFiles files, const Ranks& ranks) {
    if (const auto fault = files_fault(files, ranks.count(), has_parallel_hdf5())) {
        throw *fault;
    }
}

}  // namespace

std::optional<UserError> files_fault(ChainFiles files, int ranks, bool parallel_hdf5) {
    if (files == ChainFiles::per_rank || ranks == 1 || parallel_hdf5) {
        return std::nullopt;
    }
    return UserError(std::format("chain.files = \"shared\" with {} processes", ranks),
                     "the HDF5 that this ebru was built with cannot write one file from several of them",
                     "give chain.files = \"per-rank\", or build ebru with an HDF5 that has MPI (parallel HDF5)");
}

SharedChainWriter SharedChainWriter::create(const Ranks& ranks, const std::filesystem::path& path,
                                            const ChainHeader& header, const ChainLayout& layout, ExistingFile existing,
                                            const ChainSplit& split) {
    if (ranks.alone()) {
        return SharedChainWriter(
            std::make_unique<OneFile>(SnapshotChainWriter::create(path, header, layout, existing), layout.samples));
    }
    require_possible(split.files, ranks);
    return SharedChainWriter(split.files == ChainFiles::shared
                                 ? create_shared_file(ranks, path, header, layout, existing)
                                 : create_part_files(ranks, path, header, layout, existing, split.batch));
}

SharedChainWriter SharedChainWriter::resume(const Ranks& ranks, const std::filesystem::path& path,
                                            const ChainHeader& header, const ChainLayout& layout) {
    std::int64_t sections = 0;
    ranks.first_does([&] {
        require_unfinished(path);
        const std::filesystem::path partial = partial_path(path);
        sections = static_cast<std::int64_t>(sections_in(Hdf5File::open(partial), partial).size());
    });
    ranks.broadcast(std::span(&sections, 1));
    if (sections > 0) {
        return SharedChainWriter(resume_part_files(ranks, path, header, layout));
    }
    if (ranks.alone()) {
        return SharedChainWriter(
            std::make_unique<OneFile>(SnapshotChainWriter::resume(path, header, layout), layout.samples));
    }
    require_possible(ChainFiles::shared, ranks);
    return SharedChainWriter(resume_shared_file(ranks, path, header, layout));
}

SharedChainWriter::SharedChainWriter(std::unique_ptr<Files> files) : files_(std::move(files)) {}
SharedChainWriter::SharedChainWriter(SharedChainWriter&& other) noexcept = default;
SharedChainWriter& SharedChainWriter::operator=(SharedChainWriter&& other) noexcept = default;
SharedChainWriter::~SharedChainWriter() = default;

std::int64_t SharedChainWriter::complete() const {
    return files_->complete();
}

SampleRange SharedChainWriter::own_range(std::int64_t batch) const {
    EBRU_EXPECT(batch >= 1);
    return files_->own_range(batch);
}

template <class Real>
void SharedChainWriter::write_round(const ChainBlock<Real>* own) {
    files_->write_round(own);
}

void SharedChainWriter::checkpoint() {
    files_->checkpoint();
}

void SharedChainWriter::finish() {
    files_->finish();
}

template void SharedChainWriter::write_round(const ChainBlock<float>*);
template void SharedChainWriter::write_round(const ChainBlock<double>*);

}  // namespace ebru
