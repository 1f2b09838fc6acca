//! Weighs a second reader's answer against a reading, field by field.

use super::answer::AnswerLine;
use super::index::{At, Index, is_open};
use super::{Answer, FINDINGS_MAX, Finding, Second, SecondField, Text, is_asked};
use crate::ground::code::{code, name};
use crate::request::{
    Confidence, Field, ISSUES_MAX, Issue, IssueCode, OrderRequest, Place, Purpose, Reading,
    RequestLine, Severity, Stated,
};
use vocab::{Day, Decimal};

/// Shorter names are in others by chance.
const NAME_CHARS_MIN: usize = 4;

/// Weighs an answer. Where both read the same, a guess becomes [likely](Confidence::LIKELY), as far as
/// its letters were seen and have one meaning; where they differ the reading gets a doubt; what only the second reads is
/// filled in as a guess with a doubt, prices never. Values that stand nowhere in the document do not count.
/// A reading that is [not asked about](is_asked) stays as it is.
pub fn weigh(reading: &mut Reading, text: &Text, answer: &Answer, model: &str) {
    if !is_asked(reading) {
        return;
    }
    let mut weighing = Weighing {
        text,
        index: Index::of(text),
        second: Second {
            model: model.to_owned(),
            agreed: 0,
            unfound: answer.refused,
            findings: Vec::new(),
        },
        issues: Vec::new(),
    };
    match reading.requests.first_mut() {
        Some(request) => weighing.request(request, answer),
        None => {
            let mut request = OrderRequest::empty(Purpose::Order);
            weighing.request(&mut request, answer);
            match request.lines.is_empty() {
                true => weighing.forget(),
                false => reading.requests.push(request),
            }
        }
    }
    doubt(reading, weighing.issues);
    reading.second = Some(weighing.second);
}

/// Adds doubts; where there is no room left, notices make some.
fn doubt(reading: &mut Reading, doubts: Vec<Issue>) {
    if reading.issues.len() + doubts.len() > ISSUES_MAX {
        reading
            .issues
            .retain(|issue| issue.severity > Severity::Notice);
    }
    for issue in doubts {
        reading.note(issue);
    }
}

/// A field that is weighed.
#[derive(Clone, Copy)]
struct Of {
    line: Option<u32>,
    field: SecondField,
    /// The word near which it stands.
    near: u32,
}

/// A value that both readers may state.
trait Claim: Sized {
    /// Whether the first reader states the same.
    fn is(&self, stated: &Field<Self>, field: SecondField) -> bool;

    /// Where it stands in the document.
    fn stands(&self, index: &Index, near: u32) -> Option<At>;

    /// Whether what stands there may be read in two ways.
    fn is_open(text: &str) -> bool;
}

impl Claim for String {
    fn is(&self, stated: &Field<String>, field: SecondField) -> bool {
        let said = code(self);
        let same = |text: &str| !said.is_empty() && code(text) == said;
        match field {
            SecondField::Buyer => is_named(self, &stated.value),
            // A unit is kept as the catalogue calls it, or stands behind its number.
            SecondField::Unit => {
                let mut words = stated.evidence.text.split_whitespace();
                same(&stated.value) || words.any(same)
            }
            SecondField::PoNumber
            | SecondField::Requested
            | SecondField::Code
            | SecondField::Description
            | SecondField::Quantity
            | SecondField::Price => same(&stated.value) || same(&stated.evidence.text),
        }
    }

    fn stands(&self, index: &Index, near: u32) -> Option<At> {
        index.text(self, near)
    }

    fn is_open(_: &str) -> bool {
        false
    }
}

impl Claim for Decimal {
    fn is(&self, stated: &Field<Decimal>, _: SecondField) -> bool {
        *self == stated.value
    }

    fn stands(&self, index: &Index, near: u32) -> Option<At> {
        index.number(*self, near)
    }

    fn is_open(text: &str) -> bool {
        is_open(text)
    }
}

impl Claim for Day {
    fn is(&self, stated: &Field<Day>, _: SecondField) -> bool {
        *self == stated.value
    }

    fn stands(&self, index: &Index, near: u32) -> Option<At> {
        index.day(*self, near)
    }

    fn is_open(text: &str) -> bool {
        is_open(text)
    }
}

/// True for names of which one is the other, or the beginning of a longer form.
fn is_named(one: &str, other: &str) -> bool {
    let (one, other) = (name(one), name(other));
    let (short, long) = match one.len() <= other.len() {
        true => (one, other),
        false => (other, one),
    };
    let within = || short.chars().count() >= NAME_CHARS_MIN && long.contains(&short);
    short == long || within()
}

struct Weighing<'t> {
    text: &'t Text,
    index: Index,
    second: Second,
    issues: Vec<Issue>,
}

impl Weighing<'_> {
    fn request(&mut self, request: &mut OrderRequest, answer: &Answer) {
        let of = |field| Of {
            line: None,
            field,
            near: 0,
        };
        self.weigh(
            of(SecondField::PoNumber),
            &mut request.po_number,
            &answer.po_number,
        );
        let requested = &mut request.requested_delivery_date;
        self.weigh(of(SecondField::Requested), requested, &answer.requested);
        self.weigh(
            of(SecondField::Buyer),
            &mut request.buyer.name,
            &answer.buyer,
        );
        match request.lines.is_empty() {
            true => self.propose(request, &answer.lines),
            false => self.lines(&mut request.lines, &answer.lines),
        }
    }

    /// Weighs a field, and takes what only the second reader states as a guess.
    fn weigh<T: Claim + Clone>(&mut self, of: Of, stated: &mut Stated<T>, said: &Option<T>) {
        let Some(said) = said else { return };
        match stated {
            Some(first) => self.compare(of, first, said),
            None => {
                let Some(at) = said.stands(&self.index, of.near) else {
                    self.second.unfound += 1;
                    return;
                };
                let evidence = at.evidence(self.text);
                let text = evidence.text.clone();
                let Of { line, field, .. } = of;
                let finding = Finding::Added { line, field, text };
                self.find(finding, Some(evidence.place.clone()));
                *stated = Some(Field {
                    value: said.clone(),
                    confidence: Confidence::GUESSED,
                    evidence,
                });
            }
        }
    }

    /// Weighs a field that the first reader states.
    fn compare<T: Claim>(&mut self, of: Of, first: &mut Field<T>, said: &T) {
        if said.is(first, of.field) {
            return self.agree(first);
        }
        let Some(at) = said.stands(&self.index, of.near) else {
            self.second.unfound += 1;
            return;
        };
        let evidence = at.evidence(self.text);
        let Of { line, field, .. } = of;
        let finding = Finding::Otherwise {
            line,
            field,
            text: evidence.text,
        };
        self.find(finding, Some(evidence.place));
    }

    /// Both read the same meaning. They read the same letters, too, so that letters that were
    /// recognised badly stay as unsure as they are, and so does what the letters leave open.
    fn agree<T: Claim>(&mut self, first: &mut Field<T>) {
        self.second.agreed += 1;
        let seen = self.text.seen(&first.evidence);
        if let Some(seen) = seen.filter(|_| !T::is_open(&first.evidence.text)) {
            first.confidence = first.confidence.max(Confidence::LIKELY.min(seen));
        }
    }

    fn find(&mut self, finding: Finding, place: Option<Place>) {
        if self.second.findings.len() == FINDINGS_MAX {
            return;
        }
        let issue = Issue {
            request: Some(0),
            line: finding.line(),
            place,
            ..Issue::new(
                IssueCode::Disagreement,
                Severity::Doubt,
                finding.to_string(),
            )
        };
        self.issues.push(issue);
        self.second.findings.push(finding);
    }

    /// Nothing came of it.
    fn forget(&mut self) {
        self.issues.clear();
        self.second.findings.clear();
    }

    fn lines(&mut self, lines: &mut [RequestLine], said: &[AnswerLine]) {
        let pairs = paired(lines, said);
        let mut near = 0;
        let (mut more, mut read) = (0, 0);
        for (said, pair) in said.iter().zip(&pairs) {
            let begins = self.begins(said, near);
            near = begins.unwrap_or(near);
            match pair {
                Some(at) => {
                    read += 1;
                    self.line(*at as u32, &mut lines[*at], said, near);
                }
                // A line is one whose goods stand in the document.
                None if begins.is_some() => more += 1,
                None => self.second.unfound += 1,
            }
        }
        let fewer = lines.len().saturating_sub(read) as u32;
        if more > 0 {
            self.find(Finding::More { lines: more }, None);
        }
        if fewer > 0 {
            self.find(Finding::Fewer { lines: fewer }, None);
        }
    }

    /// The word that a line begins with: that of its item.
    fn begins(&self, said: &AnswerLine, near: u32) -> Option<u32> {
        let mut goods = [&said.code, &said.description].into_iter().flatten();
        goods.find_map(|text| Some(self.index.text(text, near)?.word))
    }

    /// Weighs a line that both read.
    fn line(&mut self, at: u32, line: &mut RequestLine, said: &AnswerLine, near: u32) {
        let of = |field| Of {
            line: Some(at),
            field,
            near,
        };
        self.weigh_code(of(SecondField::Code), line, &said.code);
        self.weigh(
            of(SecondField::Quantity),
            &mut line.quantity,
            &said.quantity,
        );
        self.weigh(of(SecondField::Unit), &mut line.uom, &said.unit);
        if let Some((price, said)) = line.unit_price.as_mut().zip(said.price.as_ref()) {
            self.compare(of(SecondField::Price), price, said);
        }
    }

    /// Any of a line's numbers is its number.
    fn weigh_code(&mut self, of: Of, line: &mut RequestLine, said: &Option<String>) {
        let Some(said) = said else { return };
        let same = |field: &Stated<String>| field.as_ref().is_some_and(|f| said.is(f, of.field));
        let codes = [
            &mut line.supplier_part,
            &mut line.buyer_part,
            &mut line.gtin,
        ];
        let is_stated = |field: &&mut Stated<String>| field.is_some();
        let mut stated: Vec<&mut Stated<String>> = codes.into_iter().filter(is_stated).collect();
        let at = stated.iter().position(|field| same(field)).unwrap_or(0);
        match stated.get_mut(at) {
            Some(field) => self.weigh(of, field, &Some(said.clone())),
            None => self.weigh(of, &mut line.supplier_part, &Some(said.clone())),
        }
    }

    /// Lines where the first reader found none. Those whose goods stand nowhere in the document are
    /// left out.
    fn propose(&mut self, request: &mut OrderRequest, said: &[AnswerLine]) {
        let mut near = 0;
        for said in said {
            let Some(begins) = self.begins(said, near) else {
                self.second.unfound += 1;
                continue;
            };
            near = begins;
            let at = request.lines.len() as u32;
            let mut line = RequestLine::default();
            let of = Of {
                line: Some(at),
                field: SecondField::Description,
                near,
            };
            self.weigh(of, &mut line.description, &said.description);
            self.line(at, &mut line, said, near);
            request.lines.push(line);
        }
    }
}

/// Which line of the first reader each said one is: of the same number, else of the same
/// description, else, where both have as many, the next that is left.
fn paired(lines: &[RequestLine], said: &[AnswerLine]) -> Vec<Option<usize>> {
    let mut left: Vec<bool> = vec![true; lines.len()];
    let mut take = |fits: &dyn Fn(&RequestLine) -> bool| {
        let at = (0..lines.len()).find(|at| left[*at] && fits(&lines[*at]))?;
        left[at] = false;
        Some(at)
    };
    let mut pairs: Vec<Option<usize>> = vec![None; said.len()];
    for (pair, said) in pairs.iter_mut().zip(said) {
        *pair = take(&|line| has_code(line, said));
    }
    for (pair, said) in pairs.iter_mut().zip(said) {
        *pair = pair.or_else(|| take(&|line| has_description(line, said)));
    }
    if lines.len() == said.len() {
        for pair in &mut pairs {
            *pair = pair.or_else(|| take(&|_| true));
        }
    }
    pairs
}

fn has_code(line: &RequestLine, said: &AnswerLine) -> bool {
    let codes = [&line.supplier_part, &line.buyer_part, &line.gtin];
    let is = |said: &String| {
        let mut codes = codes.into_iter().flatten();
        codes.any(|field| said.is(field, SecondField::Code))
    };
    said.code.as_ref().is_some_and(is)
}

fn has_description(line: &RequestLine, said: &AnswerLine) -> bool {
    let pair = said.description.as_ref().zip(line.description.as_ref());
    pair.is_some_and(|(said, field)| said.is(field, SecondField::Description))
}
