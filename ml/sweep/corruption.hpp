#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ebru {

/// How far a forward process has taken images at levels 0..K,
///
///     c_k = rms(u_k - u_0) / rms(u_0 - mean u_0),
///
/// rms and mean over the first `images` images of the deck's data, all channels and pixels; c_0 = 0, and 1 where
/// nothing but the mean is left. \param forward_deck resolved. \throws UserError as the deck's own run does. Cost that
/// of `ebru forward` on so many images, in float.
std::vector<double> corruption_by_level(const std::string& forward_deck, int images);

/// One case of a sweep: its name and what corruption_by_level() gives.
struct CaseCorruption {
    std::string name;
    std::vector<double> levels;
};

/// {"cases": [{"case": NAME, "corruption": [c_0, .. c_K]}, ..]}. \throws UserError when the file cannot be written.
void write_corruption(const std::vector<CaseCorruption>& cases, const std::filesystem::path& file);

}  // namespace ebru
