#include "io/chain_journal.hpp"

#include <charconv>
#include <format>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "io/checksum.hpp"

namespace ebru {

namespace {

constexpr std::string_view first_line = "ebru chain journal 1\n";
constexpr std::string_view line_start = "samples ";

std::string journal_line(std::int64_t samples) {
    const std::string text = std::format("{}{}", line_start, samples);
    return std::format("{} crc32 {:08x}\n", text, extend_crc32_of(0, std::span<const char>(text)));
}

/// The count of an intact line (with its newline): the one that would be written for it.
std::optional<std::int64_t> parse_line(std::string_view line) {
    if (!line.starts_with(line_start)) {
        return std::nullopt;
    }
    std::int64_t samples = 0;
    const std::string_view digits = line.substr(line_start.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), samples);
    return line == journal_line(samples) ? std::optional(samples) : std::nullopt;
}

struct JournalContents {
    std::int64_t samples = 0;
    std::uint64_t intact_bytes = 0;
};

JournalContents parse_journal(const std::string& text, std::int64_t samples, const std::filesystem::path& path) {
    const auto require = [&](bool holds, const std::string& why) {
        validate(holds, "the journal " + path.string() + " is damaged", why,
                 "delete the unfinished chain and start again without --resume");
    };
    require(text.starts_with(first_line), "it does not begin as a journal does");
    JournalContents contents{0, first_line.size()};
    bool any = false;
    for (std::size_t number = 2; contents.intact_bytes < text.size(); ++number) {
        const std::size_t newline = text.find('\n', contents.intact_bytes);
        const std::size_t end = newline == std::string::npos ? text.size() : newline + 1;
        const auto line = std::string_view(text).substr(contents.intact_bytes, end - contents.intact_bytes);
        const std::optional<std::int64_t> count = parse_line(line);
        if (!count && end == text.size()) {
            break;  // torn
        }
        require(count.has_value(), std::format("line {} does not match its checksum", number));
        require(*count >= contents.samples && *count <= samples,
                std::format("line {} says {} samples, after {} of {}", number, *count, contents.samples, samples));
        contents = {*count, end};
        any = true;
    }
    require(any, "it holds no intact line");
    return contents;
}

RawFile open_locked(const std::filesystem::path& path, RawAccess access) {
    RawFile file(path, access);
    validate(file.try_lock(), "the journal " + path.string() + " is in use", "another ebru is writing this chain",
             "wait for it, stop it, or write to another file");
    return file;
}

}  // namespace

ChainJournal ChainJournal::start(const std::filesystem::path& path) {
    ChainJournal journal;
    journal.file_ = open_locked(path, RawAccess::created);
    journal.file_.truncate(0);
    journal.file_.write_at(0, first_line);
    journal.end_ = first_line.size();
    journal.record(0);
    return journal;
}

ChainJournal ChainJournal::resume(const std::filesystem::path& path, std::int64_t samples) {
    validate(std::filesystem::exists(path), "no journal " + path.string(),
             "it says how much of the unfinished chain can be trusted",
             "delete the unfinished chain and start again without --resume");
    ChainJournal journal;
    journal.file_ = open_locked(path, RawAccess::existing);
    const JournalContents contents = parse_journal(journal.file_.read_all(), samples, path);
    journal.file_.truncate(contents.intact_bytes);
    journal.end_ = contents.intact_bytes;
    journal.recorded_ = contents.samples;
    return journal;
}

std::int64_t ChainJournal::samples_recorded(const std::filesystem::path& path, std::int64_t samples) {
    std::ifstream file(path, std::ios::binary);
    validate(file.good(), "cannot read the journal " + path.string(),
             "it says how much of the unfinished chain can be trusted", "keep it beside the chain");
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    return parse_journal(text, samples, path).samples;
}

void ChainJournal::record(std::int64_t samples) {
    EBRU_EXPECT(samples >= recorded_);
    const std::string line = journal_line(samples);
    file_.write_at(end_, line);
    file_.sync();
    end_ += line.size();
    recorded_ = samples;
}

}  // namespace ebru
