#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/html_page.hpp"
#include "app/progress.hpp"
#include "io/atomic_file.hpp"
#include "validation/common/report_files.hpp"

namespace ebru {

namespace {

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
            html_escaped(verdict.claim), verdict.measured, interval(verdict), verdict.holds() ? "holds" : "fails",
            verdict.holds() ? "holds" : "FAILS", html_escaped(verdict.why));
    }
    return text + "</table>\n";
}

std::string measured_table(const std::string& study, const Table& table) {
    std::string text = fmt::format("<details><summary>{} (<a href=\"{}/{}.csv\">CSV</a>)</summary><table><tr>",
                                   html_escaped(table.caption()), study, table.name());
    for (const Column& column : table.columns()) {
        text += fmt::format("<th>{}{}</th>", html_escaped(column.name),
                            column.unit.empty() ? "" : " [" + html_escaped(column.unit) + "]");
    }
    text += "</tr>\n";
    constexpr std::size_t most_rows = 400;  // the rest is in the CSV file
    for (std::size_t r = 0; r < std::min(most_rows, table.rows().size()); ++r) {
        text += "<tr>";
        for (const Table::Cell& cell : table.rows()[r]) {
            const bool is_text = std::holds_alternative<std::string>(cell);
            text += fmt::format("<td{}>{}</td>", is_text ? "" : " class=number", html_escaped(readable(cell)));
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
    return html_figure(file, name, caption);
}

std::string study_part(const std::filesystem::path& folder, const StudyResult& result) {
    std::string text =
        fmt::format("<h2 id=\"{0}\">{0} <span class={1}>{1}</span></h2>\n<p>{2} <small>({3})</small></p>\n",
                    result.name, to_name(result.end), html_escaped(result.claim), duration_text(result.seconds));
    if (!result.message.empty()) {
        text += fmt::format("<p class={}>{}</p>\n", to_name(result.end), html_escaped(result.message));
    }
    const StudyReport& report = result.report;
    if (!report.verdicts().empty()) {
        text += verdict_table(report.verdicts());
    }
    for (const std::string& note : report.notes()) {
        text += "<p>" + html_escaped(note) + "</p>\n";
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
            result.name, html_escaped(result.claim), held, verdicts.size(), to_name(result.end));
    }
    return text + "</table>\n";
}

void write(const std::filesystem::path& folder, const std::string& page) {
    write_file_atomically(folder / "report.html", page + "</html>\n", Durability::process_kill);
}

}  // namespace

void write_page(const std::filesystem::path& folder, const std::vector<StudyResult>& results, Effort effort) {
    std::string page = html_page_head(
        "ebru: verification",
        fmt::format("{} studies, {}", results.size(), effort == Effort::full ? "full" : "quick (small grids)"));
    page += overview(results);
    for (const StudyResult& result : results) {
        page += study_part(folder, result);
    }
    write(folder, page);
}

void write_page(const std::filesystem::path& folder, const StudyResult& result, const std::string& title) {
    write(folder, html_page_head(title, result.claim) + study_part(folder, result));
}

}  // namespace ebru
