#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace ebru {

/// How numbers lie in an HDF5 data set. All named types are little endian; half is IEEE 754 binary16.
enum class NumberType {
    int8,
    uint8,
    int16,
    uint16,
    int32,
    uint32,
    int64,
    uint64,
    half,
    float32,
    float64,
    other_number,  ///< another integer or floating-point format (big endian, say): HDF5 converts it on reading
    non_numeric,   ///< text, compound, reference …
};

/// Bytes of one number of a named type. \throws ContractError for other_number and non_numeric.
std::size_t number_bytes(NumberType type);

/// "float32", "int64" …
const char* number_type_name(NumberType type);

/// The NumberType of a C++ type.
template <class T>
constexpr NumberType number_type_of() {
    if constexpr (std::is_same_v<T, float>) {
        return NumberType::float32;
    } else if constexpr (std::is_same_v<T, double>) {
        return NumberType::float64;
    } else if constexpr (std::is_same_v<T, std::uint8_t>) {
        return NumberType::uint8;
    } else if constexpr (std::is_same_v<T, std::int32_t>) {
        return NumberType::int32;
    } else if constexpr (std::is_same_v<T, std::uint32_t>) {
        return NumberType::uint32;
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        return NumberType::int64;
    } else {
        static_assert(std::is_same_v<T, std::uint64_t>, "not a type that ebru stores");
        return NumberType::uint64;
    }
}

/// Extents or positions in a data set, slowest first.
using Hdf5Dims = std::vector<std::uint64_t>;

/// Product of the extents. \throws ContractError when it does not fit 64 bits; `number_of_values_fits` asks first.
std::uint64_t number_of_values(const Hdf5Dims& dims);
[[nodiscard]] bool number_of_values_fits(const Hdf5Dims& dims);

/// An HDF5 identifier, released on destruction. (hid_t, without hdf5.h in every file that stores a chain.)
class Hdf5Handle {
  public:
    Hdf5Handle() = default;
    explicit Hdf5Handle(std::int64_t id) : id_(id) {}
    Hdf5Handle(Hdf5Handle&& other) noexcept : id_(other.id_) { other.id_ = -1; }
    Hdf5Handle& operator=(Hdf5Handle&& other) noexcept;
    ~Hdf5Handle();

    [[nodiscard]] std::int64_t id() const { return id_; }
    [[nodiscard]] bool valid() const { return id_ >= 0; }
    void release();

  private:
    std::int64_t id_ = -1;
};

/// Where rows of a virtual data set lie: all rows of the data set of the same name in another file.
struct Hdf5Source {
    std::string file;  ///< from the folder of the virtual one
    std::uint64_t first = 0;
    std::uint64_t rows = 0;
    bool operator==(const Hdf5Source&) const = default;
};

/// An open data set of a file opened for reading. Not for two threads at once: HDF5 is not thread-safe as packaged.
class Hdf5Dataset {
  public:
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] NumberType type() const { return type_; }
    [[nodiscard]] const Hdf5Dims& dims() const { return dims_; }

    /// Reads the block `start` .. `start + count` - 1 into `values` (its product of count), converted to T by HDF5.
    /// \throws UserError naming file and data set when the bytes cannot be read.
    template <class T>
    void read(const Hdf5Dims& start, const Hdf5Dims& count, std::span<T> values) const;

    /// The same block as the bytes that the file holds; needs a named type.
    void read_stored(const Hdf5Dims& start, const Hdf5Dims& count, std::span<std::byte> bytes) const;

    /// All values.
    template <class T>
    [[nodiscard]] std::vector<T> read_all() const;

    /// Position of the first byte in the file of a data set whose bytes lie in one run, in order (contiguous, or
    /// chunked without filters and allocated at creation). \throws UserError when they do not.
    [[nodiscard]] std::uint64_t file_offset() const;

    /// Of a virtual data set, in its order; none of one whose numbers lie in its own file. \throws UserError when it is
    /// virtual in another way than Hdf5DatasetSpec makes them.
    [[nodiscard]] std::vector<Hdf5Source> sources() const;

    /// A text attribute of the data set.
    [[nodiscard]] std::string text_attribute(const std::string& attribute) const;

  private:
    friend class Hdf5File;
    void read_as(std::int64_t memory_type, const Hdf5Dims& start, const Hdf5Dims& count, void* values) const;
    void expect_block(const Hdf5Dims& start, const Hdf5Dims& count, std::size_t values) const;

    std::string file_;
    std::string name_;
    Hdf5Handle handle_;
    NumberType type_ = NumberType::non_numeric;
    Hdf5Dims dims_;
};

/// What a data set is to be, for creation.
struct Hdf5DatasetSpec {
    std::string name;  ///< absolute, "/pairs/state"; missing groups are made
    NumberType type = NumberType::float64;
    Hdf5Dims dims;
    Hdf5Dims chunk;                     ///< empty: contiguous
    std::vector<Hdf5Source> sources{};  ///< empty: its numbers lie in its own file
};

/// An HDF5 file. Created files carry no times and no library-dependent conveniences, so that equal contents are equal
/// bytes, and are readable by HDF5 1.10 or newer. Data sets are allocated when they are created.
///
/// HDF5's own printing of errors is switched off; each failure is a UserError with HDF5's innermost reason.
class Hdf5File {
  public:
    /// \throws UserError when the file is missing, unreadable, truncated or not HDF5.
    static Hdf5File open(const std::filesystem::path& path);

    /// Creates or replaces. \throws UserError when the file cannot be written.
    static Hdf5File create(const std::filesystem::path& path);

    /// Flushes and closes, reporting what the destructor would have to swallow. \throws UserError
    void close();

    [[nodiscard]] bool contains(const std::string& name) const;

    /// Names of all data sets, for messages ("valid choices").
    [[nodiscard]] std::vector<std::string> dataset_names() const;

    /// \throws UserError when there is no such data set; the message lists those there are.
    [[nodiscard]] Hdf5Dataset dataset(const std::string& name) const;

    void create_dataset(const Hdf5DatasetSpec& spec);

    template <class T>
    void write_all(const std::string& name, std::span<const T> values);

    /// Attributes of the root group ("/") or of the object `owner`.
    void write_attribute(const std::string& owner, const std::string& name, const std::string& text);
    template <class T>
        requires std::is_arithmetic_v<T>
    void write_attribute(const std::string& owner, const std::string& name, T number);

    [[nodiscard]] bool has_attribute(const std::string& name) const;  ///< of the root group
    [[nodiscard]] std::string text_attribute(const std::string& name) const;
    template <class T>
    [[nodiscard]] T number_attribute(const std::string& name) const;

  private:
    std::string file_;
    Hdf5Handle handle_;
};

}  // namespace ebru
