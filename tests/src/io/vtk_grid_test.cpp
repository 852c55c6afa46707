#include "io/vtk_grid.hpp"

#include <vtkDataArray.h>
#include <vtkFieldData.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkXMLImageDataReader.h>

#include "chain_test_files.hpp"

namespace ebru::test {
namespace {

class VtkGridFields : public FileTest {
  protected:
    vtkImageData* read(const std::string& file) {
        reader_->SetFileName((folder_ / file).c_str());
        reader_->Update();
        return reader_->GetOutput();
    }

    VtkGrid grid_{4, 3, -1.5, 2.0, 0.5, 0.25};
    vtkNew<vtkXMLImageDataReader> reader_;
};

// The test asks ParaView's way, by place: what VTK finds at (x, y) is the field's value at (x, y).
TEST_F(VtkGridFields, FieldsLieAtTheirPlaces) {
    std::vector<double> density;
    std::vector<double> velocity;
    for (int j = 0; j < grid_.ny; ++j) {
        for (int i = 0; i < grid_.nx; ++i) {
            const double x = grid_.x0 + i * grid_.dx;
            const double y = grid_.y0 + j * grid_.dy;
            density.push_back(x + 10 * y);
            velocity.insert(velocity.end(), {-x, 3 * y});
        }
    }
    VtkGridSeries series(folder_, "fields", grid_);
    const std::vector<VtkGridArray> arrays{{"velocity", 2, velocity}, {"density", 1, density}};
    series.write_frame({0.75, 3}, arrays);
    vtkImageData* const image = read("fields/frame_000.vti");
    EXPECT_EQ(image->GetNumberOfPoints(), 12);
    vtkPointData* const data = image->GetPointData();
    for (double y = 2.0; y <= 2.5; y += 0.25) {
        for (double x = -1.5; x <= 0.0; x += 0.5) {
            const vtkIdType point = image->FindPoint(x, y, 0.0);
            ASSERT_GE(point, 0);
            EXPECT_EQ(data->GetArray("density")->GetComponent(point, 0), x + 10 * y);
            EXPECT_EQ(data->GetArray("velocity")->GetComponent(point, 0), -x);
            EXPECT_EQ(data->GetArray("velocity")->GetComponent(point, 1), 3 * y);
            EXPECT_EQ(data->GetArray("velocity")->GetComponent(point, 2), 0.0);
        }
    }
    EXPECT_STREQ(data->GetScalars()->GetName(), "density");
    EXPECT_STREQ(data->GetVectors()->GetName(), "velocity");
    EXPECT_EQ(image->GetFieldData()->GetArray("TimeValue")->GetComponent(0, 0), 0.75);
    EXPECT_EQ(image->GetFieldData()->GetArray("t")->GetComponent(0, 0), 0.75);
    EXPECT_EQ(image->GetFieldData()->GetArray("level")->GetComponent(0, 0), 3.0);
}

TEST_F(VtkGridFields, TheSeriesListsItsFrames) {
    VtkGridSeries series(folder_, "fields", {1, 1, 0, 0, 1, 1});
    const std::vector<double> value(1);
    const std::vector<VtkGridArray> arrays{{"density", 1, value}};
    series.write_frame({0.0, 0}, arrays);
    series.write_frame({0.5, 0}, arrays);
    series.finish();
    expect_parts(file_bytes(folder_ / "fields.pvd"), {"timestep=\"0\" part=\"0\" file=\"fields/frame_000.vti\"",
                                                      "timestep=\"0.5\" part=\"0\" file=\"fields/frame_001.vti\""});
}

TEST_F(VtkGridFields, ArraysOfTheWrongSizeBreakTheContract) {
    VtkGridSeries series(folder_, "fields", grid_);
    const std::vector<double> values(12);
    const auto write = [&](const VtkGridArray& array) { series.write_frame({0.0, 0}, std::span(&array, 1)); };
    EXPECT_THROW(write({"velocity", 2, values}), ContractError);
    EXPECT_THROW(write({"density", 1, std::span(values).first(11)}), ContractError);
    EXPECT_THROW(write({"tensor", 4, values}), ContractError);
    EXPECT_THROW(VtkGridSeries(folder_, "fields", {4, 3, 0, 0, 0, 1}), ContractError);
}

}  // namespace
}  // namespace ebru::test
