//! Files of the outbox: whole, replaced by their like, and within their folder.

use super::Folder;
use std::path::PathBuf;

fn scratch(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("kept-outbox-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    path
}

#[test]
fn a_file_that_is_put_again_replaces_itself_and_leaves_no_draft() {
    let root = scratch("again");
    let folder = Folder::new(root.clone());
    for _ in 0..2 {
        folder
            .put("acme", "000000001-invoice-12-0.x12", b"ISA")
            .unwrap();
    }
    let files = std::fs::read_dir(root.join("acme")).unwrap();
    let names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, ["000000001-invoice-12-0.x12"]);
    std::fs::remove_dir_all(&root).unwrap();
}

#[test]
fn no_file_is_put_outside_of_its_folder() {
    let root = scratch("outside");
    let folder = Folder::new(root.clone());
    for (recipient, name) in [
        ("..", "a.x12"),
        ("acme", "../a.x12"),
        ("acme", ".a"),
        ("acme", ""),
        ("a/b", "a.x12"),
        ("", "a.x12"),
    ] {
        assert!(
            folder.put(recipient, name, b"").is_err(),
            "{recipient}/{name}"
        );
    }
    assert!(!root.exists());
}
