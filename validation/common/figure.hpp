#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ebru {

/// One line or set of points of a figure: columns of a table, of the rows where every `where` holds.
struct Curve {
    std::string label;
    std::string table;
    std::string x;
    std::string y;
    /// Column and text that a row must hold to belong to the curve; compared as written in the CSV file.
    std::vector<std::pair<std::string, std::string>> where;
    enum class Style { points_and_line, line, dashed, points } style = Style::points_and_line;
    std::string lower;  ///< columns of a band around the curve; empty: none
    std::string upper;
};

/// A slope drawn beside the curves of a log-log figure.
struct ReferenceSlope {
    double slope = 0.0;
    std::string label;  ///< "order 2"
};

enum class Scale { linear, log };

/// Curves over common axes. Convergence figures are log-log with the spacing on x and reference slopes.
struct CurveFigure {
    std::string name;     ///< of the file, without extension
    std::string caption;  ///< what one sees, one or two sentences
    std::string x_label;  ///< with unit
    std::string y_label;
    Scale x_scale = Scale::linear;
    Scale y_scale = Scale::linear;
    std::vector<Curve> curves;
    std::vector<ReferenceSlope> slopes;
};

/// A table in long format as a coloured map: one cell for each (x, y), with an optional contour of another column.
struct MapFigure {
    std::string name;
    std::string caption;
    std::string table;
    std::string x;
    std::string y;
    std::string value;
    std::string x_label;
    std::string y_label;
    std::string value_label;
    std::vector<std::pair<std::string, std::string>> where;
    std::string contour;  ///< column whose `contour_at` is drawn as a line; empty: none
    double contour_at = 0.0;
    std::string contour_label;
};

/// Fields side by side, each (Y, X), drawn as images.
struct FieldFigure {
    struct Panel {
        std::string title;
        int ny = 0;
        int nx = 0;
        std::vector<double> values;  ///< (Y, X)
    };
    std::string name;
    std::string caption;
    std::vector<Panel> panels;
    std::optional<double> low;   ///< value that is black; none: each panel's own range
    std::optional<double> high;  ///< value that is white
    int columns = 4;
};

}  // namespace ebru
