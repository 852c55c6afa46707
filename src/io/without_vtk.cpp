// What the files of src/io that include VTK's headers define, for a build without it: settings are refused before work
// begins (require_vtk() where they are read), and whoever comes here all the same is refused too.
#include "io/picture_decoder.hpp"
#include "io/vtk_grid.hpp"
#include "io/vtk_points.hpp"
#include "io/vtk_series.hpp"
#include "io/vtk_support.hpp"
#include "io/vtk_writer.hpp"

namespace ebru {

namespace {

void refuse_series(const std::string& name) {
    require_vtk("no files for ParaView: " + name, "writes them", "switch them off in [pictures]");
}

void refuse_picture(const std::filesystem::path& path) {
    require_vtk("'" + path.string() + "' cannot be read", "decodes PNG and JPEG", "convert it to NPY or HDF5");
}

}  // namespace

VtkSeries::VtkSeries(std::filesystem::path folder, std::string name)
    : folder_(std::move(folder)), name_(std::move(name)) {
    refuse_series(name_);
}

void VtkSeries::finish() const {
    refuse_series(name_);
}

VtkSeriesWriter::VtkSeriesWriter(std::filesystem::path folder, std::string name, ImageShape shape)
    : series_(std::move(folder), std::move(name)), shape_(shape) {}

template <class Real>
void VtkSeriesWriter::write_level(const LevelRecord& level, std::span<const Real> /*state*/,
                                  std::span<const double> /*velocity*/, std::span<const VtkField> /*fields*/) {
    refuse_series("level " + std::to_string(level.level));
}

VtkGridSeries::VtkGridSeries(std::filesystem::path folder, std::string name, VtkGrid grid)
    : series_(std::move(folder), std::move(name)), grid_(grid) {}

void VtkGridSeries::write_frame(const VtkMoment& moment, std::span<const VtkGridArray> /*arrays*/) {
    refuse_series("level " + std::to_string(moment.level));
}

VtkPointSeries::VtkPointSeries(std::filesystem::path folder, std::string name, int dimension)
    : series_(std::move(folder), std::move(name)), dimension_(dimension) {}

template <class Real>
void VtkPointSeries::write_frame(const VtkMoment& moment, const VtkPointCloud<Real>& /*cloud*/) {
    refuse_series("level " + std::to_string(moment.level));
}

template <class Real>
void write_vtk_paths(const std::filesystem::path& file, const VtkPaths<Real>& /*paths*/) {
    refuse_series(file.string());
}

ImageShape jpeg_shape(const std::filesystem::path& path) {
    refuse_picture(path);
    return {};
}

std::vector<double> decode_png(const std::filesystem::path& path, const ImageShape& /*shape*/) {
    refuse_picture(path);
    return {};
}

std::vector<double> decode_jpeg(const std::filesystem::path& path, const ImageShape& /*shape*/) {
    refuse_picture(path);
    return {};
}

template void VtkSeriesWriter::write_level(const LevelRecord&, std::span<const float>, std::span<const double>,
                                           std::span<const VtkField>);
template void VtkSeriesWriter::write_level(const LevelRecord&, std::span<const double>, std::span<const double>,
                                           std::span<const VtkField>);
template void VtkPointSeries::write_frame(const VtkMoment&, const VtkPointCloud<float>&);
template void VtkPointSeries::write_frame(const VtkMoment&, const VtkPointCloud<double>&);
template void write_vtk_paths(const std::filesystem::path&, const VtkPaths<float>&);
template void write_vtk_paths(const std::filesystem::path&, const VtkPaths<double>&);

}  // namespace ebru
