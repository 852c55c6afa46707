#include "base/enum_names.hpp"

#include <gtest/gtest.h>

#include <array>

namespace ebru {

enum class Colour { red, green, unnamed };

template <>
struct EnumNames<Colour> {
    static constexpr auto table = std::to_array<EnumName<Colour>>({{Colour::red, "red"}, {Colour::green, "green"}});
};

namespace {

TEST(EnumNames, NameAndValueAreInverse) {
    for (const Colour colour : {Colour::red, Colour::green}) {
        EXPECT_EQ(from_name<Colour>(to_name(colour)), colour);
    }
    static_assert(to_name(Colour::green) == "green");
}

TEST(EnumNames, UnknownWordOrOtherCaseIsNoValue) {
    EXPECT_EQ(from_name<Colour>("blue"), std::nullopt);
    EXPECT_EQ(from_name<Colour>("Red"), std::nullopt);
    EXPECT_EQ(from_name<Colour>(""), std::nullopt);
}

TEST(EnumNames, ValueWithoutAWordIsADefect) {
    EXPECT_THROW(to_name(Colour::unnamed), ContractError);
}

TEST(EnumNames, AllNamesKeepTheOrderOfTheTable) {
    EXPECT_EQ(all_names<Colour>(), (std::vector<std::string>{"red", "green"}));
}

}  // namespace
}  // namespace ebru
