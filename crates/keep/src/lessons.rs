//! Lessons: what people's corrections taught of each customer's documents, who taught it, and whether
//! it is in force.
//!
//! A lesson quotes documents, so it is erased with its customer's personal data. It only steers how
//! documents are read; what was decided stands in the journal.

use crate::fault::{Fault, FaultKind};
use crate::file::{KeptFile, Layout, check_room, check_size, number};
use crate::seal::{marked, optional, seal_fields};
use crate::words::words;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use vocab::{ActorId, ContentHash, CustomerId, Instant, LessonId, RequestId};

#[cfg(test)]
mod tests;

/// Longest text of what a lesson is about, in bytes.
pub const LESSON_ABOUT_BYTES_MAX: usize = 1_000;
/// Longest rule of a lesson, in bytes of JSON.
pub const LESSON_RULE_BYTES_MAX: usize = 2_000;
/// Lessons of one customer, ended ones among them; beyond it the oldest that has ended is forgotten.
pub const LESSONS_PER_CUSTOMER_MAX: u64 = 5_000;
/// Lessons in force of all customers: whoever grounds documents holds them in memory.
pub const LESSONS_MAX: u64 = 200_000;
/// The newest of those who taught a lesson that are kept; the others are counted.
pub const TEACHINGS_MAX: usize = 20;
/// Lessons that one call of [`Lessons::list`] returns at most.
pub const LESSONS_PAGE_MAX: usize = 201;

/// The file's name in the data directory.
const FILE: &str = "lessons.db";
/// The columns of a lesson, in the order that [`stored`] reads them.
const COLUMNS: &str =
    "id, customer, about, rule, taught, used, used_at, ended, ended_at, ended_by, seal";

const LAYOUT: Layout = Layout {
    name: "a store of lessons of format 1",
    application_id: 0x4b45_504c, // KEPL
    tables: "
        CREATE TABLE lesson (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          customer INTEGER NOT NULL,
          about TEXT NOT NULL,
          rule TEXT NOT NULL,
          taught INTEGER NOT NULL,
          used INTEGER NOT NULL,
          used_at INTEGER,
          ended TEXT,
          ended_at INTEGER,
          ended_by INTEGER,
          seal BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX lesson_in_force ON lesson (about) WHERE ended IS NULL;
        CREATE INDEX lesson_of_customer ON lesson (customer, id);
        CREATE TABLE teaching (
          lesson INTEGER NOT NULL,
          request INTEGER NOT NULL,
          document BLOB NOT NULL,
          actor INTEGER NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY (lesson, request)
        ) STRICT, WITHOUT ROWID;",
    upgrades: &[],
    settings: "PRAGMA secure_delete = ON;",
};

words! {
    /// How a lesson ended. The words are stored and never change.
    LessonEnd {
        /// Somebody revoked it.
        Revoked = "revoked",
        /// A later correction taught something else about the same.
        Replaced = "replaced",
    }
}

/// A lesson to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLesson {
    /// Whose documents it is about.
    pub customer: CustomerId,
    /// What it is about: two lessons about the same contradict each other unless their rules are the
    /// same. At most [`LESSON_ABOUT_BYTES_MAX`] bytes.
    pub about: String,
    /// What it says, as JSON of whoever reads documents; at most [`LESSON_RULE_BYTES_MAX`] bytes.
    pub rule: String,
}

/// Which correction taught a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LessonTaught {
    /// The request that was accepted.
    pub request: RequestId,
    /// The document that it was read from.
    pub document: ContentHash,
    /// Who accepted it.
    pub by: ActorId,
    /// When.
    pub at: Instant,
}

/// A lesson as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// Its number.
    pub id: LessonId,
    /// What it says.
    pub lesson: NewLesson,
    /// How many requests taught it.
    pub taught: u64,
    /// In how many documents it was used.
    pub used: u64,
    /// When it was used last.
    pub used_at: Option<Instant>,
    /// How, when and by whom it ended; `None` while it is in force.
    pub ended: Option<(LessonEnd, Instant, ActorId)>,
}

/// The lessons of a data directory; may be used by several threads at once.
#[derive(Debug)]
pub struct Lessons {
    file: KeptFile,
    version: AtomicU64,
}

impl Lessons {
    /// Opens the store in a data directory, or founds it.
    pub fn open(directory: &Path) -> Result<Lessons, Fault> {
        let file = KeptFile::open(&directory.join(FILE), LAYOUT)?;
        let version = AtomicU64::new(0);
        Ok(Lessons { file, version })
    }

    /// Counts the changes of what is in force that were made through this value: whoever holds lessons
    /// in memory sees by it that there are others now.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Keeps what a correction taught. A lesson with the same rule is taught once more; one with another
    /// rule about the same ends as replaced. A request teaches the same lesson once.
    ///
    /// # Errors
    /// [`FaultKind::TooLarge`] where a text is, where [`LESSONS_MAX`] are in force, or where the
    /// customer has [`LESSONS_PER_CUSTOMER_MAX`] of them; then nothing is kept.
    pub fn teach(&self, lessons: &[NewLesson], taught: &LessonTaught) -> Result<(), Fault> {
        let checked = lessons.iter().try_for_each(NewLesson::check);
        checked.map_err(|kind| self.file.fault(kind))?;
        self.changed("keeping lessons", |connection| {
            for lesson in lessons {
                if let Err(full) = teach_one(connection, lesson, taught)? {
                    return Ok(Err(full));
                }
            }
            Ok(Ok(()))
        })
    }

    /// Ends a lesson; false when none of this number is in force.
    pub fn revoke(&self, id: LessonId, by: ActorId, now: Instant) -> Result<bool, Fault> {
        self.changed("revoking a lesson", |connection| {
            let Some(lesson) = one(connection, id)?.filter(|row| row.lesson.ended.is_none()) else {
                return Ok(Ok(false));
            };
            end(connection, lesson.lesson, LessonEnd::Revoked, by, now)?;
            Ok(Ok(true))
        })
    }

    /// Notes that lessons were used in a document.
    pub fn used(&self, lessons: &[LessonId], now: Instant) -> Result<(), Fault> {
        self.file.write("counting lessons", |connection| {
            let mut count = connection
                .prepare_cached("UPDATE lesson SET used = used + 1, used_at = ?2 WHERE id = ?1")?;
            for id in lessons {
                count.execute(params![id.0 as i64, now.0])?;
            }
            Ok(())
        })
    }

    /// Every lesson that is in force, the oldest first; at most [`LESSONS_MAX`].
    pub fn in_force(&self) -> Result<Vec<Lesson>, Fault> {
        let rows: Vec<Stored> = self.file.read("reading lessons", |connection| {
            let sql =
                format!("SELECT {COLUMNS} FROM lesson WHERE ended IS NULL ORDER BY id LIMIT ?1");
            let mut query = connection.prepare_cached(&sql)?;
            query.query_map([LESSONS_MAX as i64], stored)?.collect()
        })?;
        rows.into_iter().map(|row| self.verified(row)).collect()
    }

    /// Up to `limit` (at most [`LESSONS_PAGE_MAX`]) lessons, of one customer or of all, the newest
    /// first and older than `before`; those that have ended only when they are asked for.
    pub fn list(
        &self,
        customer: Option<CustomerId>,
        ended: bool,
        before: Option<LessonId>,
        limit: usize,
    ) -> Result<Vec<Lesson>, Fault> {
        let before = before.and_then(|id| i64::try_from(id.0).ok());
        let rows: Vec<Stored> = self.file.read("listing lessons", |connection| {
            let sql = format!(
                "SELECT {COLUMNS} FROM lesson
                 WHERE (?1 IS NULL OR customer = ?1) AND (?2 OR ended IS NULL) AND id < ?3
                 ORDER BY id DESC LIMIT ?4"
            );
            let given = params![
                customer.map(|id| id.0),
                ended,
                before.unwrap_or(i64::MAX),
                limit.min(LESSONS_PAGE_MAX) as i64
            ];
            let mut query = connection.prepare_cached(&sql)?;
            query.query_map(given, stored)?.collect()
        })?;
        rows.into_iter().map(|row| self.verified(row)).collect()
    }

    /// The lesson with this number.
    pub fn get(&self, id: LessonId) -> Result<Option<Lesson>, Fault> {
        let row = self
            .file
            .read("reading a lesson", |connection| one(connection, id))?;
        row.map(|row| self.verified(row)).transpose()
    }

    /// What taught a lesson, the newest first; at most [`TEACHINGS_MAX`].
    pub fn taught(&self, id: LessonId) -> Result<Vec<LessonTaught>, Fault> {
        self.file
            .read("reading what taught a lesson", |connection| {
                let sql = "SELECT request, document, actor, at FROM teaching
                       WHERE lesson = ?1 ORDER BY at DESC, request DESC LIMIT ?2";
                let mut query = connection.prepare_cached(sql)?;
                let taught =
                    query.query_map(params![id.0 as i64, TEACHINGS_MAX as i64], |row| {
                        Ok(LessonTaught {
                            request: RequestId(number(row, 0)?),
                            document: ContentHash(row.get(1)?),
                            by: ActorId(row.get(2)?),
                            at: Instant(row.get(3)?),
                        })
                    })?;
                taught.collect()
            })
    }

    /// Erases every lesson of a customer, in force or not, in the file and in its write-ahead log; how
    /// many there were. Durable on return. After a fault, erase again.
    pub fn erase(&self, customer: CustomerId) -> Result<u64, Fault> {
        let erased = self.changed("erasing lessons", |connection| {
            connection.execute(
                "DELETE FROM teaching WHERE lesson IN (SELECT id FROM lesson WHERE customer = ?1)",
                [customer.0],
            )?;
            let erased =
                connection.execute("DELETE FROM lesson WHERE customer = ?1", [customer.0])?;
            Ok(Ok(erased as u64))
        })?;
        self.file.fold()?;
        Ok(erased)
    }

    /// Copies the store as it is at this moment into one new file, while others go on writing. An
    /// existing file is not overwritten ([`FaultKind::Exists`]).
    pub fn backup(&self, to: &Path) -> Result<(), Fault> {
        self.file.backup(to)
    }

    /// Changes what is in force.
    fn changed<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<Result<T, FaultKind>>,
    ) -> Result<T, Fault> {
        let done = self.file.change(doing, work);
        self.version.fetch_add(1, Ordering::AcqRel);
        done
    }

    fn verified(&self, row: Stored) -> Result<Lesson, Fault> {
        match seal(&row.lesson) == row.seal {
            true => Ok(row.lesson),
            false => {
                let how = "the lesson does not match its seal";
                let fault = self.file.fault(FaultKind::Damaged { how });
                Err(fault.of(format!("lesson {}", row.lesson.id)))
            }
        }
    }
}

impl NewLesson {
    fn check(&self) -> Result<(), FaultKind> {
        let about = "what a lesson is about";
        check_size(about, self.about.len(), LESSON_ABOUT_BYTES_MAX)?;
        check_size(
            "the rule of a lesson",
            self.rule.len(),
            LESSON_RULE_BYTES_MAX,
        )
    }
}

fn teach_one(
    connection: &Connection,
    new: &NewLesson,
    taught: &LessonTaught,
) -> rusqlite::Result<Result<(), FaultKind>> {
    let known = about(connection, &new.about)?;
    let mut lesson = match known {
        Some(known) if known.lesson == *new => known,
        known => {
            if let Some(known) = known {
                end(connection, known, LessonEnd::Replaced, taught.by, taught.at)?;
            }
            if let Err(full) = make_room(connection, new.customer)? {
                return Ok(Err(full));
            }
            Lesson {
                id: next_id(connection)?,
                lesson: new.clone(),
                taught: 0,
                used: 0,
                used_at: None,
                ended: None,
            }
        }
    };
    if add_teaching(connection, lesson.id, taught)? {
        lesson.taught += 1;
        store(connection, &lesson)?;
    }
    Ok(Ok(()))
}

/// Adds who taught a lesson and forgets the oldest beyond [`TEACHINGS_MAX`]; false when the request
/// taught it before.
fn add_teaching(
    connection: &Connection,
    lesson: LessonId,
    taught: &LessonTaught,
) -> rusqlite::Result<bool> {
    let added = connection.execute(
        "INSERT OR IGNORE INTO teaching (lesson, request, document, actor, at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            lesson.0 as i64,
            taught.request.0 as i64,
            taught.document.0,
            taught.by.0,
            taught.at.0
        ],
    )?;
    connection.execute(
        "DELETE FROM teaching WHERE lesson = ?1 AND request NOT IN
           (SELECT request FROM teaching WHERE lesson = ?1
            ORDER BY at DESC, request DESC LIMIT ?2)",
        params![lesson.0 as i64, TEACHINGS_MAX as i64],
    )?;
    Ok(added > 0)
}

/// Forgets the customer's oldest ended lesson where there are too many.
fn make_room(
    connection: &Connection,
    customer: CustomerId,
) -> rusqlite::Result<Result<(), FaultKind>> {
    let count = |sql: &str| connection.query_row(sql, [], |row| number(row, 0));
    let in_force = count("SELECT count(*) FROM lesson WHERE ended IS NULL")?;
    if let Err(full) = check_room("the number of lessons", in_force, LESSONS_MAX) {
        return Ok(Err(full));
    }
    let kept = connection.query_row(
        "SELECT count(*) FROM lesson WHERE customer = ?1",
        [customer.0],
        |row| number(row, 0),
    )?;
    if kept < LESSONS_PER_CUSTOMER_MAX {
        return Ok(Ok(()));
    }
    let oldest: Option<i64> = connection.query_row(
        "SELECT min(id) FROM lesson WHERE customer = ?1 AND ended IS NOT NULL",
        [customer.0],
        |row| row.get(0),
    )?;
    let what = "the number of lessons of the customer";
    let Some(oldest) = oldest else {
        return Ok(check_room(what, kept, LESSONS_PER_CUSTOMER_MAX));
    };
    connection.execute("DELETE FROM teaching WHERE lesson = ?1", [oldest])?;
    connection.execute("DELETE FROM lesson WHERE id = ?1", [oldest])?;
    Ok(Ok(()))
}

fn end(
    connection: &Connection,
    lesson: Lesson,
    how: LessonEnd,
    by: ActorId,
    at: Instant,
) -> rusqlite::Result<()> {
    let ended = Some((how, at, by));
    store(connection, &Lesson { ended, ..lesson })
}

fn about(connection: &Connection, about: &str) -> rusqlite::Result<Option<Lesson>> {
    let sql = format!("SELECT {COLUMNS} FROM lesson WHERE about = ?1 AND ended IS NULL");
    let row = connection.query_row(&sql, [about], stored).optional()?;
    Ok(row.map(|row| row.lesson))
}

fn one(connection: &Connection, id: LessonId) -> rusqlite::Result<Option<Stored>> {
    let Ok(id) = i64::try_from(id.0) else {
        return Ok(None);
    };
    let sql = format!("SELECT {COLUMNS} FROM lesson WHERE id = ?1");
    connection.query_row(&sql, [id], stored).optional()
}

/// The number for the next lesson; none is used again.
fn next_id(connection: &Connection) -> rusqlite::Result<LessonId> {
    let last = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'lesson'), 0)";
    connection.query_row(last, [], |row| Ok(LessonId(number(row, 0)? + 1)))
}

/// A row of the table.
struct Stored {
    lesson: Lesson,
    seal: [u8; 32],
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    let ended: Option<LessonEnd> = row.get(7)?;
    let (at, by): (Option<i64>, Option<u32>) = (row.get(8)?, row.get(9)?);
    let lesson = Lesson {
        id: LessonId(number(row, 0)?),
        lesson: NewLesson {
            customer: CustomerId(row.get(1)?),
            about: row.get(2)?,
            rule: row.get(3)?,
        },
        taught: number(row, 4)?,
        used: number(row, 5)?,
        used_at: row.get::<_, Option<i64>>(6)?.map(Instant),
        ended: ended
            .zip(at)
            .zip(by)
            .map(|((how, at), by)| (how, Instant(at), ActorId(by))),
    };
    let seal = row.get(10)?;
    Ok(Stored { lesson, seal })
}

fn store(connection: &Connection, lesson: &Lesson) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT OR REPLACE INTO lesson ({COLUMNS})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
    );
    let stored = connection.execute(
        &sql,
        params![
            lesson.id.0 as i64,
            lesson.lesson.customer.0,
            lesson.lesson.about,
            lesson.lesson.rule,
            lesson.taught as i64,
            lesson.used as i64,
            lesson.used_at.map(|at| at.0),
            lesson.ended.map(|(how, _, _)| how),
            lesson.ended.map(|(_, at, _)| at.0),
            lesson.ended.map(|(_, _, by)| by.0),
            seal(lesson)
        ],
    );
    stored.map(drop)
}

/// BLAKE3 of the row but for how often it was used.
fn seal(lesson: &Lesson) -> [u8; 32] {
    let how = lesson.ended.map(|(how, _, _)| how.as_str().as_bytes());
    let by = lesson.ended.map(|(_, _, by)| by.0.to_le_bytes());
    seal_fields(&[
        &lesson.id.0.to_le_bytes(),
        &lesson.lesson.customer.0.to_le_bytes(),
        lesson.lesson.about.as_bytes(),
        lesson.lesson.rule.as_bytes(),
        &lesson.taught.to_le_bytes(),
        &optional(how),
        &marked(lesson.ended.map(|(_, at, _)| at)),
        &optional(by.as_ref().map(|bytes| &bytes[..])),
    ])
}
