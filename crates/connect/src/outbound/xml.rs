//! XML elements as a tree, and their bytes.

use quick_xml::escape::escape;
use std::fmt::Write;

/// An element.
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    text: String,
    inner: Vec<Element>,
}

/// An element of this name, empty.
pub(super) fn element(name: &'static str) -> Element {
    Element {
        name,
        attributes: Vec::new(),
        text: String::new(),
        inner: Vec::new(),
    }
}

/// An element that holds a text.
pub(super) fn said(name: &'static str, text: impl ToString) -> Element {
    Element {
        text: text.to_string(),
        ..element(name)
    }
}

/// The same of a text that may be unknown.
pub(super) fn maybe(name: &'static str, text: Option<impl ToString>) -> Option<Element> {
    text.map(|text| said(name, text))
}

impl Element {
    /// One more attribute.
    pub(super) fn at(mut self, name: &'static str, value: impl ToString) -> Element {
        self.attributes.push((name, value.to_string()));
        self
    }

    /// One more attribute, if it is known.
    pub(super) fn at_if(self, name: &'static str, value: Option<impl ToString>) -> Element {
        match value {
            Some(value) => self.at(name, value),
            None => self,
        }
    }

    /// More elements inside.
    pub(super) fn with(mut self, inner: impl IntoIterator<Item = Element>) -> Element {
        self.inner.extend(inner);
        self
    }

    /// One more element inside.
    pub(super) fn and(self, inner: Element) -> Element {
        self.with([inner])
    }

    /// Nothing, where there is nothing inside.
    pub(super) fn filled(self) -> Option<Element> {
        (!self.inner.is_empty() || !self.text.is_empty()).then_some(self)
    }

    /// The document; `doctype` is what stands before the root.
    pub(super) fn document(&self, doctype: &str) -> Vec<u8> {
        let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{doctype}");
        self.write(&mut xml, 0);
        xml.into_bytes()
    }

    fn write(&self, xml: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        let _ = write!(xml, "{indent}<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(xml, " {name}=\"{}\"", escape(legal(value)));
        }
        if self.inner.is_empty() {
            let text = escape(legal(&self.text));
            let _ = writeln!(xml, ">{text}</{}>", self.name);
            return;
        }
        xml.push_str(">\n");
        for inner in &self.inner {
            inner.write(xml, depth + 1);
        }
        let _ = writeln!(xml, "{indent}</{}>", self.name);
    }
}

/// Words with single blanks, without the characters that XML 1.0 does not have at all.
fn legal(text: &str) -> String {
    let legal = |c: char| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().filter(|c| legal(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_never_become_markup_and_controls_are_left_out() {
        let root = element("a")
            .at("b", "\"<'")
            .and(said("c", "x </c>\n&\u{0} y"));
        let xml = String::from_utf8(root.document("")).unwrap();
        assert_eq!(
            xml,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"&quot;&lt;&apos;\">\n  \
             <c>x &lt;/c&gt; &amp; y</c>\n</a>\n"
        );
    }
}
