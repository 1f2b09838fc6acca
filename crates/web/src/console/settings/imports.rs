//! Imports: every kind with what is there of it, and the latest imports.

use super::{Tab, shown};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::files::words::{self, Words};
use crate::console::files::{self, company};
use crate::console::start;
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use import::Kind;
use maud::html;

/// How many of the latest imports are shown.
const RECENT: usize = 10;

/// `GET /settings/import`
pub(super) async fn list(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let company = company(&call).await?;
    let jobs = call.app.blocking(|app| app.jobs.list(None, None, RECENT));
    let jobs = jobs.await??;
    let words = Words::of(desk.language);
    let content = html! {
        div.head {
            p.lead { (words.lead) }
            a.button.quiet href=(start::PLACE) { (words.start) }
        }
        div.scroll {
            table.list {
                thead { tr {
                    th scope="col" { (words.what) }
                    th scope="col" { (words.there) }
                    th scope="col" { span.hidden { (words.bring) } }
                } }
                tbody {
                    @for kind in Kind::ALL {
                        tr {
                            th scope="row" {
                                a href=(files::address(kind)) { (files::heading(&desk, kind)) }
                                span.about { (words::kind(desk.language, kind).1) }
                            }
                            td data-label=(words.there) { (start::there(&desk, &company, kind)) }
                            td.end {
                                a href={ (files::address(kind)) "/template" } {
                                    (words.template) span.hidden { ": " (files::heading(&desk, kind)) }
                                }
                            }
                        }
                    }
                }
            }
        }
        (files::recent(&desk, &jobs))
    };
    shown(&call, &desk, Tab::Import, StatusCode::OK, &content).await
}
