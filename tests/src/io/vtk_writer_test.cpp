#include "io/vtk_writer.hpp"

#include <vtkCellData.h>
#include <vtkDataArray.h>
#include <vtkFieldData.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkXMLImageDataReader.h>

#include <numeric>

#include "chain_test_files.hpp"

namespace ebru::test {
namespace {

class VtkWriter : public FileTest {
  protected:
    vtkImageData* read(const std::string& file) {
        reader_->SetFileName((folder_ / file).c_str());
        reader_->Update();
        return reader_->GetOutput();
    }

    /// Value of an array in the cell that shows image row y, column x, with ParaView's y upward.
    static double shown(vtkImageData* image, const char* name, int y, int x, int component = 0) {
        int points[3];
        image->GetDimensions(points);
        int cell[3] = {x, points[1] - 2 - y, 0};
        return image->GetCellData()->GetArray(name)->GetComponent(image->ComputeCellId(cell), component);
    }

    static std::vector<float> ramp(std::size_t size) {
        std::vector<float> values(size);
        std::iota(values.begin(), values.end(), 0.25F);
        return values;
    }

    vtkNew<vtkXMLImageDataReader> reader_;
    LevelRecord level_{7, 0.125, 3.5, 0.1, 0.8, 4, 0.01};
};

TEST_F(VtkWriter, FurtherFieldsStandUprightWithAComponentAChannel) {
    VtkSeriesWriter series(folder_, "pair", {2, 2, 3});
    VtkField field{"g1", std::vector<double>(12)};
    std::iota(field.values.begin(), field.values.end(), 1.0);
    series.write_level<float>(level_, ramp(12), {}, std::span(&field, 1));
    vtkImageData* const image = read("pair/level_007.vti");
    for (int c = 0; c < 2; ++c) {
        for (int y = 0; y < 2; ++y) {
            for (int x = 0; x < 3; ++x) {
                EXPECT_EQ(shown(image, "g1", y, x, c), 1.0 + 6 * c + 3 * y + x);
            }
        }
    }
}

TEST_F(VtkWriter, OneChannelStandsUprightWithItsVelocity) {
    VtkSeriesWriter series(folder_, "shirt", {1, 2, 3});
    std::vector<double> velocity(12);
    std::iota(velocity.begin(), velocity.end(), 1.0);
    series.write_level<float>(level_, ramp(6), velocity);
    vtkImageData* const image = read("shirt/level_007.vti");
    EXPECT_EQ(image->GetNumberOfCells(), 6);
    EXPECT_EQ(image->GetSpacing()[0], 1.0);
    EXPECT_EQ(image->GetCellData()->GetArray("u")->GetDataType(), VTK_FLOAT);
    for (int y = 0; y < 2; ++y) {
        for (int x = 0; x < 3; ++x) {
            EXPECT_EQ(shown(image, "u", y, x), 0.25 + 3 * y + x);
            EXPECT_EQ(shown(image, "velocity", y, x, 0), 1.0 + 3 * y + x);
            EXPECT_EQ(shown(image, "velocity", y, x, 1), -(7.0 + 3 * y + x));
            EXPECT_EQ(shown(image, "velocity", y, x, 2), 0.0);
        }
    }
    vtkFieldData* const field = image->GetFieldData();
    EXPECT_EQ(field->GetArray("level")->GetComponent(0, 0), 7.0);
    EXPECT_EQ(field->GetArray("Fo")->GetComponent(0, 0), 0.125);
    EXPECT_EQ(field->GetArray("TimeValue")->GetComponent(0, 0), 0.125);
    EXPECT_EQ(field->GetArray("sigma_px")->GetComponent(0, 0), 3.5);
}

TEST_F(VtkWriter, ThreeChannelsAreColours) {
    VtkSeriesWriter series(folder_, "cat", {3, 2, 2});
    series.write_level<float>(level_, ramp(12), {});
    vtkImageData* const image = read("cat/level_007.vti");
    const char* const names[] = {"red", "green", "blue"};
    for (int c = 0; c < 3; ++c) {
        EXPECT_EQ(shown(image, names[c], 1, 0), 0.25 + 4 * c + 2);
        EXPECT_EQ(shown(image, "rgb", 1, 0, c), 0.25 + 4 * c + 2);
    }
    EXPECT_EQ(image->GetCellData()->GetArray("velocity"), nullptr);
}

TEST_F(VtkWriter, OtherChannelsAreNumberedAndDoubleStaysDouble) {
    VtkSeriesWriter series(folder_, "two", {2, 1, 1});
    series.write_level<double>(level_, std::vector<double>{1.0 / 3.0, 2.0 / 3.0}, {});
    vtkImageData* const image = read("two/level_007.vti");
    EXPECT_EQ(shown(image, "u0", 0, 0), 1.0 / 3.0);
    EXPECT_EQ(shown(image, "u1", 0, 0), 2.0 / 3.0);
    EXPECT_EQ(image->GetCellData()->GetArray("u1")->GetDataType(), VTK_DOUBLE);
}

TEST_F(VtkWriter, TheSeriesListsLevelsAtTheirFourierNumber) {
    VtkSeriesWriter series(folder_, "a & b", {1, 1, 1});
    for (const int k : {0, 1, 1000}) {
        series.write_level<float>({k, 0.1 * k, 0, 0, 0, 0, 0}, std::vector<float>{1.0F}, {});
    }
    EXPECT_FALSE(std::filesystem::exists(series.series_file()));
    series.finish();
    EXPECT_EQ(file_bytes(folder_ / "a & b.pvd"),
              "<?xml version=\"1.0\"?>\n"
              "<VTKFile type=\"Collection\" version=\"0.1\" byte_order=\"LittleEndian\">\n"
              "  <Collection>\n"
              "    <DataSet timestep=\"0\" part=\"0\" file=\"a &amp; b/level_000.vti\"/>\n"
              "    <DataSet timestep=\"0.1\" part=\"0\" file=\"a &amp; b/level_001.vti\"/>\n"
              "    <DataSet timestep=\"100\" part=\"0\" file=\"a &amp; b/level_1000.vti\"/>\n"
              "  </Collection>\n"
              "</VTKFile>\n");
    EXPECT_EQ(names_in(folder_ / "a & b"),
              (std::vector<std::string>{"level_000.vti", "level_001.vti", "level_1000.vti"}));
}

TEST_F(VtkWriter, EqualInputGivesEqualBytes) {
    for (const char* const name : {"a", "b"}) {
        VtkSeriesWriter(folder_, name, {1, 2, 3}).write_level<float>(level_, ramp(6), {});
    }
    EXPECT_EQ(file_bytes(folder_ / "a/level_007.vti"), file_bytes(folder_ / "b/level_007.vti"));
}

TEST_F(VtkWriter, AnUnwritableFolderIsNamed) {
    put_bytes(folder_ / "file", "");
    expect_parts(message_of([&] { VtkSeriesWriter(folder_ / "file", "a", {1, 1, 1}); }), {"file/a", "Not a directory"});
    VtkSeriesWriter series(folder_, "gone", {1, 1, 1});
    std::filesystem::remove(folder_ / "gone");
    expect_parts(message_of([&] { series.write_level<float>(level_, std::vector<float>{1.0F}, {}); }),
                 {"level_007.vti", "No such file"});
}

}  // namespace
}  // namespace ebru::test
