#include "io/hdf5_file.hpp"

#include <hdf5.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "io/hdf5_failure.hpp"
#include "io/hdf5_types.hpp"
#include "io/hdf5_virtual.hpp"

namespace ebru {

static_assert(sizeof(hid_t) == sizeof(std::int64_t), "HDF5 before 1.10 had 32-bit identifiers");

Hdf5Handle& Hdf5Handle::operator=(Hdf5Handle&& other) noexcept {
    if (this != &other) {
        release();
        id_ = std::exchange(other.id_, -1);
    }
    return *this;
}

Hdf5Handle::~Hdf5Handle() {
    release();
}

void Hdf5Handle::release() {
    if (id_ >= 0) {
        H5Idec_ref(id_);  // closes whatever kind of object it is
        id_ = -1;
    }
}

bool number_of_values_fits(const Hdf5Dims& dims) {
    if (std::ranges::find(dims, 0U) != dims.end()) {
        return true;
    }
    std::uint64_t product = 1;
    for (const std::uint64_t extent : dims) {
        if (product > std::numeric_limits<std::uint64_t>::max() / extent) {
            return false;
        }
        product *= extent;
    }
    return true;
}

std::uint64_t number_of_values(const Hdf5Dims& dims) {
    EBRU_EXPECT(number_of_values_fits(dims));
    std::uint64_t product = 1;
    for (const std::uint64_t extent : dims) {
        product *= extent;
    }
    return product;
}

namespace {

Hdf5Handle no_times(hid_t property_class) {
    Hdf5Handle list(H5Pcreate(property_class));
    H5Pset_obj_track_times(list.id(), false);
    return list;
}

std::string read_text_attribute(hid_t owner, const std::string& name, const std::string& file) {
    const std::string problem = "cannot read the attribute " + named_in(name, file);
    const Hdf5Handle attribute = checked_hdf5(H5Aopen(owner, name.c_str(), H5P_DEFAULT), problem, unreadable);
    const Hdf5Handle stored = checked_hdf5(H5Aget_type(attribute.id()), problem, unreadable);
    const Hdf5Handle space = checked_hdf5(H5Aget_space(attribute.id()), problem, unreadable);
    validate(H5Tget_class(stored.id()) == H5T_STRING && H5Sget_simple_extent_npoints(space.id()) == 1, problem,
             "it is not one text", unreadable);
    if (H5Tis_variable_str(stored.id()) <= 0) {
        std::string text(H5Tget_size(stored.id()), '\0');
        if (H5Aread(attribute.id(), stored.id(), text.data()) < 0) {
            fail_in_hdf5(problem, unreadable);
        }
        return text.substr(0, text.find('\0'));
    }
    char* text = nullptr;
    if (H5Aread(attribute.id(), stored.id(), &text) < 0 || text == nullptr) {
        fail_in_hdf5(problem, unreadable);
    }
    std::string copy(text);
    H5free_memory(text);
    return copy;
}

}  // namespace

Hdf5File Hdf5File::open(const std::filesystem::path& path) {
    silence_hdf5();
    validate(std::filesystem::is_regular_file(path), "cannot open " + path.string(), "there is no such file",
             "check the path");
    Hdf5File file;
    file.file_ = path.string();
    file.handle_ = checked_hdf5(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), "cannot open " + path.string(),
                                "give an intact HDF5 file that you may read");
    return file;
}

Hdf5File Hdf5File::create(const std::filesystem::path& path) {
    silence_hdf5();
    const Hdf5Handle creation = no_times(H5P_FILE_CREATE);
    const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS));
    H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110);
    Hdf5File file;
    file.file_ = path.string();
    file.handle_ = checked_hdf5(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()),
                                "cannot create " + path.string(), unwritable);
    return file;
}

void Hdf5File::close() {
    if (H5Fflush(handle_.id(), H5F_SCOPE_GLOBAL) < 0) {
        fail_in_hdf5("cannot write " + file_, unwritable);
    }
    handle_.release();
}

bool Hdf5File::contains(const std::string& name) const {
    const Hdf5Handle object(H5Oopen(handle_.id(), name.c_str(), H5P_DEFAULT));
    return object.valid();
}

std::vector<std::string> Hdf5File::dataset_names() const {
    std::vector<std::string> links;
    const auto collect = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
        static_cast<std::vector<std::string>*>(out)->emplace_back(name);
        return 0;
    };
    H5Lvisit(handle_.id(), H5_INDEX_NAME, H5_ITER_INC, collect, &links);
    std::erase_if(links, [this](const std::string& name) {
        const Hdf5Handle object(H5Oopen(handle_.id(), name.c_str(), H5P_DEFAULT));
        return !object.valid() || H5Iget_type(object.id()) != H5I_DATASET;
    });
    return links;
}

Hdf5Dataset Hdf5File::dataset(const std::string& name) const {
    if (!contains(name)) {
        std::string choices;
        for (const std::string& choice : dataset_names()) {
            choices += (choices.empty() ? "" : ", ") + choice;
        }
        throw UserError("no data set " + named_in(name, file_), "it holds " + (choices.empty() ? "none" : choices),
                        "name one that is there");
    }
    const std::string problem = "cannot open the data set " + named_in(name, file_);
    // Whole samples are read once: a cache of chunks would only copy them.
    const Hdf5Handle access(H5Pcreate(H5P_DATASET_ACCESS));
    H5Pset_chunk_cache(access.id(), 1, 0, H5D_CHUNK_CACHE_W0_DEFAULT);
    H5Pset_virtual_prefix(access.id(), "${ORIGIN}");
    Hdf5Dataset dataset;
    dataset.file_ = file_;
    dataset.name_ = name;
    dataset.handle_ = checked_hdf5(H5Dopen2(handle_.id(), name.c_str(), access.id()), problem, unreadable);
    const Hdf5Handle stored = checked_hdf5(H5Dget_type(dataset.handle_.id()), problem, unreadable);
    dataset.type_ = classify_hdf5_type(stored.id());
    const Hdf5Handle space = checked_hdf5(H5Dget_space(dataset.handle_.id()), problem, unreadable);
    validate(H5Sget_simple_extent_type(space.id()) != H5S_NULL, problem, "it holds nothing", unreadable);
    dataset.dims_.resize(static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space.id()))));
    std::vector<hsize_t> extents(dataset.dims_.size());
    H5Sget_simple_extent_dims(space.id(), extents.data(), nullptr);
    std::ranges::copy(extents, dataset.dims_.begin());
    return dataset;
}

void Hdf5File::create_dataset(const Hdf5DatasetSpec& spec) {
    const std::string problem = "cannot create the data set " + named_in(spec.name, file_);
    const std::vector<hsize_t> extents(spec.dims.begin(), spec.dims.end());
    const Hdf5Handle space =
        checked_hdf5(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr), problem, unwritable);
    Hdf5Handle links(H5Pcreate(H5P_LINK_CREATE));
    H5Pset_create_intermediate_group(links.id(), 1);
    const Hdf5Handle creation = no_times(H5P_DATASET_CREATE);
    if (spec.sources.empty()) {
        H5Pset_alloc_time(creation.id(), H5D_ALLOC_TIME_EARLY);
        H5Pset_fill_time(creation.id(), H5D_FILL_TIME_NEVER);
    }
    for (const Hdf5Source& source : spec.sources) {
        add_source(creation, spec, source);
    }
    if (!spec.chunk.empty()) {
        const std::vector<hsize_t> chunk(spec.chunk.begin(), spec.chunk.end());
        H5Pset_chunk(creation.id(), static_cast<int>(chunk.size()), chunk.data());
    }
    const Hdf5Handle type = stored_hdf5_type(spec.type);
    checked_hdf5(
        H5Dcreate2(handle_.id(), spec.name.c_str(), type.id(), space.id(), links.id(), creation.id(), H5P_DEFAULT),
        problem, unwritable);
}

template <class T>
void Hdf5File::write_all(const std::string& name, std::span<const T> values) {
    const std::string problem = "cannot write the data set " + named_in(name, file_);
    const Hdf5Handle dataset = checked_hdf5(H5Dopen2(handle_.id(), name.c_str(), H5P_DEFAULT), problem, unwritable);
    const Hdf5Handle space = checked_hdf5(H5Dget_space(dataset.id()), problem, unwritable);
    EBRU_EXPECT(H5Sget_simple_extent_npoints(space.id()) == static_cast<hssize_t>(values.size()));
    if (H5Dwrite(dataset.id(), native_hdf5_type(number_type_of<T>()), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) <
        0) {
        fail_in_hdf5(problem, unwritable);
    }
}

void Hdf5File::write_attribute(const std::string& owner, const std::string& name, const std::string& text) {
    const std::string problem = "cannot write the attribute " + named_in(name, file_);
    const Hdf5Handle object = checked_hdf5(H5Oopen(handle_.id(), owner.c_str(), H5P_DEFAULT), problem, unwritable);
    const Hdf5Handle space(H5Screate(H5S_SCALAR));
    const Hdf5Handle type(H5Tcopy(H5T_C_S1));
    H5Tset_size(type.id(), H5T_VARIABLE);
    H5Tset_cset(type.id(), H5T_CSET_UTF8);
    const Hdf5Handle attribute = checked_hdf5(
        H5Acreate2(object.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), problem, unwritable);
    const char* characters = text.c_str();
    if (H5Awrite(attribute.id(), type.id(), &characters) < 0) {
        fail_in_hdf5(problem, unwritable);
    }
}

template <class T>
    requires std::is_arithmetic_v<T>
void Hdf5File::write_attribute(const std::string& owner, const std::string& name, T number) {
    const std::string problem = "cannot write the attribute " + named_in(name, file_);
    const Hdf5Handle object = checked_hdf5(H5Oopen(handle_.id(), owner.c_str(), H5P_DEFAULT), problem, unwritable);
    const Hdf5Handle space(H5Screate(H5S_SCALAR));
    const Hdf5Handle type = stored_hdf5_type(number_type_of<T>());
    const Hdf5Handle attribute = checked_hdf5(
        H5Acreate2(object.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), problem, unwritable);
    if (H5Awrite(attribute.id(), native_hdf5_type(number_type_of<T>()), &number) < 0) {
        fail_in_hdf5(problem, unwritable);
    }
}

bool Hdf5File::has_attribute(const std::string& name) const {
    return H5Aexists(handle_.id(), name.c_str()) > 0;
}

std::string Hdf5File::text_attribute(const std::string& name) const {
    return read_text_attribute(handle_.id(), name, file_);
}

template <class T>
T Hdf5File::number_attribute(const std::string& name) const {
    const std::string problem = "cannot read the attribute " + named_in(name, file_);
    const Hdf5Handle attribute = checked_hdf5(H5Aopen(handle_.id(), name.c_str(), H5P_DEFAULT), problem, unreadable);
    const Hdf5Handle space = checked_hdf5(H5Aget_space(attribute.id()), problem, unreadable);
    validate(H5Sget_simple_extent_npoints(space.id()) == 1, problem, "it is not one number", unreadable);
    T number{};
    if (H5Aread(attribute.id(), native_hdf5_type(number_type_of<T>()), &number) < 0) {
        fail_in_hdf5(problem, unreadable);
    }
    return number;
}

void Hdf5Dataset::expect_block(const Hdf5Dims& start, const Hdf5Dims& count, std::size_t values) const {
    EBRU_EXPECT(start.size() == dims_.size() && count.size() == dims_.size());
    for (std::size_t axis = 0; axis < dims_.size(); ++axis) {
        EBRU_EXPECT(start[axis] <= dims_[axis] && count[axis] <= dims_[axis] - start[axis]);
    }
    EBRU_EXPECT(number_of_values(count) == values);
}

void Hdf5Dataset::read_as(std::int64_t memory_type, const Hdf5Dims& start, const Hdf5Dims& count, void* values) const {
    const std::string problem = "cannot read the data set " + named_in(name_, file_);
    const Hdf5Handle space = checked_hdf5(H5Dget_space(handle_.id()), problem, unreadable);
    const std::vector<hsize_t> first(start.begin(), start.end());
    const std::vector<hsize_t> extents(count.begin(), count.end());
    const Hdf5Handle memory =
        checked_hdf5(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr), problem, unreadable);
    const bool scalar = dims_.empty();
    if (!scalar &&
        H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, first.data(), nullptr, extents.data(), nullptr) < 0) {
        fail_in_hdf5(problem, unreadable);
    }
    if (H5Dread(handle_.id(), memory_type, memory.id(), space.id(), H5P_DEFAULT, values) < 0) {
        fail_in_hdf5(problem, unreadable);
    }
}

template <class T>
void Hdf5Dataset::read(const Hdf5Dims& start, const Hdf5Dims& count, std::span<T> values) const {
    expect_block(start, count, values.size());
    if (!values.empty()) {
        read_as(native_hdf5_type(number_type_of<T>()), start, count, values.data());
    }
}

void Hdf5Dataset::read_stored(const Hdf5Dims& start, const Hdf5Dims& count, std::span<std::byte> bytes) const {
    expect_block(start, count, bytes.size() / number_bytes(type_));
    if (!bytes.empty()) {
        read_as(stored_hdf5_type(type_).id(), start, count, bytes.data());
    }
}

template <class T>
std::vector<T> Hdf5Dataset::read_all() const {
    std::vector<T> values(number_of_values(dims_));
    read<T>(Hdf5Dims(dims_.size(), 0), dims_, values);
    return values;
}

std::uint64_t Hdf5Dataset::file_offset() const {
    const std::string problem = "cannot find the bytes of " + named_in(name_, file_);
    const Hdf5Handle creation = checked_hdf5(H5Dget_create_plist(handle_.id()), problem, unreadable);
    if (H5Pget_layout(creation.id()) != H5D_CHUNKED) {
        const haddr_t offset = H5Dget_offset(handle_.id());
        if (offset == HADDR_UNDEF) {
            fail_in_hdf5(problem, unreadable);
        }
        return offset;
    }
    const Hdf5Handle space = checked_hdf5(H5Dget_space(handle_.id()), problem, unreadable);
    hsize_t chunks = 0;
    haddr_t first = HADDR_UNDEF;
    haddr_t last = HADDR_UNDEF;
    hsize_t bytes = 0;
    std::vector<hsize_t> position(dims_.size());
    unsigned filters = 0;
    H5Dget_num_chunks(handle_.id(), space.id(), &chunks);
    if (chunks == 0 || H5Dget_chunk_info(handle_.id(), space.id(), 0, position.data(), &filters, &first, &bytes) < 0 ||
        H5Dget_chunk_info(handle_.id(), space.id(), chunks - 1, position.data(), &filters, &last, &bytes) < 0) {
        fail_in_hdf5(problem, unreadable);
    }
    validate(last == first + (chunks - 1) * bytes && H5Dget_storage_size(handle_.id()) == chunks * bytes, problem,
             "its chunks do not follow one another", "use HDF5 1.10 or newer");
    return first;
}

std::string Hdf5Dataset::text_attribute(const std::string& attribute) const {
    return read_text_attribute(handle_.id(), attribute, file_ + name_);
}

#define EBRU_INSTANTIATE_HDF5_NUMBER(T)                                                    \
    template void Hdf5File::write_all(const std::string&, std::span<const T>);             \
    template void Hdf5File::write_attribute(const std::string&, const std::string&, T);    \
    template T Hdf5File::number_attribute(const std::string&) const;                       \
    template void Hdf5Dataset::read(const Hdf5Dims&, const Hdf5Dims&, std::span<T>) const; \
    template std::vector<T> Hdf5Dataset::read_all() const;
EBRU_INSTANTIATE_HDF5_NUMBER(std::uint8_t)
EBRU_INSTANTIATE_HDF5_NUMBER(std::int32_t)
EBRU_INSTANTIATE_HDF5_NUMBER(std::uint32_t)
EBRU_INSTANTIATE_HDF5_NUMBER(std::int64_t)
EBRU_INSTANTIATE_HDF5_NUMBER(std::uint64_t)
EBRU_INSTANTIATE_HDF5_NUMBER(float)
EBRU_INSTANTIATE_HDF5_NUMBER(double)
#undef EBRU_INSTANTIATE_HDF5_NUMBER

}  // namespace ebru
