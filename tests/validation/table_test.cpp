#include "validation/common/table.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace ebru {
namespace {

TEST(StudyTable, CsvReadsBackExactlyAndQuotesWhatNeedsIt) {
    Table table("t", "caption", {{"name", ""}, {"value", "cells"}, {"count", ""}});
    table.add({"plain", 0.1, std::int64_t{3}});
    table.add({"with, comma and \"quotes\"", 1.0 / 3.0, std::int64_t{-4}});
    EXPECT_EQ(table.csv(),
              "name,value,count\n"
              "plain,0.1,3\n"
              "\"with, comma and \"\"quotes\"\"\",0.3333333333333333,-4\n");
}

TEST(StudyTable, ARowHasOneCellForEachColumn) {
    Table table("t", "caption", {{"a", ""}, {"b", ""}});
    EXPECT_THROW(table.add({1.0}), ContractError);
}

TEST(StudyTable, PeopleReadFourDigits) {
    EXPECT_EQ(readable(1.0 / 3.0), "0.3333");
    EXPECT_EQ(readable(std::int64_t{123456}), "123456");
    EXPECT_EQ(readable(std::string("x")), "x");
}

}  // namespace
}  // namespace ebru
