#include "io/hdf5_virtual.hpp"

#include <hdf5.h>

#include <algorithm>

#include "base/error.hpp"
#include "io/hdf5_failure.hpp"

namespace ebru {

namespace {

/// A text that HDF5 hands out piece by piece: `get(buffer, size)` returns its length.
template <class Get>
std::string text_of(const Get& get) {
    std::string text(static_cast<std::size_t>(std::max<ssize_t>(0, get(nullptr, 0))), '\0');
    get(text.data(), text.size() + 1);
    return text;
}

}  // namespace

void add_source(const Hdf5Handle& creation, const Hdf5DatasetSpec& spec, const Hdf5Source& source) {
    const std::string problem = "cannot create the virtual data set '" + spec.name + "'";
    EBRU_EXPECT(source.rows > 0 && source.first + source.rows <= spec.dims.front());
    const std::vector<hsize_t> whole(spec.dims.begin(), spec.dims.end());
    std::vector<hsize_t> rows = whole;
    rows.front() = source.rows;
    std::vector<hsize_t> start(whole.size(), 0);
    start.front() = source.first;
    const int rank = static_cast<int>(whole.size());
    const Hdf5Handle to = checked_hdf5(H5Screate_simple(rank, whole.data(), nullptr), problem, unwritable);
    const Hdf5Handle from = checked_hdf5(H5Screate_simple(rank, rows.data(), nullptr), problem, unwritable);
    if (H5Sselect_hyperslab(to.id(), H5S_SELECT_SET, start.data(), nullptr, rows.data(), nullptr) < 0 ||
        H5Pset_virtual(creation.id(), to.id(), source.file.c_str(), spec.name.c_str(), from.id()) < 0) {
        fail_in_hdf5(problem, unwritable);
    }
}

std::vector<Hdf5Source> Hdf5Dataset::sources() const {
    const std::string problem = "cannot read the sources of " + named_in(name_, file_);
    const Hdf5Handle creation = checked_hdf5(H5Dget_create_plist(handle_.id()), problem, unreadable);
    std::vector<Hdf5Source> sources;
    std::size_t count = 0;
    if (H5Pget_layout(creation.id()) != H5D_VIRTUAL || H5Pget_virtual_count(creation.id(), &count) < 0) {
        return sources;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto text = [&](auto get) {
            return text_of([&](char* to, std::size_t size) { return get(creation.id(), i, to, size); });
        };
        const Hdf5Handle rows = checked_hdf5(H5Pget_virtual_vspace(creation.id(), i), problem, unreadable);
        std::vector<hsize_t> start(dims_.size());
        std::vector<hsize_t> end(dims_.size());
        validate(text(H5Pget_virtual_dsetname) == name_ && !dims_.empty() &&
                     H5Sget_select_bounds(rows.id(), start.data(), end.data()) >= 0,
                 problem, "they are not rows of data sets of its name", unreadable);
        sources.push_back({text(H5Pget_virtual_filename), start.front(), end.front() - start.front() + 1});
    }
    return sources;
}

}  // namespace ebru
