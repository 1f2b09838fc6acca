//! Serving: the HTTP server, the reading of documents, planning and, for the demo, the life of the company,
//! until someone says stop or the engine does.

use crate::channels::Opened;
use crate::company::Company;
use crate::failure::{Doing, Failure, Outcome};
use crate::noted;
use crate::planning::Planner;
use crate::reader::DocumentReader;
use crate::receiving::Receiver;
use crate::second::SecondReader;
use crate::sending;
use crate::telling;
use connect::channel::Arrived;
use connect::client::Reach;
use connect::oidc::Provider;
use connect::outbound::facts::{Address, Contact, Party};
use keep::{AccessKeys, Audited, NewKey, Scopes};
use sim::company::{INBOX, NAME, OWN_GLN, SampleCompany};
use sim::life::{Happening, Life, Pace};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;
use views::feed::Feed;
use vocab::{Decimal, Gln};
use web::outgoing::Seller;
use web::{App, Limits, Setup};

/// Threads that serve requests; SQLite and the engine have threads of their own.
const SERVER_THREADS: usize = 2;
/// What they are called.
pub const THREAD: &str = "kept-serve";
/// Where a server for clients of this process listens: any free port.
const LOOPBACK: (std::net::Ipv4Addr, u16) = (std::net::Ipv4Addr::LOCALHOST, 0);
/// How often the demo's company lives on.
const LIFE_STEP: Duration = Duration::from_millis(500);
/// How often it is looked whether the engine still runs.
const WATCH: Duration = Duration::from_millis(500);
/// Random bytes of the link that makes the first user.
const WELCOME_BYTES: usize = 16;
/// How long the demo's key works, in company days.
const DEMO_KEY_DAYS: i64 = 400;

/// What to serve, and where.
pub struct Serving {
    /// Address and port.
    pub listen: SocketAddr,
    /// Host names besides the loopback ones.
    pub hosts: Vec<String>,
    /// Who else tells who people are, if anyone does.
    pub provider: Option<Provider>,
    /// Where webhooks may be posted to.
    pub reach: Reach,
    /// The company, as its papers and messages tell it.
    pub seller: Seller,
    /// The folder that messages are put into; none is the usual one.
    pub outbox: Option<PathBuf>,
    /// What documents come in by besides the server.
    pub channels: Opened,
    /// The sample company that goes on living; none for a company of the user's own.
    pub life: Option<SampleCompany>,
}

impl Serving {
    /// The demo's way of serving.
    pub fn demo(listen: SocketAddr, sample: SampleCompany, channels: Opened) -> Serving {
        Serving {
            listen,
            hosts: Vec::new(),
            provider: None,
            // To try them out on the same machine.
            reach: Reach::Anywhere,
            seller: sample_seller(),
            outbox: None,
            channels,
            life: Some(sample),
        }
    }
}

/// The sample company, as its papers and messages tell it.
fn sample_seller() -> Seller {
    let some = |text: &str| Some(text.to_owned());
    Seller {
        party: Party {
            name: NAME.to_owned(),
            gln: Gln::parse(OWN_GLN),
            address: Address {
                country: some("IL"),
                ..Address::default()
            },
            contact: Contact {
                email: some(INBOX),
                ..Contact::default()
            },
            ..Party::default()
        },
        tax_percent: Decimal::whole(18),
    }
}

/// Serves until it is told to stop (Ctrl-C or SIGTERM), then closes the company.
pub fn serve(company: Company, receiver: Receiver, serving: Serving) -> Outcome {
    let listener = TcpListener::bind(serving.listen).doing(|| {
        format!(
            "{} can't be listened on; choose another with --listen",
            serving.listen
        )
    })?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let demo = serving.life.is_some();
    let mut setup = setup(&company, serving.hosts, serving.reach)?;
    setup.open_console = demo && address.ip().is_loopback();
    setup.provider = serving.provider;
    setup.seller = serving.seller;
    setup.configured = serving.channels.configured();
    if let Some(folder) = serving.outbox {
        setup.outbox_folder = sending::configured(&folder);
    }
    setup.second = receiver.second().map(SecondReader::about);
    setup.welcome = welcome(&setup, demo)?;
    announce(&company, address, demo, setup.welcome.as_deref())?;
    let app = App::new(setup);
    let stop = Arc::new(AtomicBool::new(false));
    let receiver = Arc::new(receiver);
    let mut threads = spawned(&app, &receiver, &stop);
    threads.push(spawn_planner(&company, &stop));
    threads.extend(
        serving
            .channels
            .spawn(&receiver, &app.channels, &company.clock, &stop),
    );
    if let Some(sample) = serving.life {
        threads.push(spawn_life(&company, &receiver, &stop, &sample));
    }
    let served = run_server(listener, app, until_stopped(company.handle.clone()));
    stop.store(true, Ordering::Release);
    end(threads);
    let closed = company.close();
    served.and(closed)
}

/// Serves a company within these limits to clients of this process, as long as they work. What
/// serves is what `kept serve` runs.
pub fn beside<T>(
    company: &Company,
    receiver: Receiver,
    limits: Limits,
    clients: impl FnOnce(SocketAddr) -> Outcome<T>,
) -> Outcome<T> {
    let listener = TcpListener::bind(LOOPBACK)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let app = App::new(Setup {
        limits,
        ..setup(company, Vec::new(), Reach::Public)?
    });
    let stop = Arc::new(AtomicBool::new(false));
    let threads = spawned(&app, &Arc::new(receiver), &stop);
    let (finished, wait) = tokio::sync::oneshot::channel::<()>();
    let (worked, served) = thread::scope(|scope| {
        // The sender is dropped, not used: either way the clients are done.
        let server = scope.spawn(|| run_server(listener, app, async { drop(wait.await) }));
        let worked = clients(address);
        drop(finished);
        (worked, server.join())
    });
    stop.store(true, Ordering::Release);
    end(threads);
    match served {
        Ok(served) => worked.and_then(|worked| served.map(|()| worked)),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn end(threads: Vec<thread::JoinHandle<()>>) {
    for thread in threads {
        if thread.join().is_err() {
            eprintln!("kept: a thread ended by a fault of its own");
        }
    }
}

/// Tells where to look. The demo makes itself a key for the API; a company's own keys are made by
/// its people.
fn announce(company: &Company, address: SocketAddr, demo: bool, welcome: Option<&str>) -> Outcome {
    eprintln!("console: http://{address}/  API: http://{address}/v1, described by /openapi.json");
    if demo {
        let keys = AccessKeys::open(company.data.path())?;
        let now = company.clock.now().at;
        let until = now.plus_seconds(DEMO_KEY_DAYS * 86_400);
        let new = NewKey {
            name: "demo".to_owned(),
            scopes: Scopes::all(),
            customer: None,
            expires_at: Some(until),
        };
        let (secret, key) = keys.create(new, now)?;
        let subject = format!("key:{}", key.actor);
        noted::note(company.data.path(), Audited::KeyCreated, subject, now)?;
        eprintln!("a key for the API: {}", secret.reveal());
    } else {
        eprintln!("keys for programs are made by: kept key create NAME --scope orders:write");
    }
    if let Some(link) = welcome {
        eprintln!("nobody can sign in yet; make the first user at:");
        eprintln!("  http://{address}/welcome?token={link}");
    }
    eprintln!("stop with Ctrl-C");
    Ok(())
}

/// The secret of the link that makes the first user, while there is none.
fn welcome(setup: &Setup, demo: bool) -> Outcome<Option<String>> {
    if demo || !setup.users.list()?.is_empty() {
        return Ok(None);
    }
    let mut random = [0; WELCOME_BYTES];
    getrandom::fill(&mut random)?;
    Ok(Some(
        random.iter().map(|byte| format!("{byte:02x}")).collect(),
    ))
}

fn setup(company: &Company, hosts: Vec<String>, reach: Reach) -> Outcome<Setup> {
    let directory: &Path = company.data.path();
    let clock = company.clock.clone();
    let feed = Feed::new(company.data.reader()?, company.views.clone());
    let vault = keep::Vault::open(directory)?;
    let webhooks = Arc::new(keep::Webhooks::open(directory, &vault)?);
    let outbox = Arc::new(keep::Outbox::open(directory, &vault)?);
    let dispatcher = telling::dispatcher(webhooks.clone(), feed.clone(), reach, clock.clone())?;
    Ok(Setup {
        engine: company.handle.clone(),
        views: company.views.clone(),
        feed,
        records: engine::Records::new(company.data.reader()?),
        documents: keep::DocumentStore::open(directory)?,
        draw: Box::new(DocumentReader::new()?),
        vault,
        keys: AccessKeys::open(directory)?,
        users: keep::Users::open(directory)?,
        audit: keep::Audit::open(directory)?,
        jobs: jobs(directory, company.clock.now().at)?,
        channels: Arc::clone(&company.channels),
        configured: Vec::new(),
        second: None,
        saved_views: keep::SavedViews::open(directory)?,
        lessons: Arc::clone(&company.lessons),
        webhooks,
        dispatcher,
        outbox,
        outbox_folder: sending::configured(&company.data.outbox()),
        provider: None,
        welcome: None,
        seller: Seller::default(),
        clock: Box::new(move || clock.now()),
        hosts,
        open_console: false,
        limits: Limits::default(),
    })
}

/// The jobs; what was under way when Kept was stopped is told to have been interrupted.
fn jobs(directory: &Path, now: vocab::Instant) -> Outcome<keep::Jobs> {
    let jobs = keep::Jobs::open(directory)?;
    jobs.interrupt_open(now)?;
    Ok(jobs)
}

/// What works beside the server: the reading of documents, the telling of webhooks, and the outbox.
fn spawned(
    app: &App,
    receiver: &Arc<Receiver>,
    stop: &Arc<AtomicBool>,
) -> Vec<thread::JoinHandle<()>> {
    let (receiver, stopped) = (Arc::clone(receiver), Arc::clone(stop));
    let receiving = thread::spawn(move || receiver.run(&stopped));
    vec![
        receiving,
        telling::spawn(app.dispatcher.clone(), stop),
        sending::spawn(app.clone(), stop),
    ]
}

fn spawn_planner(company: &Company, stop: &Arc<AtomicBool>) -> thread::JoinHandle<()> {
    let (planner, stop) = (Planner::new(company), Arc::clone(stop));
    thread::spawn(move || planner.run(&stop))
}

fn spawn_life(
    company: &Company,
    receiver: &Arc<Receiver>,
    stop: &Arc<AtomicBool>,
    sample: &SampleCompany,
) -> thread::JoinHandle<()> {
    let (handle, clock) = (company.handle.clone(), company.clock.clone());
    let (receiver, stop) = (Arc::clone(receiver), Arc::clone(stop));
    let mut life = Life::new(sample.seed, sample, Pace::default()).with_troubles();
    thread::spawn(move || {
        while !stop.load(Ordering::Acquire) {
            let now = clock.now();
            let moment = sim::life::Moment {
                day: now.today,
                minute: now.minute,
            };
            let lived = handle.ask(move |book| {
                let happenings = life.next(moment, book);
                (life, happenings)
            });
            let Ok((same, happenings)) = lived else {
                return;
            };
            life = same;
            for happening in happenings {
                if let Err(failure) = live(&handle, &receiver, happening) {
                    eprintln!("kept: the sample company: {failure}");
                }
            }
            thread::sleep(LIFE_STEP);
        }
    })
}

/// One thing of the sample company's life. What the book refuses is part of life.
fn live(handle: &engine::Handle, receiver: &Receiver, happening: Happening) -> Outcome {
    match happening {
        Happening::Document { name, bytes } => {
            let arrived = Arrived {
                channel: "folder",
                name: &name,
                media_type: "",
                sender: "",
                identity: None,
                bytes: &bytes,
            };
            receiver.receive(&arrived).map(drop)
        }
        Happening::Command(command) => handle.own(command).map(drop).map_err(Failure::from),
    }
}

fn run_server(listener: TcpListener, app: App, stop: impl Future<Output = ()>) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(SERVER_THREADS)
        .thread_name(THREAD)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        web::serve(listener, app, stop).await?;
        Ok(())
    })
}

/// Ready when a person or the system says stop, or the engine has stopped by itself.
async fn until_stopped(handle: engine::Handle) {
    let mut terminated =
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(error) => {
                eprintln!("kept: SIGTERM can't be listened to: {error}");
                return;
            }
        };
    let engine_stopped = async {
        while handle.stopped().is_none() {
            tokio::time::sleep(WATCH).await;
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
        () = engine_stopped => {}
    }
    eprintln!("stopping");
}
