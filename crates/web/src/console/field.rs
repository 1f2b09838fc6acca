//! Fields of forms: a label, the input, what it means and what is wrong with it, bound together
//! for eyes and for screen readers.

use maud::{Markup, html};

/// A field of a form.
pub(super) struct Field<'a> {
    /// Its name in what is sent; unique in the page.
    pub(super) name: &'a str,
    /// What people call it.
    pub(super) label: &'a str,
    /// What it holds now.
    pub(super) value: &'a str,
    /// What it means, in a sentence; empty for none.
    pub(super) hint: &'a str,
    /// What is wrong with it; empty for nothing.
    pub(super) error: &'a str,
    /// True when the form can't be sent without it.
    pub(super) required: bool,
}

/// What is typed into a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A code, a number or an address: written from left to right in every language.
    Code,
    Number,
    Day,
    Email,
    /// By what someone signs in.
    Login,
    /// Never shown again.
    Password,
    /// One that is chosen now.
    NewPassword,
    /// Several lines.
    Lines,
}

impl Field<'static> {
    /// An empty field that may be left so.
    pub(super) const NONE: Field<'static> = Field {
        name: "",
        label: "",
        value: "",
        hint: "",
        error: "",
        required: false,
    };
}

impl Field<'_> {
    /// The field as an input.
    pub(super) fn input(&self, kind: Kind) -> Markup {
        let described = self.described();
        let invalid = (!self.error.is_empty()).then_some("true");
        let control = match kind {
            Kind::Lines => html! {
                textarea id=(self.name) name=(self.name) rows="4" dir="auto"
                    required[self.required] aria-describedby=[described] aria-invalid=[invalid] {
                    (self.value)
                }
            },
            Kind::Text
            | Kind::Code
            | Kind::Number
            | Kind::Day
            | Kind::Email
            | Kind::Login
            | Kind::Password
            | Kind::NewPassword => html! {
                    input id=(self.name) name=(self.name) type=(kind.input_type()) value=(self.value)
                        dir=(kind.direction()) inputmode=[kind.keyboard()] autocomplete=(kind.remembered())
                        required[self.required] aria-describedby=[described] aria-invalid=[invalid];
            },
        };
        self.around(&control)
    }

    /// The field as an input that is helped while one types: what `from` answers to `?q=` is
    /// suggested.
    pub(super) fn suggested(&self, kind: Kind, from: &str) -> Markup {
        let list = format!("{}-found", self.name);
        self.around(&html! {
            input id=(self.name) name=(self.name) type=(kind.input_type()) value=(self.value)
                dir=(kind.direction()) autocomplete="off" required[self.required] list=(list)
                aria-describedby=[self.described()] aria-invalid=[(!self.error.is_empty()).then_some("true")]
                data-suggest=(from);
            datalist id=(list) {}
        })
    }

    /// The field as a choice among (value, label) pairs.
    pub(super) fn choice<'o>(&self, options: impl Iterator<Item = (&'o str, &'o str)>) -> Markup {
        let described = self.described();
        let invalid = (!self.error.is_empty()).then_some("true");
        self.around(&html! {
            select id=(self.name) name=(self.name) required[self.required]
                aria-describedby=[described] aria-invalid=[invalid] {
                @for (value, label) in options {
                    option value=(value) selected[value == self.value] { (label) }
                }
            }
        })
    }

    /// The field as a box to tick; it is sent as `on`.
    pub(super) fn tick(&self, ticked: bool) -> Markup {
        html! {
            div.field.tick {
                input id=(self.name) name=(self.name) type="checkbox" checked[ticked]
                    aria-describedby=[self.described()];
                label for=(self.name) { (self.label) }
                (self.notes())
            }
        }
    }

    fn around(&self, control: &Markup) -> Markup {
        html! {
            div.field {
                label for=(self.name) { (self.label) }
                (control)
                (self.notes())
            }
        }
    }

    fn notes(&self) -> Markup {
        html! {
            @if !self.hint.is_empty() { p.hint id={ (self.name) "-hint" } { (self.hint) } }
            @if !self.error.is_empty() { p.error id={ (self.name) "-error" } { (self.error) } }
        }
    }

    /// The ids of what is said about the field.
    fn described(&self) -> Option<String> {
        let said = [(self.hint, "hint"), (self.error, "error")];
        let ids = said
            .iter()
            .filter(|(text, _)| !text.is_empty())
            .map(|(_, what)| format!("{}-{what}", self.name));
        let ids: Vec<String> = ids.collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

impl Kind {
    fn input_type(self) -> &'static str {
        match self {
            Kind::Text | Kind::Code | Kind::Number | Kind::Login | Kind::Lines => "text",
            Kind::Day => "date",
            Kind::Email => "email",
            Kind::Password | Kind::NewPassword => "password",
        }
    }

    /// A number field of browsers rounds, scrolls and forgets what is no number; text with the
    /// right keyboard doesn't.
    fn keyboard(self) -> Option<&'static str> {
        match self {
            Kind::Number => Some("decimal"),
            Kind::Text
            | Kind::Code
            | Kind::Day
            | Kind::Email
            | Kind::Login
            | Kind::Password
            | Kind::NewPassword
            | Kind::Lines => None,
        }
    }

    /// What the browser may fill in (HTML, autofill).
    fn remembered(self) -> &'static str {
        match self {
            Kind::Login => "username",
            Kind::Password => "current-password",
            Kind::NewPassword => "new-password",
            Kind::Text | Kind::Code | Kind::Number | Kind::Day | Kind::Email | Kind::Lines => "off",
        }
    }

    fn direction(self) -> &'static str {
        match self {
            Kind::Text | Kind::Lines => "auto",
            Kind::Code
            | Kind::Number
            | Kind::Day
            | Kind::Email
            | Kind::Login
            | Kind::Password
            | Kind::NewPassword => "ltr",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_bound_to_what_is_said_about_it() {
        let field = Field {
            name: "qty",
            label: "Quantity",
            value: "<1>",
            hint: "In base units.",
            error: "A whole number is needed.",
            required: true,
        };
        let shown = field.input(Kind::Number).into_string();
        assert!(
            shown.contains("aria-describedby=\"qty-hint qty-error\""),
            "{shown}"
        );
        assert!(shown.contains("value=\"&lt;1&gt;\"") && shown.contains("aria-invalid=\"true\""));
        assert!(shown.contains("<label for=\"qty\">Quantity</label>"));
        let choice = field
            .choice([("a", "A"), ("<1>", "B")].into_iter())
            .into_string();
        assert!(
            choice.contains("<option value=\"&lt;1&gt;\" selected>B</option>"),
            "{choice}"
        );
    }
}
