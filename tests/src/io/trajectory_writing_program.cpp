// Writes the synthetic trajectory, for Python. Usage: PATH float|double
#include <cstdio>
#include <exception>
#include <string_view>

#include "synthetic_trajectory.hpp"

int main(int argc, char** argv) {
    using namespace ebru;
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s PATH float|double\n", argv[0]);
        return 2;
    }
    try {
        if (std::string_view(argv[2]) == "double") {
            synthetic::write_trajectory<double>(argv[1], synthetic::trajectory_layout(StoredFormat::double_precision));
        } else {
            synthetic::write_trajectory<float>(argv[1], synthetic::trajectory_layout());
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
