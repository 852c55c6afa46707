#include "io/vtk_grid.hpp"

#include <vtkDoubleArray.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkXMLImageDataWriter.h>

#include <algorithm>
#include <format>
#include <utility>

#include "base/error.hpp"

namespace ebru {

namespace {

/// ParaView draws arrows of vectors with three components only.
constexpr int vector_components = 3;

void add_array(vtkPointData& data, const VtkGridArray& array, std::size_t points) {
    EBRU_EXPECT(array.components == 1 || array.components == 2);
    const auto components = static_cast<std::size_t>(array.components);
    EBRU_EXPECT(array.values.size() == points * components);
    vtkNew<vtkDoubleArray> stored;
    stored->SetName(array.name.c_str());
    stored->SetNumberOfComponents(array.components == 1 ? 1 : vector_components);
    stored->SetNumberOfTuples(static_cast<vtkIdType>(points));
    double* to = stored->GetPointer(0);
    for (std::size_t point = 0; point < points; ++point) {
        for (std::size_t component = 0; component < components; ++component) {
            *to++ = array.values[point * components + component];
        }
        if (components > 1) {
            *to++ = 0.0;
        }
    }
    data.AddArray(stored);
}

}  // namespace

VtkGridSeries::VtkGridSeries(std::filesystem::path folder, std::string name, VtkGrid grid)
    : series_(std::move(folder), std::move(name)), grid_(grid) {
    EBRU_EXPECT(grid.nx >= 1 && grid.ny >= 1 && grid.dx > 0.0 && grid.dy > 0.0);
}

void VtkGridSeries::write_frame(const VtkMoment& moment, std::span<const VtkGridArray> arrays) {
    vtkNew<vtkImageData> image;
    image->SetDimensions(grid_.nx, grid_.ny, 1);
    image->SetOrigin(grid_.x0, grid_.y0, 0.0);
    image->SetSpacing(grid_.dx, grid_.dy, std::max(grid_.dx, grid_.dy));
    vtkPointData& data = *image->GetPointData();
    for (const VtkGridArray& array : arrays) {
        add_array(data, array, grid_.points());
    }
    const auto activate = [&](int components, auto set) {
        const auto first = std::ranges::find(arrays, components, &VtkGridArray::components);
        if (first != arrays.end()) {
            set(first->name.c_str());
        }
    };
    activate(1, [&](const char* name) { data.SetActiveScalars(name); });
    activate(2, [&](const char* name) { data.SetActiveVectors(name); });
    add_moment(*image, moment);
    vtkNew<vtkXMLImageDataWriter> writer;
    series_.add(moment.t, std::format("frame_{:03}.vti", series_.size()), vtk_xml(*writer, *image));
}

}  // namespace ebru
