//! The troubles of a week, on its first morning: a supplier that is late, a picker that comes up short, an
//! item that too many want at once, and a customer that makes a large order larger.
//!
//! They come about as everything else in the life of the company: customers send orders, suppliers,
//! pickers and buyers tell what they see. What each does next follows from what the book has by then.

mod hot_item;
mod larger_order;
mod late_supplier;
mod scene;
mod short_pick;

use super::{ArriveAs, Happening, Moment};
use crate::company::SampleCompany;
use book::Book;
use hot_item::HotItem;
use larger_order::LargerOrder;
use late_supplier::LateSupplier;
use scene::Scene;
use short_pick::ShortPick;
use vocab::{Day, Weekday};

/// Nothing happens before seven in the morning, when people are at work.
const FROM_MINUTE: u16 = 7 * 60;

/// All that there is of an item that runs out is worth no more than this, so that orders for it are of usual
/// size.
const WORTH_MAX_AGOROT: i64 = 3_000_000;

/// What goes wrong, and how far it has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Troubles {
    week: Option<Week>,
}

/// The troubles of a week. One is none where the company has nothing that could go wrong so.
#[derive(Clone, Debug)]
struct Week {
    begins: Day,
    late: Option<LateSupplier>,
    hot: Option<HotItem>,
    short: Option<ShortPick>,
    larger: Option<LargerOrder>,
}

impl Troubles {
    /// What happens now.
    pub fn next(
        &mut self,
        arrive_as: ArriveAs,
        now: Moment,
        company: &SampleCompany,
        book: &Book,
    ) -> Vec<Happening> {
        if now.day.weekday() != Weekday::Sunday || now.minute < FROM_MINUTE {
            return Vec::new();
        }
        let scene = Scene {
            company,
            book,
            day: now.day,
            arrive_as,
        };
        let known = self.week.take().filter(|week| week.begins == now.day);
        let mut week = known.unwrap_or_else(|| Week::of(&scene));
        let happenings = week.next(&scene);
        self.week = Some(week);
        happenings
    }
}

impl Week {
    /// What will go wrong in a week. Where its orders are in the book already, it went wrong before.
    fn of(scene: &Scene<'_>) -> Week {
        let mut week = Week {
            begins: scene.day,
            late: None,
            hot: None,
            short: None,
            larger: None,
        };
        if !scene.has_begun() {
            let mut items = scene.items(WORTH_MAX_AGOROT);
            week.late = LateSupplier::of(scene, &mut items);
            week.short = ShortPick::of(scene, &mut items);
            week.hot = HotItem::of(scene, &mut items);
            week.larger = LargerOrder::of(scene);
        }
        week
    }

    fn next(&mut self, scene: &Scene<'_>) -> Vec<Happening> {
        let happenings = [
            self.late.as_mut().and_then(|late| late.next(scene)),
            self.hot.as_mut().and_then(|hot| hot.next(scene)),
            self.short.as_mut().and_then(|short| short.next(scene)),
            self.larger.as_mut().and_then(|larger| larger.next(scene)),
        ];
        happenings.into_iter().flatten().collect()
    }
}
