//! Folders that others write into: what is taken, what is left alone, what survives a fault.

use super::super::inbox::{Kept, Scratch};
use super::*;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Nobody says stop.
static RUNNING: AtomicBool = AtomicBool::new(false);

struct World {
    scratch: Scratch,
    kept: Arc<Kept>,
    door: Door,
    folder: Folder,
}

impl World {
    fn new() -> World {
        World::settling(Duration::ZERO)
    }

    fn settling(settle: Duration) -> World {
        let (scratch, kept) = (Scratch::new(), Arc::new(Kept::default()));
        let notes = scratch.0.join("notes");
        fs::create_dir_all(&notes).unwrap();
        fs::create_dir_all(scratch.0.join("in")).unwrap();
        let folder = Folder::new(FolderSettings {
            path: scratch.0.join("in"),
            sender: "10001".to_owned(),
            settle,
        });
        World {
            door: kept.door(&notes),
            scratch,
            kept,
            folder,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.scratch.0.join("in").join(name)
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }

    /// Looks twice, as nothing is taken at first sight.
    fn look(&mut self) -> Result<(), Trouble> {
        self.folder.look(&self.door, &RUNNING)?;
        self.folder.look(&self.door, &RUNNING)
    }

    /// What lies in the folder and the folders in it.
    fn lies(&self) -> String {
        let mut names = Vec::new();
        for below in ["", TAKEN, REFUSED] {
            let entries = fs::read_dir(self.path(below)).unwrap();
            let entries = entries.map(|entry| entry.unwrap());
            let files = entries.filter(|entry| !entry.file_type().unwrap().is_dir());
            names.extend(files.map(|file| {
                let name = file.file_name().to_string_lossy().into_owned();
                format!("{below}/{name}")
            }));
        }
        names.sort();
        names.join(" ")
    }
}

#[test]
fn a_file_becomes_a_document_of_the_folders_sender_and_is_put_away() {
    let mut world = World::new();
    world.write("fax 1.tif", "two cases");
    world.folder.look(&world.door, &RUNNING).unwrap();
    assert!(world.kept.told().is_empty(), "it was seen once only");
    world.folder.look(&world.door, &RUNNING).unwrap();
    assert_eq!(world.kept.told(), ["fax 1.tif <10001> two cases"]);
    assert_eq!(world.lies(), "taken/fax 1.tif");
}

#[test]
fn a_file_that_is_still_written_is_left_until_it_rests() {
    let mut world = World::new();
    for content in ["one", "one two", "one two three"] {
        world.write("scan.pdf", content);
        world.folder.look(&world.door, &RUNNING).unwrap();
    }
    assert!(world.kept.told().is_empty());
    world.folder.look(&world.door, &RUNNING).unwrap();
    assert_eq!(world.kept.told(), ["scan.pdf <10001> one two three"]);
    let mut slow = World::settling(Duration::from_secs(3600));
    slow.write("scan.pdf", "one");
    slow.look().unwrap();
    assert_eq!(slow.lies(), "/scan.pdf");
}

#[test]
fn hidden_and_unfinished_files_folders_and_links_are_left_alone() {
    let mut world = World::new();
    let left = [
        ".hidden",
        "~$lock",
        "a.pdf~",
        "b.TMP",
        "c.part",
        "d.filepart",
    ];
    left.iter().for_each(|name| world.write(name, "x"));
    fs::create_dir(world.path("below")).unwrap();
    world.write("below/e.pdf", "x");
    fs::write(world.scratch.0.join("secret"), "x").unwrap();
    std::os::unix::fs::symlink(world.scratch.0.join("secret"), world.path("link.pdf")).unwrap();
    world.look().unwrap();
    assert!(world.kept.told().is_empty(), "{:?}", world.kept.told());
    assert_eq!(world.lies().matches("taken/").count(), 0);
}

#[test]
fn what_is_empty_or_too_large_is_refused_with_the_reason() {
    let mut world = World::new();
    world.write("empty.pdf", "");
    let large = File::create(world.path("large.pdf")).unwrap();
    large.set_len(keep::DOCUMENT_BYTES_MAX as u64 + 1).unwrap();
    world.look().unwrap();
    assert!(world.kept.told().is_empty());
    assert_eq!(
        world.lies(),
        "refused/empty.pdf refused/empty.pdf.why.txt refused/large.pdf refused/large.pdf.why.txt"
    );
    let why = fs::read_to_string(world.path("refused/empty.pdf.why.txt")).unwrap();
    assert_eq!(why, "empty.pdf was not taken: it is empty.\n");
}

#[test]
fn nothing_is_lost_while_documents_cannot_be_kept() {
    let mut world = World::new();
    world.write("a.pdf", "a");
    world.write("b.pdf", "b");
    world.kept.closed.store(true, Ordering::Release);
    assert!(world.look().is_err());
    assert_eq!(world.lies(), "/a.pdf /b.pdf");
    world.kept.closed.store(false, Ordering::Release);
    world.look().unwrap();
    assert_eq!(world.kept.told().len(), 2);
    assert_eq!(world.lies(), "taken/a.pdf taken/b.pdf");
}

#[test]
fn a_file_that_was_kept_but_not_put_away_before_a_crash_is_not_doubled() {
    let mut world = World::new();
    world.write("a.pdf", "a");
    world.door.take("a.pdf", "10001", b"a").unwrap();
    let settings = world.folder.settings.clone();
    world.folder = Folder::new(settings);
    world.look().unwrap();
    assert_eq!(world.kept.told().len(), 1);
    assert_eq!(world.lies(), "taken/a.pdf");
}

#[test]
fn files_of_one_name_stand_beside_each_other_when_they_are_put_away() {
    let mut world = World::new();
    for content in ["monday", "tuesday", "tuesday"] {
        world.write("scan.pdf", content);
        world.look().unwrap();
    }
    assert_eq!(world.kept.told().len(), 2);
    assert_eq!(fs::read_dir(world.path(TAKEN)).unwrap().count(), 2);
    world.write("scan.pdf", "");
    world.look().unwrap();
    world.write("scan.pdf", "");
    world.look().unwrap();
    assert_eq!(fs::read_dir(world.path(REFUSED)).unwrap().count(), 4);
}

#[test]
fn a_file_that_replaces_a_taken_one_before_it_is_put_away_comes_back() {
    let world = World::new();
    fs::create_dir(world.path(TAKEN)).unwrap();
    world.write("a.pdf", "first");
    let state = State::of(&fs::metadata(world.path("a.pdf")).unwrap());
    world.write("new", "second");
    fs::rename(world.path("new"), world.path("a.pdf")).unwrap();
    world
        .folder
        .put_away(&world.path("a.pdf"), state, "0")
        .unwrap();
    assert_eq!(fs::read_to_string(world.path("a.pdf")).unwrap(), "second");
}

#[test]
fn one_look_takes_no_more_than_it_may() {
    let mut world = World::new();
    for number in 0..=FILES_PER_LOOK_MAX {
        world.write(&format!("{number}.txt"), &number.to_string());
    }
    world.look().unwrap();
    assert_eq!(world.kept.told().len(), FILES_PER_LOOK_MAX);
    world.folder.look(&world.door, &RUNNING).unwrap();
    assert_eq!(world.kept.told().len(), FILES_PER_LOOK_MAX + 1);
}

#[test]
fn a_file_that_cannot_be_put_away_is_told_and_does_not_keep_others_from_coming_in() {
    let mut world = World::new();
    fs::create_dir_all(world.path("refused/a.pdf.why.txt")).unwrap();
    world.write("a.pdf", "");
    world.write("b.pdf", "b");
    let Trouble(told) = world.look().unwrap_err();
    assert!(told.contains("a.pdf"), "{told}");
    assert_eq!(world.kept.told(), ["b.pdf <10001> b"]);
    assert!(world.lies().starts_with("/a.pdf "), "{}", world.lies());
}

#[test]
fn a_folder_that_is_not_there_is_told_by_its_path() {
    let mut world = World::new();
    fs::remove_dir_all(world.path("")).unwrap();
    let Trouble(told) = world.look().unwrap_err();
    assert!(told.contains("in/taken"), "{told}");
}
