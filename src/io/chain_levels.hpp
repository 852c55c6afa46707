#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "io/hdf5_file.hpp"
#include "schedule/level_schedule.hpp"

namespace ebru {

/// One member of LevelRecord as a data set (K+1) of a chain.
struct LevelTable {
    const char* name;
    std::variant<int LevelRecord::*, double LevelRecord::*> member;

    [[nodiscard]] NumberType type() const { return member.index() == 0 ? NumberType::int32 : NumberType::float64; }
};

/// All of them, in the order of the file.
const std::vector<LevelTable>& level_tables();

void write_levels(Hdf5File& file, const std::vector<LevelRecord>& levels);

/// Needs data sets of `rows` numbers.
std::vector<LevelRecord> read_levels(const Hdf5File& file, std::size_t rows);

/// CRC-32 of the tables' bytes, one after the other.
std::uint32_t levels_checksum(const std::vector<LevelRecord>& levels);

}  // namespace ebru
