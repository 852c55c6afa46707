#include "io/hdf5_types.hpp"

#include <hdf5.h>

#include <array>

#include "base/error.hpp"

namespace ebru {

namespace {

struct NamedType {
    NumberType type;
    const char* name;
    std::size_t bytes;
};

constexpr std::array<NamedType, 11> named_types{{{NumberType::int8, "int8", 1},
                                                 {NumberType::uint8, "uint8", 1},
                                                 {NumberType::int16, "int16", 2},
                                                 {NumberType::uint16, "uint16", 2},
                                                 {NumberType::int32, "int32", 4},
                                                 {NumberType::uint32, "uint32", 4},
                                                 {NumberType::int64, "int64", 8},
                                                 {NumberType::uint64, "uint64", 8},
                                                 {NumberType::half, "half", 2},
                                                 {NumberType::float32, "float32", 4},
                                                 {NumberType::float64, "float64", 8}}};

/// HDF5 knows binary16 by name only from 1.14.4 on: sign 1, exponent 5 (bias 15), mantissa 10 bits.
Hdf5Handle half_type() {
    Hdf5Handle type(H5Tcopy(H5T_IEEE_F32LE));
    H5Tset_fields(type.id(), 15, 10, 5, 0, 10);
    H5Tset_ebias(type.id(), 15);
    H5Tset_size(type.id(), 2);
    return type;
}

}  // namespace

std::size_t number_bytes(NumberType type) {
    for (const NamedType& named : named_types) {
        if (named.type == type) {
            return named.bytes;
        }
    }
    EBRU_EXPECT(!"a named number type");
    return 0;
}

const char* number_type_name(NumberType type) {
    for (const NamedType& named : named_types) {
        if (named.type == type) {
            return named.name;
        }
    }
    return type == NumberType::other_number ? "another number format" : "no number";
}

Hdf5Handle stored_hdf5_type(NumberType type) {
    switch (type) {
        case NumberType::int8:
            return Hdf5Handle(H5Tcopy(H5T_STD_I8LE));
        case NumberType::uint8:
            return Hdf5Handle(H5Tcopy(H5T_STD_U8LE));
        case NumberType::int16:
            return Hdf5Handle(H5Tcopy(H5T_STD_I16LE));
        case NumberType::uint16:
            return Hdf5Handle(H5Tcopy(H5T_STD_U16LE));
        case NumberType::int32:
            return Hdf5Handle(H5Tcopy(H5T_STD_I32LE));
        case NumberType::uint32:
            return Hdf5Handle(H5Tcopy(H5T_STD_U32LE));
        case NumberType::int64:
            return Hdf5Handle(H5Tcopy(H5T_STD_I64LE));
        case NumberType::uint64:
            return Hdf5Handle(H5Tcopy(H5T_STD_U64LE));
        case NumberType::half:
            return half_type();
        case NumberType::float32:
            return Hdf5Handle(H5Tcopy(H5T_IEEE_F32LE));
        case NumberType::float64:
            return Hdf5Handle(H5Tcopy(H5T_IEEE_F64LE));
        case NumberType::other_number:
        case NumberType::non_numeric:
            break;
    }
    EBRU_EXPECT(!"a type that can be stored");
    return Hdf5Handle();
}

NumberType classify_hdf5_type(std::int64_t type) {
    for (const NamedType& named : named_types) {
        if (H5Tequal(type, stored_hdf5_type(named.type).id()) > 0) {
            return named.type;
        }
    }
    const H5T_class_t kind = H5Tget_class(type);
    return kind == H5T_INTEGER || kind == H5T_FLOAT ? NumberType::other_number : NumberType::non_numeric;
}

std::int64_t native_hdf5_type(NumberType type) {
    switch (type) {
        case NumberType::uint8:
            return H5T_NATIVE_UINT8;
        case NumberType::int32:
            return H5T_NATIVE_INT32;
        case NumberType::uint32:
            return H5T_NATIVE_UINT32;
        case NumberType::int64:
            return H5T_NATIVE_INT64;
        case NumberType::uint64:
            return H5T_NATIVE_UINT64;
        case NumberType::float32:
            return H5T_NATIVE_FLOAT;
        case NumberType::float64:
            return H5T_NATIVE_DOUBLE;
        default:
            EBRU_EXPECT(!"the type of a C++ number");
            return -1;
    }
}

}  // namespace ebru
