//! What a person sees is looked at when it is changed; here, that it is made and of which size.

use super::*;
use crate::outbound::message::{LossAt, Message, Unsayable};
use crate::outbound::sample;

/// Keeps a document where `KEPT_PAPERS` names a folder, to be looked at.
fn keep(name: &str, message: Result<Message, Unsayable>) -> Message {
    let message = message.unwrap();
    if let Some(folder) = std::env::var_os("KEPT_PAPERS") {
        let path = std::path::Path::new(&folder).join(format!("{name}.pdf"));
        std::fs::write(path, &message.bytes).unwrap();
    }
    assert!(message.bytes.starts_with(b"%PDF-1."), "{name}");
    message
}

fn pages(message: &Message) -> usize {
    let text = String::from_utf8_lossy(&message.bytes);
    text.matches("/Type /Page\n").count() + text.matches("/Type/Page\n").count()
}

#[test]
fn every_paper_is_made_in_both_languages() {
    for language in [Language::English, Language::Hebrew] {
        let code = language.code();
        let slip = packing_slip(language, &sample::despatch());
        let labels = label(language, LabelSize::A6, &sample::despatch());
        let larger = label(language, LabelSize::FourBySix, &sample::despatch());
        let papers = [
            keep(&format!("slip-{code}"), slip),
            keep(
                &format!("pick-{code}"),
                pick_list(language, &sample::pick_list()),
            ),
            keep(
                &format!("pro-forma-{code}"),
                pro_forma(language, &sample::invoice()),
            ),
            keep(&format!("label-a6-{code}"), labels),
            keep(&format!("label-4x6-{code}"), larger),
        ];
        for paper in papers {
            assert_eq!(paper.losses, []);
        }
    }
}

#[test]
fn a_long_list_goes_on_over_pages() {
    let mut list = sample::pick_list();
    let line = list.lines[0].clone();
    list.lines = vec![line; 120];
    let message = keep("pick-long", pick_list(Language::Hebrew, &list));
    assert_eq!(pages(&message), 4);
}

#[test]
fn each_package_with_a_number_has_a_label() {
    let message = label(Language::English, LabelSize::A6, &sample::despatch()).unwrap();
    assert_eq!(pages(&message), 4);
    let mut bare = sample::despatch();
    bare.orders[0].packages.drain(..1);
    bare.orders[0].packages[0].sscc = None;
    let refused = label(Language::English, LabelSize::A6, &bare).unwrap_err();
    assert_eq!(refused, Unsayable::Missing("an SSCC"));
}

#[test]
fn letters_that_can_not_be_printed_are_told() {
    let mut list = sample::pick_list();
    list.lines[0].item.name = "Чай".to_owned();
    let message = pick_list(Language::English, &list).unwrap();
    let losses: Vec<_> = message.losses.iter().map(LossAt::to_string).collect();
    assert_eq!(losses, ["page 1: a character was replaced"]);
}
