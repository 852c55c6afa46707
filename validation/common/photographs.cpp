#include "validation/common/photographs.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "io/image_source.hpp"

namespace ebru {

std::filesystem::path photographs_folder() {
    const std::filesystem::path built = std::filesystem::path(EBRU_SOURCE_FOLDER) / "examples/03_photographs/pictures";
    std::error_code ignored;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    const std::filesystem::path installed =
        program.parent_path().parent_path() / "share/ebru/examples/03_photographs/pictures";
    for (const std::filesystem::path& folder : {built, installed}) {
        if (std::filesystem::is_directory(folder, ignored)) {
            return folder;
        }
    }
    throw UserError("the photographs of examples/03_photographs",
                    "they are neither in " + built.string() + " nor in " + installed.string(),
                    "run from a checkout, or install ebru with its examples");
}

std::vector<std::string> photograph_names() {
    return {"astronaut", "chelsea", "coffee"};
}

std::vector<double> photograph(const std::string& name, int size) {
    EBRU_EXPECT(size > 0);
    const auto names = photograph_names();
    EBRU_EXPECT(std::find(names.begin(), names.end(), name) != names.end());
    SourceRequest request;
    request.kind = SourceKind::pictures;
    request.path = photographs_folder() / (name + ".png");
    request.ny = size;
    request.nx = size;
    const auto source = open_image_source(request);
    EBRU_EXPECT(source->shape().channels == 3);
    const std::size_t cells = source->shape().grid().cells();
    std::vector<double> colours(3 * cells);
    source->read(0, 1, colours);
    std::vector<double> brightness(cells);
    for (std::size_t i = 0; i < cells; ++i) {
        brightness[i] = 0.299 * colours[i] + 0.587 * colours[cells + i] + 0.114 * colours[2 * cells + i];
    }
    return brightness;
}

}  // namespace ebru
