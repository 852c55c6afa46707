#pragma once

#include <string>

namespace ebru {

/// Text for HTML: & < > " replaced.
std::string html_escaped(const std::string& text);

/// Head of a report that opens from disk: style and title, then `what` was run by which build on what.
std::string html_page_head(const std::string& title, const std::string& what);

/// A picture that lies beside the page. \param file its path from there.
std::string html_figure(const std::string& file, const std::string& name, const std::string& caption);

}  // namespace ebru
