#pragma once

#include <filesystem>

#include "app/folder_lock.hpp"

namespace ebru {

/// What find() gives, and where it gives nothing (an empty std::optional), what make() gives and stores. Of the
/// processes that share the folder one at a time makes something; the others wait and find it.
/// \throws UserError when the folder cannot be written to, and as find() and make() do.
template <class Find, class Make>
auto found_or_made(const std::filesystem::path& folder, const Find& find, const Make& make) {
    if (auto found = find()) {
        return *found;
    }
    const FolderLock lock = FolderLock::take(folder);
    if (auto found = find()) {
        return *found;
    }
    return make();
}

}  // namespace ebru
