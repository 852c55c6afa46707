#include "ml/metrics/row_pairs.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/error.hpp"
#include "field/lanes.hpp"

namespace ebru {

namespace {

using Vector = Lanes<double>;
constexpr int width = lanes_width<double>;
/// Rows of y that lie side by side in a panel: two vectors.
constexpr std::int64_t panel_rows = 2 * width;
/// Rows of x that share a panel's loads; with two vectors each their sums stay in registers.
constexpr std::int64_t group_rows = 4;
using Group = std::array<const double*, group_rows>;

struct SquaredDifference {
    static Vector of(Vector y, double x) {
        const Vector difference = y - x;
        return difference * difference;
    }
};

struct Product {
    static Vector of(Vector y, double x) { return y * x; }
};

/// Rows of y turned so that a column of panel_rows of them is contiguous; missing rows are zero.
class Panels {
  public:
    explicit Panels(const at::Tensor& rows)
        : features_(rows.size(1)), values_(static_cast<std::size_t>(count_for(rows.size(0)) * stride())) {
        const at::Tensor doubles = rows.to(at::kDouble).contiguous();
        const double* value = doubles.const_data_ptr<double>();
        for (std::int64_t row = 0; row < rows.size(0); ++row) {
            double* column = values_.data() + row / panel_rows * stride() + row % panel_rows;
            for (std::int64_t f = 0; f < features_; ++f) {
                column[f * panel_rows] = *value++;
            }
        }
    }

    static std::int64_t count_for(std::int64_t rows) { return (rows + panel_rows - 1) / panel_rows; }
    [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(values_.size()) / stride(); }
    [[nodiscard]] const double* panel(std::int64_t p) const { return values_.data() + p * stride(); }
    [[nodiscard]] std::int64_t features() const { return features_; }

  private:
    [[nodiscard]] std::int64_t stride() const { return features_ * panel_rows; }

    std::int64_t features_;
    std::vector<double> values_;
};

/// The sums of a group with a panel, row q at sums + q stride.
template <class Term>
void add_up(const Group& rows, const double* panel, std::int64_t features, double* sums, std::int64_t stride) {
    Vector low[group_rows] = {};
    Vector high[group_rows] = {};
    for (std::int64_t f = 0; f < features; ++f, panel += panel_rows) {
        const Vector y_low = load_lanes(panel);
        const Vector y_high = load_lanes(panel + width);
        for (std::int64_t q = 0; q < group_rows; ++q) {
            const double x = rows[static_cast<std::size_t>(q)][f];
            low[q] += Term::of(y_low, x);
            high[q] += Term::of(y_high, x);
        }
    }
    for (std::int64_t q = 0; q < group_rows; ++q) {
        store_lanes(sums + q * stride, low[q]);
        store_lanes(sums + q * stride + width, high[q]);
    }
}

/// All rows of x, contiguous double, with the rows of y from `first` on.
template <class Term>
void visit_block(const at::Tensor& x, const at::Tensor& y, std::int64_t first, const PairVisitor& visit) {
    const std::int64_t rows = x.size(0);
    const Panels panels(y);
    const std::int64_t stride = panels.count() * panel_rows;
    const double* values = x.const_data_ptr<double>();
    at::parallel_for(0, (rows + group_rows - 1) / group_rows, group_rows, [&](std::int64_t begin, std::int64_t end) {
        std::vector<double> sums(static_cast<std::size_t>(group_rows * stride));
        for (std::int64_t group = begin; group < end; ++group) {
            Group members;
            for (std::int64_t q = 0; q < group_rows; ++q) {
                // The last group is filled up with the last row.
                members[static_cast<std::size_t>(q)] =
                    values + std::min(group * group_rows + q, rows - 1) * panels.features();
            }
            for (std::int64_t p = 0; p < panels.count(); ++p) {
                add_up<Term>(members, panels.panel(p), panels.features(), sums.data() + p * panel_rows, stride);
            }
            for (std::int64_t row = group * group_rows; row < std::min((group + 1) * group_rows, rows); ++row) {
                visit(row, first, {sums.data() + row % group_rows * stride, static_cast<std::size_t>(y.size(0))});
            }
        }
    });
}

}  // namespace

void visit_pairs(PairSum sum, const at::Tensor& x, const at::Tensor& y, const PairVisitor& visit, PairBlocks blocks) {
    EBRU_EXPECT(x.dim() == 2 && y.dim() == 2 && x.size(1) == y.size(1) && x.size(1) >= 1 && blocks.bytes >= 1);
    const at::Tensor rows = x.to(at::kDouble).contiguous();
    const auto panel_bytes = panel_rows * y.size(1) * static_cast<std::int64_t>(sizeof(double));
    const std::int64_t step = panel_rows * std::max<std::int64_t>(1, blocks.bytes / panel_bytes);
    for (std::int64_t first = 0; first < y.size(0); first += step) {
        const at::Tensor block = y.slice(0, first, std::min(first + step, y.size(0)));
        if (sum == PairSum::squared_distance) {
            visit_block<SquaredDifference>(rows, block, first, visit);
        } else {
            visit_block<Product>(rows, block, first, visit);
        }
    }
}

}  // namespace ebru
