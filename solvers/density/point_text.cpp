#include "solvers/density/point_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "io/random_access_file.hpp"

namespace ebru {

namespace {

constexpr std::string_view separators = " \t,;\r";

/// Appends the numbers of a line and returns how many there are; nothing when it holds something else.
std::optional<std::int64_t> numbers_of(std::string_view line, std::vector<double>& values) {
    std::int64_t count = 0;
    while (true) {
        line.remove_prefix(std::min(line.find_first_not_of(separators), line.size()));
        if (line.empty()) {
            return count;
        }
        const std::string_view field = line.substr(0, line.find_first_of(separators));
        const std::string_view number = field.substr(field.front() == '+' ? 1 : 0);
        double value = 0.0;
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
        if (error != std::errc() || end != number.data() + number.size()) {
            return std::nullopt;
        }
        values.push_back(value);
        line.remove_prefix(field.size());
        ++count;
    }
}

std::string whole_text(const std::filesystem::path& path) {
    RandomAccessFile file(path);
    constexpr std::uint64_t longest = std::uint64_t{1} << 32U;
    validate(file.length() < longest, file.name() + " is longer than 4 GiB", "text is read as a whole",
             "save the points as NPY or HDF5");
    std::string text(file.length(), '\0');
    file.read(0, {reinterpret_cast<unsigned char*>(text.data()), text.size()}, "the text");
    return text;
}

}  // namespace

ArrayData read_point_text(const std::filesystem::path& path) {
    const std::string text = whole_text(path);
    ArrayData table{{0, 0}, {}};
    std::string_view rest = text;
    for (int number = 1; !rest.empty(); ++number) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        line = line.substr(0, line.find('#'));
        const std::size_t before = table.value.size();
        const std::optional<std::int64_t> count = numbers_of(line, table.value);
        if (!count && before == 0 && table.extent[1] == 0) {
            table.value.clear();
            table.extent[1] = -1;  // a heading: there is but one
            continue;
        }
        if (!count) {
            throw UserError(fmt::format("line {} of '{}' is no list of numbers", number, path.string()),
                            "every line is the place of a point",
                            "give numbers between commas or blanks, or an NPY or HDF5 file");
        }
        if (*count == 0) {
            continue;
        }
        if (table.extent[0] > 0 && *count != table.extent[1]) {
            throw UserError(fmt::format("line {} of '{}' has {} numbers", number, path.string(), *count),
                            fmt::format("the first point has {}", table.extent[1]), "give every point the same");
        }
        table.extent[1] = *count;
        ++table.extent[0];
    }
    validate(table.extent[0] > 0, fmt::format("'{}' holds no point", path.string()), "an ensemble starts from points",
             "give at least one line of numbers");
    return table;
}

}  // namespace ebru
