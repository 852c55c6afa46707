#include "io/vtk_points.hpp"

#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkDataArray.h>
#include <vtkFieldData.h>
#include <vtkIdList.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkXMLPolyDataReader.h>

#include "chain_test_files.hpp"

namespace ebru::test {
namespace {

class VtkParticles : public FileTest {
  protected:
    vtkPolyData* read(const std::string& file) {
        reader_->SetFileName((folder_ / file).c_str());
        reader_->Update();
        return reader_->GetOutput();
    }

    static double at(vtkDataSetAttributes* data, const char* name, int tuple, int component = 0) {
        return data->GetArray(name)->GetComponent(tuple, component);
    }

    /// Number of (particle, coordinate) at a time, exact in float.
    static double number(double time, int particle, int axis) { return 100.0 * time + 10.0 * particle + axis + 0.25; }

    template <class Real>
    static std::vector<Real> vectors(double time, int particles, int dimension, double factor = 1.0) {
        std::vector<Real> values;
        for (int particle = 0; particle < particles; ++particle) {
            for (int axis = 0; axis < dimension; ++axis) {
                values.push_back(static_cast<Real>(factor * number(time, particle, axis)));
            }
        }
        return values;
    }

    vtkNew<vtkXMLPolyDataReader> reader_;
};

TEST_F(VtkParticles, ParticlesAreVerticesWithVelocityAndStartInEveryDimension) {
    for (int d = 1; d <= 6; ++d) {
        const std::string name = "cloud" + std::to_string(d);  // a reader reads a name once
        VtkPointSeries series(folder_, name, d);
        const auto position = vectors<double>(1, 4, d);
        const auto velocity = vectors<double>(1, 4, d, -2.0);
        const auto start = vectors<double>(0, 4, d);
        const std::vector<double> component{0, 1, 2, 1};
        const VtkPointArray further{"component", 1, component};
        series.write_frame<double>({0.5, 7}, {position, velocity, start, std::span(&further, 1)});
        vtkPolyData* const poly = read(name + "/frame_000.vtp");
        ASSERT_EQ(poly->GetNumberOfPoints(), 4);
        ASSERT_EQ(poly->GetNumberOfVerts(), 4);
        EXPECT_EQ(poly->GetNumberOfCells(), 4);
        vtkPointData* const data = poly->GetPointData();
        for (int i = 0; i < 4; ++i) {
            vtkNew<vtkIdList> cell;
            poly->GetCellPoints(i, cell);
            EXPECT_EQ(cell->GetNumberOfIds(), 1);
            EXPECT_EQ(cell->GetId(0), i);
            EXPECT_EQ(at(data, "id", i), i);
            EXPECT_EQ(at(data, "component", i), component[static_cast<std::size_t>(i)]);
            for (int axis = 0; axis < 3; ++axis) {
                EXPECT_EQ(poly->GetPoint(i)[axis], axis < d ? number(1, i, axis) : 0.0);
                EXPECT_EQ(at(data, "velocity", i, axis), axis < d ? -2.0 * number(1, i, axis) : 0.0);
                EXPECT_EQ(at(data, "start", i, axis), axis < d ? number(0, i, axis) : 0.0);
            }
            for (int axis = 3; axis < d; ++axis) {
                EXPECT_EQ(at(data, ("x" + std::to_string(axis)).c_str(), i), number(1, i, axis));
                EXPECT_EQ(at(data, ("v" + std::to_string(axis)).c_str(), i), -2.0 * number(1, i, axis));
            }
        }
        EXPECT_EQ(data->GetNumberOfArrays(), 4 + 2 * std::max(0, d - 3));
        EXPECT_STREQ(data->GetVectors()->GetName(), "velocity");
    }
}

TEST_F(VtkParticles, ValuesKeepTheirPrecision) {
    VtkPointSeries series(folder_, "cloud", 1);
    series.write_frame<double>({0, 0}, {std::vector<double>{1.0 / 3.0}, {}, {}});
    EXPECT_EQ(read("cloud/frame_000.vtp")->GetPoint(0)[0], 1.0 / 3.0);
    series.write_frame<float>({1, 1}, {std::vector<float>{1.0F / 3.0F}, {}, {}});
    vtkPolyData* const poly = read("cloud/frame_001.vtp");
    EXPECT_EQ(poly->GetPoints()->GetDataType(), VTK_FLOAT);
    EXPECT_EQ(poly->GetPoint(0)[0], static_cast<double>(1.0F / 3.0F));
    EXPECT_EQ(poly->GetPointData()->GetNumberOfArrays(), 1);  // id alone
}

TEST_F(VtkParticles, ARunToALevelAndBackKeepsAllItsFrames) {
    VtkPointSeries series(folder_, "cloud", 2);
    const std::vector<float> position(2);
    for (const VtkMoment moment : {VtkMoment{0.0, 0}, {1.0, 5}, {2.0, 0}}) {
        series.write_frame<float>(moment, {position, {}, {}});
    }
    EXPECT_FALSE(std::filesystem::exists(series.series_file()));
    series.finish();
    EXPECT_EQ(names_in(folder_ / "cloud"),
              (std::vector<std::string>{"frame_000.vtp", "frame_001.vtp", "frame_002.vtp"}));
    expect_parts(file_bytes(folder_ / "cloud.pvd"), {"timestep=\"0\" part=\"0\" file=\"cloud/frame_000.vtp\"",
                                                     "timestep=\"2\" part=\"0\" file=\"cloud/frame_002.vtp\""});
    vtkFieldData* const field = read("cloud/frame_001.vtp")->GetFieldData();
    EXPECT_EQ(field->GetArray("t")->GetComponent(0, 0), 1.0);
    EXPECT_EQ(field->GetArray("TimeValue")->GetComponent(0, 0), 1.0);
    EXPECT_EQ(field->GetArray("level")->GetComponent(0, 0), 5.0);
}

TEST_F(VtkParticles, NoParticlesAreAnEmptyCloud) {
    VtkPointSeries series(folder_, "cloud", 2);
    series.write_frame<float>({0, 0}, {{}, {}, {}});
    EXPECT_EQ(read("cloud/frame_000.vtp")->GetNumberOfPoints(), 0);
}

TEST_F(VtkParticles, PathsArePolylinesInTheOrderOfTime) {
    const std::vector<VtkMoment> moments{{0.0, 0}, {0.5, 3}, {1.5, 1}};
    std::vector<float> position;
    std::vector<float> velocity;
    for (int time = 0; time < 3; ++time) {
        for (const float value : vectors<float>(time, 2, 4)) {
            position.push_back(value);
            velocity.push_back(-2.0F * value);
        }
    }
    write_vtk_paths<float>(folder_ / "paths.vtp", {4, moments, position, velocity});
    vtkPolyData* const poly = read("paths.vtp");
    ASSERT_EQ(poly->GetNumberOfLines(), 2);
    EXPECT_EQ(poly->GetNumberOfCells(), 2);
    for (int particle = 0; particle < 2; ++particle) {
        vtkNew<vtkIdList> line;
        poly->GetCellPoints(particle, line);
        ASSERT_EQ(line->GetNumberOfIds(), 3);
        EXPECT_EQ(at(poly->GetCellData(), "id", particle), particle);
        EXPECT_EQ(at(poly->GetCellData(), "start", particle, 1), number(0, particle, 1));
        for (int time = 0; time < 3; ++time) {
            const auto point = static_cast<int>(line->GetId(time));
            for (int axis = 0; axis < 3; ++axis) {
                EXPECT_EQ(poly->GetPoint(point)[axis], number(time, particle, axis));
                EXPECT_EQ(at(poly->GetPointData(), "velocity", point, axis), -2.0 * number(time, particle, axis));
            }
            EXPECT_EQ(at(poly->GetPointData(), "x3", point), number(time, particle, 3));
            EXPECT_EQ(at(poly->GetPointData(), "v3", point), -2.0 * number(time, particle, 3));
            EXPECT_EQ(at(poly->GetPointData(), "t", point), moments[static_cast<std::size_t>(time)].t);
            EXPECT_EQ(at(poly->GetPointData(), "level", point), moments[static_cast<std::size_t>(time)].level);
        }
    }
}

TEST_F(VtkParticles, EqualInputGivesEqualBytes) {
    const auto position = vectors<float>(0, 5, 2);
    for (const char* const name : {"a", "b"}) {
        VtkPointSeries(folder_, name, 2).write_frame<float>({0, 0}, {position, position, position});
    }
    EXPECT_EQ(file_bytes(folder_ / "a/frame_000.vtp"), file_bytes(folder_ / "b/frame_000.vtp"));
}

TEST_F(VtkParticles, ArraysOfTheWrongSizeBreakTheContract) {
    VtkPointSeries series(folder_, "cloud", 2);
    const std::vector<float> four(4);
    const std::vector<float> three(3);
    EXPECT_THROW(series.write_frame<float>({0, 0}, {three, {}, {}}), ContractError);
    EXPECT_THROW(series.write_frame<float>({0, 0}, {four, three, {}}), ContractError);
    EXPECT_THROW(series.write_frame<float>({0, 0}, {four, {}, three}), ContractError);
    const std::vector<VtkMoment> two{{0, 0}, {1, 1}};
    EXPECT_THROW(write_vtk_paths<float>(folder_ / "p.vtp", {2, two, three, {}}), ContractError);
}

TEST_F(VtkParticles, AFileThatCannotBeWrittenIsNamed) {
    put_bytes(folder_ / "file", "");
    expect_parts(message_of([&] { VtkPointSeries(folder_ / "file", "a", 2); }), {"file/a", "Not a directory"});
    const std::vector<VtkMoment> one{{0, 0}};
    const std::vector<float> position(2);
    expect_parts(message_of([&] { write_vtk_paths<float>(folder_ / "absent/p.vtp", {2, one, position, {}}); }),
                 {"p.vtp", "No such file"});
}

}  // namespace
}  // namespace ebru::test
