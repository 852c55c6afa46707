#include <iostream>

#include "app/program.hpp"

int main(int argc, char** argv) {
    return ebru::run_program(argc, argv, ebru::all_commands(), std::cout, std::cerr);
}
