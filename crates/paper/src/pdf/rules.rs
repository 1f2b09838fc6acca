//! Finds the ruled lines among the paths of a page: straight strokes, thin boxes, edges of boxes.

use super::area;
use hayro::kurbo::{BezPath, PathEl, PathSeg, Rect, Shape, segments};
use intake::page::{Area, RULES_MAX};

/// A rule is at least this long, in points: shorter ones are parts of drawings.
const LONG: f64 = 8.0;
/// A box that is no thicker than this, in points, is a rule and not a box.
const THIN: f64 = 3.0;
/// How far a straight line may lean over its length, in points.
const LEAN: f64 = 0.75;
/// A path of more segments than this is a drawing and no rule.
const SEGMENTS_MAX: usize = 4_000;

/// The rules found.
#[derive(Debug, Default)]
pub struct Ruler {
    rules: Vec<Area>,
}

impl Ruler {
    /// Notes the rules of a path (`pen`: the width of its stroke, in points) as far as the clip
    /// lets them be seen; gives the boxes that it fills.
    pub fn draw(
        &mut self,
        path: &BezPath,
        is_filled: bool,
        pen: Option<f64>,
        clip: Rect,
    ) -> Vec<Rect> {
        let mut boxes = Vec::new();
        let parts = (path.elements()).chunk_by(|_, next| !matches!(next, PathEl::MoveTo(_)));
        for part in parts {
            let lines: Vec<PathSeg> = segments(part.iter().copied()).take(SEGMENTS_MAX).collect();
            if let Some(pen) = pen {
                lines
                    .iter()
                    .for_each(|segment| self.stroke(segment, pen, clip));
            }
            if is_filled && let Some(filled) = boxed(&lines) {
                self.fill(filled, clip);
                boxes.push(filled);
            }
        }
        boxes
    }

    /// The rules, from the top and from the left.
    pub fn rules(mut self) -> Vec<Area> {
        self.rules
            .sort_by_key(|rule| (rule.top, rule.left, rule.right, rule.bottom));
        self.rules.dedup();
        self.rules
    }

    fn stroke(&mut self, segment: &PathSeg, pen: f64, clip: Rect) {
        let bounds = segment.bounding_box();
        if matches!(segment, PathSeg::Line(_)) && bounds.width().min(bounds.height()) < LEAN {
            let half = (pen / 2.0).min(THIN / 2.0);
            self.note(bounds.inflate(half, half), clip);
        }
    }

    /// A thin box is a rule; of a larger one its four edges are.
    fn fill(&mut self, filled: Rect, clip: Rect) {
        if filled.width().min(filled.height()) <= THIN {
            return self.note(filled, clip);
        }
        let Rect { x0, y0, x1, y1 } = filled;
        for edge in [
            Rect::new(x0, y0, x1, y0),
            Rect::new(x0, y1, x1, y1),
            Rect::new(x0, y0, x0, y1),
            Rect::new(x1, y0, x1, y1),
        ] {
            self.note(edge, clip);
        }
    }

    fn note(&mut self, rule: Rect, clip: Rect) {
        let is_shown =
            rule.x1 >= clip.x0 && rule.x0 <= clip.x1 && rule.y1 >= clip.y0 && rule.y0 <= clip.y1;
        let shown = rule.intersect(clip);
        let is_rule = shown.width().max(shown.height()) >= LONG
            && shown.width().min(shown.height()) <= 2.0 * THIN;
        if is_shown && is_rule && self.rules.len() < RULES_MAX {
            self.rules.push(area(shown));
        }
    }
}

/// The box that these segments draw: closed, of upright and level lines only.
fn boxed(segments: &[PathSeg]) -> Option<Rect> {
    let is_straight = |segment: &PathSeg| {
        let bounds = segment.bounding_box();
        matches!(segment, PathSeg::Line(_)) && bounds.width().min(bounds.height()) < 0.01
    };
    let is_box = matches!(segments.len(), 3..=5) && segments.iter().all(is_straight);
    let bounds = segments
        .iter()
        .map(PathSeg::bounding_box)
        .reduce(|one, other| one.union(other));
    bounds.filter(|_| is_box)
}
