#include "io/vtk_support.hpp"

#include "base/error.hpp"

namespace ebru {

bool has_vtk() {
#ifdef EBRU_HAS_VTK
    return true;
#else
    return false;
#endif
}

void require_vtk(const std::string& problem, const std::string& task, const std::string& otherwise) {
    validate(has_vtk(), problem, "this build has no VTK, which " + task,
             otherwise + ", or configure with -D EBRU_WITH_VTK=ON where VTK 9.1 or later is (docs/install.md)");
}

}  // namespace ebru
