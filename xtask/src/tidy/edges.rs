//! Which room may use which: the walls between the crates, as a table.

use super::Finding;
use super::files::File;

/// A room, the rooms that it may use, and those that only its tests may use besides.
struct Room {
    name: &'static str,
    uses: &'static [&'static str],
    tests_use: &'static [&'static str],
}

const fn room(name: &'static str, uses: &'static [&'static str]) -> Room {
    Room {
        name,
        uses,
        tests_use: &[],
    }
}

/// The allowed edges. A new room or edge is a decision: write a record in `docs/decisions`.
const ROOMS: &[Room] = &[
    room("vocab", &[]),
    room("book", &["vocab"]),
    room("journal", &["vocab"]),
    room("keep", &["vocab"]),
    Room {
        name: "intake",
        uses: &["vocab"],
        // Its tests look at real paper, and name the goods of the sample company.
        tests_use: &["paper", "sim"],
    },
    room("paper", &["vocab", "intake"]),
    room("engine", &["vocab", "book", "journal"]),
    room("views", &["vocab", "book", "engine", "journal"]),
    Room {
        name: "connect",
        uses: &["vocab", "keep", "views"],
        // Tests of the webhooks follow an engine; those of what is sent have Kept's own readers read it.
        tests_use: &["book", "engine", "intake", "journal"],
    },
    Room {
        name: "import",
        uses: &["vocab", "book", "engine", "intake", "keep"],
        // Its tests bring the sample company into an engine on a journal in memory.
        tests_use: &["journal", "sim"],
    },
    Room {
        name: "web",
        uses: &[
            "vocab", "book", "plan", "engine", "views", "keep", "intake", "import", "connect",
        ],
        // Tests of the API run an engine on a journal in memory.
        tests_use: &["journal"],
    },
    room("sim", &["vocab", "book", "journal", "engine", "plan"]),
    Room {
        name: "plan",
        uses: &["vocab", "book"],
        // Its tests plan for companies that the simulator makes.
        tests_use: &["sim"],
    },
    room(
        "kept",
        &[
            "vocab", "book", "journal", "keep", "intake", "paper", "engine", "views", "import",
            "connect", "web", "sim", "plan",
        ],
    ),
    // What strangers send meets a parser in each of these.
    room(
        "fuzz",
        &[
            "vocab", "book", "journal", "intake", "paper", "engine", "import", "connect", "web",
            "sim",
        ],
    ),
    room("xtask", &[]),
];

/// Checks the manifest of every crate, and that the wall around the book stands.
pub fn check(files: &[File]) -> Vec<Finding> {
    let manifests = files
        .iter()
        .filter_map(|file| Some((room_of(&file.path)?, file)));
    let mut findings: Vec<Finding> = manifests
        .flat_map(|(name, file)| check_manifest(name, &file.path, file.text().unwrap_or_default()))
        .collect();
    if !files.iter().any(|file| file.path == BOOK_WALL) {
        let what = "is missing; it forbids clocks, chance, files and threads in the book";
        findings.push(Finding::new(BOOK_WALL, 1, what));
    }
    findings
}

const BOOK_WALL: &str = "crates/book/clippy.toml";

fn room_of(path: &str) -> Option<&str> {
    let folder = path.strip_suffix("/Cargo.toml")?;
    Some(folder.strip_prefix("crates/").unwrap_or(folder))
}

fn check_manifest(name: &str, path: &str, text: &str) -> Vec<Finding> {
    let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
        let what = format!(
            "the room `{name}` is not in the table of xtask/src/tidy/edges.rs; \
             a new room needs a decision record in docs/decisions"
        );
        return vec![Finding::new(path, 1, what)];
    };
    let mut findings: Vec<Finding> = edges(text)
        .filter(|edge| !allowed(room, edge))
        .map(|edge| Finding::new(path, edge.line, forbidden(room, edge.to)))
        .collect();
    if !text.replace(' ', "").contains("[lints]\nworkspace=true") {
        findings.push(Finding::new(
            path,
            1,
            "add `[lints]` with `workspace = true`",
        ));
    }
    findings
}

fn allowed(room: &Room, edge: &Edge<'_>) -> bool {
    room.uses.contains(&edge.to) || edge.of_tests && room.tests_use.contains(&edge.to)
}

fn forbidden(room: &Room, to: &str) -> String {
    let uses = match room.uses {
        [] => "no other room".to_owned(),
        uses => uses.join(", "),
    };
    format!(
        "`{}` may not use `{to}`, only {uses}; remove the dependency",
        room.name
    )
}

struct Edge<'a> {
    to: &'a str,
    of_tests: bool,
    line: usize,
}

/// The dependencies on rooms that a manifest names.
fn edges(manifest: &str) -> impl Iterator<Item = Edge<'_>> {
    let mut section = "";
    manifest
        .lines()
        .enumerate()
        .filter_map(move |(index, line)| {
            if line.starts_with('[') {
                section = line.trim();
            }
            let entry = match section
                .trim_matches(['[', ']'])
                .rsplit_once("dependencies.")
            {
                Some((_, name)) if line.starts_with('[') => name,
                _ if section.ends_with("dependencies]") => line,
                _ => return None,
            };
            let to = entry.split(['.', '=', ' ']).next()?.trim_matches('"');
            let known = ROOMS.iter().any(|room| room.name == to);
            known.then(|| Edge {
                to,
                of_tests: section.contains("dev-dependencies"),
                line: index + 1,
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(room: &str, manifest: &str) -> Vec<String> {
        let text = format!("{manifest}\n[lints]\nworkspace = true\n");
        let findings = check_manifest(room, "Cargo.toml", &text);
        findings.iter().map(Finding::to_string).collect()
    }

    #[test]
    fn the_book_may_not_use_the_journal_in_any_spelling() {
        let manifests = [
            "[dependencies]\njournal.workspace = true",
            "[dependencies]\njournal = { path = \"../journal\" }",
            "[dev-dependencies]\njournal = { workspace = true }",
            "[target.'cfg(unix)'.dependencies]\njournal.workspace = true",
            "[package]\n[dependencies.journal]",
        ];
        for manifest in manifests {
            let expected = "Cargo.toml:2: `book` may not use `journal`, only vocab; \
                            remove the dependency";
            assert_eq!(told("book", manifest), [expected], "{manifest}");
        }
    }

    #[test]
    fn an_edge_of_tests_is_not_an_edge_of_the_room() {
        assert!(told("web", "[dev-dependencies]\njournal.workspace = true").is_empty());
        assert_eq!(
            told("web", "[dependencies]\njournal.workspace = true").len(),
            1
        );
    }

    #[test]
    fn libraries_of_others_are_no_rooms() {
        let manifest = "[package]\nname = \"book\"\n[dependencies]\nvocab.workspace = true\n\
                        book-binding = \"1\"\nserde.workspace = true";
        assert!(told("book", manifest).is_empty());
    }

    #[test]
    fn an_unknown_room_and_a_crate_without_lints_are_found() {
        assert!(told("attic", "")[0].contains("needs a decision record"));
        let findings = check_manifest("vocab", "Cargo.toml", "[package]\n");
        assert_eq!(findings[0].what, "add `[lints]` with `workspace = true`");
    }

    #[test]
    fn the_table_has_no_circle() {
        let mut built: Vec<&str> = Vec::new();
        while built.len() < ROOMS.len() {
            let ready = |room: &&Room| {
                !built.contains(&room.name) && room.uses.iter().all(|name| built.contains(name))
            };
            let next = ROOMS
                .iter()
                .find(ready)
                .expect("some room needs only what is built");
            built.push(next.name);
        }
    }
}
