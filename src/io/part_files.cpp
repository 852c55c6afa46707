// A file for each section of a chain, written by one rank each, and the file that joins them.
#include <algorithm>
#include <format>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/version.hpp"
#include "io/chain_files.hpp"
#include "io/chain_sections.hpp"
#include "io/raw_file.hpp"
#include "io/snapshot_chain_writer.hpp"
#include "io/unfinished_chain.hpp"

namespace ebru {

namespace {

/// A section of this rank.
struct OwnSection {
    ChainSection section;
    std::optional<SnapshotChainWriter> writer;  ///< none when its file is whole
};

/// Continues the file of a section, or begins it where a run was killed before.
OwnSection open_section(const std::filesystem::path& path, const ChainDescription& chain, const ChainSection& section) {
    const std::filesystem::path file = section_path(path, section);
    const ChainDescription part = section_description(chain, section);
    switch (file_progress(file)) {
        case FileProgress::finished:
            return {section, std::nullopt};
        case FileProgress::unfinished:
            return {section, SnapshotChainWriter::resume(file, part.header, part.layout)};
        case FileProgress::absent:
            break;
    }
    return {section, SnapshotChainWriter::create(file, part.header, part.layout, ExistingFile::refuse)};
}

class PartFiles final : public SharedChainWriter::Files {
  public:
    /// \param joined of rank 0; the others have none. \param chain with its sections, on all ranks.
    PartFiles(const Ranks& ranks, std::filesystem::path path, ChainDescription chain,
              std::optional<UnfinishedChain> joined)
        : ranks_(ranks), path_(std::move(path)), chain_(std::move(chain)), joined_(std::move(joined)) {
        std::int64_t written = 0;
        ranks_.together([&] {
            for (std::size_t i = 0; i < chain_.sections.size(); ++i) {
                if (static_cast<int>(i) % ranks_.count() == ranks_.rank()) {
                    own_.push_back(open_section(path_, chain_, chain_.sections[i]));
                    written += own_.back().writer ? own_.back().writer->complete() : own_.back().section.count;
                }
            }
        });
        written_ = ranks_.sum(written);
    }

    [[nodiscard]] std::int64_t complete() const override { return written_; }

    [[nodiscard]] SampleRange own_range(std::int64_t batch) const override {
        for (const OwnSection& own : own_) {
            if (own.writer) {
                const std::int64_t done = own.writer->complete();
                return {own.section.first + done, std::min(batch, own.section.count - done)};
            }
        }
        return {};
    }

    void write_round(const ChainBlock<float>* own) override { write(own); }
    void write_round(const ChainBlock<double>* own) override { write(own); }

    void checkpoint() override {
        ranks_.together([&] {
            for (OwnSection& own : own_) {
                if (own.writer) {
                    own.writer->checkpoint();
                }
            }
        });
    }

    void finish() override {
        EBRU_EXPECT(written_ == chain_.layout.samples);
        ranks_.together([&] { finish_whole_sections(); });
        ranks_.first_does([&] {
            joined_->mark_whole();
            require_sections(chain_, path_);
            joined_->publish();
        });
    }

  private:
    template <class Real>
    void write(const ChainBlock<Real>* own) {
        ranks_.together([&] {
            if (own != nullptr) {
                const auto place =
                    std::ranges::find_if(own_, [](const OwnSection& one) { return one.writer.has_value(); });
                EBRU_EXPECT(place != own_.end());
                ChainBlock<Real> block = *own;
                block.first -= place->section.first;
                place->writer->write_block(block);
                finish_whole_sections();
            }
        });
        written_ += ranks_.sum(own != nullptr ? own->count : 0);
    }

    /// A part that is whole is verified and gets its name at once, while other ranks may still compute.
    void finish_whole_sections() {
        for (OwnSection& own : own_) {
            if (own.writer && own.writer->complete() == own.section.count) {
                own.writer->finish();
                own.writer.reset();
            }
        }
    }

    const Ranks& ranks_;
    std::filesystem::path path_;
    ChainDescription chain_;
    std::optional<UnfinishedChain> joined_;
    std::vector<OwnSection> own_;
    std::int64_t written_ = 0;
};

}  // namespace

std::unique_ptr<SharedChainWriter::Files> create_part_files(const Ranks& ranks, const std::filesystem::path& path,
                                                            const ChainHeader& header, const ChainLayout& layout,
                                                            ExistingFile existing, std::int64_t batch) {
    ChainDescription chain{header, layout, cut_chain(path, layout.samples, ranks.count(), batch)};
    chain.header.ebru_version = version;
    std::optional<UnfinishedChain> joined;
    ranks.first_does([&] {
        joined = UnfinishedChain::create(path, header, layout, existing, chain.sections);
        std::filesystem::create_directories(sections_folder(path));
        sync_folder(folder_of(path));
    });
    return std::make_unique<PartFiles>(ranks, path, std::move(chain), std::move(joined));
}

std::unique_ptr<SharedChainWriter::Files> resume_part_files(const Ranks& ranks, const std::filesystem::path& path,
                                                            const ChainHeader& header, const ChainLayout& layout) {
    std::optional<UnfinishedChain> joined;
    ranks.first_does([&] {
        joined = UnfinishedChain::resume(path, header, layout);
        std::filesystem::create_directories(sections_folder(path));
    });
    ChainDescription chain{header, layout, {}};
    chain.header.ebru_version = version;
    ranks.together([&] {
        const std::filesystem::path partial = partial_path(path);
        chain.sections = sections_in(Hdf5File::open(partial), partial);
    });
    return std::make_unique<PartFiles>(ranks, path, std::move(chain), std::move(joined));
}

}  // namespace ebru
