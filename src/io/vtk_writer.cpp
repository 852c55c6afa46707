#include "io/vtk_writer.hpp"

#include <vtkAOSDataArrayTemplate.h>
#include <vtkCellData.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkXMLImageDataWriter.h>

#include <format>
#include <utility>

#include "base/error.hpp"

namespace ebru {

namespace {

/// Cell of VTK's upward numbering that shows image row y, column x.
vtkIdType upright_cell(const Grid& grid, int y, int x) {
    return static_cast<vtkIdType>(grid.ny - 1 - y) * grid.nx + x;
}

/// One component of `array` from a plane (Y, X).
template <class Real>
void fill_component(vtkAOSDataArrayTemplate<Real>& array, int component, const Grid& grid, std::span<const Real> plane,
                    Real factor) {
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            const auto from =
                static_cast<std::size_t>(y) * static_cast<std::size_t>(grid.nx) + static_cast<std::size_t>(x);
            array.SetTypedComponent(upright_cell(grid, y, x), component, factor * plane[from]);
        }
    }
}

template <class Real>
vtkNew<vtkAOSDataArrayTemplate<Real>> named_array(const std::string& name, int components, const Grid& grid) {
    vtkNew<vtkAOSDataArrayTemplate<Real>> array;
    array->SetName(name.c_str());
    array->SetNumberOfComponents(components);
    array->SetNumberOfTuples(static_cast<vtkIdType>(grid.cells()));
    array->Fill(0.0);
    return array;
}

std::vector<std::string> channel_names(int channels) {
    if (channels == 1) {
        return {"u"};
    }
    if (channels == 3) {
        return {"red", "green", "blue"};
    }
    std::vector<std::string> names;
    for (int c = 0; c < channels; ++c) {
        names.push_back("u" + std::to_string(c));
    }
    return names;
}

template <class Real>
void add_channels(vtkImageData& image, const ImageShape& shape, std::span<const Real> state) {
    const Grid grid = shape.grid();
    const std::vector<std::string> names = channel_names(shape.channels);
    const auto colour = named_array<Real>("rgb", 3, grid);
    for (int c = 0; c < shape.channels; ++c) {
        const auto plane = state.subspan(static_cast<std::size_t>(c) * grid.cells(), grid.cells());
        const auto array = named_array<Real>(names[static_cast<std::size_t>(c)], 1, grid);
        fill_component(*array, 0, grid, plane, Real{1});
        image.GetCellData()->AddArray(array);
        if (shape.channels == 3) {
            fill_component(*colour, c, grid, plane, Real{1});
        }
    }
    if (shape.channels == 3) {
        image.GetCellData()->AddArray(colour);
    }
    image.GetCellData()->SetActiveScalars(shape.channels == 3 ? "rgb" : names.front().c_str());
}

void add_velocity(vtkImageData& image, const Grid& grid, std::span<const double> velocity) {
    const auto array = named_array<double>("velocity", 3, grid);
    fill_component(*array, 0, grid, velocity.first(grid.cells()), 1.0);
    fill_component(*array, 1, grid, velocity.last(grid.cells()), -1.0);
    image.GetCellData()->AddArray(array);
    image.GetCellData()->SetActiveVectors("velocity");
}

void add_field(vtkImageData& image, const ImageShape& shape, const VtkField& field) {
    const Grid grid = shape.grid();
    EBRU_EXPECT(field.values.size() == shape.values());
    const auto array = named_array<double>(field.name, shape.channels, grid);
    for (int c = 0; c < shape.channels; ++c) {
        const auto plane = std::span(field.values).subspan(static_cast<std::size_t>(c) * grid.cells(), grid.cells());
        fill_component(*array, c, grid, plane, 1.0);
    }
    image.GetCellData()->AddArray(array);
}

}  // namespace

VtkSeriesWriter::VtkSeriesWriter(std::filesystem::path folder, std::string name, ImageShape shape)
    : series_(std::move(folder), std::move(name)), shape_(shape) {
    EBRU_EXPECT(shape_.values() > 0);
}

template <class Real>
void VtkSeriesWriter::write_level(const LevelRecord& level, std::span<const Real> state,
                                  std::span<const double> velocity, std::span<const VtkField> fields) {
    const Grid grid = shape_.grid();
    EBRU_EXPECT(state.size() == shape_.values());
    EBRU_EXPECT(velocity.empty() || velocity.size() == 2 * grid.cells());
    vtkNew<vtkImageData> image;
    image->SetDimensions(grid.nx + 1, grid.ny + 1, 1);  // points at the corners of the cells
    add_channels(*image, shape_, state);
    if (!velocity.empty()) {
        add_velocity(*image, grid, velocity);
    }
    for (const VtkField& field : fields) {
        add_field(*image, shape_, field);
    }
    add_field_value(*image, "level", level.level);
    add_field_value(*image, "Fo", level.fo);
    add_field_value(*image, "sigma_px", level.sigma_px);
    add_field_value(*image, "TimeValue", level.fo);
    vtkNew<vtkXMLImageDataWriter> writer;
    series_.add(level.fo, std::format("level_{:03}.vti", level.level), vtk_xml(*writer, *image));
}

template void VtkSeriesWriter::write_level(const LevelRecord&, std::span<const float>, std::span<const double>,
                                           std::span<const VtkField>);
template void VtkSeriesWriter::write_level(const LevelRecord&, std::span<const double>, std::span<const double>,
                                           std::span<const VtkField>);

}  // namespace ebru
