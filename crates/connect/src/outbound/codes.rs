//! Codes of the United Nations that EDIFACT and UBL have in common.

use super::Verdict;
use super::despatch::PackageKind;
use super::invoice::InvoiceKind;
use vocab::Decimal;

/// Code list 1229, what became of a line: accepted without amendment, changed, not accepted.
pub(super) fn line_action(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "5",
        Verdict::Changed | Verdict::Backordered => "3",
        Verdict::Rejected => "7",
    }
}

/// Recommendation 21, kinds of packages.
pub(super) fn package(kind: PackageKind) -> &'static str {
    match kind {
        PackageKind::Pallet => "PX",
        PackageKind::Carton => "CT",
    }
}

/// Code list 1001, kinds of documents.
pub(super) fn invoice(kind: InvoiceKind) -> &'static str {
    match kind {
        InvoiceKind::Commercial => "380",
        InvoiceKind::ProForma => "325",
    }
}

/// Code list 5305: S is the standard rate of tax or another above zero, Z zero.
pub(super) fn tax_category(percent: Decimal) -> &'static str {
    if percent == Decimal::ZERO { "Z" } else { "S" }
}
