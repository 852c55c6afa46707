#include "io/block_rows.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "io/checksum.hpp"

namespace ebru {

BlockRows::BlockRows(const BlockLayout& blocks, const std::filesystem::path& path, std::string row)
    : blocks_(&blocks), row_(std::move(row)) {
    blocks.ranks().together([&] { file_ = RawFile(path, RawAccess::existing); });
}

int BlockRows::runs_of(int rank) const {
    return blocks_->shape().x == 1 ? 1 : blocks_->window_of(rank).grid().ny;
}

template <class Real>
void BlockRows::write_pieces(const FilledFile::Part& part, std::int64_t row, std::span<const Real> values) {
    const std::size_t width = number_bytes(part.type);
    const Window own = blocks_->window();
    const auto runs = static_cast<std::size_t>(runs_of(blocks_->ranks().rank()));
    const std::size_t run_values = own.grid().cells() / runs;
    const std::size_t images = values.size() / own.grid().cells();
    const auto nx = static_cast<std::size_t>(blocks_->whole().nx);
    own_crc_.clear();
    for (std::size_t i = 0; i < images; ++i) {
        for (std::size_t r = 0; r < runs; ++r) {
            const std::size_t cell = i * blocks_->whole().cells() + (static_cast<std::size_t>(own.y0) + r) * nx +
                                     static_cast<std::size_t>(own.x0);
            std::uint64_t offset = part.offset + static_cast<std::uint64_t>(row) * part.row_bytes + cell * width;
            const std::span<const Real> run = values.subspan((i * runs + r) * run_values, run_values);
            std::uint32_t crc = 0;
            for (std::size_t begin = 0; begin < run.size(); begin += FilledFile::piece_values) {
                const auto piece = run.subspan(begin, std::min(FilledFile::piece_values, run.size() - begin));
                buffer_.resize(piece.size() * width);
                crc = encode_piece(part, row_, row, piece, std::span(buffer_), crc);
                file_.write_at(offset, buffer_);
                offset += buffer_.size();
            }
            own_crc_.push_back(crc);
        }
    }
}

/// In the order of the file: images, rows of blocks, rows, blocks along the row.
std::uint32_t BlockRows::combine(const FilledFile::Part& part, std::size_t images, std::uint32_t crc) const {
    const std::size_t width = number_bytes(part.type);
    const BlockShape shape = blocks_->shape();
    std::vector<std::size_t> begin;  // of each rank's checksums
    std::size_t before = 0;
    for (int rank = 0; rank < shape.blocks(); ++rank) {
        begin.push_back(before);
        before += images * static_cast<std::size_t>(runs_of(rank));
    }
    for (std::size_t i = 0; i < images; ++i) {
        for (int y = 0; y < shape.y; ++y) {
            const auto runs = static_cast<std::size_t>(runs_of(blocks_->rank_at(y, 0)));
            for (std::size_t r = 0; r < runs; ++r) {
                for (int x = 0; x < shape.x; ++x) {
                    const int rank = blocks_->rank_at(y, x);
                    const std::size_t bytes = blocks_->window_of(rank).grid().cells() / runs * width;
                    const std::size_t at = begin[static_cast<std::size_t>(rank)] + i * runs + r;
                    crc = combine_crc32(crc, gathered_crc_[at], bytes);
                }
            }
        }
    }
    return crc;
}

template <class Real>
std::uint32_t BlockRows::store_values(const FilledFile::Part& part, std::int64_t row, std::span<const Real> values,
                                      std::uint32_t crc) {
    const Ranks& ranks = blocks_->ranks();
    const std::size_t images = values.size() / blocks_->grid().cells();
    EBRU_ASSERT(images * blocks_->whole().cells() * number_bytes(part.type) == part.row_bytes);
    ranks.together([&] { write_pieces(part, row, values); });
    gathered_crc_ = ranks.gather(std::span<const std::uint32_t>(own_crc_));
    return ranks.first() ? combine(part, images, crc) : crc;
}

template <class T>
void BlockRows::store_numbers(const FilledFile::Part& part, std::int64_t first, std::span<const T> numbers) {
    blocks_->ranks().first_does([&] {
        EBRU_ASSERT(part.type == number_type_of<T>());
        file_.write_at(part.offset + static_cast<std::uint64_t>(first) * part.row_bytes, std::as_bytes(numbers));
    });
}

void BlockRows::sync() {
    blocks_->ranks().together([&] { file_.sync(); });
}

void BlockRows::close() {
    file_.close();
}

template std::uint32_t BlockRows::store_values(const FilledFile::Part&, std::int64_t, std::span<const float>,
                                               std::uint32_t);
template std::uint32_t BlockRows::store_values(const FilledFile::Part&, std::int64_t, std::span<const double>,
                                               std::uint32_t);
template void BlockRows::store_numbers(const FilledFile::Part&, std::int64_t, std::span<const std::int32_t>);
template void BlockRows::store_numbers(const FilledFile::Part&, std::int64_t, std::span<const std::uint32_t>);
template void BlockRows::store_numbers(const FilledFile::Part&, std::int64_t, std::span<const std::int64_t>);
template void BlockRows::store_numbers(const FilledFile::Part&, std::int64_t, std::span<const double>);

}  // namespace ebru
