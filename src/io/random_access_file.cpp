#include "io/random_access_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <utility>

#include "base/error.hpp"

namespace ebru {

struct RandomAccessFile::Stream {
    explicit Stream(gzFile opened) : handle(opened) {}
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    ~Stream() { gzclose_r(handle); }

    gzFile handle;
};

namespace {

constexpr std::uint64_t gzip_modulus = std::uint64_t{1} << 32U;  // ISIZE of RFC 1952 is modulo 2^32
constexpr std::uint64_t deflate_limit = 1032;                    // 258 bytes from 2 bits
constexpr std::uint64_t gzip_overhead = 18;                      // least header and trailer
constexpr unsigned read_buffer_bytes = 1U << 18U;
constexpr std::size_t largest_read = std::size_t{1} << 30U;  // gzread counts in int

/// The last four bytes of a gzip file: length of its content, little endian.
std::uint64_t gzip_trailer_length(std::ifstream& file) {
    std::array<unsigned char, 4> isize{};
    file.seekg(-4, std::ios::end);
    file.read(reinterpret_cast<char*>(isize.data()), isize.size());
    std::uint64_t length = 0;
    for (std::size_t i = isize.size(); i > 0; --i) {
        length = (length << 8U) | isize[i - 1];
    }
    return length;
}

}  // namespace

RandomAccessFile::RandomAccessFile(std::filesystem::path path) : path_(std::move(path)) {
    std::error_code failure;
    validate(std::filesystem::exists(path_, failure), name() + " does not exist", "it is to be read",
             "check the path; a relative one starts at the folder where ebru was started");
    validate(std::filesystem::is_regular_file(path_, failure), name() + " is no regular file", "one file is to be read",
             "give the path of a file");
    std::ifstream file(path_, std::ios::binary);
    stored_ = std::filesystem::file_size(path_, failure);
    std::array<unsigned char, 2> magic{};
    file.read(reinterpret_cast<char*>(magic.data()), magic.size());
    validate(!failure && !file.bad() && (file.good() || stored_ < magic.size()), name() + " cannot be read",
             "the system refuses it", "check its permissions");
    gzipped_ = magic[0] == 0x1F && magic[1] == 0x8B;
    validate(!gzipped_ || stored_ > gzip_overhead, name() + " is cut off",
             "it starts as a gzip file and has " + std::to_string(stored_) + " bytes", "fetch or copy it again");
    length_ = gzipped_ ? gzip_trailer_length(file) : stored_;
    gzFile handle = gzopen(path_.c_str(), "rb");
    validate(handle != nullptr, name() + " cannot be opened", "the system refuses it",
             "check its permissions and the number of open files");
    stream_ = std::make_shared<Stream>(handle);
    gzbuffer(handle, read_buffer_bytes);
}

std::string RandomAccessFile::name() const {
    return "'" + path_.string() + "'";
}

void RandomAccessFile::check_length(std::uint64_t expected) const {
    const std::string needed = "its header describes " + std::to_string(expected) + " bytes";
    const std::string again = "fetch or copy it again";
    if (gzipped_) {
        validate(expected % gzip_modulus == length_,
                 name() + " is cut off or damaged: its gzip trailer tells of " + std::to_string(length_) + " bytes",
                 needed, again + ", or unpack it with gunzip when it was packed in several parts");
        validate(expected / deflate_limit <= stored_, name() + " has " + std::to_string(stored_) + " bytes",
                 needed + ", more than gzip can pack into them", again);
        return;
    }
    if (length_ < expected) {
        throw UserError(name() + " ends early: " + std::to_string(expected - length_) + " bytes are missing", needed,
                        again);
    }
    validate(length_ == expected, name() + " has " + std::to_string(length_ - expected) + " bytes too many", needed,
             again + ", or check that it is of the kind asked for");
}

void RandomAccessFile::read(std::uint64_t offset, std::span<unsigned char> bytes, const std::string& what) {
    gzFile handle = stream_->handle;
    bool good = std::cmp_less_equal(offset, std::numeric_limits<z_off_t>::max()) &&
                gzseek(handle, static_cast<z_off_t>(offset), SEEK_SET) >= 0;
    std::size_t done = 0;
    while (good && done < bytes.size()) {
        const auto part = static_cast<unsigned>(std::min(bytes.size() - done, largest_read));
        const int got = gzread(handle, bytes.data() + done, part);
        good = got > 0;
        done += good ? static_cast<std::size_t>(got) : 0;
    }
    if (good && gzipped_ && (offset + bytes.size()) % gzip_modulus == length_) {
        unsigned char beyond = 0;  // makes zlib compare the checksum, which it has at the end only
        good = gzread(handle, &beyond, 1) == 0;
    }
    if (!good) {
        int code = Z_OK;
        const std::string reason = gzerror(handle, &code);
        gzclearerr(handle);
        throw UserError(name() + ": cannot read " + what + " (bytes " + std::to_string(offset) + " to " +
                            std::to_string(offset + bytes.size()) + ")",
                        code == Z_OK ? "the file ends before them" : "the file is cut off or damaged: " + reason,
                        "fetch or copy it again");
    }
}

}  // namespace ebru
