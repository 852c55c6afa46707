#include "io/chain_block.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "io/block_rows.hpp"
#include "io/checksum.hpp"
#include "io/encoded_rows.hpp"
#include "io/snapshot_chain_reader.hpp"

namespace ebru {

namespace {

std::size_t size_of(std::int64_t number) {
    return static_cast<std::size_t>(number);
}

std::vector<std::uint32_t> zeros(std::int64_t count) {
    return std::vector<std::uint32_t>(size_of(count), 0U);
}

/// Stores `count` samples of a part and their checksums, each continuing from `crc`.
template <class Real, class Rows>
void store_samples(Rows& rows, const FilledFile::Part& part, const FilledFile::Part& checksums, std::int64_t first,
                   std::int64_t count, std::span<const Real> values, std::vector<std::uint32_t> crc) {
    if (count == 0) {
        return;
    }
    const std::size_t sample_values = values.size() / size_of(count);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::size_t at = size_of(i);
        crc[at] = rows.store_values(part, first + i, values.subspan(at * sample_values, sample_values), crc[at]);
    }
    rows.template store_numbers<std::uint32_t>(checksums, first, crc);
}

template <class Rows>
void store_diagnostics(Rows& rows, const ChainParts& parts, std::int64_t first, std::int64_t count,
                       SampleId first_sample, const ChainDiagnostics& diagnostics) {
    rows.template store_numbers<double>(parts.mass_drift, first, diagnostics.mass_drift);
    rows.template store_numbers<double>(parts.max_speed, first, diagnostics.max_speed_lu);
    rows.template store_numbers<double>(parts.effective_peclet, first, diagnostics.effective_peclet);
    rows.template store_numbers<double>(parts.divergence_ratio, first, diagnostics.divergence_ratio);
    std::vector<std::uint32_t> crc;
    for (std::int64_t i = 0; i < count; ++i) {
        crc.push_back(diagnostics_checksum(first_sample + first + i, diagnostics, i));
    }
    rows.template store_numbers<std::uint32_t>(parts.diagnostics_crc, first, crc);
}

}  // namespace

std::int64_t samples_among_first(std::int64_t kept, std::int64_t first, std::int64_t count) {
    return std::clamp(kept - first, std::int64_t{0}, count);
}

ChainParts ChainParts::of(const Hdf5File& file) {
    const auto part = [&](const char* name) { return FilledFile::part(file, name); };
    return {.state = part(chain_name::state),
            .pair_state = part(chain_name::pair_state),
            .pair_level = part(chain_name::pair_level),
            .velocity = part(chain_name::velocity),
            .mass_drift = part(chain_name::mass_drift),
            .max_speed = part(chain_name::max_speed_lu),
            .effective_peclet = part(chain_name::effective_peclet),
            .divergence_ratio = part(chain_name::divergence_ratio),
            .state_crc = part(chain_name::state_checksum),
            .pair_crc = part(chain_name::pair_checksum),
            .velocity_crc = part(chain_name::velocity_checksum),
            .diagnostics_crc = part(chain_name::diagnostics_checksum),
            .finished = part(chain_name::finished)};
}

std::vector<const FilledFile::Part*> ChainParts::of_samples() const {
    return {&state,      &pair_state, &pair_level,       &velocity,
            &mass_drift, &max_speed,  &effective_peclet, &divergence_ratio,
            &state_crc,  &pair_crc,   &velocity_crc,     &diagnostics_crc};
}

template <class Real>
void expect_block(const ChainHeader& header, const ChainLayout& layout, const ChainBlock<Real>& block) {
    EBRU_EXPECT(block.first >= 0 && block.count >= 1 && block.count <= layout.samples - block.first);
    const std::size_t count = size_of(block.count);
    const std::size_t full = size_of(samples_among_first(layout.full_samples, block.first, block.count));
    const std::size_t moving = size_of(samples_among_first(layout.velocity_samples, block.first, block.count));
    const std::size_t pairs = size_of(layout.pairs_per_sample);
    const std::size_t image = layout.shape.values();
    const std::size_t field = size_of(header.last_level()) * 2 * layout.shape.grid().cells();
    EBRU_EXPECT(block.states.size() == full * layout.full_levels.size() * image);
    EBRU_EXPECT(block.pair_levels.size() == count * pairs);
    EBRU_EXPECT(block.pair_states.size() == count * pairs * size_of(layout.window_states()) * image);
    EBRU_EXPECT(block.velocity.size() == moving * field);
    EBRU_EXPECT(block.diagnostics.mass_drift.size() == count * size_of(layout.shape.channels));
    EBRU_EXPECT(block.diagnostics.max_speed_lu.size() == count);
    EBRU_EXPECT(block.diagnostics.effective_peclet.size() == count);
    EBRU_EXPECT(block.diagnostics.divergence_ratio.size() == count);
    const auto in_schedule = [&](std::int32_t k) { return k >= layout.pair_window && k <= header.last_level(); };
    EBRU_EXPECT(std::ranges::all_of(block.pair_levels, in_schedule));
}

template <class Real, class Rows>
void store_block(const ChainHeader& header, const ChainLayout& layout, const ChainParts& parts,
                 const ChainBlock<Real>& block, Rows& rows) {
    const auto full = samples_among_first(layout.full_samples, block.first, block.count);
    const auto moving = samples_among_first(layout.velocity_samples, block.first, block.count);
    store_samples(rows, parts.state, parts.state_crc, block.first, full, block.states, zeros(full));
    store_samples(rows, parts.velocity, parts.velocity_crc, block.first, moving, block.velocity, zeros(moving));

    const std::size_t pairs = size_of(layout.pairs_per_sample);
    rows.store_numbers(parts.pair_level, block.first, block.pair_levels);
    std::vector<std::uint32_t> pair_crc;
    for (std::size_t i = 0; i < size_of(block.count); ++i) {
        pair_crc.push_back(extend_crc32_of(0, block.pair_levels.subspan(i * pairs, pairs)));
    }
    store_samples(rows, parts.pair_state, parts.pair_crc, block.first, block.count, block.pair_states,
                  std::move(pair_crc));
    store_diagnostics(rows, parts, block.first, block.count, header.first_sample, block.diagnostics);
}

#define EBRU_INSTANTIATE_CHAIN_BLOCK(Real)                                                                        \
    template void expect_block(const ChainHeader&, const ChainLayout&, const ChainBlock<Real>&);                  \
    template void store_block(const ChainHeader&, const ChainLayout&, const ChainParts&, const ChainBlock<Real>&, \
                              FilledFile&);                                                                       \
    template void store_block(const ChainHeader&, const ChainLayout&, const ChainParts&, const ChainBlock<Real>&, \
                              EncodedRows&);                                                                      \
    template void store_block(const ChainHeader&, const ChainLayout&, const ChainParts&, const ChainBlock<Real>&, \
                              BlockRows&);
EBRU_INSTANTIATE_CHAIN_BLOCK(float)
EBRU_INSTANTIATE_CHAIN_BLOCK(double)
#undef EBRU_INSTANTIATE_CHAIN_BLOCK

}  // namespace ebru
