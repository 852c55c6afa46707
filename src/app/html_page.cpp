#include "app/html_page.hpp"

#include <format>
#include <string_view>

#include "app/build_info.hpp"

namespace ebru {

namespace {

constexpr std::string_view style = R"(
body { font: 15px/1.5 sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em; color: #222; }
table { border-collapse: collapse; margin: .5em 0; } th, td { padding: .15em .7em; border-bottom: 1px solid #ddd; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; } img { max-width: 100%; }
.holds { color: #06702a; } .fails, .error { color: #b00020; font-weight: bold; } .missing { color: #8a6100; }
figure { margin: 1em 0; } figcaption, .why, caption { color: #555; font-size: 90%; text-align: left; }
)";

}  // namespace

std::string html_escaped(const std::string& text) {
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

std::string html_page_head(const std::string& title, const std::string& what) {
    const BuildInfo& build = build_info();
    return std::format(
        "<!doctype html>\n<html lang=en><meta charset=utf-8><title>{0}</title><style>{1}</style>\n"
        "<h1>{0}</h1>\n<p>{2}. {3}, {4}, {5}; commit {6}; {7}.</p>\n",
        html_escaped(title), style, html_escaped(what), build.version, build.compiler, build.instruction_set,
        build.commit, processor_name());
}

std::string html_figure(const std::string& file, const std::string& name, const std::string& caption) {
    return std::format("<figure><img src=\"{}\" alt=\"{}\"><figcaption>{}</figcaption></figure>\n", html_escaped(file),
                       html_escaped(name), html_escaped(caption));
}

}  // namespace ebru
