#include "solvers/bench/memory_bandwidth.hpp"

#include <Kokkos_Core.hpp>
#include <fstream>

#include "field/lattice_memory.hpp"

namespace ebru {

struct UpdateNineLoop::Arrays {
    static constexpr int count = 9;
    static constexpr std::size_t chunk = 8192;
    Kokkos::View<float**, Kokkos::LayoutRight> values;
};

UpdateNineLoop::UpdateNineLoop(std::size_t cells) : arrays_(new Arrays), cells_(cells) {
    // An odd number of cache lines between the arrays, as between the lattice's fields.
    const std::size_t lines = (cells + 15) / 16;
    arrays_->values = allocate_lattice<Kokkos::View<float**, Kokkos::LayoutRight>>("update-9", Arrays::count,
                                                                                   16 * (lines + 1 - lines % 2));
    run();
}

UpdateNineLoop::~UpdateNineLoop() {
    delete arrays_;
}

void UpdateNineLoop::run() {
    const auto values = arrays_->values;
    const std::size_t cells = cells_;
    const auto chunks = static_cast<int>((cells + Arrays::chunk - 1) / Arrays::chunk);
    Kokkos::parallel_for(
        "update-9", make_teams(chunks), KOKKOS_LAMBDA(const TeamMember& team) {
            const std::size_t first = static_cast<std::size_t>(team.league_rank()) * Arrays::chunk;
            const auto count = static_cast<int>(first + Arrays::chunk < cells ? Arrays::chunk : cells - first);
            float* const a0 = &values(0, first);
            const std::ptrdiff_t stride = static_cast<std::ptrdiff_t>(values.stride(0));
            for_row(team, 0, count, [=](int i) EBRU_ROW_BODY {
                for (int a = 0; a < Arrays::count; ++a) {
                    a0[a * stride + i] = 0.5F * a0[a * stride + i] + 1.0F;
                }
            });
        });
    Kokkos::fence();
}

UpdateNine UpdateNineLoop::result(const Timing& timing) const {
    const auto cells = static_cast<double>(cells_);
    return {cells * bytes_per_update / timing.median * 1e-9, cells * 0.5 * bytes_per_update, last_cache_bytes()};
}

double last_cache_bytes() {
    std::ifstream file("/sys/devices/system/cpu/cpu0/cache/index3/size");
    double size = 0.0;
    char unit = 'K';
    if (!(file >> size)) {
        return 0.0;
    }
    file >> unit;
    return size * (unit == 'M' ? 1048576.0 : 1024.0);
}

bool measures_memory(double working_set) {
    return working_set >= 4.0 * last_cache_bytes();
}

}  // namespace ebru
