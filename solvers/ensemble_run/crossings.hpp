#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "solvers/ensemble_run/host_positions.hpp"
#include "solvers/ensemble_run/result_table.hpp"

namespace ebru {

/// Equal cells along a coordinate, and everything beyond on either side: `cells` + 1 faces.
struct LineCells {
    double lower = -1.0;
    double upper = 1.0;
    int cells = 48;

    [[nodiscard]] double width() const { return (upper - lower) / cells; }
    [[nodiscard]] double face(int i) const { return i == cells ? upper : lower + i * width(); }
    /// Faces at or below x: 0 for what lies left of all cells, cells + 1 for what lies right of them.
    [[nodiscard]] int faces_below(double x) const;
};

/// Particles in cells and through faces: what flowed between two looks at an ensemble.
struct FlowCount {
    std::vector<std::int64_t> inside;  ///< (cells + 2), at the later look; the first and last are beyond the cells
    std::vector<std::int64_t> net;     ///< (cells + 1), through every face, to the right less to the left
    std::vector<std::int64_t> gross;   ///< the sum of both
};

/// Follows the cell of every particle from look to look.
class CrossingCounter {
  public:
    explicit CrossingCounter(const LineCells& cells) : cells_(cells) {}

    [[nodiscard]] const LineCells& cells() const { return cells_; }

    /// Coordinate 0 of the particles decides. The first look has nothing to compare with: its crossings are 0.
    /// O(N + crossings).
    template <class Real>
    FlowCount look(const HostPositions<Real>& x);

  private:
    LineCells cells_;
    std::vector<int> place_;  // (N), faces below
};

/// Cells whose number of particles did not change by what flowed in less what flowed out: 0, for every particle that
/// left a cell crossed a face.
int unbalanced_cells(const FlowCount& before, const FlowCount& after);

/// Flow counts of the kept levels in a file, so that an interrupted run does not lose those of its first part.
class FlowLog {
  public:
    explicit FlowLog(std::filesystem::path file) : file_(std::move(file)) {}

    /// Rows that an earlier run left, at most the first `rows`; none without a file. \throws UserError when it is
    /// damaged.
    std::vector<FlowCount> load(std::size_t rows, const LineCells& cells) const;
    void save(const std::vector<FlowCount>& counts) const;
    void remove() const { std::filesystem::remove(file_); }

  private:
    std::filesystem::path file_;
};

}  // namespace ebru
