#include "io/report_line.hpp"

#include <format>

#include "io/raw_file.hpp"

namespace ebru {

std::string describe_part(const std::string& what, const std::string& amount, std::uint64_t values, NumberType type) {
    if (values == 0) {
        return std::format("  {:<12} none\n", what);
    }
    return std::format("  {:<12} {}, {}, {}\n", what, amount, number_type_name(type),
                       readable_bytes(values * number_bytes(type)));
}

}  // namespace ebru
