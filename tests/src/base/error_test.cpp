#include <gtest/gtest.h>

#include "base/error.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

TEST(UserError, ReadsProblemThenWhyInBracketsThenAdvice) {
    const UserError error("the file a.idx", "it is truncated", "fetch it again");
    EXPECT_STREQ(error.what(), "the file a.idx (it is truncated) fetch it again");
    EXPECT_EQ(error.problem(), "the file a.idx");
    EXPECT_EQ(error.why(), "it is truncated");
    EXPECT_EQ(error.advice(), "fetch it again");
}

TEST(Validate, ThrowsUserErrorOnlyWhenTheConditionFails) {
    EXPECT_NO_THROW(validate(true, "p", "w", "a"));
    EXPECT_THROW(validate(false, "p", "w", "a"), UserError);
}

TEST(Contract, NamesKindConditionFileAndLine) {
    const int line = __LINE__ + 2;
    try {
        EBRU_EXPECT(1 + 1 == 3);
        FAIL() << "a broken precondition passed";
    } catch (const ContractError& error) {
        const std::string text = error.what();
        EXPECT_TRUE(contains(text, {"error_test.cpp:" + std::to_string(line) + ": precondition"}));
        EXPECT_TRUE(contains(text, {"1 + 1 == 3"}));
        EXPECT_TRUE(contains(text, {"(this is a defect of ebru)"}));
    }
}

TEST(Contract, EachMacroNamesItsOwnKind) {
    const auto message_of = [](const auto& broken) -> std::string {
        try {
            broken();
        } catch (const ContractError& error) {
            return error.what();
        }
        return "nothing thrown";
    };
    EXPECT_TRUE(contains(message_of([] { EBRU_EXPECT(false); }), {"precondition does not hold: false"}));
    EXPECT_TRUE(contains(message_of([] { EBRU_ASSERT(false); }), {"internal does not hold: false"}));
    EXPECT_TRUE(contains(message_of([] { EBRU_ENSURE(false); }), {"postcondition does not hold: false"}));
}

TEST(Contract, IsNotAUserError) {
    // program.cpp gives them different exit codes; a common base below std::exception would blur that.
    EXPECT_FALSE((std::is_base_of_v<UserError, ContractError>));
    EXPECT_FALSE((std::is_base_of_v<ContractError, UserError>));
}

}  // namespace
}  // namespace ebru
