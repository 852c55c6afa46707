#include "io/dataset_reading.hpp"

#include <algorithm>
#include <cstddef>

#include "io/checksum.hpp"
#include "io/stored_values.hpp"

namespace ebru {

namespace {

constexpr std::uint64_t read_ahead_bytes = std::uint64_t{1} << 24U;

}  // namespace

template <class Real>
void read_converted(const Hdf5Dataset& dataset, const Hdf5Dims& start, const Hdf5Dims& count, std::span<Real> values) {
    if (dataset.type() == number_type_of<Real>()) {
        dataset.read_stored(start, count, std::as_writable_bytes(values));
        return;
    }
    std::vector<std::byte> bytes(values.size() * number_bytes(dataset.type()));
    dataset.read_stored(start, count, bytes);
    decode(dataset.type(), std::span<const std::byte>(bytes), values);
}

namespace {

/// The pieces of a row that is too large to be read at once, in the order of its bytes.
class RowPieces {
  public:
    /// Pieces along the first axis whose entries are small enough.
    RowPieces(const Hdf5Dims& dims, NumberType type, std::uint64_t row) : dims_(dims), start_(dims.size(), 0) {
        start_[0] = row;
        std::uint64_t entry_bytes = number_of_values(dims) / dims.front() * number_bytes(type);
        do {
            ++axis_;
            entry_bytes /= dims[axis_];
        } while (axis_ + 1 < dims.size() && entry_bytes > read_ahead_bytes);
        at_once_ = std::max<std::uint64_t>(1, read_ahead_bytes / entry_bytes);
        count_ = dims;
        std::fill(count_.begin(), count_.begin() + static_cast<std::ptrdiff_t>(axis_), 1);
        set_count();
    }

    [[nodiscard]] const Hdf5Dims& start() const { return start_; }
    [[nodiscard]] const Hdf5Dims& count() const { return count_; }

    /// \return false after the last.
    bool next() {
        start_[axis_] += count_[axis_];
        for (std::size_t axis = axis_; start_[axis] == dims_[axis]; --axis) {
            if (axis == 1) {
                return false;
            }
            start_[axis] = 0;
            ++start_[axis - 1];
        }
        set_count();
        return true;
    }

  private:
    void set_count() { count_[axis_] = std::min(at_once_, dims_[axis_] - start_[axis_]); }

    Hdf5Dims dims_;
    Hdf5Dims start_;
    Hdf5Dims count_;
    std::size_t axis_ = 0;
    std::uint64_t at_once_ = 1;
};

}  // namespace

void extend_row_checksums(const Hdf5Dataset& dataset, std::uint64_t first, std::vector<std::uint32_t>& crc) {
    if (crc.empty() || number_of_values(dataset.dims()) == 0) {
        return;
    }
    const Hdf5Dims& dims = dataset.dims();
    const std::uint64_t end = first + crc.size();
    const std::uint64_t row_bytes = number_of_values(dims) / dims.front() * number_bytes(dataset.type());
    std::vector<std::byte> bytes;
    const auto read = [&](const Hdf5Dims& start, const Hdf5Dims& count) {
        bytes.resize(number_of_values(count) * number_bytes(dataset.type()));
        dataset.read_stored(start, count, bytes);
    };
    if (row_bytes > read_ahead_bytes && dims.size() > 1) {
        for (std::uint64_t row = first; row < end; ++row) {
            RowPieces pieces(dims, dataset.type(), row);
            do {
                read(pieces.start(), pieces.count());
                crc[row - first] = extend_crc32(crc[row - first], bytes);
            } while (pieces.next());
        }
        return;
    }
    const std::uint64_t rows_at_once = std::max<std::uint64_t>(1, read_ahead_bytes / row_bytes);
    Hdf5Dims start(dims.size(), 0);
    Hdf5Dims count = dims;
    for (start[0] = first; start[0] < end; start[0] += count[0]) {
        count[0] = std::min(rows_at_once, end - start[0]);
        read(start, count);
        for (std::uint64_t row = 0; row < count[0]; ++row) {
            std::uint32_t& sum = crc[start[0] - first + row];
            sum = extend_crc32(sum, std::span(bytes).subspan(row * row_bytes, row_bytes));
        }
    }
}

template void read_converted(const Hdf5Dataset&, const Hdf5Dims&, const Hdf5Dims&, std::span<float>);
template void read_converted(const Hdf5Dataset&, const Hdf5Dims&, const Hdf5Dims&, std::span<double>);

}  // namespace ebru
