#include "io/idx_source.hpp"

#include <array>
#include <cstdio>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr std::size_t magic_bytes = 4;
constexpr int max_rank = 4;

std::string hexadecimal(unsigned char byte) {
    std::array<char, 5> text{};
    std::snprintf(text.data(), text.size(), "0x%02X", static_cast<unsigned>(byte));
    return text.data();
}

NumberFormat number_format(unsigned char code, const std::string& name) {
    switch (code) {
        case 0x08:
            return NumberFormat::uint8;
        case 0x0D:
            return NumberFormat::float32_big;
        case 0x0E:
            return NumberFormat::float64_big;
        default:
            throw UserError(name + " holds numbers of IDX type " + hexadecimal(code),
                            "images are stored in other types",
                            "use a file of type 0x08 (unsigned byte), 0x0D (float) or 0x0E (double)");
    }
}

}  // namespace

RawArray open_idx_array(const std::filesystem::path& path) {
    RawArray array;
    array.file = std::make_shared<RandomAccessFile>(path);
    const std::string name = array.file->name();
    std::array<unsigned char, magic_bytes> magic{};
    array.file->read(0, magic, "the IDX header");
    const int rank = magic[3];
    validate(magic[0] == 0 && magic[1] == 0 && rank >= 1 && rank <= max_rank, name + " is no IDX file of images",
             "such a file starts with the bytes 0x00 0x00, a type and a rank of 2 to 4, this one with " +
                 hexadecimal(magic[0]) + " " + hexadecimal(magic[1]) + " " + hexadecimal(magic[2]) + " " +
                 hexadecimal(magic[3]),
             "give another file or another kind (idx, cifar10, cifar100, pictures, npy, hdf5)");
    array.format = number_format(magic[2], name);
    std::vector<unsigned char> sizes(4 * static_cast<std::size_t>(rank));
    array.file->read(magic_bytes, sizes, "the IDX header");
    for (std::size_t i = 0; i < sizes.size(); i += 4) {
        array.extent.push_back((std::int64_t{sizes[i]} << 24U) | (std::int64_t{sizes[i + 1]} << 16U) |
                               (std::int64_t{sizes[i + 2]} << 8U) | std::int64_t{sizes[i + 3]});
    }
    array.offset = magic_bytes + sizes.size();
    check_length(array);
    return array;
}

std::optional<std::filesystem::path> plain_or_gzipped(const std::filesystem::path& path) {
    std::filesystem::path plain = path;
    if (plain.extension() == ".gz") {
        plain.replace_extension();
    }
    for (const std::filesystem::path& candidate : {path, plain, std::filesystem::path(plain.string() + ".gz")}) {
        if (std::filesystem::is_regular_file(candidate)) {
            return candidate;
        }
    }
    return std::nullopt;
}

}  // namespace ebru
