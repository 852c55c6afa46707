#include "io/atomic_file.hpp"

#include <utility>

#include "io/raw_file.hpp"

namespace ebru {

AtomicFile::AtomicFile(std::filesystem::path path, Durability durability)
    : path_(std::move(path)),
      temporary_(folder_of(path_) / ("." + path_.filename().string() + ".tmp")),
      durability_(durability) {}

AtomicFile::~AtomicFile() {
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
}

void AtomicFile::commit() {
    if (durability_ == Durability::power_loss) {
        RawFile(temporary_, RawAccess::existing).sync();
    }
    rename_file(temporary_, path_);
    if (durability_ == Durability::power_loss) {
        sync_folder(folder_of(path_));
    }
}

void write_file_atomically(const std::filesystem::path& path, std::string_view contents, Durability durability) {
    AtomicFile file(path, durability);
    RawFile raw(file.temporary(), RawAccess::created);
    raw.truncate(0);
    raw.write_at(0, contents);
    file.commit();
}

}  // namespace ebru
