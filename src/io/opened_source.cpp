#include "io/opened_source.hpp"

#include "base/error.hpp"

namespace ebru {

void expect_valid_block(const ImageSource& source, std::int64_t first, std::int64_t count, std::span<double> values) {
    EBRU_EXPECT(first >= 0 && count >= 0 && first <= source.size() && count <= source.size() - first);
    EBRU_EXPECT(values.size() == static_cast<std::size_t>(count) * source.shape().values());
}

}  // namespace ebru
