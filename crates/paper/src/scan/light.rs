//! Evens the light of a photographed or badly lit page: paper becomes white everywhere.

use crate::picture::grey::Grey;

/// How many cells the longer side of a page is divided into.
const CELLS: u32 = 48;
/// The share of the pixels of a cell that are darker than its paper, in percent.
const DARKER_THAN_PAPER: usize = 85;
/// Paper is not darker than this: what is lies beside the page, or is printed.
const PAPER_MIN: u8 = 90;
/// Paper that is as light as this everywhere needs no evening.
const LIGHT: u8 = 245;

/// The picture as if its paper was white everywhere.
pub fn even(picture: &Grey) -> Grey {
    let side = picture.width.max(picture.height).div_ceil(CELLS).max(1);
    let cells = Cells::of(picture, side);
    if cells.paper.iter().all(|paper| *paper >= LIGHT) {
        return picture.clone();
    }
    let mut even = picture.clone();
    for (y, row) in even
        .pixels
        .chunks_exact_mut(picture.width.max(1) as usize)
        .enumerate()
    {
        for (x, shade) in row.iter_mut().enumerate() {
            let paper = cells.between(x as f32 + 0.5, y as f32 + 0.5);
            *shade = (f32::from(*shade) * 255.0 / paper).min(255.0) as u8;
        }
    }
    even
}

/// How light the paper is, cell by cell.
struct Cells {
    across: usize,
    down: usize,
    side: f32,
    paper: Vec<u8>,
}

impl Cells {
    fn of(picture: &Grey, side: u32) -> Cells {
        let (across, down) = (picture.width.div_ceil(side), picture.height.div_ceil(side));
        let cells = (0..down).flat_map(|y| (0..across).map(move |x| (x * side, y * side)));
        let measured = Cells {
            across: across as usize,
            down: down as usize,
            side: side as f32,
            paper: cells.map(|(x, y)| lightness(picture, x, y, side)).collect(),
        };
        measured.spread()
    }

    /// Each cell as light as its lightest neighbour: a dark bar or picture lies on paper.
    fn spread(self) -> Cells {
        let lightest = |at: usize| {
            let (x, y) = (at % self.across, at / self.across);
            let rows = y.saturating_sub(1)..(y + 2).min(self.down);
            let around = rows.flat_map(|row| {
                let columns = x.saturating_sub(1)..(x + 2).min(self.across);
                &self.paper[row * self.across..][columns]
            });
            around.copied().max().unwrap_or(u8::MAX).max(PAPER_MIN)
        };
        let paper = (0..self.paper.len()).map(lightest).collect();
        Cells { paper, ..self }
    }

    /// The lightness at a place, between the middles of the cells around it.
    fn between(&self, x: f32, y: f32) -> f32 {
        let place = |at: f32, cells: usize| {
            let at = (at / self.side - 0.5).clamp(0.0, (cells - 1) as f32);
            (at as usize, (at as usize + 1).min(cells - 1), at.fract())
        };
        let (left, right, along) = place(x, self.across);
        let (above, below, down) = place(y, self.down);
        let row = |row: usize| {
            let cell = |column: usize| f32::from(self.paper[row * self.across + column]);
            cell(left) * (1.0 - along) + cell(right) * along
        };
        row(above) * (1.0 - down) + row(below) * down
    }
}

fn lightness(picture: &Grey, left: u32, top: u32, side: u32) -> u8 {
    let mut shades = [0_usize; 256];
    let columns = left as usize..(left + side).min(picture.width) as usize;
    for y in top..(top + side).min(picture.height) {
        let row = &picture.pixels[(y * picture.width) as usize..][columns.clone()];
        row.iter()
            .for_each(|shade| shades[usize::from(*shade)] += 1);
    }
    let darker = shades.iter().sum::<usize>() * DARKER_THAN_PAPER / 100;
    let mut seen = 0;
    let reached = shades.iter().position(|count| {
        seen += count;
        seen > darker
    });
    reached.map_or(u8::MAX, |shade| shade as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_over_the_page_goes_and_its_letters_stay() {
        let paper = |x: u32| 250 - (x * 120 / 400) as u8;
        let is_letter = |x: u32, y: u32| x % 20 < 3 && y % 20 < 8;
        let pixels = (0..400 * 400).map(|at| {
            let (x, y) = (at % 400, at / 400);
            if is_letter(x, y) {
                paper(x) / 4
            } else {
                paper(x)
            }
        });
        let even = even(&Grey::new(400, 400, pixels.collect()));
        for (at, shade) in (0..).zip(&even.pixels) {
            let is_dark = is_letter(at % 400, at / 400);
            assert!(
                if is_dark { *shade < 90 } else { *shade > 225 },
                "{at}: {shade}"
            );
        }
    }

    #[test]
    fn a_dark_bar_on_white_paper_stays_dark() {
        let is_bar = |y: u32| (100..110).contains(&y);
        let pixels = (0..400 * 400).map(|at| if is_bar(at / 400) { 60 } else { 240 });
        let even = even(&Grey::new(400, 400, pixels.collect()));
        assert!(even.pixels[105 * 400 + 200] < 80);
        assert!(even.pixels[200 * 400 + 200] > 250);
    }
}
