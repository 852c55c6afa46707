#include "solvers/ensemble_run/crossings.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "base/error.hpp"
#include "io/atomic_file.hpp"

namespace ebru {

int LineCells::faces_below(double x) const {
    const double position = (x - lower) / width();
    if (!(position >= 0.0)) {
        return 0;
    }
    // Rounding of the quotient must not put x on the wrong side of a face.
    int faces = std::min(static_cast<int>(std::min(position, cells + 1.0)) + 1, cells + 1);
    if (faces <= cells && x >= face(faces)) {
        ++faces;
    } else if (x < face(faces - 1)) {
        --faces;
    }
    return faces;
}

template <class Real>
FlowCount CrossingCounter::look(const HostPositions<Real>& x) {
    const auto places = static_cast<std::size_t>(cells_.cells) + 2;
    FlowCount count{std::vector<std::int64_t>(places, 0), std::vector<std::int64_t>(places - 1, 0),
                    std::vector<std::int64_t>(places - 1, 0)};
    const std::size_t particles = x.extent(0);
    const bool first = place_.empty();
    place_.resize(particles);
    for (std::size_t i = 0; i < particles; ++i) {
        const int now = cells_.faces_below(static_cast<double>(x(i, 0)));
        const int before = first ? now : place_[i];
        for (int face = std::min(before, now); face < std::max(before, now); ++face) {
            count.net[static_cast<std::size_t>(face)] += now > before ? 1 : -1;
            ++count.gross[static_cast<std::size_t>(face)];
        }
        ++count.inside[static_cast<std::size_t>(now)];
        place_[i] = now;
    }
    return count;
}

template FlowCount CrossingCounter::look(const HostPositions<float>&);
template FlowCount CrossingCounter::look(const HostPositions<double>&);

int unbalanced_cells(const FlowCount& before, const FlowCount& after) {
    int wrong = 0;
    const std::size_t places = before.inside.size();
    for (std::size_t i = 0; i < places; ++i) {
        const std::int64_t in = i > 0 ? after.net[i - 1] : 0;
        const std::int64_t out = i + 1 < places ? after.net[i] : 0;
        wrong += after.inside[i] - before.inside[i] == in - out ? 0 : 1;
    }
    return wrong;
}

std::vector<FlowCount> FlowLog::load(std::size_t rows, const LineCells& cells) const {
    std::vector<FlowCount> counts;
    std::ifstream file(file_);
    const auto places = static_cast<std::size_t>(cells.cells) + 2;
    while (file && counts.size() < rows) {
        FlowCount count{std::vector<std::int64_t>(places), std::vector<std::int64_t>(places - 1),
                        std::vector<std::int64_t>(places - 1)};
        for (auto* numbers : {&count.inside, &count.net, &count.gross}) {
            for (std::int64_t& number : *numbers) {
                file >> number;
            }
        }
        validate(static_cast<bool>(file), file_.string(), "the crossings of the saved levels are not all there",
                 "start the run anew with --overwrite");
        counts.push_back(std::move(count));
    }
    return counts;
}

void FlowLog::save(const std::vector<FlowCount>& counts) const {
    std::string text;
    for (const FlowCount& count : counts) {
        for (const auto* numbers : {&count.inside, &count.net, &count.gross}) {
            for (const std::int64_t number : *numbers) {
                text += std::to_string(number) + ' ';
            }
        }
        text += '\n';
    }
    write_file_atomically(file_, text, Durability::power_loss);
}

}  // namespace ebru
