#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.hpp"

namespace ebru {

/// The message of the UserError that `action` throws; a text that no test expects when it throws none.
template <class Action>
std::string user_error_text(const Action& action) {
    try {
        action();
    } catch (const UserError& error) {
        return error.what();
    }
    return "no UserError";
}

/// Whether every part stands in the text, for EXPECT_TRUE.
inline testing::AssertionResult contains(const std::string& text, const std::vector<std::string>& parts) {
    for (const std::string& part : parts) {
        if (text.find(part) == std::string::npos) {
            return testing::AssertionFailure() << "\"" << part << "\" is missing from \"" << text << "\"";
        }
    }
    return testing::AssertionSuccess();
}

/// Whether the text starts so, for EXPECT_TRUE.
inline testing::AssertionResult starts_with(const std::string& text, const std::string& start) {
    if (text.starts_with(start)) {
        return testing::AssertionSuccess();
    }
    return testing::AssertionFailure() << "\"" << text << "\" does not start with \"" << start << "\"";
}

}  // namespace ebru
