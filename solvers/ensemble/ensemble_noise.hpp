#pragma once

#include "field/normal_row.hpp"
#include "field/team_work.hpp"
#include "solvers/ensemble/ensemble.hpp"

namespace ebru {

/// Normals of an ensemble at a step: value f = i d + c of the positions (particle i, coordinate c) takes normal f %
/// 1024 of row f / 1024 of the step's stream. A row is always drawn whole, so that a particle's noise is a function of
/// (seed, purpose, step, d, i, c), whatever N is and however the rows are shared out. At most 2^41 values.
inline constexpr int noise_row_values = 1024;

/// The normals of one step, for row numbers of for_each_normal<Real>(team, stream, row, noise_row_values, sink).
KOKKOS_FORCEINLINE_FUNCTION NormalStream ensemble_stream(std::uint64_t seed, RandomPurpose purpose, std::int64_t step) {
    return normal_stream(seed, purpose, 0, 0, step);
}

/// Rows that `values` numbers begin.
inline int noise_rows(std::size_t values) {
    return static_cast<int>((values + noise_row_values - 1) / noise_row_values);
}

/// Rows that a team works off: 16,384 numbers, enough to hide a team's start.
inline constexpr int noise_rows_per_team = 16;

inline int noise_teams(int rows) {
    return (rows + noise_rows_per_team - 1) / noise_rows_per_team;
}

/// Calls body(row) for the rows of this team, from a league of noise_teams(rows).
template <class Body>
KOKKOS_FORCEINLINE_FUNCTION void for_team_noise_rows(const TeamMember& team, int rows, const Body& body) {
    const int first = team.league_rank() * noise_rows_per_team;
    const int last = first + noise_rows_per_team < rows ? first + noise_rows_per_team : rows;
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, first, last), body);
}

}  // namespace ebru
