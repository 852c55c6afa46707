#pragma once

#include <filesystem>
#include <optional>

namespace ebru {

/// The right to work in a folder: held by one process and by the children that it is handed to (ChildProcess), until
/// the last of them has closed it or is gone. What a killed parent leaves running therefore keeps the folder to itself.
class FolderLock {
  public:
    /// Nothing while others hold it. The lock is the file `.lock` in the folder, which exists.
    /// \throws UserError when that file cannot be made.
    static std::optional<FolderLock> try_take(const std::filesystem::path& folder);

    /// The same, after waiting for others that hold it.
    static FolderLock take(const std::filesystem::path& folder);

    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();

    /// For the child that is to hold it too.
    [[nodiscard]] int descriptor() const { return descriptor_; }

  private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
    static FolderLock of_file(const std::filesystem::path& folder);

    int descriptor_ = -1;
};

}  // namespace ebru
