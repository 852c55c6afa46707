#include "io/snapshot_chain_writer.hpp"

#include <utility>

#include "base/error.hpp"
#include "io/snapshot_chain_reader.hpp"

namespace ebru {

SnapshotChainWriter SnapshotChainWriter::create(const std::filesystem::path& path, const ChainHeader& header,
                                                const ChainLayout& layout, ExistingFile existing) {
    return SnapshotChainWriter(UnfinishedChain::create(path, header, layout, existing));
}

SnapshotChainWriter SnapshotChainWriter::resume(const std::filesystem::path& path, const ChainHeader& header,
                                                const ChainLayout& layout) {
    return SnapshotChainWriter(UnfinishedChain::resume(path, header, layout));
}

SnapshotChainWriter::SnapshotChainWriter(UnfinishedChain chain)
    : chain_(std::move(chain)),
      parts_(ChainParts::of(Hdf5File::open(partial_path(chain_.path())))),
      file_(partial_path(chain_.path()), "sample"),
      written_(chain_.recorded()) {}

template <class Real>
void SnapshotChainWriter::write_block(const ChainBlock<Real>& block) {
    EBRU_EXPECT(file_.is_open() && block.first == written_);
    expect_block(chain_.header(), chain_.layout(), block);
    store_block(chain_.header(), chain_.layout(), parts_, block, file_);
    written_ += block.count;
}

void SnapshotChainWriter::checkpoint() {
    EBRU_EXPECT(file_.is_open());
    if (written_ > chain_.recorded()) {
        file_.sync();
        chain_.record(written_);
    }
}

void SnapshotChainWriter::finish() {
    EBRU_EXPECT(written_ == chain_.layout().samples);
    checkpoint();
    file_.close();
    chain_.mark_whole();
    SnapshotChainReader(partial_path(chain_.path())).verify();
    chain_.publish();
}

template void SnapshotChainWriter::write_block(const ChainBlock<float>&);
template void SnapshotChainWriter::write_block(const ChainBlock<double>&);

}  // namespace ebru
