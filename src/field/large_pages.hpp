#pragma once

#include <cstddef>

namespace ebru {

/// Asks the system for large pages behind host memory that many streams will run through: with small ones the
/// translations of a lattice's streams do not fit into the core. Before the memory is first touched; no effect on
/// results, nor where the system has none.
void ask_for_large_pages(void* memory, std::size_t bytes);

}  // namespace ebru
