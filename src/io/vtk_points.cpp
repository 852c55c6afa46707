#include "io/vtk_points.hpp"

#include <vtkAOSDataArrayTemplate.h>
#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkIdTypeArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkTypeInt64Array.h>
#include <vtkXMLPolyDataWriter.h>

#include <algorithm>
#include <cstddef>
#include <format>
#include <utility>

#include "base/error.hpp"
#include "io/atomic_file.hpp"

namespace ebru {

namespace {

/// ParaView's space: three coordinates, the rest of a vector are arrays of their own.
constexpr int space = 3;

template <class Value>
vtkNew<vtkAOSDataArrayTemplate<Value>> named_array(const std::string& name, int components, std::size_t tuples) {
    vtkNew<vtkAOSDataArrayTemplate<Value>> array;
    array->SetName(name.c_str());
    array->SetNumberOfComponents(components);
    array->SetNumberOfTuples(static_cast<vtkIdType>(tuples));
    return array;
}

/// Rows of vectors (rows, d), read in another order: row i of the result is row `order(i)`.
template <class Real, class Order>
class Vectors {
  public:
    Vectors(std::span<const Real> values, int dimension, Order order)
        : values_(values), dimension_(static_cast<std::size_t>(dimension)), order_(std::move(order)) {}

    /// The first three coordinates, 0 where there are none.
    [[nodiscard]] vtkNew<vtkAOSDataArrayTemplate<Real>> in_space(const std::string& name, std::size_t rows) const {
        auto array = named_array<Real>(name, space, rows);
        Real* to = array->GetPointer(0);
        const std::size_t shown = std::min<std::size_t>(dimension_, space);
        for (std::size_t row = 0; row < rows; ++row, to += space) {
            const Real* const from = values_.data() + order_(row) * dimension_;
            std::fill(std::copy(from, from + shown, to), to + space, Real{0});
        }
        return array;
    }

    [[nodiscard]] vtkNew<vtkAOSDataArrayTemplate<Real>> coordinate(const std::string& name, std::size_t axis,
                                                                   std::size_t rows) const {
        auto array = named_array<Real>(name, 1, rows);
        Real* const to = array->GetPointer(0);
        for (std::size_t row = 0; row < rows; ++row) {
            to[row] = values_[order_(row) * dimension_ + axis];
        }
        return array;
    }

    /// What does not fit into space: "x3", "x4" …
    void add_beyond(vtkPointData& data, const char* letter, std::size_t rows) const {
        for (std::size_t axis = space; axis < dimension_; ++axis) {
            data.AddArray(coordinate(std::format("{}{}", letter, axis), axis, rows));
        }
    }

  private:
    std::span<const Real> values_;
    std::size_t dimension_;
    Order order_;
};

template <class Real, class Order>
void place_points(vtkPolyData& poly, const Vectors<Real, Order>& position, std::size_t rows) {
    vtkNew<vtkPoints> points;
    points->SetData(position.in_space("Points", rows));
    poly.SetPoints(points);
    position.add_beyond(*poly.GetPointData(), "x", rows);
}

template <class Real, class Order>
void add_velocity(vtkPolyData& poly, const Vectors<Real, Order>& velocity, std::size_t rows) {
    poly.GetPointData()->AddArray(velocity.in_space("velocity", rows));
    poly.GetPointData()->SetActiveVectors("velocity");
    velocity.add_beyond(*poly.GetPointData(), "v", rows);
}

vtkNew<vtkTypeInt64Array> ids(std::size_t count) {
    vtkNew<vtkTypeInt64Array> array;
    array->SetName("id");
    array->SetNumberOfTuples(static_cast<vtkIdType>(count));
    for (std::size_t i = 0; i < count; ++i) {
        array->SetValue(static_cast<vtkIdType>(i), static_cast<vtkTypeInt64>(i));
    }
    return array;
}

/// Cells of `length` consecutive points each.
vtkNew<vtkCellArray> consecutive_cells(std::size_t cells, std::size_t length) {
    vtkNew<vtkIdTypeArray> offsets;
    vtkNew<vtkIdTypeArray> connectivity;
    offsets->SetNumberOfTuples(static_cast<vtkIdType>(cells + 1));
    connectivity->SetNumberOfTuples(static_cast<vtkIdType>(cells * length));
    for (std::size_t cell = 0; cell <= cells; ++cell) {
        offsets->SetValue(static_cast<vtkIdType>(cell), static_cast<vtkIdType>(cell * length));
    }
    for (std::size_t point = 0; point < cells * length; ++point) {
        connectivity->SetValue(static_cast<vtkIdType>(point), static_cast<vtkIdType>(point));
    }
    vtkNew<vtkCellArray> array;
    array->SetData(offsets, connectivity);
    return array;
}

}  // namespace

VtkPointSeries::VtkPointSeries(std::filesystem::path folder, std::string name, int dimension)
    : series_(std::move(folder), std::move(name)), dimension_(dimension) {
    EBRU_EXPECT(dimension_ >= 1);
}

template <class Real>
void VtkPointSeries::write_frame(const VtkMoment& moment, const VtkPointCloud<Real>& cloud) {
    const auto d = static_cast<std::size_t>(dimension_);
    const std::size_t points = cloud.position.size() / d;
    const auto fits = [&](std::span<const Real> vectors) {
        return vectors.empty() || vectors.size() == cloud.position.size();
    };
    EBRU_EXPECT(cloud.position.size() == points * d && fits(cloud.velocity) && fits(cloud.start));
    const auto vectors = [&](std::span<const Real> values) {
        return Vectors(values, dimension_, [](std::size_t row) { return row; });
    };
    vtkNew<vtkPolyData> poly;
    place_points(*poly, vectors(cloud.position), points);
    poly->SetVerts(consecutive_cells(points, 1));
    poly->GetPointData()->AddArray(ids(points));
    if (!cloud.velocity.empty()) {
        add_velocity(*poly, vectors(cloud.velocity), points);
    }
    if (!cloud.start.empty()) {
        poly->GetPointData()->AddArray(vectors(cloud.start).in_space("start", points));
    }
    for (const VtkPointArray& further : cloud.further) {
        EBRU_EXPECT(further.components >= 1);
        EBRU_EXPECT(further.values.size() == points * static_cast<std::size_t>(further.components));
        const auto array = named_array<double>(further.name, further.components, points);
        std::ranges::copy(further.values, array->GetPointer(0));
        poly->GetPointData()->AddArray(array);
    }
    add_moment(*poly, moment);
    vtkNew<vtkXMLPolyDataWriter> writer;
    series_.add(moment.t, std::format("frame_{:03}.vtp", series_.size()), vtk_xml(*writer, *poly));
}

template <class Real>
void write_vtk_paths(const std::filesystem::path& file, const VtkPaths<Real>& paths) {
    EBRU_EXPECT(paths.dimension >= 1 && !paths.moments.empty());
    const std::size_t times = paths.moments.size();
    const std::size_t particles = paths.position.size() / times / static_cast<std::size_t>(paths.dimension);
    const std::size_t points = times * particles;
    EBRU_EXPECT(paths.position.size() == points * static_cast<std::size_t>(paths.dimension));
    EBRU_EXPECT(paths.velocity.empty() || paths.velocity.size() == paths.position.size());
    // A path's points follow one another in the file; in memory a time's do.
    const auto vectors = [&](std::span<const Real> values) {
        return Vectors(values, paths.dimension,
                       [times, particles](std::size_t point) { return point % times * particles + point / times; });
    };
    vtkNew<vtkPolyData> poly;
    place_points(*poly, vectors(paths.position), points);
    poly->SetLines(consecutive_cells(particles, times));
    const auto t = named_array<double>("t", 1, points);
    const auto level = named_array<int>("level", 1, points);
    for (std::size_t point = 0; point < points; ++point) {
        t->SetValue(static_cast<vtkIdType>(point), paths.moments[point % times].t);
        level->SetValue(static_cast<vtkIdType>(point), paths.moments[point % times].level);
    }
    poly->GetPointData()->AddArray(t);
    poly->GetPointData()->AddArray(level);
    poly->GetPointData()->SetActiveScalars("t");
    if (!paths.velocity.empty()) {
        add_velocity(*poly, vectors(paths.velocity), points);
    }
    poly->GetCellData()->AddArray(ids(particles));
    const Vectors first(paths.position, paths.dimension, [](std::size_t particle) { return particle; });
    poly->GetCellData()->AddArray(first.in_space("start", particles));
    vtkNew<vtkXMLPolyDataWriter> writer;
    write_file_atomically(file, vtk_xml(*writer, *poly), Durability::process_kill);
}

template void VtkPointSeries::write_frame(const VtkMoment&, const VtkPointCloud<float>&);
template void VtkPointSeries::write_frame(const VtkMoment&, const VtkPointCloud<double>&);
template void write_vtk_paths(const std::filesystem::path&, const VtkPaths<float>&);
template void write_vtk_paths(const std::filesystem::path&, const VtkPaths<double>&);

}  // namespace ebru
