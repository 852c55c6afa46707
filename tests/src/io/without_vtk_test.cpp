#include "chain_test_files.hpp"
#include "io/contact_sheet.hpp"
#include "io/picture_file.hpp"
#include "io/vtk_grid.hpp"
#include "io/vtk_points.hpp"
#include "io/vtk_support.hpp"
#include "io/vtk_writer.hpp"

// A build without VTK (EBRU_WITH_VTK=OFF) says so before it writes anything, and draws contact sheets all the same.
namespace ebru::test {
namespace {

class WithoutVtk : public FileTest {
  protected:
    template <class Action>
    void expect_refused(const std::string& what, const Action& action) {
        expect_parts(message_of(action), {what, "no VTK", "EBRU_WITH_VTK=ON"});
        EXPECT_TRUE(names_in(folder_).empty()) << what;
    }
};

TEST_F(WithoutVtk, FilesForParaViewAreRefusedWhenTheirSeriesBegins) {
    EXPECT_FALSE(has_vtk());
    expect_refused("image", [&] { VtkSeriesWriter(folder_, "image", {1, 2, 2}); });
    expect_refused("plane", [&] { VtkGridSeries(folder_, "plane", {}); });
    expect_refused("points", [&] { VtkPointSeries(folder_, "points", 2); });
    expect_refused("paths.vtp", [&] { write_vtk_paths<float>(folder_ / "paths.vtp", {}); });
}

TEST_F(WithoutVtk, PicturesAreRefusedWhenTheyAreOpened) {
    expect_refused("face.png", [&] { picture_shape(folder_ / "face.png"); });
    expect_refused("face.jpg", [&] { picture_shape(folder_ / "face.jpg"); });
}

TEST_F(WithoutVtk, ContactSheetsAreDrawn) {
    const ContactSheet sheet({1, 2, 2}, 1, 1, {0.0, 1.0});
    sheet.write(folder_ / "sheet.png");
    EXPECT_EQ(file_bytes(folder_ / "sheet.png").substr(0, 8), "\x89PNG\r\n\x1A\n");
}

}  // namespace
}  // namespace ebru::test
