#include "io/vtk_series.hpp"

#include <vtkDataObject.h>
#include <vtkDoubleArray.h>
#include <vtkFieldData.h>
#include <vtkIntArray.h>
#include <vtkNew.h>
#include <vtkXMLWriter.h>

#include <format>
#include <system_error>

#include "base/error.hpp"
#include "io/atomic_file.hpp"

namespace ebru {

namespace {

std::string escape_xml(const std::string& text) {
    std::string escaped;
    for (const char character : text) {
        switch (character) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            default:
                escaped += character;
        }
    }
    return escaped;
}

template <class Array, class T>
void add_one_value(vtkDataObject& data, const char* name, T value) {
    vtkNew<Array> array;
    array->SetName(name);
    array->InsertNextValue(value);
    data.GetFieldData()->AddArray(array);
}

}  // namespace

VtkSeries::VtkSeries(std::filesystem::path folder, std::string name)
    : folder_(std::move(folder)), name_(std::move(name)) {
    EBRU_EXPECT(!name_.empty());
    std::error_code error;
    std::filesystem::create_directories(folder_ / name_, error);
    validate(!error, "cannot make the folder " + (folder_ / name_).string(), error.message(),
             "choose a folder that you may write to");
}

void VtkSeries::add(double time, const std::string& file, const std::string& contents) {
    write_file_atomically(folder_ / name_ / file, contents, Durability::process_kill);
    files_.emplace_back(time, name_ + "/" + file);
}

void VtkSeries::finish() const {
    std::string text =
        "<?xml version=\"1.0\"?>\n<VTKFile type=\"Collection\" version=\"0.1\" byte_order=\"LittleEndian\">\n  "
        "<Collection>\n";
    for (const auto& [time, file] : files_) {
        text += std::format("    <DataSet timestep=\"{}\" part=\"0\" file=\"{}\"/>\n", time, escape_xml(file));
    }
    text += "  </Collection>\n</VTKFile>\n";
    write_file_atomically(series_file(), text, Durability::process_kill);
}

std::string vtk_xml(vtkXMLWriter& writer, vtkDataObject& data) {
    writer.SetInputDataObject(&data);
    writer.SetDataModeToAppended();
    writer.EncodeAppendedDataOff();
    writer.SetHeaderTypeToUInt64();
    writer.SetCompressorTypeToZLib();
    writer.WriteToOutputStringOn();
    EBRU_ENSURE(writer.Write() == 1);
    return writer.GetOutputString();
}

void add_field_value(vtkDataObject& data, const char* name, double value) {
    add_one_value<vtkDoubleArray>(data, name, value);
}

void add_field_value(vtkDataObject& data, const char* name, int value) {
    add_one_value<vtkIntArray>(data, name, value);
}

void add_moment(vtkDataObject& data, const VtkMoment& moment) {
    add_field_value(data, "t", moment.t);
    add_field_value(data, "level", moment.level);
    add_field_value(data, "TimeValue", moment.t);
}

}  // namespace ebru
