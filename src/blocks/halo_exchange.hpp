#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <vector>

#include "blocks/block_layout.hpp"
#include "field/ghost_links.hpp"
#include "field/padded_layout.hpp"
#include "ranks/messages.hpp"

namespace ebru {

/// Which way values go between an edge and the neighbour's ghosts.
enum class HaloWay {
    fill,     ///< my edge cells into the neighbour's ghosts
    collect,  ///< my ghosts into the neighbour's edge cells: populations that left me
};

/// What is exchanged around a block.
struct HaloPlan {
    PaddedLayout padded;  ///< of one field; the block's cell (0, 0) lies at padded.offset(inset, inset)
    Grid cells;           ///< of the block
    int inset = 0;        ///< cells that `padded` is larger by on each side: 0 for one ghost, 1 for two
    int depth = 1;        ///< ghosts each way, 1 <= depth <= inset + 1 and at most the cells of the smallest block
    int fields = 1;       ///< padded fields of a row of the view, field_stride apart
    int count = 1;        ///< rows of the view: images x channels, or velocity fields
    HaloWay way = HaloWay::fill;

    /// Lattice directions of populations, one a field: of those only what streams across an edge travels, as
    /// GhostNeed::directed says. Empty: every field, into every ghost.
    std::vector<FieldSymmetry> directed = {};

    bool with_itself = true;  ///< false: ghosts that this rank itself holds the cells of are the caller's
    int first_tag = 0;        ///< exchanges that are under way together use tags first_tag .. first_tag + 8 apart
};

/// The sides of this rank's block that are walls of the whole field: for fill_ghosts() and collect_ghosts().
GhostSides wall_sides(const BlockLayout& layout);

/// Ghost cells of padded fields from the neighbouring blocks: sides and corners, all fields and images of a neighbour
/// in one message. Ghosts beyond walls are the caller's: filled after the exchange, collected before it, by the links
/// of fill_ghosts() and collect_ghosts() with wall_sides().
///
///     exchange.start(u);  interior();  exchange.finish(u);  borders();
///
/// Between the two neither what is read (edges) may be written nor what is written (ghosts) be read. Buffers are
/// allocated once. A device's values are staged through host memory: two copies of the edges a step. Cost: the edges'
/// cells packed and unpacked, at most eight messages.
template <class Real>
class HaloExchange {
  public:
    using Blocks = Kokkos::View<Real**, Kokkos::LayoutRight>;  // (count, fields x padded field)

    /// Not collective. \param layout must outlive the exchange.
    HaloExchange(const BlockLayout& layout, const HaloPlan& plan);

    /// Packs what the neighbours need and sends it off. Collective among neighbours, in the same order on all ranks.
    void start(const Blocks& values);

    /// Waits for what they sent and puts it in place.
    void finish(const Blocks& values);

    void exchange(const Blocks& values) {
        start(values);
        finish(values);
    }

    /// Lets MPI make progress, where it needs calls for that.
    void poll() { messages_.test(); }

    /// Bytes that this rank sends in an exchange.
    [[nodiscard]] std::size_t bytes() const { return host_out_.size() * sizeof(Real); }

    /// A strided line of cells of one field, and where it lies in the buffer. Public for the kernels: nvcc allows them
    /// no private types.
    struct Line {
        std::ptrdiff_t cell = 0;
        std::ptrdiff_t stride = 0;
        std::ptrdiff_t place = 0;
        std::ptrdiff_t row_jump = 0;  ///< from one row of the view to the next, in the buffer
        int count = 0;
    };

  private:
    using Lines = Kokkos::View<Line*>;
    using Buffer = Kokkos::View<Real*>;
    using HostBuffer = typename Buffer::host_mirror_type;
    struct Message {
        int rank = 0;
        int tag = 0;
        std::size_t begin = 0;
        std::size_t count = 0;
    };
    struct Traffic;

    void add_direction(int dy, int dx, Traffic& out, Traffic& in) const;
    static Lines on_device(const std::vector<Line>& lines);

    const BlockLayout* layout_;
    HaloPlan plan_;
    Messages messages_;
    std::vector<Message> sent_;
    std::vector<Message> received_;
    Lines out_lines_;
    Lines in_lines_;
    Buffer out_;
    Buffer in_;
    HostBuffer host_out_;
    HostBuffer host_in_;
};

}  // namespace ebru
