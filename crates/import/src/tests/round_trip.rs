//! The sample company as files, imported into an empty book, is the sample company.

use super::*;
use book::{Command, Stamp};
use sim::company::{SampleCompany, export, sample_company};

fn kind(file: &str) -> Kind {
    match file.trim_end_matches(".csv") {
        // The company's own commands receive what is on hand.
        "stock" => Kind::Receipts,
        word => Kind::parse(word).unwrap(),
    }
}

/// The book that the company's own commands make, without what its files do not have.
fn commanded(company: &SampleCompany) -> Book {
    let Moment { at, today, minute } = moment();
    let stamp = Stamp {
        at,
        today,
        minute,
        actor: vocab::ActorId(0),
    };
    let mut book = Book::default();
    let policy = |command: &Command| matches!(command, Command::SetPolicy(_));
    let commands = company.commands().into_iter();
    for mut command in commands.filter(|command| !policy(command)) {
        if let Command::PutItems(items) = &mut command {
            items.iter_mut().for_each(|item| item.safety_stock.clear());
        }
        for event in book::decide(&book, &command, &stamp).unwrap() {
            book::evolve(&mut book, &event);
        }
    }
    book
}

#[test]
fn the_sample_company_comes_back_from_its_files() {
    let company = sample_company(7, moment().today);
    let files = export::files(&company);
    let desk = Desk::new();
    for (name, text) in &files {
        let report = desk.import_files(kind(name), &[(name, text.as_bytes())], false);
        assert!(report.ok, "{}", report.text());
    }
    let (imported, commanded) = (desk.book(), commanded(&company));
    assert!(imported.company.items == commanded.company.items);
    assert!(imported.company.customers == commanded.company.customers);
    assert!(imported == commanded);
    for party in company.parties() {
        let customer = imported
            .company
            .customer_by_code(&party.customer_code)
            .unwrap();
        let (kind, number) = match &party.ship_to_code {
            None => (SubjectKind::Customer, customer.0),
            Some(code) => {
                let place = imported.company.ship_to_by_code(customer, code).unwrap();
                (SubjectKind::ShipTo, place.0)
            }
        };
        let person = desk.person(kind, u64::from(number)).unwrap();
        assert_eq!(person.name, party.name);
        match kind {
            SubjectKind::Customer => assert_eq!(person.emails, [party.email]),
            _ => assert_eq!(
                (person.address, person.postcode),
                (party.address, party.postcode)
            ),
        }
    }
}
