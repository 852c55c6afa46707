#pragma once

#include <string>

namespace ebru {

/// Whether this build has VTK (EBRU_WITH_VTK). Without it there are no files for ParaView and PNG and JPEG pictures are
/// not read; contact sheets are drawn in any case.
bool has_vtk();

/// Refuses what needs VTK in a build without it; call it before work is done.
/// \param problem  what cannot be had; \param task  what VTK does for it, "writes …"; \param otherwise  what to do
/// instead, without building anew
/// \throws UserError in a build without VTK.
void require_vtk(const std::string& problem, const std::string& task, const std::string& otherwise);

}  // namespace ebru
