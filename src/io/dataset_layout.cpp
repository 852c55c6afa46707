#include "io/dataset_layout.hpp"

#include <format>

#include "base/error.hpp"
#include "io/stored_values.hpp"

namespace ebru {

namespace {

constexpr std::uint64_t chunk_bytes_limit = std::uint64_t{1} << 30U;  // HDF5 allows less than 2^32

std::string as_text(const Hdf5Dims& dims) {
    std::string text = "(";
    for (const std::uint64_t extent : dims) {
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    }
    return text + ")";
}

}  // namespace

Hdf5Dims row_chunk(const Hdf5Dims& dims, NumberType type) {
    if (number_of_values(dims) == 0) {
        return {};
    }
    Hdf5Dims chunk = dims;
    for (std::size_t axis = 0; axis < dims.size(); ++axis) {
        if (axis == 0 || number_of_values(chunk) * number_bytes(type) > chunk_bytes_limit) {
            chunk[axis] = 1;
        }
    }
    return chunk;
}

std::uint64_t dataset_bytes(const std::vector<Hdf5DatasetSpec>& specs) {
    std::uint64_t bytes = 0;
    for (const Hdf5DatasetSpec& spec : specs) {
        bytes += number_of_values(spec.dims) * number_bytes(spec.type);
    }
    return bytes;
}

std::string FileFormat::remake() const {
    return std::format("make the {} again with {}", word, maker);
}

std::string format_name_of(const std::filesystem::path& path) {
    try {
        const Hdf5File file = Hdf5File::open(path);
        return file.has_attribute("format_name") ? file.text_attribute("format_name") : std::string();
    } catch (const UserError&) {
        return {};  // whoever opens it as what it should be tells why it cannot be read
    }
}

void require_format(const Hdf5File& file, const std::string& name, const FileFormat& format) {
    validate(file.has_attribute("format_name") && file.text_attribute("format_name") == format.format_name,
             name + " is not " + format.what, std::format("it has no format_name \"{}\"", format.format_name),
             std::format("give a {} that {} made", format.word, format.maker));
    const auto version = file.number_attribute<std::int32_t>("format_version");
    validate(version >= 1 && version <= format.newest,
             std::format("{} has {} format version {}", name, format.word, version),
             format.newest == 1 ? std::string("this ebru reads version 1")
                                : std::format("this ebru reads versions 1 to {}", format.newest),
             version > format.newest ? "use a newer ebru"
                                     : std::format("make the {} again, or use an older ebru", format.word));
}

void require_datasets(const Hdf5File& file, const std::filesystem::path& path,
                      const std::vector<Hdf5DatasetSpec>& specs, const FileFormat& format) {
    const std::uint64_t there = std::filesystem::file_size(path);
    std::vector<Hdf5DatasetSpec> own = specs;
    std::erase_if(own, [](const Hdf5DatasetSpec& spec) { return !spec.sources.empty(); });
    const std::uint64_t needed = dataset_bytes(own);
    validate(needed <= there, path.string() + " is damaged",
             std::format("it has {} bytes, its data sets need {}", there, needed), format.remake());
    for (const Hdf5DatasetSpec& spec : specs) {
        const Hdf5Dataset found = file.dataset(spec.name);
        validate(found.type() == spec.type && found.dims() == spec.dims, path.string() + " is damaged",
                 std::format("{} is {} {}, not {} {}", spec.name, number_type_name(found.type()), as_text(found.dims()),
                             number_type_name(spec.type), as_text(spec.dims)),
                 format.remake());
        validate(found.sources() == spec.sources, path.string() + " is damaged",
                 spec.name + " is not joined from the same files as the others", format.remake());
    }
}

StoredFormat read_stored_format(const Hdf5File& file, const std::string& name, const FileFormat& format) {
    const std::string word = file.text_attribute("stored_format");
    for (const StoredFormat stored :
         {StoredFormat::half, StoredFormat::single_precision, StoredFormat::double_precision}) {
        if (word == number_type_name(state_type(stored))) {
            return stored;
        }
    }
    throw UserError(name + " is damaged", "stored_format = " + word + ", not half, float32 or float64",
                    format.remake());
}

Precision read_working_precision(const Hdf5File& file, const std::string& name, const FileFormat& format) {
    const std::string word = file.text_attribute("working_precision");
    for (const Precision precision : {Precision::single_precision, Precision::double_precision}) {
        if (word == number_type_name(working_type(precision))) {
            return precision;
        }
    }
    throw UserError(name + " is damaged", "working_precision = " + word + ", not float32 or float64", format.remake());
}

}  // namespace ebru
