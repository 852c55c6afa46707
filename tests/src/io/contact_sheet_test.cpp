#include "io/contact_sheet.hpp"

#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPNGReader.h>

#include "chain_test_files.hpp"

namespace ebru::test {
namespace {

class ContactSheetTest : public FileTest {
  protected:
    vtkImageData* read() {
        reader_->SetFileName((folder_ / "sheet.png").c_str());
        reader_->Update();
        return reader_->GetOutput();
    }

    /// Sheet pixel, row 0 at the top.
    static int pixel(vtkImageData* sheet, int y, int x, int component = 0) {
        int size[3];
        sheet->GetDimensions(size);
        return static_cast<int>(sheet->GetScalarComponentAsDouble(x, size[1] - 1 - y, 0, component));
    }

    vtkNew<vtkPNGReader> reader_;
};

TEST_F(ContactSheetTest, GrayImagesStandInTheirPlacesUprightAndEnlarged) {
    ContactSheet sheet({1, 2, 2}, 2, 3, {-1.0, 1.0});
    sheet.place<float>(1, 2, std::vector<float>{-5.0F, 0.0F, 1.0F, 7.0F});
    sheet.write(folder_ / "sheet.png");
    vtkImageData* const png = read();
    int size[3];
    png->GetDimensions(size);
    EXPECT_EQ(size[0], 3 * 16 + 4 * 4);  // enlarged 8 times, gutters of 4
    EXPECT_EQ(size[1], 2 * 16 + 3 * 4);
    EXPECT_EQ(png->GetNumberOfScalarComponents(), 1);
    const int top = 4 + 20;
    const int left = 4 + 2 * 20;
    EXPECT_EQ(pixel(png, top, left), 0);              // below black: clipped
    EXPECT_EQ(pixel(png, top + 7, left + 7), 0);      // the same cell's far corner
    EXPECT_EQ(pixel(png, top, left + 8), 128);        // halfway: 127.5 rounds up
    EXPECT_EQ(pixel(png, top + 8, left), 255);        // white
    EXPECT_EQ(pixel(png, top + 15, left + 15), 255);  // above white: clipped
    EXPECT_EQ(pixel(png, top, left - 1), 255);        // gutter
    EXPECT_EQ(pixel(png, 5, 5), 255);                 // a place not filled
}

TEST_F(ContactSheetTest, ThreeChannelsAreColour) {
    ContactSheet sheet({3, 1, 1}, 1, 1, {0.0, 255.0});
    sheet.place<double>(0, 0, std::vector<double>{10.0, 20.0, 30.0});
    sheet.write(folder_ / "sheet.png");
    vtkImageData* const png = read();
    EXPECT_EQ(png->GetNumberOfScalarComponents(), 3);
    EXPECT_EQ(pixel(png, 4, 4, 0), 10);
    EXPECT_EQ(pixel(png, 4, 4, 1), 20);
    EXPECT_EQ(pixel(png, 4, 4, 2), 30);
}

TEST_F(ContactSheetTest, LargeImagesAreAveragedToAPleasantWidth) {
    const int n = 501;
    ContactSheet sheet({1, n, n}, 1, 10, {0.0, 1.0});
    std::vector<float> halves(static_cast<std::size_t>(n) * n);
    for (int y = 0; y < n; ++y) {
        for (int x = 0; x < n; ++x) {
            halves[static_cast<std::size_t>(y) * n + static_cast<std::size_t>(x)] = y < 250 ? 1.0F : 0.0F;
        }
    }
    sheet.place<float>(0, 9, halves);
    EXPECT_LE(sheet.width(), 1200);
    EXPECT_GE(sheet.width(), 900);
    sheet.write(folder_ / "sheet.png");
    vtkImageData* const png = read();
    EXPECT_EQ(pixel(png, 5, sheet.width() - 6), 255);
    EXPECT_EQ(pixel(png, 49, sheet.width() - 6), 255);
    EXPECT_EQ(pixel(png, sheet.height() - 6, sheet.width() - 6), 0);
}

TEST_F(ContactSheetTest, TheDefaultRunsSheetIsAbout1200Wide) {
    const ContactSheet sheet({1, 28, 28}, 8, 11, {0.0, 1.0});
    EXPECT_GE(sheet.width(), 900);
    EXPECT_LE(sheet.width(), 1200);
}

TEST_F(ContactSheetTest, AnUnwritableFolderLeavesNothing) {
    const ContactSheet sheet({1, 1, 1}, 1, 1, {0.0, 1.0});
    expect_parts(message_of([&] { sheet.write(folder_ / "absent" / "sheet.png"); }), {"sheet.png", "No such file"});
    EXPECT_TRUE(names_in(folder_).empty());
}

}  // namespace
}  // namespace ebru::test
