//! Separated values (RFC 4180): quoted where needed, lines end with CR LF.

/// A table that is written row by row.
#[derive(Clone, Debug)]
pub struct Table {
    separator: char,
    text: String,
}

impl Table {
    /// A table with a title row.
    pub fn new(separator: char, titles: &[&str]) -> Table {
        let mut table = Table {
            separator,
            text: String::new(),
        };
        table.row(titles.iter().map(|title| (*title).to_owned()));
        table
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        for (place, cell) in cells.into_iter().enumerate() {
            if place > 0 {
                self.text.push(self.separator);
            }
            self.cell(&cell);
        }
        self.text.push_str("\r\n");
    }

    fn cell(&mut self, cell: &str) {
        if !cell.contains([self.separator, '"', '\r', '\n']) {
            return self.text.push_str(cell);
        }
        self.text.push('"');
        self.text.push_str(&cell.replace('"', "\"\""));
        self.text.push('"');
    }

    /// What was written.
    pub fn text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_a_reader_would_cut_it() {
        let mut table = Table::new(';', &["item", "text"]);
        table.row(["A,1".to_owned(), "1 ק\"ג; big".to_owned()]);
        assert_eq!(table.text(), "item;text\r\nA,1;\"1 ק\"\"ג; big\"\r\n");
    }
}
