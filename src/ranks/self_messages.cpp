#include "ranks/self_messages.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace ebru {

void SelfMessages::deliver() {
    for (const Expected& expected : expected_) {
        const auto sent = std::ranges::find(sent_, expected.tag, &Sent::tag);
        EBRU_EXPECT(sent != sent_.end() && sent->bytes.size() == expected.bytes.size());
        std::ranges::copy(sent->bytes, expected.bytes.begin());
        sent_.erase(sent);
    }
    EBRU_EXPECT(sent_.empty());
    expected_.clear();
}

}  // namespace ebru
