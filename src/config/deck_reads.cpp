// The typed reads of Deck: from an entry to a value of the type and range asked for.
#include <cmath>
#include <limits>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "config/deck.hpp"
#include "config/nearest_name.hpp"

namespace ebru {

namespace {

constexpr std::int64_t exact_in_double = std::int64_t{1} << 53U;

[[noreturn]] void refuse_type(const std::string& where, const DeckValue& value, const std::string& wanted) {
    throw UserError(where + " = " + toml_text(value), "it is " + kind_of(value), "give " + wanted);
}

[[noreturn]] void refuse_range(const std::string& where, const DeckValue& value, const std::string& wanted) {
    throw UserError(where + " = " + toml_text(value), "it is out of range", "give " + wanted);
}

double to_real(const std::string& where, const DeckValue& value, const Range& range, const std::string& wanted) {
    double number = 0.0;
    if (const double* real = std::get_if<double>(&value.data)) {
        number = *real;
    } else if (const std::int64_t* whole = std::get_if<std::int64_t>(&value.data)) {
        if (*whole > exact_in_double || *whole < -exact_in_double) {
            throw UserError(where + " = " + toml_text(value), "no real number of 64 bits need be equal to it",
                            "write it with a point or an exponent");
        }
        number = static_cast<double>(*whole);
    } else {
        refuse_type(where, value, wanted);
    }
    if (!range.contains(number)) {
        refuse_range(where, value, wanted);
    }
    return number + 0.0;  // -0 becomes 0, so that equal settings give equal text
}

std::int64_t to_integer(const std::string& where, const DeckValue& value, const IntRange& range) {
    const std::int64_t* number = std::get_if<std::int64_t>(&value.data);
    if (number == nullptr) {
        refuse_type(where, value, range.text());
    }
    if (!range.contains(*number)) {
        refuse_range(where, value, range.text());
    }
    return *number;
}

std::string to_string(const std::string& where, const DeckValue& value, const std::string& wanted) {
    const std::string* text = std::get_if<std::string>(&value.data);
    if (text == nullptr) {
        refuse_type(where, value, wanted);
    }
    return *text;
}

/// `range`, less what an int cannot hold.
IntRange int_range(const IntRange& range) {
    return range.within(std::numeric_limits<int>::min(), std::numeric_limits<int>::max());
}

/// "one of "a", "b" or "c""
std::string one_of(const std::vector<std::string>& words) {
    std::vector<std::string> in_quotes;
    for (const std::string& word : words) {
        in_quotes.push_back(quoted_text(word));
    }
    return joined(in_quotes);
}

void validate_word(const std::string& where, const std::string& word, const std::vector<std::string>& words,
                   const std::string& wanted) {
    for (const std::string& valid : words) {
        if (valid == word) {
            return;
        }
    }
    const std::optional<std::string> nearest = nearest_name(word, words);
    throw UserError(where + " = " + quoted_text(word), "it is not one of the choices",
                    (nearest ? "did you mean " + quoted_text(*nearest) + "? " : "") + "give " + wanted);
}

}  // namespace

double Deck::read_real(const std::string& key, std::optional<double> fallback, const Range& range) {
    EBRU_EXPECT(!fallback || range.contains(*fallback));
    const DeckEntry* entry = ask(key, fallback.has_value(), range.text());
    const double value = entry != nullptr ? to_real(cite(key), entry->value, range, range.text()) : *fallback + 0.0;
    record(key, {value});
    return value;
}

std::int64_t Deck::read_integer(const std::string& key, std::optional<std::int64_t> fallback, const IntRange& range) {
    EBRU_EXPECT(!fallback || range.contains(*fallback));
    const DeckEntry* entry = ask(key, fallback.has_value(), range.text());
    const std::int64_t value = entry != nullptr ? to_integer(cite(key), entry->value, range) : *fallback;
    record(key, {value});
    return value;
}

bool Deck::read_boolean(const std::string& key, std::optional<bool> fallback) {
    const std::string wanted = "true or false";
    const DeckEntry* entry = ask(key, fallback.has_value(), wanted);
    if (entry != nullptr && !std::holds_alternative<bool>(entry->value.data)) {
        refuse_type(cite(key), entry->value, wanted);
    }
    const bool value = entry != nullptr ? std::get<bool>(entry->value.data) : *fallback;
    record(key, {value});
    return value;
}

std::string Deck::read_string(const std::string& key, std::optional<std::string> fallback) {
    const std::string wanted = "a string";
    const DeckEntry* entry = ask(key, fallback.has_value(), wanted);
    const std::string value = entry != nullptr ? to_string(cite(key), entry->value, wanted) : *fallback;
    record(key, {value});
    return value;
}

std::filesystem::path Deck::read_path(const std::string& key, std::optional<std::filesystem::path> fallback) {
    const std::string wanted = "a path";
    const DeckEntry* entry = ask(key, fallback.has_value(), wanted);
    std::filesystem::path path;
    if (entry != nullptr) {
        const std::string text = to_string(cite(key), entry->value, wanted);
        validate(!text.empty(), cite(key) + " = \"\"", "it is empty", "give " + wanted);
        path = entry->folder / text;
    } else {
        path = std::filesystem::absolute(*fallback);
    }
    path = path.lexically_normal();
    record(key, {path.string()});
    return path;
}

std::filesystem::path Deck::read_existing_path(const std::string& key, std::optional<std::filesystem::path> fallback) {
    std::filesystem::path path = read_path(key, std::move(fallback));
    std::error_code failure;
    const bool exists = std::filesystem::exists(path, failure);
    validate(!failure, cite(key) + " = " + quoted_text(path.string()), failure.message(),
             "give a path that can be read");
    validate(
        exists, cite(key) + " = " + quoted_text(path.string()), "there is no such file or folder",
        "correct the path; a relative one starts from the folder of the deck, or from the working folder with --set");
    return path;
}

std::string Deck::read_word(const std::string& key, std::optional<std::string> fallback,
                            const std::vector<std::string>& words) {
    const std::string wanted = one_of(words);
    const DeckEntry* entry = ask(key, fallback.has_value(), wanted);
    const std::string value = entry != nullptr ? to_string(cite(key), entry->value, wanted) : *fallback;
    validate_word(cite(key), value, words, wanted);
    record(key, {value});
    return value;
}

Deck::RealOrWord Deck::read_real_or_word(const std::string& key, const RealOrWord& fallback, const Range& range,
                                         const std::vector<std::string>& words) {
    const std::string wanted = range.text() + ", or " + one_of(words);
    const DeckEntry* entry = ask(key, true, wanted);
    RealOrWord value = fallback;
    if (entry != nullptr) {
        if (const std::string* word = std::get_if<std::string>(&entry->value.data)) {
            validate_word(cite(key), *word, words, wanted);
            value = *word;
        } else {
            value = to_real(cite(key), entry->value, range, wanted);
        }
    }
    if (const double* number = std::get_if<double>(&value)) {
        EBRU_EXPECT(range.contains(*number));
        record(key, {*number});
    } else {
        record(key, {std::get<std::string>(value)});
    }
    return value;
}

template <class T, class Convert>
std::vector<T> Deck::read_list(const std::string& key, const std::vector<T>* fallback, const std::string& wanted,
                               const Convert& convert) {
    const DeckEntry* entry = ask(key, fallback != nullptr, "an array, each element " + wanted);
    std::vector<T> values;
    if (entry == nullptr) {
        values = *fallback;
    } else {
        const auto* list = std::get_if<std::vector<DeckValue>>(&entry->value.data);
        if (list == nullptr) {
            refuse_type(cite(key), entry->value, "an array, each element " + wanted);
        }
        for (const DeckValue& element : *list) {
            values.push_back(convert(cite(key) + "[" + std::to_string(values.size()) + "]", element));
        }
    }
    std::vector<DeckValue> plain;
    for (const T& value : values) {
        if constexpr (std::is_integral_v<T>) {
            plain.push_back({static_cast<std::int64_t>(value)});
        } else {
            plain.push_back({value});
        }
    }
    record(key, {std::move(plain)});
    return values;
}

double Deck::real(const std::string& key, const Range& range) {
    return read_real(key, std::nullopt, range);
}

double Deck::real(const std::string& key, double fallback, const Range& range) {
    return read_real(key, fallback, range);
}

int Deck::integer(const std::string& key, const IntRange& range) {
    return static_cast<int>(read_integer(key, std::nullopt, int_range(range)));
}

int Deck::integer(const std::string& key, int fallback, const IntRange& range) {
    return static_cast<int>(read_integer(key, fallback, int_range(range)));
}

std::int64_t Deck::integer64(const std::string& key, const IntRange& range) {
    return read_integer(key, std::nullopt, range);
}

std::int64_t Deck::integer64(const std::string& key, std::int64_t fallback, const IntRange& range) {
    return read_integer(key, fallback, range);
}

std::uint64_t Deck::unsigned64(const std::string& key) {
    return static_cast<std::uint64_t>(read_integer(key, std::nullopt, IntRange::at_least(0)));
}

std::uint64_t Deck::unsigned64(const std::string& key, std::uint64_t fallback) {
    EBRU_EXPECT(fallback <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
    return static_cast<std::uint64_t>(read_integer(key, static_cast<std::int64_t>(fallback), IntRange::at_least(0)));
}

bool Deck::boolean(const std::string& key) {
    return read_boolean(key, std::nullopt);
}

bool Deck::boolean(const std::string& key, bool fallback) {
    return read_boolean(key, fallback);
}

std::string Deck::string(const std::string& key) {
    return read_string(key, std::nullopt);
}

std::string Deck::string(const std::string& key, const std::string& fallback) {
    return read_string(key, fallback);
}

std::vector<std::filesystem::path> Deck::existing_paths(const std::string& key) {
    const std::string wanted = "a path or an array of paths";
    const DeckEntry* entry = ask(key, false, wanted);
    const auto* list = std::get_if<std::vector<DeckValue>>(&entry->value.data);
    const std::vector<DeckValue> given = list != nullptr ? *list : std::vector<DeckValue>{entry->value};
    validate(!given.empty(), cite(key) + " = []", "it is empty", "give " + wanted);
    std::vector<std::filesystem::path> paths;
    std::vector<DeckValue> plain;
    for (const DeckValue& value : given) {
        const std::string text = to_string(cite(key), value, wanted);
        const std::filesystem::path path = (entry->folder / text).lexically_normal();
        validate(!text.empty() && std::filesystem::exists(path), cite(key) + " = " + quoted_text(path.string()),
                 "there is no such file or folder",
                 "correct the path; a relative one starts from the folder of the deck, or from the working folder with "
                 "--set");
        paths.push_back(path);
        plain.push_back({path.string()});
    }
    record(key, {std::move(plain)});
    return paths;
}

std::filesystem::path Deck::path(const std::string& key) {
    return read_path(key, std::nullopt);
}

std::filesystem::path Deck::path(const std::string& key, const std::filesystem::path& fallback) {
    return read_path(key, fallback);
}

std::filesystem::path Deck::existing_path(const std::string& key) {
    return read_existing_path(key, std::nullopt);
}

std::filesystem::path Deck::existing_path(const std::string& key, const std::filesystem::path& fallback) {
    return read_existing_path(key, fallback);
}

std::vector<double> Deck::reals(const std::string& key, const Range& range) {
    return read_list<double>(key, nullptr, range.text(), [&](const std::string& where, const DeckValue& value) {
        return to_real(where, value, range, range.text());
    });
}

std::vector<double> Deck::reals(const std::string& key, const std::vector<double>& fallback, const Range& range) {
    return read_list<double>(key, &fallback, range.text(), [&](const std::string& where, const DeckValue& value) {
        return to_real(where, value, range, range.text());
    });
}

std::vector<int> Deck::integers(const std::string& key, const IntRange& range) {
    return read_list<int>(key, nullptr, range.text(), [&](const std::string& where, const DeckValue& value) {
        return static_cast<int>(to_integer(where, value, int_range(range)));
    });
}

std::vector<int> Deck::integers(const std::string& key, const std::vector<int>& fallback, const IntRange& range) {
    return read_list<int>(key, &fallback, range.text(), [&](const std::string& where, const DeckValue& value) {
        return static_cast<int>(to_integer(where, value, int_range(range)));
    });
}

std::vector<std::string> Deck::strings(const std::string& key) {
    return read_list<std::string>(key, nullptr, "a string", [](const std::string& where, const DeckValue& value) {
        return to_string(where, value, "a string");
    });
}

std::vector<std::string> Deck::strings(const std::string& key, const std::vector<std::string>& fallback) {
    return read_list<std::string>(key, &fallback, "a string", [](const std::string& where, const DeckValue& value) {
        return to_string(where, value, "a string");
    });
}

}  // namespace ebru
