//! What lies under and over the characters of a page: whether a person can see them.

use hayro::kurbo::{Point, Rect};

/// The most boxes and pictures of a page that are kept in their order.
const LAYERS_MAX: usize = 4_000;
/// Colours that differ by no more than this in each of red, green and blue look the same.
const SAME_COLOUR: u8 = 24;
/// The colour of paper.
const PAPER: [u8; 3] = [255, 255, 255];

/// Something that lies over what was drawn before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// A box of one colour.
    Colour([u8; 3]),
    /// Another form of one colour: it may or may not be behind what stands in its bounds.
    Form([u8; 3]),
    /// A box of a pattern or a gradient.
    Pattern,
    /// A picture that lets nothing through.
    Picture,
    /// A picture with parts that let through what is behind.
    Film,
}

/// How a character was drawn: its colour, and how many layers were there before it.
#[derive(Clone, Copy, Debug)]
pub struct Under {
    before: usize,
    is_lost: bool,
}

/// The layers of a page, in the order in which they are drawn.
#[derive(Debug, Default)]
pub struct Cover {
    layers: Vec<(Rect, Layer)>,
}

impl Cover {
    /// Puts a layer over all that was drawn.
    pub fn lay(&mut self, area: Rect, layer: Layer) {
        if self.layers.len() < LAYERS_MAX && area.area() > 0.0 {
            self.layers.push((area, layer));
        }
    }

    /// Notes that something of a colour (`None` for a pattern) is drawn here now.
    pub fn under(&self, place: &Point, colour: Option<[u8; 3]>) -> Under {
        let is_lost = colour.is_some_and(|colour| self.loses(place, colour));
        let before = self.layers.len();
        Under { before, is_lost }
    }

    /// True when everything that may be behind looks like this colour.
    fn loses(&self, place: &Point, colour: [u8; 3]) -> bool {
        for (area, layer) in self.layers.iter().rev() {
            match layer {
                _ if !area.contains(*place) => {}
                Layer::Colour(behind) => return looks_like(colour, *behind),
                Layer::Form(behind) if looks_like(colour, *behind) => {}
                Layer::Form(_) | Layer::Pattern | Layer::Picture | Layer::Film => return false,
            }
        }
        looks_like(colour, PAPER)
    }

    /// True when what was drawn here is lost in its background or covered by something later.
    pub fn hides(&self, place: &Point, under: &Under) -> bool {
        let covers = |(area, layer): &(Rect, Layer)| {
            area.contains(*place) && !matches!(layer, Layer::Film | Layer::Form(_))
        };
        under.is_lost || self.layers.iter().skip(under.before).any(covers)
    }
}

fn looks_like(one: [u8; 3], other: [u8; 3]) -> bool {
    (one.iter().zip(other)).all(|(one, other)| one.abs_diff(other) <= SAME_COLOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Point = Point::new(5.0, 5.0);
    const BOX: Rect = Rect::new(0.0, 0.0, 10.0, 10.0);
    const WHITE: Option<[u8; 3]> = Some(PAPER);
    const BLACK: Option<[u8; 3]> = Some([0, 0, 0]);

    fn on(layers: &[Layer], colour: Option<[u8; 3]>, over: &[Layer]) -> bool {
        let mut cover = Cover::default();
        layers.iter().for_each(|layer| cover.lay(BOX, *layer));
        let under = cover.under(&HERE, colour);
        over.iter().for_each(|layer| cover.lay(BOX, *layer));
        !cover.hides(&HERE, &under)
    }

    #[test]
    fn white_text_is_seen_on_a_dark_bar_and_not_on_paper() {
        assert!(on(&[Layer::Colour([0, 0, 80])], WHITE, &[]));
        assert!(!on(&[], WHITE, &[]));
        assert!(!on(&[Layer::Colour([250, 250, 250])], WHITE, &[]));
    }

    #[test]
    fn white_text_is_seen_on_a_dark_round_button_and_not_on_a_white_one() {
        assert!(on(&[Layer::Form([0, 0, 80])], WHITE, &[]));
        assert!(!on(&[Layer::Form(PAPER)], WHITE, &[]));
    }

    #[test]
    fn white_text_on_a_picture_is_taken_as_seen() {
        assert!(on(&[Layer::Picture], WHITE, &[]));
    }

    #[test]
    fn black_text_under_a_box_or_picture_is_not_seen_and_under_a_film_it_is() {
        assert!(on(&[], BLACK, &[]));
        assert!(!on(&[], BLACK, &[Layer::Colour(PAPER)]));
        assert!(!on(&[], BLACK, &[Layer::Picture]));
        assert!(on(&[], BLACK, &[Layer::Film]));
    }
}
