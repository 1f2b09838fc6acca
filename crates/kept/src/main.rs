//! Kept, the binary: parses the command line and hands over to one file a command.

mod channels;
mod cli;
mod clock;
mod commands;
mod company;
mod config;
mod customers;
mod directory;
mod failure;
mod fence;
mod grounding;
mod noted;
mod password;
mod planning;
mod policy;
mod reader;
mod receiving;
mod second;
mod secret;
mod sending;
mod serving;
mod talk;
mod telling;
mod wording;

use clap::{CommandFactory, Parser};
use cli::{Bench, Cli, Command, Eval, Exception, Order, Request, Simulate, Views};
use clock::CompanyClock;
use company::{Company, DataDir};
use config::Config;
use failure::Outcome;
use intake::Arrival;
use std::process::ExitCode;

/// Orders are made on one thread and dropped on another; the system allocator pays for that with
/// a third of the writer's time (`kept bench place`, glibc 2.36).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    small_pages();
    let cli = Cli::parse();
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("kept: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Asks the kernel for no huge pages: clearing one stops the writer for up to milliseconds, more than
/// the fewer look-ups of addresses are worth. Where it is not granted, everything works the same.
fn small_pages() {
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

fn run(cli: &Cli) -> Outcome {
    let (named, json) = (cli.data.as_deref(), cli.json);
    let data = DataDir::new(named);
    match &cli.command {
        Command::Demo(options) => commands::demo::demo(named, options, json),
        Command::Serve(options) => commands::serve::serve(data, options),
        Command::Import(options) => with(data, |company| {
            commands::import::run(company, options, json)
        }),
        Command::Export(options) if options.template => commands::export::empty(options),
        Command::Export(options) => {
            with_founded(data, |company| commands::export::run(company, options))
        }
        Command::Intake(options) => commands::intake::intake(&options.files, json),
        Command::Order(Order::Show { order }) => shown(data, |views| {
            commands::order::show::one(views, *order, json)
        }),
        Command::Order(Order::List(list)) => {
            shown(data, |views| commands::order::show::list(views, list, json))
        }
        Command::Order(command) => with_founded(data, |company| {
            commands::order::order(company, command, json)
        }),
        Command::Request(Request::List) => {
            shown(data, |views| commands::request::list(views, json))
        }
        Command::Request(command) => with_founded(data, |company| {
            commands::request::request(company, command, json)
        }),
        Command::Exception(Exception::List(list)) => {
            shown(data, |views| commands::exception::list(views, list, json))
        }
        Command::Exception(command) => with_founded(data, |company| {
            commands::exception::exception(company, command, json)
        }),
        Command::Backorders(command) => with_founded(data, |company| {
            commands::backorders::backorders(company, command, json)
        }),
        Command::Quota(command) => with_founded(data, |company| {
            commands::quota::quota(company, command, json)
        }),
        Command::Key(command) => commands::key::key(&data, command, &clock(&data)?, json),
        Command::User(command) => commands::user::user(&data, command, &clock(&data)?, json),
        Command::Verify => commands::verify::verify(&data, json),
        Command::Backup(to) => commands::backup::backup(&data, &to.directory, json),
        Command::Restore(from) => commands::backup::restore(&data, &from.directory, json),
        Command::Views(Views::Rebuild) => commands::views::rebuild(&data, json),
        Command::Eval(Eval::Intake(options)) => commands::eval::intake(options, json),
        Command::Eval(Eval::Promise(options)) => commands::eval::promise(options, json),
        Command::Eval(Eval::Backorders(options)) => commands::eval::backorders(options, json),
        Command::Bench(Bench::Place(options)) => commands::bench::place(named, options, json),
        Command::Bench(Bench::Views(options)) => commands::bench::views(named, options, json),
        Command::Bench(Bench::Ration(options)) => commands::bench::ration(options, json),
        Command::Bench(Bench::Book(options)) => commands::bench::book(named, options, json),
        Command::Bench(Bench::Documents(options)) => {
            commands::bench::documents(named, options, json)
        }
        Command::Bench(Bench::Overload(options)) => commands::bench::overload(named, options, json),
        Command::Bench(Bench::Http(options)) => commands::bench::http(named, options, json),
        Command::Simulate(Simulate::Company(options)) => commands::simulate::company(options, json),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "kept", &mut std::io::stdout());
            Ok(())
        }
        Command::ReadDocument {
            name,
            received,
            text,
        } => {
            let arrival = Arrival {
                name: name.as_deref(),
                received: *received,
            };
            reader::serve_one(arrival, *text)
        }
        Command::DrawPage { page, width } => reader::draw_one(*page, *width),
    }
}

/// The clock of a data directory: the wall clock in its time zone, but never before what the
/// journal has seen, as a demo's may lie ahead.
fn clock(data: &DataDir) -> Outcome<CompanyClock> {
    let config = Config::load(None, &data.config())?;
    CompanyClock::wall(&config.time_zone)
}

/// Opens a data directory, founding a book if need be, for one piece of work.
fn with<T>(data: DataDir, work: impl FnOnce(&Company) -> Outcome<T>) -> Outcome<T> {
    let clock = clock(&data)?;
    let company = Company::open(data, clock)?;
    let done = work(&company);
    let closed = company.close();
    done.and_then(|done| closed.map(|()| done))
}

/// Looks at the views of a data directory, also while another process works in it.
fn shown<T>(data: DataDir, look: impl FnOnce(&::views::Reader) -> Outcome<T>) -> Outcome<T> {
    data.must_be_founded()?;
    if data.is_worked_in()? {
        return look(&::views::Views::open(&data.views())?.reader());
    }
    with(data, |company| {
        company.catch_up()?;
        look(&company.views)
    })
}

fn with_founded(data: DataDir, work: impl FnOnce(&Company) -> Outcome) -> Outcome {
    data.must_be_founded()?;
    with(data, work)
}
