#include "io/npy_source.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t max_header_bytes = 65536;

/// Reads the header, a Python dictionary {'descr': '<f4', 'fortran_order': False, 'shape': (60000, 28, 28), }, and no
/// more of Python than that.
class HeaderParser {
  public:
    HeaderParser(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {}

    void parse() {
        expect('{');
        while (!accept('}')) {
            const std::string key = quoted();
            expect(':');
            if (key == "descr" && !descr_) {
                descr_ = quoted();
            } else if (key == "fortran_order" && !fortran_order_) {
                fortran_order_ = truth();
            } else if (key == "shape" && !extent_) {
                extent_ = tuple();
            } else {
                fail("the key '" + key + "' is unknown or given twice");
            }
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skip_space();
        if (!text_.empty() || !descr_ || !fortran_order_ || !extent_) {
            fail("it must hold 'descr', 'fortran_order' and 'shape' and nothing else");
        }
    }

    [[nodiscard]] const std::string& descr() const { return *descr_; }
    [[nodiscard]] bool fortran_order() const { return *fortran_order_; }
    [[nodiscard]] const std::vector<std::int64_t>& extent() const { return *extent_; }

  private:
    [[noreturn]] void fail(const std::string& why) const {
        throw UserError(
            name_ + " has an NPY header that ebru does not read", why,
            "save the array again: numpy.save(file, numpy.ascontiguousarray(a, '<f4')); structured types are "
            "no arrays of numbers");
    }

    void skip_space() { text_.remove_prefix(std::min(text_.find_first_not_of(" \t\n\r"), text_.size())); }

    bool accept(char wanted) {
        skip_space();
        const bool found = !text_.empty() && text_.front() == wanted;
        text_.remove_prefix(found ? 1 : 0);
        return found;
    }

    void expect(char wanted) {
        if (!accept(wanted)) {
            fail(std::string("'") + wanted + "' is missing before \"" + std::string(text_.substr(0, 20)) + "\"");
        }
    }

    std::string quoted() {
        const char quote = accept('\'') ? '\'' : (expect('"'), '"');
        const std::size_t end = text_.find(quote);
        if (end == std::string_view::npos) {
            fail("a quotation mark is missing");
        }
        const std::string word(text_.substr(0, end));
        text_.remove_prefix(end + 1);
        return word;
    }

    bool truth() {
        skip_space();
        for (const auto& [word, value] : {std::pair{std::string_view("True"), true}, {"False", false}}) {
            if (text_.starts_with(word)) {
                text_.remove_prefix(word.size());
                return value;
            }
        }
        fail("'fortran_order' is neither True nor False");
    }

    std::vector<std::int64_t> tuple() {
        std::vector<std::int64_t> sizes;
        expect('(');
        while (!accept(')')) {
            skip_space();
            std::int64_t size = 0;
            const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), size);
            if (error != std::errc() || size < 0) {
                fail("'shape' holds something else than whole numbers");
            }
            text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
            sizes.push_back(size);
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return sizes;
    }

    std::string_view text_;
    std::string name_;
    std::optional<std::string> descr_;
    std::optional<bool> fortran_order_;
    std::optional<std::vector<std::int64_t>> extent_;
};

NumberFormat number_format(const std::string& descr, const std::string& name) {
    if (descr == "<f4") {
        return NumberFormat::float32_little;
    }
    if (descr == "<f8") {
        return NumberFormat::float64_little;
    }
    if (descr == "|u1" || descr == "u1") {
        return NumberFormat::uint8;
    }
    throw UserError(name + " holds numbers of type '" + descr + "'", "ebru reads '<f4', '<f8' and '|u1'",
                    "convert it: numpy.save(file, a.astype('<f4'))");
}

/// Length of the dictionary text: two bytes in version 1.0, four in 2.0, little endian.
std::size_t header_length(RandomAccessFile& file, std::size_t width) {
    std::array<unsigned char, 4> bytes{};
    file.read(magic.size() + 2, std::span(bytes).first(width), "the NPY header");
    std::size_t length = 0;
    for (std::size_t i = width; i > 0; --i) {
        length = (length << 8U) | bytes[i - 1];
    }
    validate(length <= max_header_bytes, file.name() + " has an NPY header of " + std::to_string(length) + " bytes",
             "that of an array of numbers is far shorter", "the header is damaged: fetch or save the file again");
    return length;
}

}  // namespace

RawArray open_npy_array(const std::filesystem::path& path) {
    RawArray array;
    array.file = std::make_shared<RandomAccessFile>(path);
    const std::string name = array.file->name();
    std::array<unsigned char, magic.size() + 2> start{};
    array.file->read(0, start, "the NPY header");
    validate(std::memcmp(start.data(), magic.data(), magic.size()) == 0, name + " is no NPY file",
             "its first bytes are not those that numpy.save writes",
             "give another file or another kind (idx, cifar10, cifar100, pictures, npy, hdf5)");
    const int major = start[magic.size()];
    const int minor = start[magic.size() + 1];
    validate((major == 1 || major == 2) && minor == 0,
             name + " is of NPY version " + std::to_string(major) + "." + std::to_string(minor),
             "ebru reads versions 1.0 and 2.0", "save the array again with numpy.save and a plain number type");
    const std::size_t width = major == 1 ? 2 : 4;
    std::string text(header_length(*array.file, width), ' ');
    array.file->read(start.size() + width, {reinterpret_cast<unsigned char*>(text.data()), text.size()},
                     "the NPY header");
    HeaderParser header(text, name);
    header.parse();
    array.format = number_format(header.descr(), name);
    validate(!header.fortran_order() || header.extent().size() < 2, name + " is stored in Fortran order",
             "ebru reads C order, where x is fastest", "convert it: numpy.save(file, numpy.ascontiguousarray(a))");
    array.extent = header.extent();
    array.offset = start.size() + width + text.size();
    check_length(array);
    return array;
}

}  // namespace ebru
