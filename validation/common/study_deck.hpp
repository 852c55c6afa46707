#pragma once

#include <string>
#include <vector>

#include "config/deck.hpp"

namespace ebru {

/// How much of a study is run: `quick` on small grids, in seconds, in CI; `full` for the figures that are cited.
enum class Effort { quick, full };

/// The settings of a study. A key that depends on the effort stands in the tables [full] and [quick]; both are read and
/// checked, whichever runs, so that a wrong deck is found before any work. Other keys are read from deck().
class StudyDeck {
  public:
    StudyDeck(Deck deck, Effort effort) : deck_(std::move(deck)), effort_(effort) {}

    [[nodiscard]] Deck& deck() { return deck_; }
    [[nodiscard]] Effort effort() const { return effort_; }

    /// full.KEY or quick.KEY. \throws UserError as Deck's reads do.
    int integer(const std::string& key, const IntRange& range = IntRange::any());
    double real(const std::string& key, const Range& range = Range::any());
    std::vector<double> reals(const std::string& key, const Range& range = Range::any());
    std::vector<int> integers(const std::string& key, const IntRange& range = IntRange::any());

    /// Numbers of cells along the width of successive grids, strictly increasing and at least `least` of them: four are
    /// what an observed order needs. \throws UserError
    std::vector<int> refinements(const std::string& key, std::size_t least = 4);

    /// \throws UserError for keys that the study did not ask for.
    void reject_unknown() const { deck_.reject_unknown(); }

  private:
    template <class Read>
    auto both(const std::string& key, const Read& read);

    Deck deck_;
    Effort effort_;
};

}  // namespace ebru
