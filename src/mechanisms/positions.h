// How attention is told where tokens stand: by vectors that are added, by vectors or numbers for each distance, by turning.
// Only queries and keys are at hand here, so what the papers add to the embeddings is added to these, as if the projections let positions
// pass. Queries and keys of a model that has turned them already are turned once more.
// Traps: T5 does not divide its scores by √d (its weights grew up with that), here they are; ALiBi is of causal attention, and for both
// sides takes the distance without its sign.
#pragma once

#include "src/attention/rotary.h"
#include "src/mechanisms/mechanism.h"

#include <optional>
#include <string_view>

namespace headscope {

/// Each fills in how pairs are compared and what that costs; keys and weights stay open. Query t and key t stand at position t.

/// Each row plus `scale` times the row of `positions` at its place. x [R, D], positions [≥ R, D].
Matrix plusPositions(const Matrix &x, const Matrix &positions, float scale);
/// Each row turned by its place. x [R, D].
Matrix turnedByPlaces(const Matrix &x, const Rotary &rotary);

/// plusPositions of queries and keys. positions [max(T, S), Dh].
Recipe addedPositions(const MechanismInput &input, const Matrix &positions, float scale);
/// Sine and cosine of every position, Vaswani et al. 2017, section 3.5. [max(T, S), Dh]
Matrix sinusoidsFor(const MechanismInput &input);
/// Normal numbers of variance 1 in the place of learned ones. [max(T, S), Dh]
Matrix seededPositionsFor(const MechanismInput &input);

/// Vectors for each distance s − t, clipped to ±(rows − 1) / 2; row 0 is the farthest back.
struct RelativeVectors {
    Matrix keys; ///< [2k + 1, Dh], added to the key
    Matrix values; ///< [2k + 1, Dv], added to the value
};
/// q(t) · (k(s) + aK(s − t)) / √Dh, and Σ A(t, s) · (v(s) + aV(s − t)). Shaw et al. 2018, equations 3 and 4.
Recipe relativePositions(const MechanismInput &input, const RelativeVectors &vectors);
/// Normal numbers of variance 1.
RelativeVectors seededRelativeVectors(const MechanismInput &input, int distance);

/// Whether keys behind the query are looked at, and told from those before it.
enum class Sides { earlier, both };

/// q · k / √Dh plus the bias of the distance's bucket: Raffel et al. 2020, section 2.1. biases [buckets, 1]. Throws Error where `distance`
/// is within the buckets that hold one distance each.
Recipe bucketPositions(const MechanismInput &input, const Matrix &biases, Sides sides, int distance);
/// q · k / √Dh − slope · |s − t|: Press et al. 2022.
Recipe slopePositions(const MechanismInput &input, float slope, Sides sides);

/// Both turned by their positions, then q · k / √Dh: Su et al. 2021. Throws Error where the turn is of more channels than there are.
Recipe turnedPositions(const MechanismInput &input, const Rotary &rotary);
/// The turn of the row of this name, for heads of this width; nothing for a row that does not turn. Throws Error for an odd width.
std::optional<Rotary> rotaryOf(std::string_view mechanism, int width, const Parameters &parameters);

} // namespace headscope
