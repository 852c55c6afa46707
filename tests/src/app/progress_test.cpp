#include "app/progress.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

/// A stream to read and a clock to set.
struct Stage {
    std::ostringstream stream;
    double now = 100.0;

    ProgressOutput output(ProgressStyle style, int columns = 100) {
        return {&stream, style, columns, [this] { return now; }};
    }
    std::string taken() {
        std::string text = stream.str();
        stream.str("");
        return text;
    }
};

TEST(Progress, PlainWritesALineEveryTenSecondsAndAtTheEnd) {
    Stage stage;
    Progress progress(1000, "images", "forward", stage.output(ProgressStyle::plain));
    progress.advance(10);
    stage.now += 9.9;
    progress.advance(90);
    EXPECT_EQ(stage.taken(), "");
    stage.now += 0.1;
    progress.advance(100);
    EXPECT_EQ(stage.taken(), "forward: 200 of 1000 images (20 %), 20 images/s, 40 s left\n");
    stage.now += 9.0;
    progress.advance(300);
    EXPECT_EQ(stage.taken(), "");
    stage.now += 1.0;
    progress.advance(500);
    EXPECT_EQ(stage.taken(), "forward: 1000 of 1000 images (100 %), 50 images/s, 0.0 s left\n");
    progress.finish();
    EXPECT_EQ(stage.taken(), "forward: 1000 images in 20 s, 50 images/s\n");
}

TEST(Progress, FinishSpeaksOnceAndTheDestructorNotAtAll) {
    Stage stage;
    {
        Progress progress(10, "images", "forward", stage.output(ProgressStyle::plain));
        stage.now += 2.0;
        progress.advance(10);
        progress.finish();
        progress.finish();
    }
    EXPECT_EQ(stage.taken(), "forward: 10 images in 2.0 s, 5 images/s\n");
}

TEST(Progress, TerminalDrawsABarOverItself) {
    Stage stage;
    Progress progress(200, "images", "forward", stage.output(ProgressStyle::terminal));
    stage.now += 1.0;
    progress.advance(50);
    EXPECT_EQ(stage.taken(),
              "\rforward [#######.......................]   25 %  50/200 images  50 images/s, 3.0 s left\x1b[K");
    stage.now += 1.0;
    progress.advance(150);
    EXPECT_EQ(stage.taken(),
              "\rforward [##############################]  100 %  200/200 images  100 images/s, 0.0 s left\x1b[K");
    progress.finish();
    EXPECT_EQ(stage.taken(), "\r\x1b[Kforward: 200 images in 2.0 s, 100 images/s\n");
}

TEST(Progress, TerminalDrawsAtMostTenTimesASecond) {
    Stage stage;
    Progress progress(1000, "images", "forward", stage.output(ProgressStyle::terminal));
    for (int step = 0; step < 1000; ++step) {  // 2 s in steps of 2 ms
        stage.now += 0.002;
        progress.advance(1);
    }
    const std::string text = stage.taken();
    const auto drawn = std::ranges::count(text, '\r');
    EXPECT_GE(drawn, 18);
    EXPECT_LE(drawn, 21);  // the first at once, then at most 20
}

TEST(Progress, LineFitsEveryTerminal) {
    for (const int columns : {1, 10, 40, 60, 80, 200}) {
        Stage stage;
        Progress progress(200, "images", "forward", stage.output(ProgressStyle::terminal, columns));
        stage.now += 1.0;
        progress.advance(50);
        const std::string text = stage.taken();
        const int shown = static_cast<int>(text.size() - std::string("\r\x1b[K").size());
        EXPECT_LE(shown, std::max(columns - 1, 1)) << columns;  // the last column would wrap
    }
}

TEST(Progress, UnfinishedBarLeavesItsLine) {
    Stage stage;
    {
        Progress progress(200, "images", "forward", stage.output(ProgressStyle::terminal));
        stage.now += 1.0;
        progress.advance(1);
        stage.taken();
    }
    EXPECT_EQ(stage.taken(), "\n");
}

TEST(Progress, ResumedItemsCountForTheBarNotForTheRate) {
    Stage stage;
    Progress progress(1000, "images", "forward", stage.output(ProgressStyle::plain));
    progress.resume_from(500);
    stage.now += 10.0;
    progress.advance(100);
    EXPECT_EQ(stage.taken(), "forward: 600 of 1000 images (60 %), 10 images/s, 40 s left\n");
    progress.finish();
    EXPECT_EQ(stage.taken(), "forward: 100 images in 10 s, 10 images/s\n");
}

TEST(Progress, NothingToDoAndTooMuchDoneAreHarmless) {
    Stage stage;
    Progress none(0, "images", "forward", stage.output(ProgressStyle::terminal));
    none.advance(5);
    none.finish();
    EXPECT_TRUE(contains(stage.taken(), {"100 %  0/0 images", "forward: 0 images in 0.0 s\n"}));
    Progress over(10, "images", "forward", stage.output(ProgressStyle::plain));
    stage.now += 10.0;
    over.advance(100);
    EXPECT_TRUE(contains(stage.taken(), {"10 of 10 images (100 %)"}));
}

TEST(Progress, BrokenStreamOrClockNeverThrows) {
    Stage stage;
    stage.stream.exceptions(std::ios::badbit | std::ios::failbit);
    Progress progress(10, "images", "forward", stage.output(ProgressStyle::terminal));
    try {
        stage.stream.setstate(std::ios::badbit);
    } catch (const std::ios::failure&) {
        // as set up
    }
    stage.now += 1.0;
    progress.advance(1);
    progress.finish();
    EXPECT_TRUE(stage.stream.bad());
}

TEST(Progress, DurationsReadWell) {
    EXPECT_EQ(duration_text(0.04), "0.0 s");
    EXPECT_EQ(duration_text(9.94), "9.9 s");
    EXPECT_EQ(duration_text(9.96), "10 s");
    EXPECT_EQ(duration_text(59.4), "59 s");
    EXPECT_EQ(duration_text(59.6), "1 min 00 s");
    EXPECT_EQ(duration_text(185.0), "3 min 05 s");
    EXPECT_EQ(duration_text(7620.0), "2 h 07 min");
    EXPECT_EQ(duration_text(97200.0), "1 d 03 h");
    EXPECT_EQ(duration_text(-1.0), "?");
    EXPECT_EQ(duration_text(1.0 / 0.0), "?");
}

TEST(Progress, RatesHaveThreeDigits) {
    EXPECT_EQ(rate_text(0.012345), "0.0123");
    EXPECT_EQ(rate_text(8.1234), "8.12");
    EXPECT_EQ(rate_text(99.96), "100");
    EXPECT_EQ(rate_text(123456.7), "123457");
}

}  // namespace
}  // namespace ebru
