#include "field/ghost_links.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/planted_fault.hpp"

namespace ebru {

namespace {

/// The two sides along one axis: the ghost line, the interior line it mirrors, the interior line it wraps to.
struct Side {
    int normal;  ///< outward: -1 or +1
    int ghost;
    int mirrored;
    int wrapped;
};

std::vector<Side> sides(int extent, bool low, bool high) {
    std::vector<Side> sides;
    if (low) {
        sides.push_back({-1, -1, 0, extent - 1});
    }
    if (high) {
        sides.push_back({+1, extent, extent - 1, 0});
    }
    return sides;
}

class LinkBuilder {
  public:
    LinkBuilder(const PaddedLayout& layout, Walls walls, const std::vector<FieldSymmetry>& fields,
                GhostSides ghost_sides)
        : layout_(layout), walls_(walls), fields_(fields), sides_(ghost_sides) {}

    /// Columns run over the interior rows, and over the ghost rows where those are another block's.
    std::vector<StridedCopy> columns(GhostNeed need, bool fill) const { return lines(need, fill, true); }
    /// Rows run over the columns and both corners.
    std::vector<StridedCopy> rows(GhostNeed need, bool fill) const { return lines(need, fill, false); }

  private:
    [[nodiscard]] std::ptrdiff_t at(int field, int y, int x) const {
        return field * layout_.field_stride + layout_.offset(y, x);
    }
    [[nodiscard]] std::vector<Side> sides_across(bool along_x) const {
        return along_x ? sides(layout_.nx, sides_.x_low, sides_.x_high)
                       : sides(layout_.ny, sides_.y_low, sides_.y_high);
    }
    [[nodiscard]] int opposite(int field) const {
        const auto f = static_cast<std::size_t>(field);
        const int mirrored_x = fields_[f].mirror_x;
        return planted(Fault::bounce_back_partner) ? mirrored_x
                                                   : fields_[static_cast<std::size_t>(mirrored_x)].mirror_y;
    }
    std::vector<StridedCopy> lines(GhostNeed need, bool fill, bool along_x) const;
    std::vector<StridedCopy> bounce_back(bool fill, bool along_x) const;

    PaddedLayout layout_;
    Walls walls_;
    const std::vector<FieldSymmetry>& fields_;
    GhostSides sides_;
};

std::vector<StridedCopy> LinkBuilder::lines(GhostNeed need, bool fill, bool along_x) const {
    if (walls_ == Walls::bounce_back) {
        EBRU_EXPECT(need == GhostNeed::directed);
        return bounce_back(fill, along_x);
    }
    std::vector<StridedCopy> links;
    const bool over_ghosts = !along_x || !sides_.all();
    const int first = over_ghosts ? -1 : 0;
    const int count = (along_x ? layout_.ny : layout_.nx) + (over_ghosts ? 2 : 0);
    const std::ptrdiff_t stride = along_x ? layout_.row_stride : 1;
    for (const Side& side : sides_across(along_x)) {
        for (int j = 0; j < static_cast<int>(fields_.size()); ++j) {
            const FieldSymmetry& field = fields_[static_cast<std::size_t>(j)];
            if (need == GhostNeed::directed && (along_x ? field.cx : field.cy) != side.normal) {
                continue;
            }
            const bool mirror = walls_ == Walls::mirror;
            const int mirrored_y = planted(Fault::mirror_partner) ? j : field.mirror_y;
            const int partner = mirror ? (along_x ? field.mirror_x : mirrored_y) : j;
            const int inner = mirror ? side.mirrored : side.wrapped;
            const std::ptrdiff_t ghost = along_x ? at(j, first, side.ghost) : at(j, side.ghost, first);
            const std::ptrdiff_t interior = along_x ? at(partner, first, inner) : at(partner, inner, first);
            links.push_back(fill ? StridedCopy{ghost, interior, stride, count}
                                 : StridedCopy{interior, ghost, stride, count});
        }
    }
    return links;
}

/// Half-way: field j leaves cell (y, x) for the ghost (y + c_y, x + c_x) and comes back as its opposite.
std::vector<StridedCopy> LinkBuilder::bounce_back(bool fill, bool along_x) const {
    std::vector<StridedCopy> links;
    for (int j = 0; j < static_cast<int>(fields_.size()); ++j) {
        const FieldSymmetry& c = fields_[static_cast<std::size_t>(j)];
        const int normal = along_x ? c.cx : c.cy;
        const std::vector<Side> present = sides_across(along_x);
        if (std::none_of(present.begin(), present.end(), [=](const Side& s) { return s.normal == normal; })) {
            continue;
        }
        const int x = along_x && c.cx > 0 ? layout_.nx - 1 : 0;
        const int y = !along_x && c.cy > 0 ? layout_.ny - 1 : 0;
        const std::ptrdiff_t ghost = at(j, y + c.cy, x + c.cx);
        const std::ptrdiff_t cell = at(opposite(j), y, x);
        const std::ptrdiff_t stride = along_x ? layout_.row_stride : 1;
        const int count = along_x ? layout_.ny : layout_.nx;
        links.push_back(fill ? StridedCopy{ghost, cell, stride, count} : StridedCopy{cell, ghost, stride, count});
    }
    return links;
}

}  // namespace

GhostLinks::List links_on_device(const std::vector<StridedCopy>& links) {
    const GhostLinks::List list("ghost links", links.size());
    const auto host = Kokkos::create_mirror_view(list);
    for (std::size_t l = 0; l < links.size(); ++l) {
        host(l) = links[l];
    }
    Kokkos::deep_copy(list, host);
    return list;
}

GhostLinks fill_ghosts(const PaddedLayout& layout, Walls walls, const std::vector<FieldSymmetry>& fields,
                       GhostNeed need, GhostSides sides) {
    const LinkBuilder build(layout, walls, fields, sides);
    return {links_on_device(build.columns(need, true)), links_on_device(build.rows(need, true))};
}

GhostLinks collect_ghosts(const PaddedLayout& layout, Walls walls, const std::vector<FieldSymmetry>& fields,
                          GhostSides sides) {
    const LinkBuilder build(layout, walls, fields, sides);
    return {links_on_device(build.rows(GhostNeed::directed, false)),
            links_on_device(build.columns(GhostNeed::directed, false))};
}

}  // namespace ebru
