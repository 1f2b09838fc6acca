//! Texts that people search by as queries of FTS5: words and nothing else, whatever they typed.

/// Words of a search text beyond this many do not count.
pub const SEARCH_TERMS_MAX: usize = 8;

/// The words of a text as terms: each must be a word of what is found, or begin one.
pub(super) fn terms(text: &str, begin: bool) -> Vec<String> {
    let any_ending = if begin { "*" } else { "" };
    let words = text
        .split(|letter: char| !is_word_letter(letter))
        .filter(|word| !word.is_empty());
    words
        .take(SEARCH_TERMS_MAX)
        .map(|word| format!("\"{word}\"{any_ending}"))
        .collect()
}

/// The words of a text that items are searched by. GTINs are found without their leading zeros.
pub(super) fn gtin_terms(text: &str) -> Vec<String> {
    let either = |term: String| {
        let digits = term.trim_matches(['"', '*']);
        let short = digits.trim_start_matches('0');
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        match is_number && short.len() < digits.len() && !short.is_empty() {
            true => format!("({term} OR \"{short}\"*)"),
            false => term,
        }
    };
    terms(text, true).into_iter().map(either).collect()
}

/// All of these terms must be found; none of them find nothing.
pub(super) fn words(terms: &[String]) -> String {
    match terms {
        [] => "\"\"".to_owned(),
        terms => terms.join(" AND "),
    }
}

/// True for what the tokenizer of the search takes as part of a word: enclosed letters are
/// alphabetic to Unicode and symbols to it.
fn is_word_letter(letter: char) -> bool {
    let enclosed = matches!(letter, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}');
    letter.is_alphanumeric() && !enclosed
}
