//! The fence around a process that reads strangers' documents: it opens no file of the company,
//! writes none, and talks to nobody.
//!
//! Landlock closes the files and signals to other processes, seccomp the network; both hold for
//! every process that is started inside. What the kernel lacks is left out, and told at the start.

use crate::failure::{Doing, Outcome};
use landlock::{
    ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus, Scope, path_beneath_rules,
};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

/// What the rules are written for (Linux 6.12); an older kernel keeps as many as it knows.
const RULES: ABI = ABI::V6;
/// What programs need to start, and where Tesseract and its languages stand.
const READABLE: [&str; 6] = [
    "/usr",
    "/bin",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/sys/devices/system/cpu",
];
/// Where output that nobody wants goes.
const NOWHERE: &str = "/dev/null";

/// How much of the fence this kernel gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fence {
    /// No files, no network, no signals.
    Whole,
    /// No network, and as much of the rest as the kernel knows.
    Partial,
    /// No network, but files can be read.
    NetworkOnly,
}

impl Fence {
    /// In a sentence for whoever starts the program.
    pub fn told(self) -> &'static str {
        match self {
            Fence::Whole => "documents are read without network and without files",
            Fence::Partial => {
                "documents are read without network and, as far as this kernel can, without files"
            }
            Fence::NetworkOnly => {
                "documents are read without network; this kernel can't keep files from their reader \
                 (Landlock is off)"
            }
        }
    }
}

/// What this kernel gives, tried on a thread that ends at once.
pub fn strength() -> Outcome<Fence> {
    let tried = std::thread::spawn(close).join();
    tried.unwrap_or_else(|_| Err(crate::failure::Failure::new("the fence could not be tried")))
}

/// Closes the fence around the calling thread and everything that it starts; it never opens again.
pub fn close() -> Outcome<Fence> {
    let status = close_files().doing(|| "a reader's files can't be closed".to_owned())?;
    let network = network().doing(|| "a reader's network can't be closed".to_owned())?;
    seccompiler::apply_filter(&network)
        .doing(|| "a reader's network can't be closed".to_owned())?;
    Ok(match status {
        RulesetStatus::FullyEnforced => Fence::Whole,
        RulesetStatus::PartiallyEnforced => Fence::Partial,
        RulesetStatus::NotEnforced => Fence::NetworkOnly,
    })
}

fn close_files() -> Result<RulesetStatus, landlock::RulesetError> {
    let nowhere = PathFd::new(NOWHERE).ok().map(|nowhere| {
        let access = AccessFs::ReadFile | AccessFs::WriteFile;
        Ok::<_, landlock::RulesetError>(PathBeneath::new(nowhere, access))
    });
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(RULES))?
        .handle_access(AccessNet::from_all(RULES))?
        .scope(Scope::from_all(RULES))?
        .create()?
        .add_rules(path_beneath_rules(READABLE, AccessFs::from_read(RULES)))?
        .add_rules(nowhere)?
        .restrict_self()?;
    Ok(status.ruleset)
}

/// A filter that refuses sockets, and the ways around: rings that open sockets unseen, and reaching
/// into other processes.
fn network() -> Result<BpfProgram, seccompiler::BackendError> {
    let refused = [
        libc::SYS_socket,
        libc::SYS_io_uring_setup,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_pidfd_getfd,
        libc::SYS_bpf,
    ];
    let filter = SeccompFilter::new(
        refused.map(|call| (call, Vec::new())).into(),
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EPERM.unsigned_abs()),
        std::env::consts::ARCH.try_into()?,
    )?;
    filter.try_into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::os::unix::net::UnixStream;
    use std::process::Command;

    /// Does something on a thread behind the fence.
    fn inside<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> T {
        let thread = std::thread::spawn(|| {
            close().expect("the kernel knows seccomp");
            act()
        });
        thread.join().expect("what is tried does not panic")
    }

    /// Whether the kernel closes files; where it does not, the test says that it has nothing to try.
    fn closes_files() -> bool {
        let closes = strength().expect("the fence can be tried") != Fence::NetworkOnly;
        if !closes {
            eprintln!("skipped: {}", Fence::NetworkOnly.told());
        }
        closes
    }

    #[test]
    fn a_reader_of_documents_talks_to_nobody() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        TcpStream::connect(address).expect("outside of the fence there is a network");
        inside(move || {
            assert!(TcpStream::connect(address).is_err(), "TCP");
            assert!(UdpSocket::bind("127.0.0.1:0").is_err(), "UDP");
            assert!(UnixStream::connect("/run/any.sock").is_err(), "Unix");
        });
    }

    #[test]
    fn a_reader_of_documents_neither_reads_nor_writes_the_companys_files() {
        if !closes_files() {
            return;
        }
        let company = std::env::temp_dir().join(format!("kept-fence-{}", std::process::id()));
        std::fs::write(&company, "orders").expect("the temporary directory can be written");
        let (path, other) = (company.clone(), company.with_extension("new"));
        inside(move || {
            assert!(File::open(&path).is_err(), "reading");
            assert!(File::options().write(true).open(&path).is_err(), "writing");
            assert!(File::create(&other).is_err(), "making");
            assert!(std::fs::remove_file(&path).is_err(), "removing");
            assert!(std::fs::read_dir("/").is_err(), "looking around");
        });
        std::fs::remove_file(company).expect("outside of the fence it can be removed");
    }

    #[test]
    fn a_program_that_a_reader_starts_stands_behind_the_same_fence() {
        if !closes_files() {
            return;
        }
        let (started, read) = inside(|| {
            let run = |line| Command::new("/bin/sh").args(["-c", line]).status();
            (run("exit 0"), run("cat /etc/hostname"))
        });
        assert!(started.is_ok_and(|status| status.success()));
        assert!(read.is_ok_and(|status| !status.success()));
    }
}
