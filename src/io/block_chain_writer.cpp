#include "io/block_chain_writer.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "io/snapshot_chain_reader.hpp"

namespace ebru {

BlockChainWriter BlockChainWriter::create(const BlockLayout& blocks, const std::filesystem::path& path,
                                          const ChainHeader& header, const ChainLayout& layout, ExistingFile existing) {
    std::optional<UnfinishedChain> chain;
    blocks.ranks().first_does([&] { chain = UnfinishedChain::create(path, header, layout, existing); });
    return {blocks, path, header, layout, std::move(chain)};
}

BlockChainWriter BlockChainWriter::resume(const BlockLayout& blocks, const std::filesystem::path& path,
                                          const ChainHeader& header, const ChainLayout& layout) {
    std::optional<UnfinishedChain> chain;
    blocks.ranks().first_does([&] {
        chain = UnfinishedChain::resume(path, header, layout);
        validate(chain->sections().empty(), "cannot resume " + partial_path(path).string() + " in blocks",
                 "it was begun with chain.files = \"per-rank\", where images are whole",
                 "resume without run.blocks, or begin anew with --overwrite");
    });
    return {blocks, path, header, layout, std::move(chain)};
}

BlockChainWriter::BlockChainWriter(const BlockLayout& blocks, const std::filesystem::path& path, ChainHeader header,
                                   const ChainLayout& layout, std::optional<UnfinishedChain> chain)
    : blocks_(&blocks), path_(path), header_(std::move(header)), layout_(layout), chain_(std::move(chain)) {
    EBRU_EXPECT(layout.shape.grid() == blocks.whole());
    layout_.shape.ny = blocks.grid().ny;
    layout_.shape.nx = blocks.grid().nx;
    const Ranks& ranks = blocks.ranks();
    recorded_ = ranks.first() ? chain_->recorded() : 0;
    ranks.broadcast(std::span(&recorded_, 1));
    written_ = recorded_;
    ranks.together([&] { parts_ = ChainParts::of(Hdf5File::open(partial_path(path_))); });
    rows_.emplace(blocks, partial_path(path_), "sample");
}

SampleRange BlockChainWriter::own_range(std::int64_t batch) const {
    EBRU_EXPECT(batch >= 1);
    return {written_, std::min(batch, layout_.samples - written_)};
}

template <class Real>
void BlockChainWriter::write_round(const ChainBlock<Real>* own) {
    EBRU_EXPECT(rows_ && own != nullptr && own->first == written_);
    expect_block(header_, layout_, *own);
    store_block(header_, layout_, parts_, *own, *rows_);
    written_ += own->count;
}

void BlockChainWriter::checkpoint() {
    EBRU_EXPECT(rows_);
    if (written_ > recorded_) {
        rows_->sync();
        blocks_->ranks().first_does([&] { chain_->record(written_); });
        recorded_ = written_;
    }
}

void BlockChainWriter::finish() {
    EBRU_EXPECT(written_ == layout_.samples);
    checkpoint();
    rows_->close();
    rows_.reset();
    const Ranks& ranks = blocks_->ranks();
    ranks.first_does([&] { chain_->mark_whole(); });
    ranks.together([&] {
        const std::int64_t first = written_ * ranks.rank() / ranks.count();
        const std::int64_t end = written_ * (ranks.rank() + 1) / ranks.count();
        SnapshotChainReader(partial_path(path_)).verify({first, end - first});
    });
    ranks.first_does([&] { chain_->publish(); });
}

template void BlockChainWriter::write_round(const ChainBlock<float>*);
template void BlockChainWriter::write_round(const ChainBlock<double>*);

}  // namespace ebru
