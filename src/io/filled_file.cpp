#include "io/filled_file.hpp"

#include <algorithm>
#include <format>
#include <utility>

#include "base/error.hpp"
#include "io/checksum.hpp"
#include "io/stored_values.hpp"

namespace ebru {

FilledFile::FilledFile(const std::filesystem::path& path, std::string row)
    : file_(path, RawAccess::existing), row_(std::move(row)) {}

FilledFile::Part FilledFile::part(const Hdf5File& file, const char* name) {
    const Hdf5Dataset dataset = file.dataset(name);
    if (number_of_values(dataset.dims()) == 0) {
        return {name, dataset.type(), 0, 0};
    }
    const std::uint64_t bytes = number_of_values(dataset.dims()) * number_bytes(dataset.type());
    return {name, dataset.type(), dataset.file_offset(), bytes / dataset.dims().front()};
}

template <class Real>
std::uint32_t encode_piece(const FilledFile::Part& part, const std::string& row_word, std::int64_t row,
                           std::span<const Real> values, std::span<std::byte> bytes, std::uint32_t crc) {
    if (const auto fault = encode(part.type, values, bytes)) {
        throw UserError(std::format("{} of {} {} holds {}", part.name, row_word, row, values[*fault]),
                        std::format("it is not a finite number once stored as {}", number_type_name(part.type)),
                        "store float or double if it is merely large; else the run itself has gone wrong");
    }
    return extend_crc32(crc, bytes);
}

template <class Real>
std::uint32_t FilledFile::store_values(const Part& part, std::int64_t row, std::span<const Real> values,
                                       std::uint32_t crc) {
    const std::size_t width = number_bytes(part.type);
    std::uint64_t offset = part.offset + static_cast<std::uint64_t>(row) * part.row_bytes;
    EBRU_ASSERT(values.size() * width == part.row_bytes);
    for (std::size_t begin = 0; begin < values.size(); begin += piece_values) {
        const auto piece = values.subspan(begin, std::min(piece_values, values.size() - begin));
        buffer_.resize(piece.size() * width);
        crc = encode_piece(part, row_, row, piece, std::span(buffer_), crc);
        file_.write_at(offset, buffer_);
        offset += buffer_.size();
    }
    return crc;
}

template <class T>
void FilledFile::store_numbers(const Part& part, std::int64_t first, std::span<const T> numbers) {
    EBRU_ASSERT(part.type == number_type_of<T>());
    file_.write_at(part.offset + static_cast<std::uint64_t>(first) * part.row_bytes, std::as_bytes(numbers));
}

template std::uint32_t encode_piece(const FilledFile::Part&, const std::string&, std::int64_t, std::span<const float>,
                                    std::span<std::byte>, std::uint32_t);
template std::uint32_t encode_piece(const FilledFile::Part&, const std::string&, std::int64_t, std::span<const double>,
                                    std::span<std::byte>, std::uint32_t);
template std::uint32_t FilledFile::store_values(const Part&, std::int64_t, std::span<const float>, std::uint32_t);
template std::uint32_t FilledFile::store_values(const Part&, std::int64_t, std::span<const double>, std::uint32_t);
template void FilledFile::store_numbers(const Part&, std::int64_t, std::span<const std::int32_t>);
template void FilledFile::store_numbers(const Part&, std::int64_t, std::span<const std::uint32_t>);
template void FilledFile::store_numbers(const Part&, std::int64_t, std::span<const std::int64_t>);
template void FilledFile::store_numbers(const Part&, std::int64_t, std::span<const double>);

}  // namespace ebru
