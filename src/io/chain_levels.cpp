#include "io/chain_levels.hpp"

#include <span>

#include "base/error.hpp"
#include "io/chain_schema.hpp"
#include "io/checksum.hpp"

namespace ebru {

namespace {

template <class T>
std::vector<T> column(const std::vector<LevelRecord>& levels, T LevelRecord::* member) {
    std::vector<T> values;
    values.reserve(levels.size());
    for (const LevelRecord& record : levels) {
        values.push_back(record.*member);
    }
    return values;
}

}  // namespace

const std::vector<LevelTable>& level_tables() {
    static const std::vector<LevelTable> tables{
        {chain_name::level, &LevelRecord::level},
        {chain_name::fo, &LevelRecord::fo},
        {chain_name::sigma_px, &LevelRecord::sigma_px},
        {chain_name::alpha_lu, &LevelRecord::alpha_lu},
        {chain_name::tau, &LevelRecord::tau},
        {chain_name::steps, &LevelRecord::steps},
        {chain_name::velocity_scale_lu, &LevelRecord::velocity_scale_lu},
        {chain_name::time, &LevelRecord::time},
    };
    return tables;
}

void write_levels(Hdf5File& file, const std::vector<LevelRecord>& levels) {
    for (const LevelTable& table : level_tables()) {
        std::visit(
            [&]<class T>(T LevelRecord::* member) {
                file.write_all(table.name, std::span<const T>(column(levels, member)));
            },
            table.member);
    }
}

std::vector<LevelRecord> read_levels(const Hdf5File& file, std::size_t rows) {
    std::vector<LevelRecord> levels(rows);
    for (const LevelTable& table : level_tables()) {
        std::visit(
            [&]<class T>(T LevelRecord::* member) {
                const std::vector<T> values = file.dataset(table.name).read_all<T>();
                EBRU_EXPECT(values.size() == rows);
                for (std::size_t k = 0; k < rows; ++k) {
                    levels[k].*member = values[k];
                }
            },
            table.member);
    }
    return levels;
}

std::uint32_t levels_checksum(const std::vector<LevelRecord>& levels) {
    std::uint32_t crc = 0;
    for (const LevelTable& table : level_tables()) {
        std::visit(
            [&]<class T>(T LevelRecord::* member) {
                crc = extend_crc32_of(crc, std::span<const T>(column(levels, member)));
            },
            table.member);
    }
    return crc;
}

}  // namespace ebru
