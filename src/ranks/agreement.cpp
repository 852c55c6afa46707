#include <fmt/format.h>

#include <sstream>

#include "base/error.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

void Ranks::agree(const std::exception_ptr& own) const {
    const auto failed = static_cast<int>(smallest(own ? rank_ : count_));
    if (failed == rank_) {
        std::rethrow_exception(own);
    }
    if (failed < count_) {
        throw OtherRankFailed(failed);
    }
}

std::string Ranks::broadcast(std::string text, int root) const {
    auto size = static_cast<std::uint64_t>(text.size());
    broadcast(std::span(&size, 1), root);
    text.resize(size);
    broadcast(std::span<char>(text), root);
    return text;
}

namespace {

std::string line_of(const std::string& text, int number) {
    std::istringstream lines(text);
    std::string line;
    for (int n = 0; n < number && std::getline(lines, line); ++n) {
    }
    return lines ? line : "";
}

/// The first line in which texts differ, from 1.
int first_difference(const std::string& a, const std::string& b) {
    std::istringstream of_a(a);
    std::istringstream of_b(b);
    std::string line_a;
    std::string line_b;
    for (int n = 1;; ++n) {
        const bool more_a = static_cast<bool>(std::getline(of_a, line_a));
        const bool more_b = static_cast<bool>(std::getline(of_b, line_b));
        if (more_a != more_b || line_a != line_b) {
            return n;
        }
        if (!more_a) {
            return n;
        }
    }
}

}  // namespace

void require_same(const Ranks& ranks, const std::string& what, const std::string& text) {
    const std::string of_first = ranks.broadcast(text);
    ranks.together([&] {
        if (text == of_first) {
            return;
        }
        const int line = first_difference(of_first, text);
        throw UserError(fmt::format("{} of rank {}", what, ranks.rank()),
                        fmt::format("it is not that of rank 0: line {} is '{}' here, '{}' there", line,
                                    line_of(text, line), line_of(of_first, line)),
                        "give every rank the same files and the same command line");
    });
}

}  // namespace ebru
