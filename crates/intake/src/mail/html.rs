//! What HTML shows: its text, with a line for each block and a tab between cells; what a reader
//! does not see is left out and noticed.

/// The most tags that are looked at; the rest is not read.
const TAGS_MAX: usize = 50_000;
/// The most elements that are open at one time.
const OPEN_MAX: usize = 500;
/// Elements that never hold text.
const VOID: [&str; 10] = [
    "area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr",
];
/// Elements whose text is no text of the page.
const SILENT: [&str; 6] = ["head", "noscript", "script", "style", "template", "title"];
/// Elements that stand on lines of their own.
const BLOCKS: [&str; 20] = [
    "address",
    "article",
    "blockquote",
    "br",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
];
/// Named characters that letters are written with.
const ENTITIES: [(&str, &str); 17] = [
    ("amp", "&"),
    ("apos", "'"),
    ("bull", "•"),
    ("frac12", "½"),
    ("gt", ">"),
    ("lt", "<"),
    ("mdash", "—"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("quot", "\""),
    ("rlm", ""),
    ("lrm", ""),
    ("rsquo", "’"),
    ("shy", ""),
    ("times", "×"),
    ("zwj", ""),
    ("zwnj", ""),
];
/// The longest name or number of a character.
const ENTITY_BYTES_MAX: usize = 10;

/// An element that is open.
struct Open {
    name: String,
    hidden: bool,
    /// It or one around it has a background of its own, on which white is seen.
    backed: bool,
}

/// The text that a page shows, and whether some of it is hidden.
pub(super) fn shown(html: &str) -> (String, bool) {
    let mut page = Page::default();
    let mut rest = html;
    for _ in 0..TAGS_MAX {
        let Some(at) = rest.find('<') else { break };
        page.text(&rest[..at]);
        rest = &rest[at..];
        let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        if !is_tag {
            page.text("<");
            rest = &rest[1..];
            continue;
        }
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        let Some(close) = rest.find(end) else {
            return page.finish();
        };
        page.tag(&rest[1..close]);
        rest = &rest[close + end.len()..];
        rest = page.behind_silence(rest);
    }
    page.text(rest);
    page.finish()
}

#[derive(Default)]
struct Page {
    text: String,
    open: Vec<Open>,
    /// Cells of the row that have begun.
    cells: usize,
    found_hidden: bool,
}

impl Page {
    fn finish(self) -> (String, bool) {
        (self.text, self.found_hidden)
    }

    fn is_hidden(&self) -> bool {
        self.open.last().is_some_and(|open| open.hidden)
    }

    /// Text between tags; line ends of the source are blanks.
    fn text(&mut self, piece: &str) {
        if self.is_hidden() {
            let seen = |c: char| !c.is_whitespace() && !is_invisible(c);
            self.found_hidden |= resolved(piece).contains(seen);
            return;
        }
        let keeps_lines = self.open.iter().any(|open| open.name == "pre");
        for c in resolved(piece).chars() {
            match c {
                _ if is_invisible(c) => {}
                '\n' if keeps_lines => self.text.push('\n'),
                _ if !c.is_whitespace() => self.text.push(c),
                _ if self.text.ends_with([' ', '\n', '\t']) || self.text.is_empty() => {}
                _ => self.text.push(' '),
            }
        }
    }

    fn tag(&mut self, tag: &str) {
        let tag = tag.to_lowercase();
        let closes = tag.starts_with('/');
        let name: String = (tag.trim_start_matches('/').chars())
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        match closes {
            true => self.close(&name),
            false if VOID.contains(&name.as_str()) || name.is_empty() || tag.ends_with('/') => {}
            false => self.enter(&name, &tag),
        }
        if !self.is_hidden() {
            self.separate(&name, closes);
        }
    }

    /// Cells stand beside each other, whatever they hold; blocks under each other.
    fn separate(&mut self, name: &str, closes: bool) {
        let in_cell = self
            .open
            .iter()
            .any(|open| matches!(open.name.as_str(), "td" | "th"));
        match name {
            "td" | "th" if !closes => self.begin_cell(),
            "tr" => {
                self.cells = 0;
                if !self.text.ends_with('\n') {
                    self.end_line();
                }
            }
            _ if in_cell && BLOCKS.contains(&name) => self.text(" "),
            _ if BLOCKS.contains(&name) => self.end_line(),
            _ => {}
        }
    }

    fn begin_cell(&mut self) {
        if self.cells > 0 {
            let kept = self.text.trim_end_matches(' ').len();
            self.text.truncate(kept);
            self.text.push('\t');
        }
        self.cells += 1;
    }

    fn end_line(&mut self) {
        let kept = self.text.trim_end_matches([' ', '\t']).len();
        self.text.truncate(kept);
        // One empty line says as much as many.
        if self.text.ends_with("\n\n") {
            return;
        }
        self.text.push('\n');
        if self.open.iter().any(|open| open.name == "blockquote") {
            self.text.push_str("> ");
        }
    }

    fn enter(&mut self, name: &str, tag: &str) {
        // Ends of paragraphs, items and cells are often left out.
        let implied = (self.open.last()).is_some_and(|last| ends_before(&last.name, name));
        if implied {
            self.open.pop();
        }
        if self.open.len() >= OPEN_MAX {
            return;
        }
        let (hidden, backed) = match self.open.last() {
            Some(around) => (around.hidden, around.backed),
            None => (false, false),
        };
        let style = declared(tag);
        let backed = backed || has_background(&style);
        let hidden = hidden || SILENT.contains(&name) || hides(&style, backed);
        self.open.push(Open {
            name: name.to_owned(),
            hidden,
            backed,
        });
    }

    fn close(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            self.open.truncate(at);
        }
    }

    /// What a script or a style sheet holds is not even looked at.
    fn behind_silence<'h>(&mut self, rest: &'h str) -> &'h str {
        let silent = |open: &&Open| matches!(open.name.as_str(), "script" | "style" | "title");
        let Some(name) = self
            .open
            .last()
            .filter(silent)
            .map(|open| open.name.clone())
        else {
            return rest;
        };
        self.open.pop();
        let is_end = |at: &usize| {
            let found = rest.get(at + 2..at + 2 + name.len());
            found.is_some_and(|found| found.eq_ignore_ascii_case(&name))
        };
        let end = rest.match_indices("</").map(|(at, _)| at).find(is_end);
        let close = end.and_then(|end| rest[end..].find('>').map(|close| end + close + 1));
        &rest[close.unwrap_or(rest.len())..]
    }
}

fn ends_before(open: &str, next: &str) -> bool {
    match next {
        "p" | "li" | "option" => open == next,
        "td" | "th" => matches!(open, "td" | "th"),
        "tr" => matches!(open, "td" | "th" | "tr"),
        _ => false,
    }
}

/// Characters that take no room: joiners, marks of direction, soft hyphens.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What a tag declares, without blanks: `display:none;color:#fff`, and the older attributes.
fn declared(tag: &str) -> Vec<(String, String)> {
    let tight: String = tag.chars().filter(|c| !c.is_whitespace()).collect();
    let style = tight.split_once("style=").map_or("", |(_, style)| style);
    let quote = style.chars().next().filter(|c| matches!(c, '"' | '\''));
    let style = style.trim_start_matches(['"', '\'']);
    let style = quote
        .and_then(|quote| style.split(quote).next())
        .unwrap_or(style);
    let pairs = style.split(';').filter_map(|pair| pair.split_once(':'));
    let mut found: Vec<(String, String)> = pairs
        .map(|(name, value)| (name.to_owned(), value.replace("!important", "")))
        .collect();
    for (attribute, name) in [("bgcolor=", "background"), ("color=", "color")] {
        if let Some(value) = tag
            .split_once(&format!(" {attribute}"))
            .map(|(_, value)| value)
        {
            let value = value.trim_start_matches(['"', '\'']);
            let value = value.split(['"', '\'', ' ', '/']).next().unwrap_or(value);
            found.push((name.to_owned(), value.to_owned()));
        }
    }
    if tag
        .split_ascii_whitespace()
        .skip(1)
        .any(|word| word == "hidden")
    {
        found.push(("display".to_owned(), "none".to_owned()));
    }
    found
}

fn has_background(style: &[(String, String)]) -> bool {
    let colours = |(name, value): &(String, String)| {
        name.starts_with("background")
            && !is_white(value)
            && value != "transparent"
            && value != "none"
    };
    style.iter().any(colours)
}

fn hides(style: &[(String, String)], backed: bool) -> bool {
    style.iter().any(|(name, value)| match name.as_str() {
        "display" => value == "none",
        "mso-hide" => value == "all",
        "visibility" => value == "hidden" || value == "collapse",
        "font-size" | "opacity" | "max-height" => is_nothing(value),
        "color" => !backed && is_white(value),
        "text-indent" | "left" | "top" | "margin-left" => value.starts_with("-999"),
        _ => false,
    })
}

/// Zero, or as good as.
fn is_nothing(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let tiny = !number.is_empty() && number.chars().all(|c| matches!(c, '0' | '.'));
    tiny || value == "1px" || value.starts_with("0.0")
}

fn is_white(value: &str) -> bool {
    matches!(
        value,
        "white" | "#fff" | "#ffffff" | "#fefefe" | "rgb(255,255,255)"
    )
}

/// Text with its named and numbered characters.
fn resolved(piece: &str) -> String {
    let mut plain = String::with_capacity(piece.len());
    let mut rest = piece;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let near = rest
            .bytes()
            .take(ENTITY_BYTES_MAX)
            .position(|byte| byte == b';');
        match near.and_then(|end| Some((end, character(&rest[..end])?))) {
            Some((end, character)) => {
                plain.push_str(&character);
                rest = &rest[end + 1..];
            }
            None => plain.push('&'),
        }
    }
    plain.push_str(rest);
    plain
}

fn character(name: &str) -> Option<String> {
    let number = name
        .strip_prefix('#')
        .and_then(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        });
    let numbered = number.and_then(char::from_u32).map(String::from);
    let named = || ENTITIES.iter().find(|(known, _)| *known == name);
    numbered.or_else(|| named().map(|(_, text)| (*text).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str) -> String {
        let (text, hidden) = shown(html);
        format!("{}{}", text.trim(), if hidden { " [hidden]" } else { "" })
    }

    #[test]
    fn hidden_text_is_no_text_and_is_noticed() {
        let cases = [
            (
                "<p>5 cases &amp; go</p><div style=\"display: none\">9<div>x</div></div>Bye",
                "5 cases & go\n\nBye [hidden]",
            ),
            (
                "5<span style='font-size:0px'>00</span> cases",
                "5 cases [hidden]",
            ),
            (
                "5<font color=\"#FFFFFF\">00</font> cases",
                "5 cases [hidden]",
            ),
            (
                "5<span style=\"color:#fff;\">00</span> cases",
                "5 cases [hidden]",
            ),
            (
                "<p style=\"visibility:hidden\">9<p>5 cases",
                "5 cases [hidden]",
            ),
            ("<div hidden>9</div>5 cases", "5 cases [hidden]"),
            (
                "<style>p { display: none }</style><script>1 < 2</script>5 cases",
                "5 cases",
            ),
            ("<!-- <p>9 -->5 cases", "5 cases"),
            (
                "<div style=\"display:none\">&nbsp;&#8203;&zwnj;</div>5 cases",
                "5 cases",
            ),
            (
                "<td bgcolor=\"#003366\"><font color=\"white\">Item</font></td>",
                "Item",
            ),
            ("5 < 6 & 7 &#x20AA; &#215;", "5 < 6 & 7 ₪ ×"),
        ];
        for (html, expected) in cases {
            assert_eq!(check(html), expected, "{html}");
        }
    }

    #[test]
    fn the_rows_of_a_table_are_lines_and_its_cells_stand_beside_each_other() {
        let table =
            "<table><tr><th><p>Item</p></th><th>Qty</th></tr>\n<tr><td>A<br>B<td>5</table>ok";
        assert_eq!(check(table), "Item\tQty\nA B\t5\nok");
    }

    #[test]
    fn a_quoted_thread_is_marked_as_in_plain_text() {
        assert_eq!(
            check("new<blockquote>old<br>older</blockquote>"),
            "new\n> old\n> older"
        );
    }
}
