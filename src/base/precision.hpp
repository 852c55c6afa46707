#pragma once

namespace ebru {

/// Working precision of a solver: both are compiled, chosen at run time by the deck.
enum class Precision { single_precision, double_precision };

/// Number format of stored states: half is for training data only.
enum class StoredFormat { half, single_precision, double_precision };

}  // namespace ebru
