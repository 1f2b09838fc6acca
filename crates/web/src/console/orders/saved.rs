//! Saved views: a list under a name, for oneself or for everybody, as tabs above the list.

use super::asked::{Asked, Name};
use super::words::{ENGLISH, HEBREW};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::field::{Field, Kind};
use crate::console::form::{self, Sent};
use crate::problem::{Code, Problem};
use axum::body::Body;
use axum::response::Response;
use keep::{
    Audited, Fault, FaultKind, NewView, SavedView, Scope, VIEW_NAME_BYTES_MAX, VIEW_QUERY_BYTES_MAX,
};
use maud::{Markup, html};
use vocab::ActorId;

/// Where a view is saved.
pub(super) const PATH: &str = "/orders/views";
/// Where one is deleted.
pub(super) const DELETE_PATH: &str = "/orders/views/delete";
/// What the store calls this page.
const PAGE: &str = "orders";
/// The field of the name.
const NAME: &str = "name";
/// The field that says that it is for everybody.
const SHARED: &str = "shared";

/// A view that is being saved and was not taken: what was typed, and what is wrong with it.
#[derive(Default)]
pub(super) struct Draft {
    name: String,
    shared: bool,
    wrong: &'static str,
}

impl Draft {
    pub(super) fn is_wrong(&self) -> bool {
        !self.wrong.is_empty()
    }
}

/// The views that this person has, those of everybody first; a customer's person has only their own.
pub(super) fn views(
    call: &Call,
) -> impl FnOnce(&keep::SavedViews) -> Result<Vec<SavedView>, Fault> + use<> {
    let (actor, of_company) = (call.caller.actor(), call.caller.customer().is_none());
    move |store| {
        let mut views = store.list(actor, PAGE)?;
        views.retain(|saved| of_company || saved.view.owner.is_some());
        Ok(views)
    }
}

/// Whether the person may save views for everybody, and delete those.
fn may_share(desk: &Desk) -> bool {
    desk.may(Scope::OrdersWrite) && desk.is_of_the_company()
}

/// The tabs; none without a saved view.
pub(super) fn tabs(desk: &Desk, asked: &Asked, views: &[SavedView]) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let here = asked.without(&[]);
    let is_here = |query: &str| Asked::parse(query) == here;
    let none = !views.iter().any(|saved| is_here(&saved.view.query));
    html! {
        @if !views.is_empty() {
            nav.tabs aria-label=(words.views) {
                a href="/orders" aria-current=[none.then_some("true")] { (words.all_orders) }
                @for saved in views {
                    @let current = is_here(&saved.view.query);
                    a href=(Asked::parse(&saved.view.query).address()) aria-current=[current.then_some("true")] {
                        bdi { (saved.view.name) }
                    }
                }
            }
        }
    }
}

/// What can be done with the list as it is: to save it, or to delete the view that it is.
pub(super) fn tools(desk: &Desk, asked: &Asked, views: &[SavedView], draft: &Draft) -> Markup {
    let here = asked.without(&[]);
    let saved = views
        .iter()
        .find(|saved| Asked::parse(&saved.view.query) == here);
    let is_plain = here == Asked::default();
    html! {
        @match saved {
            Some(saved) if saved.view.owner.is_some() || may_share(desk) => (delete(desk, saved)),
            Some(_) => {},
            None if is_plain => {},
            None => (save(desk, asked, draft)),
        }
    }
}

fn save(desk: &Desk, asked: &Asked, draft: &Draft) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let name = Field {
        name: NAME,
        label: words.view_name,
        value: &draft.name,
        error: draft.wrong,
        required: true,
        ..Field::NONE
    };
    let shared = Field {
        name: SHARED,
        label: words.for_everybody,
        ..Field::NONE
    };
    html! {
        details.menu open[draft.is_wrong()] {
            summary { (words.save_view) }
            div {
                form method="post" action=(PATH) {
                    (form::hidden(&desk.session, PATH))
                    input type="hidden" name="list" value=(asked.without(&[]).query());
                    (name.input(Kind::Text))
                    @if may_share(desk) { (shared.tick(draft.shared)) }
                    button type="submit" { (words.save) }
                }
            }
        }
    }
}

fn delete(desk: &Desk, saved: &SavedView) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        form method="post" action=(DELETE_PATH) {
            (form::hidden(&desk.session, DELETE_PATH))
            input type="hidden" name="view" value=(saved.id);
            button.quiet type="submit" { (words.delete_view) }
        }
    }
}

/// `POST /orders/views`: saves the list under a name and shows it; a name that can't be is told at
/// its field.
pub(super) async fn add(call: Call, body: Body) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let desk = Desk::of(&call);
    let asked = Asked::parse(sent.get("list").unwrap_or_default());
    let shared = sent.get(SHARED).is_some() && may_share(&desk);
    let by = call.caller.actor();
    let view = NewView {
        owner: (!shared).then_some(by),
        page: PAGE.to_owned(),
        name: sent.get(NAME).unwrap_or_default().to_owned(),
        query: asked.without(&[Name::After]).query(),
    };
    let name = view.name.clone();
    let wrong = match wrong(&desk, &view) {
        Some(wrong) => wrong,
        None => match save_as(&call, view, by).await? {
            Some(saved) => {
                let subject = format!("view:{}", saved.id);
                call.note(Audited::ViewSaved, subject, &[]).await?;
                return Ok(form::see(&asked.address()));
            }
            None => desk.language.pick(&ENGLISH, &HEBREW).too_many_views,
        },
    };
    let draft = Draft {
        name,
        shared,
        wrong,
    };
    super::answer(call, asked, draft).await
}

/// What can't be in a view.
fn wrong(desk: &Desk, view: &NewView) -> Option<&'static str> {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let name = &view.name;
    if name.is_empty() || name.len() > VIEW_NAME_BYTES_MAX || name.chars().any(char::is_control) {
        Some(words.bad_view_name)
    } else if view.query.len() > VIEW_QUERY_BYTES_MAX {
        Some(words.too_long_view)
    } else {
        None
    }
}

/// Saves it; `None` when there are too many.
async fn save_as(call: &Call, view: NewView, by: ActorId) -> Result<Option<SavedView>, Problem> {
    let now = call.app.now().at;
    let saved = call
        .app
        .blocking(move |app| app.saved_views.save(view, by, now))
        .await?;
    match saved {
        Ok(saved) => Ok(Some(saved)),
        Err(fault) if matches!(fault.kind, FaultKind::TooLarge { .. }) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

/// `POST /orders/views/delete`
pub(super) async fn delete_one(call: Call, body: Body) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let desk = Desk::of(&call);
    let id: u64 = sent.get("view").and_then(|id| id.parse().ok()).unwrap_or(0);
    let (actor, may_share) = (call.caller.actor(), may_share(&desk));
    let deleted = call.app.blocking(move |app| {
        let own = app.saved_views.delete(id, Some(actor))?;
        Ok::<bool, Fault>(own || (may_share && app.saved_views.delete(id, None)?))
    });
    match deleted.await?? {
        true => {
            call.note(Audited::ViewDeleted, format!("view:{id}"), &[])
                .await?;
            Ok(form::see("/orders"))
        }
        false => Err(Problem::web(Code::NotFound)),
    }
}
