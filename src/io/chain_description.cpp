#include "io/chain_description.hpp"

#include <algorithm>
#include <format>
#include <numeric>
#include <sstream>
#include <type_traits>

#include "base/error.hpp"
#include "io/chain_levels.hpp"
#include "io/stored_values.hpp"

namespace ebru {

namespace {

const char* const remake = "make the chain again with ebru forward";

std::string as_text(const Hdf5Dims& dims) {
    std::string text = "(";
    for (const std::uint64_t extent : dims) {
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    }
    return text + ")";
}

void check_format(const Hdf5File& file, const std::string& name) {
    validate(file.has_attribute("format_name") && file.text_attribute("format_name") == "ebru snapshot chain",
             name + " is not a snapshot chain", "it has no format_name \"ebru snapshot chain\"",
             "give a chain that ebru forward made");
    const auto version = file.number_attribute<std::int32_t>("format_version");
    validate(version >= 1 && version <= chain_format_version,
             std::format("{} has chain format version {}", name, version),
             std::format("this ebru reads versions 1 to {}", chain_format_version),
             version > chain_format_version ? "use a newer ebru" : "make the chain again, or use an older ebru");
}

StoredFormat format_named(const std::string& word, const std::string& name) {
    for (const StoredFormat format :
         {StoredFormat::half, StoredFormat::single_precision, StoredFormat::double_precision}) {
        if (word == number_type_name(state_type(format))) {
            return format;
        }
    }
    throw UserError(name + " is damaged", "stored_format = " + word + ", not half, float32 or float64", remake);
}

Precision precision_named(const std::string& word, const std::string& name) {
    for (const Precision precision : {Precision::single_precision, Precision::double_precision}) {
        if (word == number_type_name(working_type(precision))) {
            return precision;
        }
    }
    throw UserError(name + " is damaged", "working_precision = " + word + ", not float32 or float64", remake);
}

ChainHeader read_header(const Hdf5File& file, const std::string& name) {
    ChainHeader header;
    header.process = file.text_attribute("process");
    header.working_precision = precision_named(file.text_attribute("working_precision"), name);
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
    layout.format = format_named(file.text_attribute("stored_format"), name);
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
             std::format("n_levels = {} and n_full_levels = {} do not fit {} level rows", last, kept, rows), remake);
    chain.layout.full_levels.resize(static_cast<std::size_t>(kept));
    std::iota(chain.layout.full_levels.begin(), chain.layout.full_levels.end(), 0);
}

void check_sizes(const ChainDescription& chain, const Hdf5File& file, const std::filesystem::path& path) {
    const std::uint64_t there = std::filesystem::file_size(path);
    const std::uint64_t needed = chain_bytes(chain.header, chain.layout);
    validate(needed <= there, path.string() + " is damaged",
             std::format("it has {} bytes, its data sets need {}", there, needed), remake);
    for (const Hdf5DatasetSpec& spec : chain_datasets(chain.header, chain.layout)) {
        const Hdf5Dataset found = file.dataset(spec.name);
        validate(found.type() == spec.type && found.dims() == spec.dims, path.string() + " is damaged",
                 std::format("{} is {} {}, not {} {}", spec.name, number_type_name(found.type()), as_text(found.dims()),
                             number_type_name(spec.type), as_text(spec.dims)),
                 remake);
    }
}

void require_sound(const ChainDescription& chain, const std::string& name) {
    if (const auto fault = chain_fault(chain.header, chain.layout)) {
        throw UserError(name + " is damaged", *fault, remake);
    }
}

/// "… is A in the file, B now".
template <class T>
std::string differs(const std::string& what, const T& in_file, const T& now) {
    return std::format("{} is {} in the file, {} now", what, in_file, now);
}

std::optional<std::string> deck_difference(const std::string& in_file, const std::string& now) {
    std::istringstream old_deck(in_file);
    std::istringstream new_deck(now);
    for (int number = 1; in_file != now; ++number) {
        std::string old_line;
        std::string new_line;
        const bool more_old = static_cast<bool>(std::getline(old_deck, old_line));
        const bool more_new = static_cast<bool>(std::getline(new_deck, new_line));
        if (old_line != new_line || more_old != more_new || (!more_old && !more_new)) {
            return differs(std::format("line {} of the deck", number), "'" + old_line + "'", "'" + new_line + "'");
        }
    }
    return std::nullopt;
}

std::optional<std::string> level_difference(const std::vector<LevelRecord>& in_file,
                                            const std::vector<LevelRecord>& now) {
    if (in_file.size() != now.size()) {
        return differs("the number of levels K", in_file.size() - 1, now.size() - 1);
    }
    for (std::size_t k = 0; k < now.size(); ++k) {
        for (const LevelTable& table : level_tables()) {
            const auto difference = std::visit(
                [&](auto member) -> std::optional<std::string> {
                    if (in_file[k].*member == now[k].*member) {
                        return std::nullopt;
                    }
                    return differs(std::format("{} of level {}", table.name, k), in_file[k].*member, now[k].*member);
                },
                table.member);
            if (difference) {
                return difference;
            }
        }
    }
    return std::nullopt;
}

}  // namespace

ChainDescription read_chain_description(const Hdf5File& file, const std::filesystem::path& path) {
    const std::string name = path.string();
    check_format(file, name);
    ChainDescription chain{read_header(file, name), read_layout(file, name)};
    size_tables(chain, file, name);
    const auto rows = static_cast<std::size_t>(file.number_attribute<std::int32_t>("n_levels")) + 1;
    const NumberType type = file.dataset(chain_name::level).type();
    validate(rows * sizeof(std::int32_t) <= std::filesystem::file_size(path) && type == NumberType::int32,
             name + " is damaged", std::format("{} levels do not fit it", rows), remake);
    chain.header.levels.resize(rows);
    for (std::size_t k = 0; k < rows; ++k) {
        chain.header.levels[k].level = static_cast<int>(k);
    }
    require_sound(chain, name);
    check_sizes(chain, file, path);
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
    std::optional<std::string> difference;
    const auto compare = [&](const std::string& what, const auto& old_value, const auto& new_value) {
        if (!difference && old_value != new_value) {
            difference = differs(what, old_value, new_value);
        }
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
    if (!difference && old_layout.full_levels != new_layout.full_levels) {
        difference = "the list of kept levels is another one in the file";
    }
    if (!difference) {
        difference = deck_difference(old_header.deck, new_header.deck);
    }
    if (!difference) {
        difference = level_difference(old_header.levels, new_header.levels);
    }
    return difference;
}

std::filesystem::path partial_path(const std::filesystem::path& path) {
    return path.string() + ".partial";
}

std::filesystem::path journal_path(const std::filesystem::path& path) {
    return path.string() + ".partial.journal";
}

ChainProgress chain_progress(const std::filesystem::path& path) {
    std::error_code unreachable;  // a folder that cannot be entered holds nothing for us
    if (std::filesystem::exists(partial_path(path), unreachable)) {
        return ChainProgress::unfinished;
    }
    return std::filesystem::exists(path, unreachable) ? ChainProgress::finished : ChainProgress::absent;
}

}  // namespace ebru
