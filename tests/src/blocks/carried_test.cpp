#include "blocks/carried.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace ebru {
namespace {

/// Values whose sum in any other order has other bits.
double value_at(int channel, int y, int x) {
    return std::sin(1.0 + 37.0 * y + 11.0 * x + 5.0 * channel) * std::pow(10.0, (7 * y + 3 * x) % 9);
}

double serial_sum(int channel, const Grid& whole, int first_row, int rows) {
    double sum = 0.0;
    for (int y = first_row; y < first_row + rows; ++y) {
        for (int x = 0; x < whole.nx; ++x) {
            sum += value_at(channel, y, x);
        }
    }
    return sum;
}

template <class Test>
void for_all_shapes(const Grid& whole, const Test& test) {
    const int count = Ranks::job().count();
    for (int x = 1; x <= count; ++x) {
        if (count % x == 0) {
            SCOPED_TRACE("blocks " + to_text({count / x, x}));
            test(BlockLayout(Ranks::job(), whole, {count / x, x}, Walls::mirror));
        }
    }
}

TEST(Carried, SumInReadingOrderHasTheBitsOfOneRank) {
    for_all_shapes({23, 17}, [](const BlockLayout& layout) {
        const Window own = layout.window();
        std::array<double, 2> sums{};
        carry_in_reading_order(layout, std::span<double>(sums), [&](int y) {
            for (int c = 0; c < 2; ++c) {
                for (int x = own.x0; x < own.x1; ++x) {
                    sums[static_cast<std::size_t>(c)] += value_at(c, own.y0 + y, x);
                }
            }
        });
        EXPECT_EQ(sums[0], serial_sum(0, layout.whole(), 0, 23));
        EXPECT_EQ(sums[1], serial_sum(1, layout.whole(), 0, 23));
    });
}

TEST(Carried, RowsAndColumnsOfBlocksHaveTheBitsOfOneRank) {
    for_all_shapes({9, 13}, [](const BlockLayout& layout) {
        const Window own = layout.window();
        std::vector<double> rows(static_cast<std::size_t>(own.grid().ny), 0.0);
        carry_along_rows(layout, std::span<double>(rows), [&] {
            for (int y = own.y0; y < own.y1; ++y) {
                for (int x = own.x0; x < own.x1; ++x) {
                    rows[static_cast<std::size_t>(y - own.y0)] += value_at(0, y, x);
                }
            }
        });
        for (int y = own.y0; y < own.y1; ++y) {
            EXPECT_EQ(rows[static_cast<std::size_t>(y - own.y0)], serial_sum(0, layout.whole(), y, 1));
        }
        std::array<double, 1> sum{};
        carry_down_columns(layout, std::span<double>(sum), [&] {
            for (const double row : rows) {
                sum[0] += row;
            }
        });
        double expected = 0.0;
        for (int y = 0; y < 9; ++y) {
            expected += serial_sum(0, layout.whole(), y, 1);
        }
        EXPECT_EQ(sum[0], expected);
    });
}

}  // namespace
}  // namespace ebru
