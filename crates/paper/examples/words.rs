//! Prints what is seen of documents: `words FILE…`, a line of the page a line.

use intake::page::{Eyes, Page, Seen};
use std::{env, fs, time::Instant};

fn main() {
    for file in env::args().skip(1) {
        let Ok(bytes) = fs::read(&file) else {
            println!("{file}: cannot be read");
            continue;
        };
        let start = Instant::now();
        match paper::Sight::new().look(&bytes) {
            Ok(sheets) => {
                println!("{file}: {:?}", start.elapsed());
                sheets.pages.iter().for_each(print);
                println!("unseen: {:?}", sheets.unseen);
            }
            Err(unseen) => println!("{file}: {unseen:?}"),
        }
    }
}

fn print(page: &Page) {
    println!("-- {} × {}", page.width / 100, page.height / 100);
    let mut last = 0;
    for word in &page.words {
        if word.area.bottom.abs_diff(last) > 300 {
            println!();
        }
        last = word.area.bottom;
        let mark = match word.seen {
            Seen::Printed => "",
            Seen::Hidden => "~",
            Seen::Recognised(_) => "?",
        };
        print!("{mark}{}@{} ", word.text, word.area.left / 100);
    }
    println!();
}
