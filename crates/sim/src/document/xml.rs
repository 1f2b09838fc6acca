//! Writes XML: elements nest, text is escaped.

/// A document that is being written.
#[derive(Clone, Debug)]
pub struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// Starts a document with its declaration.
    pub fn new() -> Xml {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        Xml {
            text,
            open: Vec::new(),
        }
    }

    /// Adds markup as it stands.
    pub fn raw(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    /// Opens an element.
    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str(">\n");
        self.open.push(name);
    }

    /// Adds an element that holds only text.
    pub fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes);
        self.text.push('>');
        self.text.push_str(&escaped(text));
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// Closes the innermost open element.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.text.push_str(&format!("</{name}>\n"));
        }
    }

    /// Opens these elements, writes what belongs inside, and closes them again.
    pub fn within(&mut self, path: &[&'static str], content: impl FnOnce(&mut Xml)) {
        for name in path {
            self.open(name, &[]);
        }
        content(self);
        for _ in path {
            self.close();
        }
    }

    /// What was written; elements that are still open are closed.
    pub fn text(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text
                .push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
    }

    fn indent(&mut self) {
        self.text.push_str(&"  ".repeat(self.open.len()));
    }
}

impl Default for Xml {
    fn default() -> Xml {
        Xml::new()
    }
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_looks_like_markup_stays_text() {
        let mut xml = Xml::new();
        xml.open("a", &[("b", "1\"2")]);
        xml.leaf("c", &[], "Oz & <Sons>");
        let lines: Vec<String> = xml.text().lines().skip(1).map(str::to_owned).collect();
        assert_eq!(
            lines,
            [
                "<a b=\"1&quot;2\">",
                "  <c>Oz &amp; &lt;Sons&gt;</c>",
                "</a>"
            ]
        );
    }
}
