//! The company twin and the fault simulator: an invented wholesaler that is the same for every run
//! of a seed, the documents its customers send, and the life it goes on living.

pub mod chance;
pub mod company;
pub mod demand;
pub mod document;
pub mod fault;
pub mod life;
pub mod load;
pub mod month;
pub mod post;
pub mod rationing;
pub mod samples;
pub mod sourcing;
#[cfg(test)]
mod stories;
pub mod twin;

/// A book that the company's commands were submitted to, on the morning of its first day.
#[cfg(test)]
fn book_of(company: &company::SampleCompany) -> book::Book {
    let mut book = book::Book::default();
    let stamp = book::Stamp {
        at: vocab::Instant::at_midnight(company.today),
        today: company.today,
        minute: 0,
        actor: vocab::ActorId(0),
    };
    for command in company.commands() {
        let events = book::decide(&book, &command, &stamp);
        for event in events.unwrap_or_else(|refusal| panic!("{}: {refusal}", command.name())) {
            book::evolve(&mut book, &event);
        }
    }
    book
}
