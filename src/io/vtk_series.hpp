#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

class vtkDataObject;
class vtkXMLWriter;

namespace ebru {

/// When a frame of a ParaView series is.
struct VtkMoment {
    double t = 0.0;  ///< ParaView's time; must not fall from frame to frame
    int level = 0;   ///< of the schedule; may go up and down again
};

/// The files of a ParaView time series: `<folder>/<name>/…` and `<folder>/<name>.pvd`, which lists them with their
/// times.
class VtkSeries {
  public:
    /// Makes the series' folder. \throws UserError when it cannot.
    VtkSeries(std::filesystem::path folder, std::string name);

    /// Writes <folder>/<name>/<file>, completely or not at all, and notes it at `time`. \throws UserError
    void add(double time, const std::string& file, const std::string& contents);

    /// Writes the .pvd with all files so far, in the order they were added. \throws UserError
    void finish() const;

    [[nodiscard]] std::size_t size() const { return files_.size(); }
    [[nodiscard]] std::filesystem::path series_file() const { return folder_ / (name_ + ".pvd"); }

  private:
    std::filesystem::path folder_;
    std::string name_;
    std::vector<std::pair<double, std::string>> files_;  // time, path relative to folder_
};

/// The XML file of `data` as one string: appended raw binary, 64-bit headers, compressed with zlib.
std::string vtk_xml(vtkXMLWriter& writer, vtkDataObject& data);

/// Adds a number to the field data.
void add_field_value(vtkDataObject& data, const char* name, double value);
void add_field_value(vtkDataObject& data, const char* name, int value);

/// Adds "t", "level" and "TimeValue" (= t, which ParaView reads) to the field data.
void add_moment(vtkDataObject& data, const VtkMoment& moment);

}  // namespace ebru
