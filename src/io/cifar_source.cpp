#include "io/cifar_source.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "io/image_set_shape.hpp"
#include "io/random_access_file.hpp"

namespace ebru {

namespace {

constexpr ImageShape cifar_shape{3, 32, 32};
constexpr std::size_t pixel_bytes = 3 * 32 * 32;
constexpr std::array<int, 1> cifar10_classes{10};
constexpr std::array<int, 2> cifar100_classes{20, 100};  // coarse, fine
constexpr std::int64_t images_per_read = 256;

std::span<const int> label_classes(CifarSet set) {
    return set == CifarSet::cifar10 ? std::span<const int>(cifar10_classes) : std::span<const int>(cifar100_classes);
}

std::size_t record_bytes(CifarSet set) {
    return label_classes(set).size() + pixel_bytes;
}

std::string set_name(CifarSet set) {
    return set == CifarSet::cifar10 ? "CIFAR-10" : "CIFAR-100";
}

class CifarSource final : public ImageSource {
  public:
    CifarSource(const std::vector<std::filesystem::path>& paths, CifarSet set) : set_(set) {
        for (const std::filesystem::path& path : paths) {
            RandomAccessFile& file = files_.emplace_back(path);
            validate(file.length() > 0 && is_whole_cifar(file.length(), set),
                     file.name() + " has " + std::to_string(file.length()) + " bytes",
                     set_name(set) + " consists of records of " + std::to_string(record_bytes(set)) + " bytes",
                     "fetch the file again when it is cut off, or give another kind");
            starts_.push_back(starts_.back() + static_cast<std::int64_t>(file.length() / record_bytes(set)));
        }
        for (std::size_t i = 0; i < files_.size(); ++i) {
            std::vector<unsigned char> record(record_bytes(set));
            files_[i].read(0, record, "the first image");
            check_labels(files_[i], record, 0);
        }
    }

    [[nodiscard]] std::int64_t size() const override { return starts_.back(); }
    [[nodiscard]] ImageShape shape() const override { return cifar_shape; }

    void read(std::int64_t first, std::int64_t count, std::span<double> values) override {
        expect_valid_block(*this, first, count, values);
        std::int64_t done = 0;
        while (done < count) {
            const std::int64_t image = first + done;
            const auto file =
                static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), image) - starts_.begin() - 1);
            const std::int64_t part = std::min({count - done, starts_[file + 1] - image, images_per_read});
            read_records(files_[file], image - starts_[file], part,
                         values.subspan(static_cast<std::size_t>(done) * pixel_bytes,
                                        static_cast<std::size_t>(part) * pixel_bytes));
            done += part;
        }
    }

    /// The last of every record's labels.
    std::vector<std::int64_t> read_labels() {
        std::vector<std::int64_t> labels;
        for (std::size_t f = 0; f < files_.size(); ++f) {
            const std::int64_t images = starts_[f + 1] - starts_[f];
            for (std::int64_t first = 0; first < images; first += images_per_read) {
                const std::int64_t count = std::min(images_per_read, images - first);
                const std::vector<unsigned char> bytes = records(files_[f], first, count);
                for (std::size_t record = 0; record < bytes.size(); record += record_bytes(set_)) {
                    labels.push_back(bytes[record + label_classes(set_).size() - 1]);
                }
            }
        }
        return labels;
    }

  private:
    void check_labels(const RandomAccessFile& file, std::span<const unsigned char> record, std::int64_t index) const {
        const std::span<const int> classes = label_classes(set_);
        for (std::size_t i = 0; i < classes.size(); ++i) {
            validate(record[i] < classes[i],
                     file.name() + ": image " + std::to_string(index) + " has the label " + std::to_string(record[i]),
                     set_name(set_) + " has labels 0 to " + std::to_string(classes[i] - 1) + " there",
                     "check that the file is of that set (kinds: cifar10, cifar100)");
        }
    }

    /// Records with their labels checked.
    std::vector<unsigned char> records(RandomAccessFile& file, std::int64_t first, std::int64_t count) const {
        const std::size_t record = record_bytes(set_);
        std::vector<unsigned char> bytes(static_cast<std::size_t>(count) * record);
        file.read(static_cast<std::uint64_t>(first) * record, bytes, images_text(first, count));
        for (std::int64_t i = 0; i < count; ++i) {
            check_labels(file, {bytes.data() + static_cast<std::size_t>(i) * record, record}, first + i);
        }
        return bytes;
    }

    void read_records(RandomAccessFile& file, std::int64_t first, std::int64_t count, std::span<double> values) const {
        const std::size_t record = record_bytes(set_);
        const std::vector<unsigned char> bytes = records(file, first, count);
        for (std::int64_t i = 0; i < count; ++i) {
            const std::span<const unsigned char> one(bytes.data() + static_cast<std::size_t>(i) * record, record);
            std::transform(one.end() - pixel_bytes, one.end(), values.begin() + i * std::int64_t{pixel_bytes},
                           [](unsigned char byte) { return byte / 255.0; });
        }
    }

    CifarSet set_;
    std::vector<RandomAccessFile> files_;
    std::vector<std::int64_t> starts_{0};  // index of each file's first image; last the number of images
};

/// A file, or the training files of a folder.
std::vector<std::filesystem::path> files_of(const std::filesystem::path& path, CifarSet set) {
    if (!std::filesystem::is_directory(path)) {
        return {path};
    }
    std::vector<std::filesystem::path> files = cifar_files(path, set);
    validate(!files.empty(), "'" + path.string() + "' holds no " + set_name(set) + " training files",
             std::string("these are named ") + (set == CifarSet::cifar10 ? "data_batch_*.bin" : "train.bin"),
             "give the folder with the binary version of the set, or one of its files");
    return files;
}

}  // namespace

bool is_whole_cifar(std::uint64_t bytes, CifarSet set) {
    return bytes % record_bytes(set) == 0;
}

std::vector<std::filesystem::path> cifar_files(const std::filesystem::path& folder, CifarSet set) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        const bool wanted =
            set == CifarSet::cifar10 ? name.starts_with("data_batch_") && name.ends_with(".bin") : name == "train.bin";
        if (wanted && entry.is_regular_file()) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

OpenedSource open_cifar_source(const std::filesystem::path& path, CifarSet set) {
    return {std::make_unique<CifarSource>(files_of(path, set), set), ValueRange::unit_interval};
}

std::vector<std::int64_t> read_cifar_labels(const std::filesystem::path& path, CifarSet set) {
    return CifarSource(files_of(path, set), set).read_labels();
}

}  // namespace ebru
