#include "validation/torch_spde_step/tensor_step.hpp"

#include <ATen/ATen.h>

#include <utility>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr int along_y = 2;
constexpr int along_x = 3;

/// `length` places of an axis from `first` on, counted from the end when negative.
at::Tensor part(const at::Tensor& t, int axis, std::int64_t first, std::int64_t length) {
    return t.narrow(axis, first < 0 ? t.size(axis) + first : first, length);
}

/// Flux over alpha_1 through the faces of an axis. \param two_cells differences over two cells along the other axis.
at::Tensor plain_flux(const at::Tensor& u, const at::Tensor& two_cells, int axis, double sharpness) {
    const at::Tensor across = u.diff(1, axis);
    const std::int64_t faces = across.size(axis);
    at::Tensor gamma = part(two_cells, axis, 0, faces) + part(two_cells, axis, 1, faces);  // 4 t
    gamma.square_().mul_(1.0 / 16.0).addcmul_(across, across).mul_(sharpness).add_(1.0).rsqrt_();
    return gamma.mul_(across);
}

double sharpness_of(const EdgeStopping& g) {
    const double root = g.gradient_scale * g.inverse_lambda;
    return root * root;
}

}  // namespace

void plain_step(at::Tensor& u, const EdgeStopping& g1, double dt, double noise_size, const at::Tensor& xi) {
    const std::int64_t ny = u.size(along_y);
    const std::int64_t nx = u.size(along_x);
    const at::Tensor padded = at::replication_pad2d(u, {1, 1, 1, 1});  // half-way mirror
    const at::Tensor rows = part(padded, along_y, 1, ny);
    const at::Tensor columns = part(padded, along_x, 1, nx);
    const at::Tensor two_cells_x = part(rows, along_x, 2, nx) - part(rows, along_x, 0, nx);
    const at::Tensor two_cells_y = part(columns, along_y, 2, ny) - part(columns, along_y, 0, ny);
    const at::Tensor x_flux = plain_flux(u, two_cells_y, along_x, sharpness_of(g1));
    const at::Tensor y_flux = plain_flux(u, two_cells_x, along_y, sharpness_of(g1));
    part(u, along_x, 0, nx - 1).add_(x_flux, dt * g1.alpha);
    part(u, along_x, 1, nx - 1).sub_(x_flux, dt * g1.alpha);
    part(u, along_y, 0, ny - 1).add_(y_flux, dt * g1.alpha);
    part(u, along_y, 1, ny - 1).sub_(y_flux, dt * g1.alpha);
    u.add_(xi, noise_size);
}

TunedStep::TunedStep(at::Tensor u, int block) {
    const std::int64_t images = u.size(0);
    const std::int64_t ny = u.size(along_y);
    const std::int64_t nx = u.size(along_x);
    EBRU_EXPECT(u.is_contiguous() && images % block == 0 && ny >= 3 && nx >= 3);
    for (std::int64_t first = 0; first < images; first += block) {
        const at::Tensor own = u.narrow(0, first, block);
        blocks_.push_back({own, part(own, along_x, 0, nx - 1), part(own, along_x, 1, nx - 1),
                           part(own, along_y, 0, ny - 1), part(own, along_y, 1, ny - 1), part(own, along_x, 0, nx - 2),
                           part(own, along_x, 2, nx - 2), part(own, along_x, 0, 1), part(own, along_x, 1, 1),
                           part(own, along_x, -1, 1), part(own, along_x, -2, 1), part(own, along_y, 0, ny - 2),
                           part(own, along_y, 2, ny - 2), part(own, along_y, 0, 1), part(own, along_y, 1, 1),
                           part(own, along_y, -1, 1), part(own, along_y, -2, 1)});
    }
    const at::Tensor& like = blocks_.front().u;
    two_cells_x_ = at::empty_like(like);
    two_cells_y_ = at::empty_like(like);
    xi_ = at::empty_like(like);
    x_inner_ = part(two_cells_x_, along_x, 1, nx - 2);
    x_first_ = part(two_cells_x_, along_x, 0, 1);
    x_last_ = part(two_cells_x_, along_x, -1, 1);
    x_of_lower_ = part(two_cells_x_, along_y, 0, ny - 1);
    x_of_upper_ = part(two_cells_x_, along_y, 1, ny - 1);
    y_inner_ = part(two_cells_y_, along_y, 1, ny - 2);
    y_first_ = part(two_cells_y_, along_y, 0, 1);
    y_last_ = part(two_cells_y_, along_y, -1, 1);
    y_of_left_ = part(two_cells_y_, along_x, 0, nx - 1);
    y_of_right_ = part(two_cells_y_, along_x, 1, nx - 1);
    for (const auto& [faces, cells] :
         {std::pair{&x_faces_, &blocks_.front().left}, {&y_faces_, &blocks_.front().lower}}) {
        faces->across = at::empty(cells->sizes(), cells->options());
        faces->tangential = at::empty(cells->sizes(), cells->options());
        faces->gamma = at::empty(cells->sizes(), cells->options());
        faces->ones = at::ones(cells->sizes(), cells->options());  // a full field: broadcasting it would be slower
    }
}

void TunedStep::add_drift(Block& b, const EdgeStopping& g1, double dt) {
    at::sub_out(x_inner_, b.after_x, b.before_x);
    at::sub_out(x_first_, b.second_column, b.first_column);
    at::sub_out(x_last_, b.last_column, b.last_but_one_column);
    at::sub_out(y_inner_, b.after_y, b.before_y);
    at::sub_out(y_first_, b.second_row, b.first_row);
    at::sub_out(y_last_, b.last_row, b.last_but_one_row);
    at::sub_out(x_faces_.across, b.right, b.left);
    at::add_out(x_faces_.tangential, y_of_left_, y_of_right_);
    at::sub_out(y_faces_.across, b.upper, b.lower);
    at::add_out(y_faces_.tangential, x_of_lower_, x_of_upper_);
    const double sharpness = sharpness_of(g1);
    for (Faces* const f : {&x_faces_, &y_faces_}) {
        at::addcmul_out(f->gamma, f->ones, f->across, f->across, sharpness);
        f->gamma.addcmul_(f->tangential, f->tangential, sharpness / 16.0).rsqrt_();
        f->across.mul_(f->gamma);
    }
    b.left.add_(x_faces_.across, dt * g1.alpha);
    b.right.sub_(x_faces_.across, dt * g1.alpha);
    b.lower.add_(y_faces_.across, dt * g1.alpha);
    b.upper.sub_(y_faces_.across, dt * g1.alpha);
}

void TunedStep::advance(const EdgeStopping& g1, double dt, double noise_size) {
    for (Block& block : blocks_) {
        add_drift(block, g1, dt);
        xi_.normal_();
        block.u.add_(xi_, noise_size);
    }
}

void TunedStep::advance_on(const EdgeStopping& g1, double dt, double noise_size, const at::Tensor& xi) {
    const std::int64_t images = blocks_.front().u.size(0);
    for (std::size_t n = 0; n < blocks_.size(); ++n) {
        add_drift(blocks_[n], g1, dt);
        blocks_[n].u.add_(xi.narrow(0, static_cast<std::int64_t>(n) * images, images), noise_size);
    }
}

}  // namespace ebru
