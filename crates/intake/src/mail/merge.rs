//! One e-mail's bodies and attachments as one reading: what is said twice is one order, what is
//! said once fills the other, what disagrees is a doubt.

use super::{Kind, Piece};
use crate::page::PAGES_MAX;
use crate::request::{
    Format, Issue, IssueCode, OrderRequest, Party, Place, Purpose, REQUESTS_MAX, Reading,
    RequestLine, Severity, Stated, Written,
};

/// Shorter values stand in a letter by chance.
const REPEATED_CHARS_MIN: usize = 4;
/// Words that tell no place from another.
const ANY_PLACE: [&str; 14] = [
    "BRANCH",
    "DC",
    "DOCK",
    "LOCATION",
    "OUR",
    "PLANT",
    "SITE",
    "STORE",
    "THE",
    "WAREHOUSE",
    "המחסן",
    "הסניף",
    "מחסן",
    "סניף",
];

/// A request on its way, with what is the matter with it.
#[derive(Debug)]
pub(super) struct Draft {
    pub request: OrderRequest,
    pub issues: Vec<Issue>,
    /// The letter that it came with.
    pub letter: usize,
    /// Who sent it, as its own envelope says.
    pub sender: Stated<String>,
    /// How it is called.
    name: String,
    format: Format,
    is_body: bool,
    /// All words of a body, as [`plain`] has them.
    said: String,
}

impl Draft {
    fn number(&self) -> Option<String> {
        let number = self.request.po_number.as_ref()?;
        Some(number.value.trim().to_uppercase())
    }

    fn doubt(&mut self, message: String) {
        let issue = Issue::new(IssueCode::Contradiction, Severity::Doubt, message);
        self.issues.push(issue);
    }
}

/// Takes over what was read of one piece: pages and what is the matter with it go to the whole, its
/// requests are handed back. `ordered` says that some piece of the e-mail asks for something.
pub(super) fn adopt(
    number: u16,
    piece: &Piece,
    is_body: bool,
    mut read: Reading,
    ordered: bool,
    whole: &mut Reading,
) -> Vec<Draft> {
    let pages = whole.pages.len() as u16;
    let room = PAGES_MAX.saturating_sub(whole.pages.len());
    whole.pages.extend(read.pages.drain(..).take(room));
    let silent = ordered && read.requests.is_empty();
    let mut sender = read.sender.take();
    sender
        .iter_mut()
        .for_each(|sender| sender.evidence.part = Some(number));
    let unsaid = silent && read.purpose == Purpose::Other;
    let mut drafts: Vec<Draft> = (read.requests.drain(..).take(REQUESTS_MAX))
        .map(|mut request| {
            request.each_proof(&mut |proof| {
                proof.part = Some(number);
                turn(&mut proof.place, pages);
            });
            Draft {
                request,
                issues: Vec::new(),
                letter: piece.letter,
                sender: sender.clone(),
                name: piece.name.clone(),
                format: read.format,
                is_body,
                said: match is_body {
                    true => plain(&String::from_utf8_lossy(&piece.bytes)),
                    false => String::new(),
                },
            }
        })
        .collect();
    for mut issue in read.issues {
        if let Some(place) = &mut issue.place {
            turn(place, pages);
        }
        match issue.request.and_then(|at| drafts.get_mut(at as usize)) {
            Some(draft) => draft.issues.push(issue),
            None => note(issue, piece, silent, unsaid, whole),
        }
    }
    drafts
}

/// Pages are counted through the whole e-mail.
fn turn(place: &mut Place, pages: u16) {
    if let Place::OnPage { page, .. } = place {
        *page = page.saturating_add(pages);
    }
}

/// An issue of a piece that asks for nothing, beside one that does, is told and weighs nothing where
/// the piece is words or a picture of the body.
fn note(mut issue: Issue, piece: &Piece, silent: bool, unsaid: bool, whole: &mut Reading) {
    let idle = match piece.kind {
        Kind::Body { .. } => unsaid && is_idle(&issue),
        Kind::Table => false,
        Kind::File { inline } => inline || issue.code == IssueCode::NotAnOrder,
    };
    if silent && idle {
        issue.severity = Severity::Notice;
    }
    if matches!(piece.kind, Kind::File { .. }) {
        issue.message = format!("{}: {}", piece.name, issue.message);
    }
    whole.note(issue);
}

/// Brings together what belongs together. The letters themselves cover what came with them.
pub(super) fn join(drafts: Vec<Draft>) -> Vec<Draft> {
    let (mut covers, mut carried): (Vec<Draft>, Vec<Draft>) =
        drafts.into_iter().partition(|draft| draft.is_body);
    if carried.is_empty() {
        let last = covers
            .iter()
            .rposition(|draft| !draft.request.lines.is_empty());
        carried.extend(last.map(|last| covers.remove(last)));
    }
    if carried.is_empty() {
        return covers;
    }
    lend_number(&covers, &mut carried);
    let mut joined: Vec<Draft> = Vec::new();
    for draft in carried {
        let relations = joined.iter().map(|known| relation(known, &draft));
        let found = relations
            .enumerate()
            .find(|(_, relation)| *relation != Relation::Other);
        match found {
            Some((at, Relation::Rest)) => joined[at].append(draft),
            Some((at, _)) => joined[at].confirm(draft),
            None => joined.push(draft),
        }
    }
    for cover in covers {
        cover_with(cover, &mut joined);
    }
    joined
}

/// The one number that the letters name, where no attachment names any, is that of them all.
fn lend_number(covers: &[Draft], carried: &mut [Draft]) {
    let mut numbers = covers.iter().filter(|cover| cover.number().is_some());
    let (Some(only), None) = (numbers.next(), numbers.next()) else {
        return;
    };
    if carried.iter().all(|draft| draft.number().is_none()) {
        for draft in carried {
            draft.request.po_number.clone_from(&only.request.po_number);
            draft.found_number();
        }
    }
}

/// How two drafts stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    /// The same order, sent in two forms.
    Same,
    /// Further lines of one order.
    Rest,
    /// Another order.
    Other,
}

fn relation(known: &Draft, other: &Draft) -> Relation {
    let (ours, theirs) = (known.number(), other.number());
    let same_number = ours.is_some() && ours == theirs;
    if known.request.purpose != other.request.purpose
        || ours.is_some() && theirs.is_some() && !same_number
    {
        return Relation::Other;
    }
    let shared = known
        .request
        .lines
        .iter()
        .filter(|line| holds(&other.request.lines, line))
        .count();
    let fewer = known.request.lines.len().min(other.request.lines.len());
    let forms = rank(known.format) != rank(other.format);
    match same_number {
        _ if fewer > 0 && shared * 2 >= fewer => Relation::Same,
        true if forms => Relation::Same,
        true => Relation::Rest,
        false => Relation::Other,
    }
}

/// How far a format is believed beside another.
fn rank(format: Format) -> u8 {
    match format.written() {
        Written::Segments | Written::Fields => 3,
        Written::Rows | Written::Workbook => 2,
        Written::Paper => 1,
        Written::Words | Written::Letters | Written::Unknown => 0,
    }
}

impl Draft {
    /// Takes over the further lines of the same order.
    fn append(&mut self, mut other: Draft) {
        self.request.lines.append(&mut other.request.lines);
        self.issues.append(&mut other.issues);
        self.fill(other);
    }

    /// Takes over what the same order says in another form; the surer form counts.
    fn confirm(&mut self, mut other: Draft) {
        let surer = (rank(other.format), other.request.lines.len())
            > (rank(self.format), self.request.lines.len());
        if surer {
            std::mem::swap(self, &mut other);
        }
        let unlike = |a: &[RequestLine], b: &[RequestLine]| a.iter().any(|line| !holds(b, line));
        let (ours, theirs) = (&self.request.lines, &other.request.lines);
        if unlike(ours, theirs) || unlike(theirs, ours) {
            let message = format!(
                "{} and {} hold the same order with other lines; those of {} are taken",
                self.name, other.name, self.name
            );
            self.doubt(message);
        }
        self.fill(other);
    }

    /// Takes over what the order does not say; what both say otherwise is a doubt, unless the other
    /// is a letter that says the same somewhere else.
    fn fill(&mut self, other: Draft) {
        let (name, said, other) = (other.name, other.said, other.request);
        let had_number = self.request.po_number.is_some();
        let mut unlike = Vec::new();
        let known = &mut self.request;
        take(
            "PO number",
            &mut known.po_number,
            other.po_number,
            &mut unlike,
        );
        let (day, other_day) = (
            &mut known.requested_delivery_date,
            other.requested_delivery_date,
        );
        take("delivery date", day, other_day, &mut unlike);
        place(known, other.ship_to, &mut unlike);
        known.order_date = known.order_date.take().or(other.order_date);
        known.currency = known.currency.take().or(other.currency);
        complete(&mut known.buyer, other.buyer);
        known.notes.extend(other.notes);
        if !had_number {
            self.found_number();
        }
        let repeated = |value: &str| {
            let value = plain(value);
            value.chars().count() >= REPEATED_CHARS_MIN && said.contains(&value)
        };
        for (what, ours, theirs) in unlike {
            if !repeated(&ours) {
                self.doubt(format!(
                    "{} says {what} {ours}, {name} says {theirs}",
                    self.name
                ));
            }
        }
    }

    /// Takes back that its number is missing, where another piece says it.
    fn found_number(&mut self) {
        let whole = |issue: &Issue| issue.code == IssueCode::Missing && issue.line.is_none();
        if self.request.po_number.is_some() && !self.request.lines.is_empty() {
            self.issues.retain(|issue| !whole(issue));
        }
    }
}

/// A letter belongs to the order that it names, or to the only one. What it asks for besides is
/// added to that order and is a doubt.
fn cover_with(mut cover: Draft, joined: &mut Vec<Draft>) {
    let named = |draft: &Draft| cover.number().is_some() && draft.number() == cover.number();
    let at = match joined.len() {
        1 => Some(0),
        _ => joined.iter().position(named),
    };
    let asked = std::mem::take(&mut cover.request.lines);
    let asked: Vec<RequestLine> = asked.into_iter().filter(is_sure).collect();
    if at.is_none() && asked.is_empty() && says_nothing(&cover.request) {
        return;
    }
    let Some(order) = at.and_then(|at| joined.get_mut(at)) else {
        for order in joined {
            order.doubt("the body may say more of this order, and does not name it".to_owned());
        }
        return;
    };
    let unlike = cover.request.purpose != Purpose::Order;
    if unlike && cover.request.purpose != order.request.purpose {
        order.doubt(
            "the body asks for a change or a cancellation, and an order came with it".to_owned(),
        );
    }
    let further: Vec<RequestLine> = (asked.into_iter())
        .filter(|line| !holds(&order.request.lines, line))
        .collect();
    if !further.is_empty() {
        let message = format!(
            "the body names {} lines besides those that came with it",
            further.len()
        );
        order.doubt(message);
        order.request.lines.extend(further);
    }
    let issues = cover.issues.drain(..);
    order.issues.extend(issues.filter(|issue| !is_idle(issue)));
    order.fill(cover);
}

/// True for a letter that tells nothing of an order.
fn says_nothing(cover: &OrderRequest) -> bool {
    cover.purpose == Purpose::Order
        && cover.po_number.is_none()
        && cover.requested_delivery_date.is_none()
        && words(&cover.ship_to).is_empty()
}

/// What a letter lacks that comes with an order: nothing.
fn is_idle(issue: &Issue) -> bool {
    matches!(
        issue.code,
        IssueCode::Missing | IssueCode::NotInterpreted | IssueCode::NotAnOrder
    )
}

/// Beside an order that came with it, words with a number are goods only if a unit or a number of
/// goods says so.
fn is_sure(line: &RequestLine) -> bool {
    line.uom.is_some() || names(line).iter().any(|name| name.is_some())
}

fn names(line: &RequestLine) -> [&Stated<String>; 3] {
    [&line.buyer_part, &line.supplier_part, &line.gtin]
}

fn holds(lines: &[RequestLine], wanted: &RequestLine) -> bool {
    lines.iter().any(|line| same(line, wanted))
}

/// The same quantity of the same goods.
fn same(a: &RequestLine, b: &RequestLine) -> bool {
    let value = |field: &Stated<String>| field.as_ref().map(|field| plain(&field.value));
    let amount = |line: &RequestLine| line.quantity.as_ref().map(|field| field.value);
    let codes = |line| {
        names(line)
            .into_iter()
            .filter_map(value)
            .collect::<Vec<_>>()
    };
    let (ours, theirs) = (codes(a), codes(b));
    let goods = match ours.is_empty() || theirs.is_empty() {
        false => ours.iter().any(|code| theirs.contains(code)),
        true => value(&a.description).is_some() && value(&a.description) == value(&b.description),
    };
    goods && amount(a) == amount(b)
}

fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_uppercase).collect()
}

/// What differs, and how it is said on either side.
type Unlike = Vec<(&'static str, String, String)>;

fn take<T: PartialEq + ToString>(
    what: &'static str,
    known: &mut Stated<T>,
    other: Stated<T>,
    unlike: &mut Unlike,
) {
    match (known.as_ref(), other) {
        (None, other) => *known = other,
        (Some(known), Some(other)) if known.value != other.value => {
            unlike.push((what, known.value.to_string(), other.value.to_string()));
        }
        (Some(_), _) => {}
    }
}

/// Where to deliver is taken whole: half of one place and half of another is neither.
fn place(known: &mut OrderRequest, other: Party, unlike: &mut Unlike) {
    let theirs = words(&other);
    if theirs.is_empty() || known.lines.iter().any(|line| line.ship_to_id.is_some()) {
        return;
    }
    let ours = words(&known.ship_to);
    if ours.is_empty() {
        known.ship_to = other;
    } else if !theirs.iter().all(|word| ours.contains(word)) {
        unlike.push(("to deliver to", called(&known.ship_to), called(&other)));
    }
}

/// What a place is called in short.
fn called(party: &Party) -> String {
    let names = [&party.id, &party.name, &party.address, &party.city];
    let mut names = names.into_iter().flatten();
    names
        .next()
        .map_or(String::new(), |field| field.value.clone())
}

/// The words by which a place is told from others.
fn words(party: &Party) -> Vec<String> {
    let texts = [
        &party.id,
        &party.name,
        &party.address,
        &party.postcode,
        &party.city,
    ];
    let words = texts.into_iter().flatten();
    let words = words.flat_map(|field| field.value.split(|c: char| c.is_whitespace() || c == ','));
    let words = words.map(plain).filter(|word| !word.is_empty());
    words
        .filter(|word| !ANY_PLACE.contains(&word.as_str()))
        .collect()
}

fn complete(known: &mut Party, other: Party) {
    known.id = known.id.take().or(other.id);
    known.name = known.name.take().or(other.name);
    known.address = known.address.take().or(other.address);
    known.email = known.email.take().or(other.email);
}
