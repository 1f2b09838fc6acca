//! Documents come in by every channel: each becomes its order once, also when the program is killed
//! in between.

use super::demo;
use super::served::{Served, until};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// How often the program is killed while documents come in.
const KILLS: usize = 4;
/// Documents between two of them.
const DOCUMENTS: usize = 3;

/// An order of a customer of the sample company, as a file.
pub fn order(po_number: &str) -> String {
    format!(
        "PO Number,Customer No.,Order Date,Item,Quantity,Unit\n\
         {po_number},10129,2026-03-01,RIC-1008,1,case\n"
    )
}

/// The orders that have come of a PO number.
pub fn orders(served: &Served, po_number: &str) -> Vec<Value> {
    let (status, page) = served.ask(&format!("GET /v1/orders?q={po_number}"), "");
    assert_eq!(status, 200, "{page}");
    let found = page["orders"].as_array().unwrap().iter();
    found
        .filter(|order| order["po_number"] == po_number)
        .cloned()
        .collect()
}

pub fn has_come(served: &Served, po_number: &str) {
    until(po_number, || orders(served, po_number).pop());
}

/// The documents that came in by a channel.
pub fn came_by(served: &Served, channel: &str) -> Vec<Value> {
    let (_, page) = served.ask("GET /v1/documents?limit=200", "");
    let documents = page["documents"].as_array().unwrap().iter();
    let by = documents.filter(|document| document["channel"] == channel);
    by.cloned().collect()
}

pub fn configure(data: &Path, text: &str) {
    fs::write(data.join("kept.toml"), text).unwrap();
}

#[test]
fn a_posted_message_becomes_an_order_of_its_sender_for_the_day_it_names() {
    let served = Served::to_master(&demo("channels-api"));
    let text = "Please send 2 cases of RIC-1008 tomorrow. PO CHAT-1, thank you";
    let (status, answer) = served.send("POST /v1/documents", "x-sender: 10129\r\n", text);
    assert_eq!(status, 202, "{answer}");
    let order = until("the order", || orders(&served, "CHAT-1").pop());
    assert_eq!(order["customer"], "10129", "{order}");
    let document = &came_by(&served, "api")[0];
    assert_eq!(document["id"], answer["id"]);
}

#[test]
fn every_file_of_a_watched_folder_becomes_one_order_however_often_the_program_is_killed() {
    let data = demo("channels-folder");
    let folder = data.join("fax");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.display();
    configure(
        &data,
        &format!("[[folder]]\nname = \"fax\"\npath = \"{path}\"\nsettle_seconds = 0\n"),
    );
    let mut served = Served::to_master(&data);
    let mut sent = Vec::new();
    for round in 0..KILLS {
        for number in 0..DOCUMENTS {
            let po_number = format!("FAX-{round}-{number}");
            let part = folder.join(format!("{po_number}.part"));
            fs::write(&part, order(&po_number)).unwrap();
            fs::rename(&part, folder.join(format!("{po_number}.csv"))).unwrap();
            sent.push(po_number);
        }
        // Somewhere between seeing the files, keeping them, putting them away and reading them.
        has_come(&served, &sent[round * DOCUMENTS]);
        let secret = served.secret.clone();
        drop(served);
        served = Served::start(&data, secret);
    }
    sent.iter()
        .for_each(|po_number| has_come(&served, po_number));
    let taken = fs::read_dir(folder.join("taken")).unwrap().count();
    assert_eq!(taken, sent.len());
    assert_eq!(came_by(&served, "folder/fax").len(), sent.len());
    for po_number in &sent {
        assert_eq!(orders(&served, po_number).len(), 1, "{po_number}");
    }
}
