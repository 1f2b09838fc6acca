//! Recognises text in a picture by Tesseract, a process that is fed and heard by pipes.

mod looks;

use crate::picture::grey::Grey;
use intake::page::{Area, Seen, Unseen, WORDS_MAX, Word};
use intake::request::Confidence;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How Tesseract looks for text, its page segmentation mode.
#[derive(Clone, Copy)]
enum Segmentation {
    /// "6", as lines of one block. It leaves out little, and which words belong together is judged by
    /// who reads the page; "3", with columns, loses boxes and cells.
    Block,
    /// "11", wherever there is some: what stands beside lines of another height.
    Scattered,
}

/// How long one look at a page may take: a second or two on a machine that does nothing else.
const LOOK_TIME_MAX: Duration = Duration::from_secs(120);
/// How long the pages of one document may take together: less than the process may that reads it.
const DOCUMENT_TIME_MAX: Duration = Duration::from_secs(240);
/// The most bytes of an answer that are read.
const ANSWER_MAX: u64 = 16 * 1024 * 1024;
/// Columns of a line of Tesseract's TSV: level, page, block, paragraph, line, word, left, top,
/// width, height, confidence in percent, text.
const COLUMNS: usize = 12;
/// The level of a word.
const WORD: &str = "5";
/// The languages that are read, where they are installed.
const LANGUAGES: [&str; 2] = ["eng", "heb"];

/// A page is recognised surely when its letters are this sure on average.
const SURE: u32 = 600;
/// Letters that are less sure than this may be of another language.
const DOUBTFUL: u16 = 500;
/// When more than one of this many letters is doubtful, all languages are tried.
const DOUBTFUL_SHARE: usize = 10;

/// Tesseract, with the languages that it has here.
#[derive(Clone, Debug)]
pub struct Recogniser {
    languages: Vec<String>,
    /// When the time for its document is over.
    until: Option<Instant>,
}

/// What was recognised.
#[derive(Debug)]
pub struct Found {
    /// The words, with areas in pixels.
    pub words: Vec<Word>,
    /// How sure the letters are on average, in thousandths.
    pub confidence: u32,
    /// The languages that it was read in, as Tesseract takes them.
    languages: String,
}

impl Found {
    /// Whether the page was legible: upright, and in a language that is known.
    pub fn is_sure(&self) -> bool {
        self.confidence >= SURE
    }

    fn of(words: Vec<Word>, languages: &str) -> Found {
        Found {
            confidence: mean(&words),
            words,
            languages: languages.to_owned(),
        }
    }
}

impl Recogniser {
    /// Asks Tesseract for its languages; `None` when it is missing.
    pub fn find() -> Option<Recogniser> {
        let output = Command::new("tesseract")
            .arg("--list-langs")
            .output()
            .ok()?;
        let listed = String::from_utf8_lossy(&output.stdout).into_owned();
        let is_listed = |language: &&str| listed.lines().any(|line| line.trim() == *language);
        let found = LANGUAGES.iter().copied().filter(is_listed);
        Some(Recogniser {
            languages: found.map(str::to_owned).collect(),
            until: None,
        })
    }

    /// The same for one document, whose time begins now.
    pub fn for_document(&self) -> Recogniser {
        Recogniser {
            languages: self.languages.clone(),
            until: Some(Instant::now() + DOCUMENT_TIME_MAX),
        }
    }

    /// How long the next look may take.
    fn time(&self) -> Duration {
        let left = self
            .until
            .map(|until| until.saturating_duration_since(Instant::now()));
        left.unwrap_or(LOOK_TIME_MAX).min(LOOK_TIME_MAX)
    }

    /// The languages that can be recognised.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The words of an upright page, first in the first language, and in all when that leaves
    /// doubts.
    ///
    /// # Errors
    /// [`Unseen::NoRecognition`] when Tesseract does not start or has no language,
    /// [`Unseen::TooLarge`] when it takes too long, and [`Unseen::Damaged`] when it fails.
    pub fn read(&self, picture: &Grey) -> Result<Found, Unseen> {
        let first = self.languages.first().ok_or_else(missing)?;
        let found = self.look(picture, first, Segmentation::Block)?;
        if self.languages.len() == 1 || !has_doubts(&found.words) {
            return Ok(found);
        }
        let all = self.look(picture, &self.languages.join("+"), Segmentation::Block)?;
        if all.confidence <= found.confidence {
            return Ok(found);
        }
        let words = looks::surer(all.words, &found.words);
        Ok(Found::of(words, &all.languages))
    }

    /// What was found, with the words that are found in a picture of what it left unread.
    ///
    /// # Errors
    /// As [`Recogniser::read`].
    pub fn read_rest(&self, found: &Found, rest: &Grey) -> Result<Found, Unseen> {
        let more = self.look(rest, &found.languages, Segmentation::Scattered)?;
        let words = looks::completed(found.words.clone(), more.words);
        Ok(Found::of(words, &found.languages))
    }

    fn look(&self, picture: &Grey, languages: &str, how: Segmentation) -> Result<Found, Unseen> {
        let answer = ask(picture, languages, how, self.time())?;
        Ok(Found::of(words(&answer), languages))
    }
}

/// Letters and how sure they are, word by word.
fn letters(words: &[Word]) -> impl Iterator<Item = (usize, u16)> {
    words
        .iter()
        .map(|word| (word.text.chars().count(), sureness(word)))
}

/// How sure a word is, in thousandths.
pub fn sureness(word: &Word) -> u16 {
    match word.seen {
        Seen::Recognised(Confidence(sure)) => sure,
        Seen::Printed | Seen::Hidden => 0,
    }
}

fn mean(words: &[Word]) -> u32 {
    let count: usize = letters(words).map(|(letters, _)| letters).sum();
    let sum: usize = letters(words)
        .map(|(letters, sure)| letters * usize::from(sure))
        .sum();
    (sum / count.max(1)) as u32
}

fn has_doubts(words: &[Word]) -> bool {
    let all: usize = letters(words).map(|(letters, _)| letters).sum();
    let doubtful = letters(words).filter(|(_, sure)| *sure < DOUBTFUL);
    doubtful.map(|(letters, _)| letters).sum::<usize>() * DOUBTFUL_SHARE > all
}

/// Hands the picture over and reads the answer.
fn ask(
    picture: &Grey,
    languages: &str,
    how: Segmentation,
    time: Duration,
) -> Result<String, Unseen> {
    let mode = match how {
        Segmentation::Block => "6",
        Segmentation::Scattered => "11",
    };
    let mut child = Command::new("tesseract")
        .args(["stdin", "stdout", "-l", languages, "--psm", mode, "tsv"])
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| missing())?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let (done, answer) = mpsc::channel();
    let picture = portable(picture);
    thread::spawn(move || input.map(|mut input| input.write_all(&picture)));
    thread::spawn(move || {
        let mut text = Vec::new();
        let read = output.map(|output| output.take(ANSWER_MAX).read_to_end(&mut text));
        done.send(read.is_some_and(|read| read.is_ok()).then_some(text))
    });
    let answer = answer.recv_timeout(time);
    if answer.is_err() {
        child.kill().ok();
    }
    let ended_well = child.wait().is_ok_and(|status| status.success());
    match answer {
        Err(_) => Err(Unseen::TooLarge(
            "the time that recognition may take".to_owned(),
        )),
        Ok(Some(text)) if ended_well => Ok(String::from_utf8_lossy(&text).into_owned()),
        Ok(_) => Err(Unseen::Damaged(
            "the recognition of its text failed".to_owned(),
        )),
    }
}

/// What to install.
pub fn missing() -> Unseen {
    Unseen::NoRecognition("tesseract-ocr and, for Hebrew, tesseract-ocr-heb".to_owned())
}

/// The picture as a portable graymap (PGM), which needs no packing.
fn portable(picture: &Grey) -> Vec<u8> {
    let head = format!("P5\n{} {}\n255\n", picture.width, picture.height);
    [head.as_bytes(), &picture.pixels].concat()
}

/// The words of an answer, each line from the left: Tesseract gives Hebrew from its right.
fn words(answer: &str) -> Vec<Word> {
    let rows: Vec<&str> = answer.lines().collect();
    let mut words = Vec::new();
    for line in rows.chunk_by(|one, other| line_of(one) == line_of(other)) {
        let mut line: Vec<Word> = line.iter().filter_map(|row| word(row)).collect();
        line.sort_by_key(|word| word.area.left);
        words.append(&mut line);
    }
    words.truncate(WORDS_MAX);
    words
}

/// Page, block, paragraph and line of a row.
fn line_of(row: &str) -> Vec<&str> {
    row.split('\t').skip(1).take(4).collect()
}

/// True for the marks that Tesseract sets to tell the direction of mixed text.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}')
}

/// The word of a line of TSV.
fn word(line: &str) -> Option<Word> {
    let columns: Vec<&str> = line.splitn(COLUMNS, '\t').collect();
    let [
        level,
        _,
        _,
        _,
        _,
        _,
        left,
        top,
        width,
        height,
        percent,
        text,
    ] = columns[..]
    else {
        return None;
    };
    let text: String = text.chars().filter(|c| !is_direction(*c)).collect();
    let text = text.trim();
    if level != WORD || text.is_empty() {
        return None;
    }
    let number = |column: &str| column.parse::<u32>().ok();
    let (left, top) = (number(left)?, number(top)?);
    let area = Area {
        left,
        top,
        right: left.saturating_add(number(width)?),
        bottom: top.saturating_add(number(height)?),
    };
    let seen = Seen::Recognised(confidence(percent)?);
    Some(Word {
        text: text.to_owned(),
        area,
        seen,
    })
}

/// Percent with decimals as thousandths.
fn confidence(percent: &str) -> Option<Confidence> {
    let percent: f32 = percent.parse().ok()?;
    Some(Confidence((percent.clamp(0.0, 100.0) * 10.0).round() as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_its_box_and_how_sure_it_is() {
        let line = "5\t1\t1\t1\t1\t1\t10\t20\t30\t5\t96.5\tOrder";
        let word = word(line).expect("the line holds a word");
        let area = Area {
            left: 10,
            top: 20,
            right: 40,
            bottom: 25,
        };
        assert_eq!((word.text.as_str(), word.area), ("Order", area));
        assert_eq!(word.seen, Seen::Recognised(Confidence(965)));
    }

    #[test]
    fn the_words_of_a_hebrew_line_stand_from_the_left_without_marks_of_direction() {
        let answer = "5\t1\t1\t1\t1\t1\t80\t0\t9\t9\t90\tעסקה\u{200F}\n\
                      5\t1\t1\t1\t1\t2\t10\t0\t9\t9\t90\t4711\n\
                      5\t1\t1\t1\t2\t1\t5\t20\t9\t9\t90\tEnd";
        let read: Vec<String> = words(answer).into_iter().map(|word| word.text).collect();
        assert_eq!(read, ["4711", "עסקה", "End"]);
    }

    #[test]
    fn lines_of_the_answer_that_hold_no_word_are_passed_over() {
        for line in [
            "",
            "level\tpage",
            "4\t1\t1\t1\t1\t0\t1\t2\t3\t4\t-1\t",
            "5\t1\t1\t1\t1\t1\t1\t2\t3\t4\t95\t ",
        ] {
            assert_eq!(word(line), None);
        }
    }
}
