//! A shipment as ship notices, labels and packing slips tell it.

use super::said::Said;
use super::{Gathering, Unknown, line_reference, reference};
use book::order::{Labelled, PackageKind, Stage};
use connect::outbound::Despatch;
use connect::outbound::despatch::{DespatchedOrder, Package, PackageKind as Kind, PackedLine};
use connect::outbound::facts::{Carriage, Mode};
use std::collections::BTreeMap;
use views::{OrderView, ShipmentRow};
use vocab::{Day, Instant, Quantity};

impl Gathering<'_> {
    /// The facts of a shipment, told at this moment. What nobody packed is told as one carton.
    ///
    /// # Errors
    /// [`Unknown`], also when a line names no known item.
    pub fn despatch(&self, shipment: &ShipmentRow, at: Instant) -> Result<Despatch, Unknown> {
        let order = &self.order(shipment.order)?;
        let (buyer, ship_to) = self.buyer_and_ship_to(order)?;
        let shipped = Shipped {
            order,
            said: &self.said(order)?,
            shipment,
        };
        Ok(Despatch {
            number: shipment.id(),
            at,
            shipped: shipment.day,
            expected: expected(order, shipment),
            seller: self.seller.party.clone(),
            buyer,
            ship_from: self.ship_from(&shipment.site),
            ship_to,
            carriage: shipment.tracking.clone().map(tracked),
            orders: vec![DespatchedOrder {
                order: reference(order, shipped.said),
                packages: self.packages(&shipped)?,
            }],
        })
    }

    fn packages(&self, shipped: &Shipped<'_>) -> Result<Vec<Package>, Unknown> {
        let packages = match shipped.shipment.packages.as_slice() {
            [] => vec![unpacked(shipped.shipment)],
            packages => packages.to_vec(),
        };
        // Inner packages come behind the ones that they stand in: from behind, each is whole when it is
        // put into its place.
        let mut standing: BTreeMap<u16, Vec<Package>> = BTreeMap::new();
        let numbered: Vec<_> = (1u16..).zip(&packages).collect();
        for (place, labelled) in numbered.into_iter().rev() {
            let mut inner = standing.remove(&place).unwrap_or_default();
            inner.reverse();
            let outer = labelled.package.within.unwrap_or(OUTERMOST);
            let package = self.package(shipped, labelled, inner)?;
            standing.entry(outer).or_default().push(package);
        }
        let mut outermost = standing.remove(&OUTERMOST).unwrap_or_default();
        outermost.reverse();
        Ok(outermost)
    }

    fn package(
        &self,
        shipped: &Shipped<'_>,
        Labelled { sscc, package }: &Labelled,
        inner: Vec<Package>,
    ) -> Result<Package, Unknown> {
        let contents = package.lines.iter();
        let contents = contents.map(|(line, quantity)| self.packed(shipped, *line, *quantity));
        Ok(Package {
            kind: match package.kind {
                PackageKind::Carton => Kind::Carton,
                PackageKind::Pallet => Kind::Pallet,
            },
            sscc: *sscc,
            weight_grams: package.weight_grams.map(u64::from),
            contents: contents.collect::<Result<_, _>>()?,
            inner,
        })
    }

    fn packed(
        &self,
        shipped: &Shipped<'_>,
        number: u16,
        quantity: Quantity,
    ) -> Result<PackedLine, Unknown> {
        let (line, goods) = self.goods(shipped.order, number)?;
        let quantities = shipped.quantities(number).chain([line.ordered]);
        let measured = goods.measured(quantities, None);
        Ok(PackedLine {
            reference: line_reference(number, shipped.said),
            item: goods.item(&measured),
            quantity: measured.quantity(quantity),
            ordered: measured.quantity(line.ordered),
            measure: measured.measure(),
            lot: None,
            best_before: None,
        })
    }
}

/// A shipment with what is known of its order.
struct Shipped<'a> {
    order: &'a OrderView,
    said: &'a Said,
    shipment: &'a ShipmentRow,
}

impl Shipped<'_> {
    /// How much of a line left, and how much of it lies in each package: told in one unit.
    fn quantities(&self, line: u16) -> impl Iterator<Item = Quantity> {
        let packages = self.shipment.packages.iter();
        let packed = packages.flat_map(|labelled| &labelled.package.lines);
        let all = self.shipment.lines.iter().chain(packed);
        all.filter(move |(of, _)| *of == line)
            .map(|(_, quantity)| *quantity)
    }
}

/// What packages stand in that stand in no other.
const OUTERMOST: u16 = 0;

fn unpacked(shipment: &ShipmentRow) -> Labelled {
    let package = book::order::Package {
        lines: shipment.lines.clone(),
        ..book::order::Package::default()
    };
    Labelled {
        sscc: None,
        package,
    }
}

/// Which carrier it is, only its tracking number tells.
fn tracked(tracking: String) -> Carriage {
    Carriage {
        carrier: String::new(),
        scac: None,
        mode: Mode::Parcel,
        service: None,
        tracking: Some(tracking),
        bill_of_lading: None,
    }
}

/// The last day that goods of these lines arrive which left the site.
fn expected(order: &OrderView, shipment: &ShipmentRow) -> Option<Day> {
    let shipped = |number| shipment.lines.iter().any(|(line, _)| *line == number);
    let lines = order.order_lines.iter().filter(|line| shipped(line.number));
    let parts = lines.flat_map(|line| &line.schedule);
    let left =
        parts.filter(|part| part.stage >= Stage::Shipped && part.site.id == shipment.site.id);
    left.map(|part| part.delivery).max()
}
