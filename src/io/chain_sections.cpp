#include "io/chain_sections.hpp"

#include <algorithm>
#include <format>

#include "base/error.hpp"
#include "io/chain_block.hpp"
#include "io/chain_description.hpp"
#include "io/chain_schema.hpp"
#include "io/raw_file.hpp"

namespace ebru {

namespace {

/// A path that leads to nothing but what lies beside a file or below its folder.
bool stays_in_folder(const std::filesystem::path& file) {
    return !file.empty() && file.is_relative() && std::ranges::find(file, "..") == file.end();
}

std::string samples_text(const ChainSection& section) {
    return std::format("samples {} to {} of the chain lie there", section.first, section.first + section.count - 1);
}

}  // namespace

std::filesystem::path sections_folder(const std::filesystem::path& chain) {
    return chain.string() + ".parts";
}

std::vector<ChainSection> cut_chain(const std::filesystem::path& chain, std::int64_t samples, int ranks,
                                    std::int64_t batch) {
    EBRU_EXPECT(samples >= 1 && ranks >= 1 && batch >= 1);
    const std::string folder = sections_folder(chain.filename()).string();
    const std::int64_t batches = (samples + batch - 1) / batch;
    const std::int64_t number = std::min<std::int64_t>(ranks, batches);
    std::vector<ChainSection> sections;
    for (std::int64_t i = 0; i < number; ++i) {
        const std::int64_t first = i * batches / number * batch;
        const std::int64_t end = std::min(samples, (i + 1) * batches / number * batch);
        sections.push_back({std::format("{}/part_{:04d}_of_{:04d}.h5", folder, i, number), first, end - first});
    }
    return sections;
}

std::filesystem::path section_path(const std::filesystem::path& path, const ChainSection& section) {
    return folder_of(path) / section.file;
}

ChainDescription section_description(const ChainDescription& chain, const ChainSection& section) {
    ChainDescription part = chain;
    part.sections.clear();
    part.header.first_sample += section.first;
    part.layout.samples = section.count;
    part.layout.full_samples = samples_among_first(chain.layout.full_samples, section.first, section.count);
    part.layout.velocity_samples = samples_among_first(chain.layout.velocity_samples, section.first, section.count);
    return part;
}

std::vector<ChainSection> sections_in(const Hdf5File& file, const std::filesystem::path& path) {
    const Hdf5Dataset dataset = file.dataset(chain_name::max_speed_lu);  // one number a sample
    std::vector<ChainSection> sections;
    std::int64_t end = 0;
    for (const Hdf5Source& source : dataset.sources()) {
        sections.push_back(
            {source.file, static_cast<std::int64_t>(source.first), static_cast<std::int64_t>(source.rows)});
        validate(stays_in_folder(source.file), path.string() + " joins other files",
                 "'" + source.file + "' is not in its folder", "give a chain whose parts lie beside it");
        validate(sections.back().first == end, path.string() + " is damaged",
                 std::format("its parts leave out samples from {} on", end), chain_file_format().remake());
        end += sections.back().count;
    }
    validate(sections.empty() || (!dataset.dims().empty() && static_cast<std::uint64_t>(end) == dataset.dims().front()),
             path.string() + " is damaged", std::format("its parts hold {} samples", end),
             chain_file_format().remake());
    return sections;
}

void require_sections(const ChainDescription& chain, const std::filesystem::path& path) {
    for (const ChainSection& section : chain.sections) {
        const std::filesystem::path part = section_path(path, section);
        validate(std::filesystem::is_regular_file(part), "a part of " + path.string() + " is missing: " + part.string(),
                 samples_text(section), "put it back, or move and copy a chain together with the folder of its parts");
        const Hdf5File file = Hdf5File::open(part);
        const ChainDescription found = read_chain_description(file, part);
        const ChainDescription expected = section_description(chain, section);
        const auto difference = first_difference(found, expected);
        validate(!difference && found.sections.empty(), part.string() + " is no part of " + path.string(),
                 difference.value_or("it has parts itself"), "put the right part back, or make the chain again");
        validate(file.dataset(chain_name::finished).read_all<std::int64_t>().front() == section.count,
                 part.string() + " is not finished", samples_text(section),
                 "finish the chain with ebru forward --resume");
    }
}

void discard_sections(const std::filesystem::path& path) {
    if (!std::filesystem::exists(sections_folder(path))) {
        return;
    }
    if (std::filesystem::exists(path) && !sections_in(Hdf5File::open(path), path).empty()) {
        std::filesystem::remove(path);
    }
    std::filesystem::remove_all(sections_folder(path));
}

}  // namespace ebru
