// One file that all ranks write together.
#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "io/chain_files.hpp"
#include "io/encoded_rows.hpp"
#include "io/parallel_file.hpp"
#include "io/snapshot_chain_reader.hpp"
#include "io/unfinished_chain.hpp"

namespace ebru {

namespace {

/// Part `rank` of `count` things shared out in runs of about the same length.
SampleRange share_of(std::int64_t count, int rank, int ranks) {
    const std::int64_t first = count * rank / ranks;
    return {first, count * (rank + 1) / ranks - first};
}

class SharedFile final : public SharedChainWriter::Files {
  public:
    /// \param chain of rank 0; the others have none.
    SharedFile(const Ranks& ranks, std::filesystem::path path, ChainHeader header, ChainLayout layout,
               std::optional<UnfinishedChain> chain)
        : ranks_(ranks),
          path_(std::move(path)),
          header_(std::move(header)),
          layout_(std::move(layout)),
          chain_(std::move(chain)),
          rows_("sample") {
        recorded_ = ranks.first() ? chain_->recorded() : 0;
        ranks.broadcast(std::span(&recorded_, 1));
        written_ = recorded_;
        ranks.together([&] { parts_ = ChainParts::of(Hdf5File::open(partial_path(path_))); });
        for (const FilledFile::Part* part : parts_.of_samples()) {
            if (part->row_bytes > 0) {
                names_.push_back(part->name);
            }
        }
        file_.emplace(ranks, partial_path(path_), names_);
    }

    [[nodiscard]] std::int64_t complete() const override { return written_; }

    [[nodiscard]] SampleRange own_range(std::int64_t batch) const override {
        const std::int64_t first = std::min(layout_.samples, written_ + batch * ranks_.rank());
        return {first, std::min(batch, layout_.samples - first)};
    }

    void write_round(const ChainBlock<float>* own) override { write(own); }
    void write_round(const ChainBlock<double>* own) override { write(own); }

    void checkpoint() override {
        EBRU_EXPECT(file_);
        if (written_ > recorded_) {
            file_->sync();
            ranks_.first_does([&] { chain_->record(written_); });
            recorded_ = written_;
        }
    }

    void finish() override {
        EBRU_EXPECT(written_ == layout_.samples);
        checkpoint();
        file_->close();
        file_.reset();
        ranks_.first_does([&] { chain_->mark_whole(); });
        ranks_.together([&] {
            SnapshotChainReader(partial_path(path_)).verify(share_of(written_, ranks_.rank(), ranks_.count()));
        });
        ranks_.first_does([&] { chain_->publish(); });
    }

  private:
    template <class Real>
    void write(const ChainBlock<Real>* own) {
        EBRU_EXPECT(file_);
        const std::int64_t count = own != nullptr ? own->count : 0;
        const std::int64_t first = own != nullptr ? own->first : std::numeric_limits<std::int64_t>::max();
        ranks_.together([&] {
            rows_.clear();
            if (own != nullptr) {
                expect_block(header_, layout_, *own);
                store_block(header_, layout_, parts_, *own, rows_);
            }
        });
        const std::int64_t all = ranks_.sum(count);
        EBRU_EXPECT(ranks_.smallest(first) == written_);
        EBRU_EXPECT(ranks_.largest(own != nullptr ? own->first + own->count : std::int64_t{0}) == written_ + all);
        std::vector<EncodedRows::Rows> rows;
        for (const std::string& name : names_) {
            rows.push_back(rows_.of(name));
        }
        file_->write(rows);
        written_ += all;
    }

    const Ranks& ranks_;
    std::filesystem::path path_;
    ChainHeader header_;
    ChainLayout layout_;
    std::optional<UnfinishedChain> chain_;
    ChainParts parts_;
    std::vector<std::string> names_;  ///< of the data sets that have rows
    EncodedRows rows_;
    std::optional<ParallelFile> file_;
    std::int64_t written_ = 0;
    std::int64_t recorded_ = 0;
};

}  // namespace

std::unique_ptr<SharedChainWriter::Files> create_shared_file(const Ranks& ranks, const std::filesystem::path& path,
                                                             const ChainHeader& header, const ChainLayout& layout,
                                                             ExistingFile existing) {
    std::optional<UnfinishedChain> chain;
    ranks.first_does([&] { chain = UnfinishedChain::create(path, header, layout, existing); });
    return std::make_unique<SharedFile>(ranks, path, header, layout, std::move(chain));
}

std::unique_ptr<SharedChainWriter::Files> resume_shared_file(const Ranks& ranks, const std::filesystem::path& path,
                                                             const ChainHeader& header, const ChainLayout& layout) {
    std::optional<UnfinishedChain> chain;
    ranks.first_does([&] { chain = UnfinishedChain::resume(path, header, layout); });
    return std::make_unique<SharedFile>(ranks, path, header, layout, std::move(chain));
}

}  // namespace ebru
