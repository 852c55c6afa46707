#include "app/python_script.hpp"
#include "validation/common/figure_script.hpp"
#include "validation/common/report_files.hpp"

namespace ebru {

bool draw_figures(const std::filesystem::path& folder) {
    return run_python_script(folder, "draw_figures", figure_script);
}

}  // namespace ebru
