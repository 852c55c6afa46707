#include "io/chain_description.hpp"

#include <algorithm>
#include <format>
#include <numeric>

#include "base/error.hpp"
#include "io/chain_levels.hpp"
#include "io/file_difference.hpp"
#include "io/stored_values.hpp"

namespace ebru {

namespace {

std::string remake() {
    return chain_file_format().remake();
}

ChainHeader read_header(const Hdf5File& file, const std::string& name) {
    ChainHeader header;
    header.process = file.text_attribute("process");
    header.working_precision = read_working_precision(file, name, chain_file_format());
    header.seed = file.number_attribute<std::uint64_t>("seed");
    header.deck = file.text_attribute("deck");
    header.dataset_name = file.text_attribute("dataset_name");
    header.boundary = file.text_attribute("boundary");
    header.ebru_version = file.text_attribute("ebru_version");
    header.first_sample = file.number_attribute<std::int64_t>("first_sample");
    return header;
}

ChainLayout read_layout(const Hdf5File& file, const std::string& name) {
    ChainLayout layout;
    layout.samples = file.number_attribute<std::int64_t>("n_trajectories");
    layout.shape.channels = file.number_attribute<std::int32_t>("n_channels");
    layout.shape.ny = file.number_attribute<std::int32_t>("ny");
    layout.shape.nx = file.number_attribute<std::int32_t>("nx");
    layout.format = read_stored_format(file, name, chain_file_format());
    layout.full_samples = file.number_attribute<std::int64_t>("n_full_samples");
    layout.pairs_per_sample = file.number_attribute<std::int32_t>("n_pairs");
    if (file.number_attribute<std::int32_t>("format_version") > 1) {
        layout.pair_window = file.number_attribute<std::int32_t>("pair_window");
    }
    layout.velocity_samples = file.number_attribute<std::int64_t>("n_velocity_samples");
    return layout;
}

/// Fills tables of the right size with sound numbers, so that sizes can be checked before the tables are read.
void size_tables(ChainDescription& chain, const Hdf5File& file, const std::string& name) {
    const auto last = file.number_attribute<std::int32_t>("n_levels");
    const auto kept = file.number_attribute<std::int32_t>("n_full_levels");
    const std::uint64_t rows = number_of_values(file.dataset(chain_name::level).dims());
    validate(last >= 1 && rows == static_cast<std::uint64_t>(last) + 1 && kept >= 0 && kept <= last + 1,
             name + " is damaged",
             std::format("n_levels = {} and n_full_levels = {} do not fit {} level rows", last, kept, rows), remake());
    chain.layout.full_levels.resize(static_cast<std::size_t>(kept));
    std::iota(chain.layout.full_levels.begin(), chain.layout.full_levels.end(), 0);
}

void require_sound(const ChainDescription& chain, const std::string& name) {
    if (const auto fault = chain_fault(chain.header, chain.layout)) {
        throw UserError(name + " is damaged", *fault, remake());
    }
}

void compare_levels(FileDifference& difference, const std::vector<LevelRecord>& in_file,
                    const std::vector<LevelRecord>& now) {
    difference.compare("the number of levels K", in_file.size() - 1, now.size() - 1);
    for (std::size_t k = 0; !difference.found() && k < now.size(); ++k) {
        for (const LevelTable& table : level_tables()) {
            std::visit(
                [&](auto member) {
                    difference.compare(std::format("{} of level {}", table.name, k), in_file[k].*member,
                                       now[k].*member);
                },
                table.member);
        }
    }
}

}  // namespace

ChainDescription read_chain_description(const Hdf5File& file, const std::filesystem::path& path) {
    const std::string name = path.string();
    require_format(file, name, chain_file_format());
    ChainDescription chain{read_header(file, name), read_layout(file, name), {}};
    size_tables(chain, file, name);
    const auto rows = static_cast<std::size_t>(file.number_attribute<std::int32_t>("n_levels")) + 1;
    const NumberType type = file.dataset(chain_name::level).type();
    validate(rows * sizeof(std::int32_t) <= std::filesystem::file_size(path) && type == NumberType::int32,
             name + " is damaged", std::format("{} levels do not fit it", rows), remake());
    chain.header.levels.resize(rows);
    for (std::size_t k = 0; k < rows; ++k) {
        chain.header.levels[k].level = static_cast<int>(k);
    }
    require_sound(chain, name);
    chain.sections = sections_in(file, path);
    require_datasets(file, path, chain_datasets(chain.header, chain.layout, chain.sections), chain_file_format());
    chain.header.levels = read_levels(file, rows);
    const std::vector<std::int32_t> kept = file.dataset(chain_name::state_level).read_all<std::int32_t>();
    chain.layout.full_levels.assign(kept.begin(), kept.end());
    require_sound(chain, name);
    return chain;
}

std::optional<std::string> first_difference(const ChainDescription& in_file, const ChainDescription& now) {
    const ChainHeader& old_header = in_file.header;
    const ChainHeader& new_header = now.header;
    const ChainLayout& old_layout = in_file.layout;
    const ChainLayout& new_layout = now.layout;
    FileDifference difference;
    const auto compare = [&](const std::string& what, const auto& old_value, const auto& new_value) {
        difference.compare(what, old_value, new_value);
    };
    const auto word = [](NumberType type) { return std::string(number_type_name(type)); };
    compare("the version of ebru", old_header.ebru_version, new_header.ebru_version);
    compare("the process", old_header.process, new_header.process);
    compare("the working precision", word(working_type(old_header.working_precision)),
            word(working_type(new_header.working_precision)));
    compare("the seed", old_header.seed, new_header.seed);
    compare("the data set", old_header.dataset_name, new_header.dataset_name);
    compare("the boundary", old_header.boundary, new_header.boundary);
    compare("the first sample", old_header.first_sample, new_header.first_sample);
    compare("the number of samples", old_layout.samples, new_layout.samples);
    compare("the number of channels", old_layout.shape.channels, new_layout.shape.channels);
    compare("the image height", old_layout.shape.ny, new_layout.shape.ny);
    compare("the image width", old_layout.shape.nx, new_layout.shape.nx);
    compare("the stored format", word(state_type(old_layout.format)), word(state_type(new_layout.format)));
    compare("the number of samples with all states", old_layout.full_samples, new_layout.full_samples);
    compare("the number of pairs a sample", old_layout.pairs_per_sample, new_layout.pairs_per_sample);
    compare("the window of a pair", old_layout.pair_window, new_layout.pair_window);
    compare("the number of samples with velocity", old_layout.velocity_samples, new_layout.velocity_samples);
    if (old_layout.full_levels != new_layout.full_levels) {
        difference.take("the list of kept levels is another one in the file");
    }
    difference.compare_decks(old_header.deck, new_header.deck);
    compare_levels(difference, old_header.levels, new_header.levels);
    return difference.first();
}

}  // namespace ebru
