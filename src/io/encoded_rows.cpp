#include "io/encoded_rows.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace ebru {

std::span<std::byte> EncodedRows::extend(const FilledFile::Part& part, std::int64_t first, std::int64_t count) {
    auto place = std::ranges::find(parts_, part.name, &Stored::name);
    if (place == parts_.end()) {
        place = parts_.insert(parts_.end(), Stored{part.name, 0, 0, 0, {}});
    }
    if (place->count == 0) {
        place->first = first;
    }
    EBRU_ASSERT(first == place->first + place->count);
    const std::size_t begin = place->used;
    place->count += count;
    place->used += static_cast<std::size_t>(count) * part.row_bytes;
    if (place->bytes.size() < place->used) {
        place->bytes.resize(place->used);
    }
    return std::span(place->bytes).subspan(begin, place->used - begin);
}

template <class Real>
std::uint32_t EncodedRows::store_values(const FilledFile::Part& part, std::int64_t row, std::span<const Real> values,
                                        std::uint32_t crc) {
    const std::size_t width = number_bytes(part.type);
    const std::span<std::byte> bytes = extend(part, row, 1);
    EBRU_ASSERT(values.size() * width == bytes.size());
    for (std::size_t begin = 0; begin < values.size(); begin += FilledFile::piece_values) {
        const auto piece = values.subspan(begin, std::min(FilledFile::piece_values, values.size() - begin));
        crc = encode_piece(part, row_, row, piece, bytes.subspan(begin * width, piece.size() * width), crc);
    }
    return crc;
}

template <class T>
void EncodedRows::store_numbers(const FilledFile::Part& part, std::int64_t first, std::span<const T> numbers) {
    EBRU_ASSERT(part.type == number_type_of<T>());
    if (numbers.empty()) {
        return;
    }
    const auto count = static_cast<std::int64_t>(numbers.size_bytes() / part.row_bytes);
    std::ranges::copy(std::as_bytes(numbers), extend(part, first, count).begin());
}

EncodedRows::Rows EncodedRows::of(const std::string& name) const {
    const auto place = std::ranges::find(parts_, name, &Stored::name);
    if (place == parts_.end()) {
        return {};
    }
    return {place->first, place->count, std::span<const std::byte>(place->bytes).first(place->used)};
}

void EncodedRows::clear() {
    for (Stored& stored : parts_) {
        stored.count = 0;
        stored.used = 0;
    }
}

template std::uint32_t EncodedRows::store_values(const FilledFile::Part&, std::int64_t, std::span<const float>,
                                                 std::uint32_t);
template std::uint32_t EncodedRows::store_values(const FilledFile::Part&, std::int64_t, std::span<const double>,
                                                 std::uint32_t);
template void EncodedRows::store_numbers(const FilledFile::Part&, std::int64_t, std::span<const std::int32_t>);
template void EncodedRows::store_numbers(const FilledFile::Part&, std::int64_t, std::span<const std::uint32_t>);
template void EncodedRows::store_numbers(const FilledFile::Part&, std::int64_t, std::span<const double>);

}  // namespace ebru
