#include "io/checkpoint_journal.hpp"

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

std::string first_line(const JournalKind& kind) {
    return std::format("ebru {} journal 1\n", kind.what);
}

std::string journal_line(const JournalKind& kind, std::int64_t count) {
    const std::string text = std::format("{} {}", kind.counted, count);
    return std::format("{} crc32 {:08x}\n", text, extend_crc32_of(0, std::span<const char>(text)));
}

/// The count of an intact line (with its newline): the one that would be written for it.
std::optional<std::int64_t> parse_line(const JournalKind& kind, std::string_view line) {
    if (!line.starts_with(kind.counted + " ")) {
        return std::nullopt;
    }
    std::int64_t count = 0;
    const std::string_view digits = line.substr(kind.counted.size() + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), count);
    return line == journal_line(kind, count) ? std::optional(count) : std::nullopt;
}

struct JournalContents {
    std::int64_t count = 0;
    std::uint64_t intact_bytes = 0;
};

JournalContents parse_journal(const std::string& text, const JournalKind& kind, std::int64_t most,
                              const std::filesystem::path& path) {
    const auto require = [&](bool holds, const std::string& why) {
        validate(holds, "the journal " + path.string() + " is damaged", why,
                 "delete the unfinished " + kind.what + " and start again without --resume");
    };
    require(text.starts_with(first_line(kind)), "it does not begin as a journal does");
    JournalContents contents{0, first_line(kind).size()};
    bool any = false;
    for (std::size_t number = 2; contents.intact_bytes < text.size(); ++number) {
        const std::size_t newline = text.find('\n', contents.intact_bytes);
        const std::size_t end = newline == std::string::npos ? text.size() : newline + 1;
        const auto line = std::string_view(text).substr(contents.intact_bytes, end - contents.intact_bytes);
        const std::optional<std::int64_t> count = parse_line(kind, line);
        if (!count && end == text.size()) {
            break;  // torn
        }
        require(count.has_value(), std::format("line {} does not match its checksum", number));
        require(*count >= contents.count && *count <= most,
                std::format("line {} says {} {}, after {} of {}", number, *count, kind.counted, contents.count, most));
        contents = {*count, end};
        any = true;
    }
    require(any, "it holds no intact line");
    return contents;
}

RawFile open_locked(const std::filesystem::path& path, const JournalKind& kind, RawAccess access) {
    RawFile file(path, access);
    validate(file.try_lock(), "the journal " + path.string() + " is in use",
             "another ebru is writing this " + kind.what, "wait for it, stop it, or write to another file");
    return file;
}

const char* what_a_journal_says() {
    return "it says how much of the unfinished file can be trusted";
}

}  // namespace

CheckpointJournal CheckpointJournal::start(const std::filesystem::path& path, const JournalKind& kind) {
    CheckpointJournal journal;
    journal.kind_ = kind;
    journal.file_ = open_locked(path, kind, RawAccess::created);
    journal.file_.truncate(0);
    journal.file_.write_at(0, first_line(kind));
    journal.end_ = first_line(kind).size();
    journal.record(0);
    return journal;
}

CheckpointJournal CheckpointJournal::resume(const std::filesystem::path& path, const JournalKind& kind,
                                            std::int64_t most) {
    validate(std::filesystem::exists(path), "no journal " + path.string(), what_a_journal_says(),
             "delete the unfinished " + kind.what + " and start again without --resume");
    CheckpointJournal journal;
    journal.kind_ = kind;
    journal.file_ = open_locked(path, kind, RawAccess::existing);
    const JournalContents contents = parse_journal(journal.file_.read_all(), kind, most, path);
    journal.file_.truncate(contents.intact_bytes);
    journal.end_ = contents.intact_bytes;
    journal.recorded_ = contents.count;
    return journal;
}

std::int64_t CheckpointJournal::recorded_in(const std::filesystem::path& path, const JournalKind& kind,
                                            std::int64_t most) {
    std::ifstream file(path, std::ios::binary);
    validate(file.good(), "cannot read the journal " + path.string(), what_a_journal_says(),
             "keep it beside the " + kind.what);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    return parse_journal(text, kind, most, path).count;
}

void CheckpointJournal::record(std::int64_t count) {
    EBRU_EXPECT(count >= recorded_);
    const std::string line = journal_line(kind_, count);
    file_.write_at(end_, line);
    file_.sync();
    end_ += line.size();
    recorded_ = count;
}

}  // namespace ebru
