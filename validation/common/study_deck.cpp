#include "validation/common/study_deck.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ebru {

template <class Read>
auto StudyDeck::both(const std::string& key, const Read& read) {
    auto full = read("full." + key);
    auto quick = read("quick." + key);
    return effort_ == Effort::full ? full : quick;
}

int StudyDeck::integer(const std::string& key, const IntRange& range) {
    return both(key, [&](const std::string& name) { return deck_.integer(name, range); });
}

double StudyDeck::real(const std::string& key, const Range& range) {
    return both(key, [&](const std::string& name) { return deck_.real(name, range); });
}

std::vector<double> StudyDeck::reals(const std::string& key, const Range& range) {
    return both(key, [&](const std::string& name) { return deck_.reals(name, range); });
}

std::vector<int> StudyDeck::integers(const std::string& key, const IntRange& range) {
    return both(key, [&](const std::string& name) { return deck_.integers(name, range); });
}

std::vector<int> StudyDeck::refinements(const std::string& key, std::size_t least) {
    return both(key, [&](const std::string& name) {
        std::vector<int> sizes = deck_.integers(name, IntRange::at_least(2, "cells"));
        if (sizes.size() < least) {
            deck_.refuse(name, fmt::format("{} grids cannot show an order of convergence", sizes.size()),
                         fmt::format("give at least {} increasing numbers of cells", least));
        }
        if (std::adjacent_find(sizes.begin(), sizes.end(), std::greater_equal<>()) != sizes.end()) {
            deck_.refuse(name, "every grid must be finer than the one before", "give strictly increasing numbers");
        }
        return sizes;
    });
}

}  // namespace ebru
