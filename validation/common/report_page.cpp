#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/build_info.hpp"
#include "app/progress.hpp"
#include "io/atomic_file.hpp"
#include "validation/common/report_files.hpp"

namespace ebru {

namespace {

constexpr std::string_view style = R"(
body { font: 15px/1.5 sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em; color: #222; }
table { border-collapse: collapse; margin: .5em 0; } th, td { padding: .15em .7em; border-bottom: 1px solid #ddd; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; } img { max-width: 100%; }
.holds { color: #06702a; } .fails, .error { color: #b00020; font-weight: bold; } .missing { color: #8a6100; }
figure { margin: 1em 0; } figcaption, .why, caption { color: #555; font-size: 90%; text-align: left; }
)";

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string interval(const Verdict& verdict) {
    if (verdict.low == verdict.high) {
        return fmt::format("{:.4g}", verdict.low);
    }
    if (!std::isfinite(verdict.high)) {
        return fmt::format("at least {:.4g}", verdict.low);
    }
    if (!std::isfinite(verdict.low)) {
        return fmt::format("at most {:.4g}", verdict.high);
    }
    return fmt::format("{:.4g} to {:.4g}", verdict.low, verdict.high);
}

std::string verdict_table(const std::vector<Verdict>& verdicts) {
    std::string text = "<table><tr><th>claim</th><th>measured</th><th>must lie in</th><th></th><th>because</th></tr>\n";
    for (const Verdict& verdict : verdicts) {
        text += fmt::format(
            "<tr><td>{}</td><td class=number>{:.4g}</td><td>{}</td><td class={}>{}</td><td class=why>{}</td></tr>\n",
            escaped(verdict.claim), verdict.measured, interval(verdict), verdict.holds() ? "holds" : "fails",
            verdict.holds() ? "holds" : "FAILS", escaped(verdict.why));
    }
    return text + "</table>\n";
}

std::string measured_table(const std::string& study, const Table& table) {
    std::string text = fmt::format("<details><summary>{} (<a href=\"{}/{}.csv\">CSV</a>)</summary><table><tr>",
                                   escaped(table.caption()), study, table.name());
    for (const Column& column : table.columns()) {
        text += fmt::format("<th>{}{}</th>", escaped(column.name),
                            column.unit.empty() ? "" : " [" + escaped(column.unit) + "]");
    }
    text += "</tr>\n";
    constexpr std::size_t most_rows = 400;  // the rest is in the CSV file
    for (std::size_t r = 0; r < std::min(most_rows, table.rows().size()); ++r) {
        text += "<tr>";
        for (const Table::Cell& cell : table.rows()[r]) {
            const bool is_text = std::holds_alternative<std::string>(cell);
            text += fmt::format("<td{}>{}</td>", is_text ? "" : " class=number", escaped(readable(cell)));
        }
        text += "</tr>\n";
    }
    text += "</table>";
    if (table.rows().size() > most_rows) {
        text += fmt::format("<p>The first {} of {} rows; all are in the CSV file.</p>", most_rows, table.rows().size());
    }
    return text + "</details>\n";
}

std::string figure_part(const std::filesystem::path& folder, const std::string& study, const std::string& name,
                        const std::string& caption) {
    const std::string file = fmt::format("{}/{}.png", study, name);
    if (!std::filesystem::exists(folder / file)) {
        return fmt::format("<p class=missing>{} was not drawn.</p>\n", file);
    }
    return fmt::format("<figure><img src=\"{}\" alt=\"{}\"><figcaption>{}</figcaption></figure>\n", file, escaped(name),
                       escaped(caption));
}

std::string study_part(const std::filesystem::path& folder, const StudyResult& result) {
    std::string text =
        fmt::format("<h2 id=\"{0}\">{0} <span class={1}>{1}</span></h2>\n<p>{2} <small>({3})</small></p>\n",
                    result.name, to_word(result.end), escaped(result.claim), duration_text(result.seconds));
    if (!result.message.empty()) {
        text += fmt::format("<p class={}>{}</p>\n", to_word(result.end), escaped(result.message));
    }
    const StudyReport& report = result.report;
    if (!report.verdicts().empty()) {
        text += verdict_table(report.verdicts());
    }
    for (const std::string& note : report.notes()) {
        text += "<p>" + escaped(note) + "</p>\n";
    }
    for (const StudyReport::Figure& figure : report.figures()) {
        text += std::visit(
            [&](const auto& drawn) { return figure_part(folder, result.name, drawn.name, drawn.caption); }, figure);
    }
    for (const Table& table : report.tables()) {
        text += measured_table(result.name, table);
    }
    return text;
}

std::string overview(const std::vector<StudyResult>& results) {
    std::string text = "<table><tr><th>study</th><th>claim</th><th>verdicts that hold</th><th></th></tr>\n";
    for (const StudyResult& result : results) {
        const auto& verdicts = result.report.verdicts();
        const auto held = std::count_if(verdicts.begin(), verdicts.end(), [](const Verdict& v) { return v.holds(); });
        text += fmt::format(
            "<tr><td><a href=\"#{0}\">{0}</a></td><td>{1}</td><td class=number>{2} of {3}</td><td "
            "class={4}>{4}</td></tr>\n",
            result.name, escaped(result.claim), held, verdicts.size(), to_word(result.end));
    }
    return text + "</table>\n";
}

/// Head of a page: title, then `what` was run by which build on what.
std::string page_head(const std::string& title, const std::string& what) {
    const BuildInfo& build = build_info();
    return fmt::format(
        "<!doctype html>\n<html lang=en><meta charset=utf-8><title>{0}</title><style>{1}</style>\n"
        "<h1>{0}</h1>\n<p>{2}. {3}, {4}, {5}; commit {6}; {7}.</p>\n",
        escaped(title), style, escaped(what), build.version, build.compiler, build.instruction_set, build.commit,
        processor_name());
}

void write(const std::filesystem::path& folder, const std::string& page) {
    write_file_atomically(folder / "report.html", page + "</html>\n", Durability::process_kill);
}

}  // namespace

void write_page(const std::filesystem::path& folder, const std::vector<StudyResult>& results, Effort effort) {
    std::string page = page_head(
        "ebru: verification",
        fmt::format("{} studies, {}", results.size(), effort == Effort::full ? "full" : "quick (small grids)"));
    page += overview(results);
    for (const StudyResult& result : results) {
        page += study_part(folder, result);
    }
    write(folder, page);
}

void write_page(const std::filesystem::path& folder, const StudyResult& result, const std::string& title) {
    write(folder, page_head(title, result.claim) + study_part(folder, result));
}

}  // namespace ebru
