//! Commands about supply, suppliers, transfers and substitutes.

use super::Asker;
use book::Command;
use book::stock::supplier::{Offered, OnTerms};
use book::stock::supply::{SupplyDraft, SupplyKind};
use vocab::{Quantity, SupplyId};

impl Asker<'_> {
    pub(super) fn move_supply(&mut self) -> Command {
        let open: Vec<SupplyId> = self.book.stock.supplies.keys().copied().collect();
        let supply = self.pick(&open, SupplyId(0));
        match self.chance.below(12) {
            0 | 1 => Command::RescheduleSupply {
                supply,
                due: self.day(),
            },
            2 => Command::CancelSupply { supply },
            3 | 4 => Command::ReceiveSupply {
                supply,
                quantity: self.quantity(),
                last: self.one_in(3),
            },
            5 => Command::TransferStock {
                reference: format!("R{}", self.chance.below(400)),
                item: self.item(),
                from: self.site(),
                to: self.site(),
                quantity: Quantity(1 + self.chance.below(10)),
            },
            6 => Command::PutSupplierStock(vec![self.supplier_row(), self.supplier_row()]),
            _ => Command::AnnounceSupply(vec![SupplyDraft {
                reference: format!("R{}", self.chance.below(400)),
                kind: self.pick(&SupplyKind::ALL, SupplyKind::InTransit),
                site: self.site(),
                item: self.item(),
                quantity: self.quantity(),
                due: self.day(),
                supplier: self.maybe(4, Asker::supplier),
            }]),
        }
    }

    fn supplier(&mut self) -> String {
        self.pick(&["ACME", "BETA"], "ACME").to_owned()
    }

    fn supplier_row(&mut self) -> (Offered, OnTerms) {
        let offered = Offered {
            item: self.item(),
            site: self.site(),
            supplier: self.supplier(),
        };
        let terms = OnTerms {
            quantity: self.maybe(2, |asker| Quantity(asker.chance.below(40))),
            lead_days: self.chance.below(20) as u16,
            cost: self.chance.below(10_000) as i64,
            stays: self.chance.below(2) == 0,
        };
        (offered, terms)
    }

    pub(super) fn substitute(&mut self) -> Command {
        let others = self.chance.below(3);
        Command::PutSubstitutes {
            item: self.item(),
            substitutes: (0..others).map(|_| self.item()).collect(),
        }
    }
}
