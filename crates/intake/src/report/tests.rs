//! Reports as they come, and what is read of them.

use super::*;

const ADVICE: &str = "\
ISA*00*          *00*          *ZZ*SOUTHSTORE     *ZZ*TAVLIT         *260304*1630*U*00401*000000042*0*P*>~
GS*SW*SOUTHSTORE*TAVLIT*20260304*1630*42*X*004010~
ST*945*0001~
W06*F*FO-5001*20260304*WS-88**NS-4711~
N1*ST*North Shop Depot*92*DEPOT-3~
N9*BM*BL-5501~
N9*CN*GF-0099887~
G62*11*20260305~
W27*M*GLFR*Galil Freight~
LX*1~
MAN*GM*00072999970000000022~
MAN*GM*072999970000000039~
W12*CC*10*10*0*CA**VN*T-10101*L126~
G69*Olive oil~
N9*LI*1~
LX*2~
W12*CP*12*9*3*CA**UP*7299997202020~
N9*LI*2~
N9*LT*L226~
W03*19*0*LB~
SE*17*0001~
ST*850*0002~
SE*2*0002~
GE*2*42~
IEA*1*000000042~
";

#[test]
fn a_warehouse_says_what_left_and_what_is_short_line_by_line() {
    let reports = read(ADVICE.as_bytes());
    let [shipped] = &reports.shipped[..] else {
        panic!("{reports:?}")
    };
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    assert_eq!(said(&shipped.order), "FO-5001");
    assert_eq!(said(&shipped.shipment), "WS-88");
    assert_eq!(said(&shipped.po_number), "NS-4711");
    assert_eq!(said(&shipped.carrier), "GLFR");
    assert_eq!(said(&shipped.tracking), "GF-0099887");
    assert_eq!(said(&shipped.bill_of_lading), "BL-5501");
    assert_eq!(shipped.day, Day::parse("2026-03-05"));
    let lines = shipped.lines.iter().map(|line| {
        format!(
            "{} {} {:?} {:?}-{:?}={:?} {:?} {} {:?}",
            said(&line.line),
            said(&line.item),
            line.gtin,
            line.ordered.map(|n| n.to_string()),
            line.shipped.map(|n| n.to_string()),
            line.short.map(|n| n.to_string()),
            line.unit,
            said(&line.lot),
            line.packages,
        )
    });
    let lines: Vec<_> = lines.collect();
    assert_eq!(
        lines,
        [
            "1 T-10101 None Some(\"10\")-Some(\"10\")=Some(\"0\") Some(Case) L126 \
             [072999970000000022, 072999970000000039]",
            "2  Some(07299997202020) Some(\"12\")-Some(\"9\")=Some(\"3\") Some(Case) L226 []",
        ]
    );
    assert_eq!(reports.left_out, 1, "the 850 is none of this");
}

fn shown(events: &[TrackingEvent]) -> Vec<String> {
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let shown = events.iter().map(|event| {
        let at = event.at.map(|at| (at.day.to_string(), at.minute, at.utc));
        format!(
            "{}/{}/{} {:?} {} {:?} {}",
            said(&event.carrier),
            said(&event.tracking),
            said(&event.shipment),
            event.status,
            event.code,
            at,
            said(&event.place),
        )
    });
    shown.collect()
}

#[test]
fn a_carrier_tells_where_a_shipment_was_and_estimates_are_no_events() {
    let status = "ST*214*0001~B10*GF-0099887*SH-7001*GLFR~L11*NS-4711*PO~LX*1~\
                  AT7*AF*NS***20260304*1705*LT~MS1*Haifa**IL~\
                  AT7*AG*NS***20260306*0800*LT~\
                  AT7***AB*NA*20260306*0900*LT~\
                  LX*2~AT7*D1*NS***20260305*0712*UT~MS1*Nahariya**IL~L11*SH-7002*SI~SE*11*0001~";
    let reports = read(status.as_bytes());
    assert_eq!(
        shown(&reports.events),
        [
            "GLFR/GF-0099887/SH-7001 PickedUp AF Some((\"2026-03-04\", Some(1025), false)) Haifa, IL",
            "GLFR/GF-0099887/SH-7002 Delivered D1 Some((\"2026-03-05\", Some(432), true)) Nahariya, IL",
        ]
    );
    assert_eq!(reports.left_out, 0);
}

#[test]
fn goods_are_delivered_when_they_are_unloaded_and_not_when_the_carrier_has_left() {
    let code = |code| {
        let set = format!("ST*214*1~B10*GF-1*SH-1*GLFR~LX*1~AT7*{code}*NS***20260304~SE*5*1~");
        read(set.as_bytes()).events[0].status
    };
    let told = ["D1", "CD", "A7", "AH", "SD", "PR", "A9"].map(code);
    use vocab::TrackingStatus::{Attempted, CustomsHold, Delayed, Delivered, Exception, Other};
    assert_eq!(
        told,
        [
            Delivered,
            Other,
            Attempted,
            Attempted,
            Delayed,
            CustomsHold,
            Exception
        ]
    );
}

#[test]
fn a_status_report_tells_of_several_consignments() {
    let report = "UNB+UNOC:3+GALIL+TAVLIT+260305:0900+7'UNH+1+IFTSTA:D:01B:UN'BGM+23+R-1+9'\
                  NAD+CA+GLFR::182'RFF+CU:SH-7001'CNI+1+GF-0099887'STS+1+13'\
                  DTM+334:202603041705:203'LOC+5+ILHFA:::Haifa'STS+1+21'DTM+334:20260305:102'\
                  CNI+2'RFF+BM:BL-5502'RFF+CU:SH-7002'STS+1+79'UNT+14+1'UNZ+1+7'";
    let reports = read(report.as_bytes());
    assert_eq!(
        shown(&reports.events),
        [
            "GLFR/GF-0099887/SH-7001 PickedUp 13 Some((\"2026-03-04\", Some(1025), false)) Haifa",
            "GLFR/GF-0099887/SH-7001 Delivered 21 Some((\"2026-03-05\", None, false)) ",
            "GLFR/BL-5502/SH-7002 Other 79 None ",
        ]
    );
}

#[test]
fn nothing_that_is_cut_or_changed_breaks_the_reader() {
    for cut in 0..ADVICE.len() {
        read(&ADVICE.as_bytes()[..cut]);
        read(&ADVICE.as_bytes()[cut..]);
    }
    assert_eq!(read(b"no EDI at all"), Reports::default());
    assert_eq!(read(b"ST*945*1~SE*2*1~").left_out, 1);
}

/// What a supplier has, line by line.
fn stocked(report: &str) -> Vec<String> {
    let reports = read(report.as_bytes());
    let said = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
    let lines = reports.stocked.iter().flat_map(|one| {
        let who = format!("{:?} {:?} to {:?}", one.suppliers, one.senders, one.sites);
        let lines = one.lines.iter().map(|line| {
            format!(
                "{} {}/{}/{:?}: {} {:?} {} in {:?}",
                said(&line.line),
                said(&line.item),
                said(&line.theirs),
                line.gtin,
                line.quantity.map_or("-".to_owned(), |n| n.to_string()),
                line.unit,
                said(&line.foreign_unit),
                line.lead_days,
            )
        });
        [who].into_iter().chain(lines).collect::<Vec<_>>()
    });
    lines.collect()
}

#[test]
fn a_supplier_says_what_is_available_before_what_is_on_hand() {
    let advice = "ISA*00*          *00*          *ZZ*ROASTERS       *ZZ*TAVLIT         *260304*1630*U*00401*000000042*0*P*>~\
                  GS*IB*ROASTERS*TAVLIT*20260304*1630*42*X*004010~\
                  ST*846*0001~BIA*00*SI*INV-1*20260304~N1*SU*Roasters of Haifa*92*ROAST~N1*ST*Depot*92*NORTH~\
                  LIN*1*BP*COFFEE-250*VP*R-17*UP*7299997202020~QTY*17*90*CA~QTY*33*75*CA~QTY*63*500*CA~LDT*AF*2*WK~\
                  LIN**VP*R-18~QTY*17*0*EA~LIN*3*BP*TEA-20~QTY*33*8*ZZ~\
                  CTT*3~SE*12*0001~GE*1*42~IEA*1*000000042~";
    assert_eq!(
        stocked(advice),
        [
            "[\"ROAST\", \"Roasters of Haifa\"] [\"ROASTERS\", \"ROASTERS\"] to [\"NORTH\", \"Depot\"]",
            "1 COFFEE-250/R-17/Some(07299997202020): 75 Some(Case) - in Some(14)",
            "- -/R-18/None: 0 Some(Each) - in None",
            "3 TEA-20/-/None: 8 None ZZ in None",
        ]
    );
}

#[test]
fn an_inventory_report_tells_the_actual_stock_of_each_item() {
    let report = "UNB+UNOC:3+7299998000007:14+TAVLIT+260305:0900+7'UNH+1+INVRPT:D:96A:UN:EAN004'BGM+35+I-1+9'\
                  NAD+SU+7299998000007::9'NAD+DP+NORTH::92'LIN+1++7299997202020:EN'PIA+1+COFFEE-250:IN+R-17:SA'\
                  QTY+198:40'QTY+145:148'LIN+2++7299997303030:SRV'QTY+97:5'UNT+10+1'UNZ+1+7'";
    assert_eq!(
        stocked(report),
        [
            "[\"7299998000007\"] [\"7299998000007\"] to [\"NORTH\"]",
            "1 COFFEE-250/R-17/Some(07299997202020): 148 None - in None",
            "2 -/-/None: - None - in None",
        ]
    );
    assert_eq!(read(report.as_bytes()).left_out, 0);
}
