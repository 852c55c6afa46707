#include "ml/train/archive_file.hpp"

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <torch/serialize/input-archive.h>
#include <torch/serialize/output-archive.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_names.hpp"
#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "io/checksum.hpp"
#include "io/random_access_file.hpp"
#include "io/raw_file.hpp"

namespace ebru {

template <>
struct EnumNames<ArchiveKind> {
    static constexpr auto table = std::to_array<EnumName<ArchiveKind>>({{ArchiveKind::checkpoint, "checkpoint"},
                                                                        {ArchiveKind::weights, "weights"},
                                                                        {ArchiveKind::classifier, "classifier"},
                                                                        {ArchiveKind::features, "features"}});
};

namespace {

constexpr int format_version = 1;
constexpr std::size_t trailer_length = 64;
constexpr std::string_view trailer_start = "ebru ";
constexpr std::string_view zip_start = "PK\3\4";

/// The last line of the file.
struct Trailer {
    ArchiveKind kind = ArchiveKind::weights;
    int format = format_version;
    std::uint64_t length = 0;  ///< bytes before the trailer
    std::uint32_t checksum = 0;
};

std::string trailer_text(const Trailer& trailer) {
    std::string text = fmt::format("{}{:<10} format {:<3} bytes {:<15} crc32 {:08x}", trailer_start,
                                   to_name(trailer.kind), trailer.format, trailer.length, trailer.checksum);
    text.resize(trailer_length - 1, ' ');
    return text + "\n";
}

std::uint32_t checksum_of(RandomAccessFile& file, std::uint64_t length) {
    constexpr std::uint64_t block = 1 << 20;
    std::vector<unsigned char> bytes(std::min(block, length));
    std::uint32_t checksum = 0;
    for (std::uint64_t done = 0; done < length; done += bytes.size()) {
        bytes.resize(std::min(block, length - done));
        file.read(done, bytes, "its checksum");
        checksum = extend_crc32_of<unsigned char>(checksum, bytes);
    }
    return checksum;
}

/// The archive's own bytes; a failure is kept until the archive's writer is out of the way, since it writes on in its
/// destructor.
std::uint64_t write_bytes(RawFile& file, const std::function<void(torch::serialize::OutputArchive&)>& fill) {
    torch::serialize::OutputArchive archive;
    fill(archive);
    std::uint64_t length = 0;
    std::exception_ptr failure;
    archive.save_to([&](const void* data, std::size_t size) -> std::size_t {
        try {
            if (!failure) {
                file.write_at(length, std::string_view(static_cast<const char*>(data), size));
            }
        } catch (...) {
            failure = std::current_exception();
        }
        length += size;
        return size;
    });
    if (failure) {
        std::rethrow_exception(failure);
    }
    return length;
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why, const std::string& advice) {
    throw UserError(path.string(), why, advice);
}

Trailer read_trailer(RandomAccessFile& file) {
    const std::string other = "give weights.pt or checkpoint.pt of ebru train";
    std::array<unsigned char, zip_start.size()> start{};
    if (file.length() < start.size() + trailer_length) {
        refuse(file.path(), fmt::format("{} bytes are no archive of ebru train", file.length()), other);
    }
    file.read(0, start, "its start");
    std::string text(trailer_length, '\0');
    std::vector<unsigned char> bytes(trailer_length);
    file.read(file.length() - trailer_length, bytes, "its last line");
    std::ranges::copy(bytes, text.begin());
    if (!std::ranges::equal(start, zip_start, {}, {}, [](char c) { return static_cast<unsigned char>(c); })) {
        refuse(file.path(), "it is no archive of ebru train", other);
    }
    Trailer trailer;
    std::array<char, 16> kind{};
    unsigned long long length = 0;
    if (std::sscanf(text.c_str(), "ebru %15s format %d bytes %llu crc32 %x", kind.data(), &trailer.format, &length,
                    &trailer.checksum) != 4) {
        refuse(file.path(), "its last line is missing: it is truncated, or not of ebru train",
               "copy it again, or use an older checkpoint");
    }
    trailer.length = length;
    if (trailer.format != format_version) {
        refuse(file.path(), fmt::format("its format is {}, this ebru reads {}", trailer.format, format_version),
               "use the version of ebru that wrote it");
    }
    if (trailer.length + trailer_length != file.length()) {
        refuse(file.path(), fmt::format("it holds {} bytes of {}", file.length(), trailer.length + trailer_length),
               "copy it again, or use an older checkpoint");
    }
    const std::optional<ArchiveKind> known = from_name<ArchiveKind>(kind.data());
    if (!known) {
        refuse(file.path(), fmt::format("it is an archive of kind {}", kind.data()), other);
    }
    trailer.kind = *known;
    return trailer;
}

}  // namespace

void write_archive(const std::filesystem::path& path, ArchiveKind kind,
                   const std::function<void(torch::serialize::OutputArchive&)>& fill) {
    AtomicFile file(path, Durability::power_loss);
    {
        RawFile raw(file.temporary(), RawAccess::created);
        raw.truncate(0);
        const std::uint64_t length = write_bytes(raw, fill);
        // The zip file ends with the length of its comment, two bytes, low first: the trailer becomes the comment.
        raw.write_at(length - 2, std::string{static_cast<char>(trailer_length), '\0'});
        RandomAccessFile written(file.temporary());
        raw.write_at(length, trailer_text({kind, format_version, length, checksum_of(written, length)}));
    }
    file.commit();
}

void read_archive(const std::filesystem::path& path, const std::function<void(torch::serialize::InputArchive&)>& take) {
    RandomAccessFile file(path);
    const Trailer trailer = read_trailer(file);
    if (checksum_of(file, trailer.length) != trailer.checksum) {
        refuse(path, "its checksum is wrong: it is damaged", "copy it again, or use an older checkpoint");
    }
    try {
        torch::serialize::InputArchive archive;
        archive.load_from(
            [&](std::uint64_t position, void* data, std::size_t size) -> std::size_t {
                const std::size_t count =
                    std::min<std::uint64_t>(size, file.length() - std::min(position, file.length()));
                file.read(position, {static_cast<unsigned char*>(data), count}, "its entries");
                return count;
            },
            [&] { return static_cast<std::size_t>(file.length()); }, c10::Device(c10::kCPU));
        take(archive);
    } catch (const c10::Error& error) {
        refuse(path, std::string("LibTorch cannot read it: ") + error.what_without_backtrace(),
               "use the version of ebru that wrote it");
    }
}

ArchiveKind archive_kind(const std::filesystem::path& path) {
    RandomAccessFile file(path);
    return read_trailer(file).kind;
}

}  // namespace ebru
