#pragma once

#include <vector>

#include "tests/support/transport_run.hpp"

namespace ebru {

/// States of 64 images, two channels, one of five velocities each, run in batches of `batch` through intervals of
/// changing alpha and velocity. \param make (ImageShape, images) -> TransportRun.
template <class Make>
Values states_in_batches(const Make& make, ImageShape shape, int batch) {
    constexpr int images = 64;
    const std::size_t values = shape.values();
    const Values u0 = random_values(images * values, 0.0, 1.0, 31);
    Values states;
    for (int first = 0; first < images; first += batch) {
        const int count = std::min(batch, images - first);
        auto run = make(shape, count);
        run.start(part(u0, static_cast<std::size_t>(first) * values, static_cast<std::size_t>(count) * values));
        std::uint64_t interval = 0;
        for (const auto& [steps, alpha] : {std::pair{3, 0.02}, std::pair{4, 1.0 / 6.0}, std::pair{1, 0.1}}) {
            std::vector<Values> fields;
            std::vector<int> field_of;
            for (int b = 0; b < count; ++b) {  // numbered as they appear, as the process does
                field_of.push_back(b);
                fields.push_back(random_values(2 * shape.grid().cells(), -0.1, 0.1,
                                               100 * interval + static_cast<std::uint64_t>((first + b) % 5)));
            }
            run.set_velocity(fields, field_of);
            run.run(steps, alpha);
            ++interval;
        }
        const Values last = run.state();
        states.insert(states.end(), last.begin(), last.end());
    }
    return states;
}

}  // namespace ebru
