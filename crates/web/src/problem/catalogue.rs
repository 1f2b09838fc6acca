//! Every kind of problem: its status, and in words what happened, what is allowed and what to do.

use book::refusal;

/// What kind of problem: a rule of the book said no, or the web did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A rule of the book.
    Book(refusal::Code),
    /// A rule of the web.
    Web(Code),
}

/// What is told of a kind of problem. Texts are Markdown without structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// HTTP status.
    pub status: u16,
    /// What it is called.
    pub title: &'static str,
    /// What happened.
    pub what: &'static str,
    /// What would have been allowed.
    pub allowed: &'static str,
    /// What to do now.
    pub remedy: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// The rules of the web that can say no.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The word in the problem and in its address.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$name => $word,)*
                }
            }
        }
    };
}

codes! {
    /// The body is not JSON.
    MalformedJson = "malformed_json",
    /// A field is not known.
    UnknownField = "unknown_field",
    /// A value can't be used.
    BadValue = "bad_value",
    /// The query can't be used.
    BadQuery = "bad_query",
    /// The cursor is not one of ours.
    BadCursor = "bad_cursor",
    /// A header can't be used.
    BadHeader = "bad_header",
    /// The body is too large.
    TooLarge = "too_large",
    /// The body is of another kind.
    UnsupportedMediaType = "unsupported_media_type",
    /// A key is needed.
    Unauthorized = "unauthorized",
    /// The key is not for this.
    Forbidden = "forbidden",
    /// There is nothing here.
    NotFound = "not_found",
    /// What is known can't be said in this format.
    Unsayable = "unsayable",
    /// The address is right, the method is not.
    MethodNotAllowed = "method_not_allowed",
    /// The server does not go by this name.
    UnknownHost = "unknown_host",
    /// Another site sent this.
    CrossSite = "cross_site",
    /// More requests came with one key than its rate allows.
    RateLimited = "rate_limited",
    /// Too much is going on.
    Busy = "busy",
    /// One key asks for too much at once.
    KeyBusy = "key_busy",
    /// The order book has stopped.
    Stopped = "stopped",
    /// It took too long.
    Timeout = "timeout",
    /// The answer would be too old.
    ViewsBehind = "views_behind",
    /// There is no room left.
    DiskFull = "disk_full",
    /// Something is broken here.
    Internal = "internal",
}

impl Kind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = Kind> {
        let book = refusal::Code::ALL.iter().copied().map(Kind::Book);
        book.chain(Code::ALL.iter().copied().map(Kind::Web))
    }

    /// The word in the problem and in its address; no two kinds have the same.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Book(code) => code.as_str(),
            Kind::Web(code) => code.as_str(),
        }
    }

    /// The kind with this word.
    pub fn parse(word: &str) -> Option<Kind> {
        Kind::all().find(|kind| kind.as_str() == word)
    }

    /// What is told of it.
    pub fn about(self) -> About {
        match self {
            Kind::Book(code) => about_book(code),
            Kind::Web(code) => about_web(code),
        }
    }
}

const fn about(
    status: u16,
    title: &'static str,
    what: &'static str,
    allowed: &'static str,
    remedy: &'static str,
) -> About {
    About {
        status,
        title,
        what,
        allowed,
        remedy,
    }
}

fn about_book(code: refusal::Code) -> About {
    use refusal::Code as C;
    match code {
        C::Unknown => about(
            422,
            "Something named is not there",
            "The command names something that the book does not have.",
            "What was set up before: items, customers, sites, open orders.",
            "Check the name in the detail, or set it up first.",
        ),
        C::TooMany => about(
            422,
            "A list is too long",
            "A list has more entries than one command takes.",
            "As many as the detail says.",
            "Send it in several commands.",
        ),
        C::BadQuantity => about(
            422,
            "The quantity can't be",
            "A quantity is zero or above what one line may carry.",
            "1 to 1,000,000,000,000 base units.",
            "Correct the quantity.",
        ),
        C::BadText => about(
            422,
            "A text can't be used",
            "A text is empty, too long, or has control characters.",
            "As many characters as the detail says.",
            "Correct the text.",
        ),
        C::AlreadyThere => about(
            409,
            "The name is taken",
            "Something else goes by this key already.",
            "A key that is not in use.",
            "Choose another key.",
        ),
        C::OutOfRange => about(
            422,
            "A number is out of range",
            "A number is below or above what makes sense here.",
            "The range in the detail.",
            "Correct the number.",
        ),
        C::StockReserved => about(
            409,
            "The stock is promised",
            "Free stock does not suffice; the rest is promised to orders.",
            "What is free, as the detail says.",
            "Take less, or free some by cancelling or rescheduling orders.",
        ),
        C::StockCommitted => about(
            409,
            "The goods are being shipped",
            "Goods that are being picked, packed or shipped would be taken away.",
            "Changes to goods that are not being picked.",
            "Finish or undo the shipment first.",
        ),
        C::Empty => about(
            422,
            "There is nothing in it",
            "The command has no rows, lines or changes.",
            "At least one.",
            "Add what was meant.",
        ),
        C::CustomerBlocked => about(
            409,
            "The customer may not order",
            "The customer is blocked for new orders.",
            "Orders of customers that are not blocked.",
            "Have the customer unblocked.",
        ),
        C::ForeignShipTo => about(
            422,
            "The address is another customer's",
            "The ship-to belongs to another customer.",
            "The customer's own ship-tos.",
            "Name one of them, or leave it out for the default.",
        ),
        C::OrderFinished => about(
            409,
            "The order is finished",
            "Everything of the order is delivered or cancelled.",
            "Changes to open and held orders; returns of delivered goods.",
            "Place a new order, or a return.",
        ),
        C::OrderHeld => about(
            409,
            "The order is held",
            "The order waits for a person; its holds come first.",
            "Releasing its holds, changing it, cancelling it.",
            "Release the holds.",
        ),
        C::NotConfirmed => about(
            409,
            "The order is a reservation",
            "Nobody confirmed it yet: it lapses by itself, and its goods stay where they are.",
            "Confirming it, changing it, cancelling it.",
            "Confirm the order first.",
        ),
        C::NotHeld => about(
            409,
            "There is no such hold",
            "The order has no hold of this kind.",
            "The kinds that the order lists in `holds`.",
            "Look at the order; the hold may have been released already.",
        ),
        C::HoldStands => about(
            409,
            "What the hold is about still stands",
            "The hold can't be released before what it is about is put right.",
            "Releasing it afterwards.",
            "Put right what the detail says.",
        ),
        C::NotAtStage => about(
            409,
            "Not that much has come this far",
            "There is less at the stage before than was asked to advance.",
            "At most what is there.",
            "Look at the order's stages.",
        ),
        C::TooFarAlong => about(
            409,
            "It is too far on its way",
            "Goods are too far on their way for this change.",
            "Changes to what has not been picked.",
            "Return the goods after delivery, or change the rest only.",
        ),
        C::NotInStock => about(
            409,
            "The goods are still to come",
            "Only goods in stock can be released, and these are not.",
            "Releasing them once they have come in.",
            "Wait for the supply, or promise from other stock.",
        ),
        C::NothingToCancel => about(
            409,
            "There is nothing left to cancel",
            "Everything named is picked, shipped or cancelled already.",
            "Cancelling what has not been picked.",
            "Return goods that were shipped.",
        ),
        C::DocumentKnown => about(
            409,
            "The document came in before",
            "The same bytes were received before.",
            "Each document once.",
            "Look at the document that is there.",
        ),
        C::RequestSettled => about(
            409,
            "The request is settled",
            "The request was accepted or declined before.",
            "Deciding on requests in review.",
            "Look at what it became.",
        ),
        C::RequestIncomplete => about(
            422,
            "No order can be made of it",
            "The request lacks a customer or lines.",
            "Accepting it with a corrected order.",
            "Give the order to be placed.",
        ),
        C::WrongCurrency => about(
            422,
            "The price list has another currency",
            "Prices were given in another currency than the list's.",
            "The list's currency.",
            "Use another list, or convert the prices.",
        ),
        C::ReturnTooLarge => about(
            422,
            "More would come back than went out",
            "More is returned than was delivered or agreed.",
            "At most what was delivered and not yet returned.",
            "Correct the quantity.",
        ),
        C::KeyReused => about(
            422,
            "The key was used for something else",
            "The same `Idempotency-Key` came before with another content.",
            "The same content again, or a new key.",
            "Use a new key for a new command.",
        ),
        C::ValueTooLarge => about(
            422,
            "The amounts are too large",
            "The order is worth more than can be added up.",
            "Orders of up to 10,000,000,000,000.00.",
            "Split the order.",
        ),
        C::InThePast => about(
            422,
            "The moment has passed",
            "A moment lies in the past that must lie ahead.",
            "A moment after now.",
            "Correct the moment.",
        ),
        C::CreditExceeded => about(
            409,
            "Over the credit limit",
            "The change would take the customer beyond the credit limit.",
            "Changes within the limit.",
            "Have the limit raised, or ask for less.",
        ),
        C::SupplyClosed => about(
            409,
            "The supply is closed",
            "The supply was received whole, or cancelled.",
            "Receiving, rescheduling and cancelling supply that is open.",
            "Look at the supply; announce what is to come besides.",
        ),
        C::ReturnClosed => about(
            409,
            "The return is closed",
            "Everything of the return has come back, or the rest was given up.",
            "Receiving and closing returns that goods are expected of.",
            "Look at the return; agree another one for what comes besides.",
        ),
        C::ExceptionClosed => about(
            409,
            "The exception is closed",
            "The exception was solved, came right by itself, or was left as it is.",
            "Exceptions that are open.",
            "Look at the exception; there is nothing more to do.",
        ),
        C::SecondApprover => about(
            409,
            "Somebody else must approve it too",
            "The solution moves goods worth more than one person may approve, and you approved it \
             already.",
            "The approval of another person.",
            "Ask a colleague to approve it.",
        ),
        C::CannotRevert => about(
            409,
            "It can't be taken back",
            "The solution told a supplier or a customer something, or cancelled goods; or there is \
             nothing to take back: nothing was done, it was taken back already, or it is too long ago.",
            "Taking back solutions that only changed promises and moved stock.",
            "Change the supply, or place the order anew.",
        ),
        C::Changed => about(
            412,
            "It has changed since",
            "The order, what comes back of it, or the solution of an exception is not what it was when \
             it was looked at, so what you asked for may not be what you meant. Nothing was done; \
             a solution is worked out anew.",
            "The `ETag` of the order as it is now, in `If-Match`; or no `If-Match`. For a solution, its \
             `seen` as it is now.",
            "Look again, and repeat the command if it is still right, under another key.",
        ),
        C::PriceDiffers => about(
            422,
            "The price is another",
            "The stated price is not the list price, or there is none.",
            "The list price, or no stated price.",
            "Correct the price, or leave it out.",
        ),
    }
}

fn about_web(code: Code) -> About {
    match code {
        Code::MalformedJson => about(
            400,
            "The body is not JSON",
            "The body could not be read as JSON; the detail says at which line and column.",
            "One JSON value in UTF-8, nested at most 127 levels deep.",
            "Correct the syntax and send it again.",
        ),
        Code::UnknownField => about(
            422,
            "A field is not known",
            "The body has a field that this operation does not have, so it would have been ignored.",
            "The fields that `/openapi.json` lists for the operation.",
            "Remove the field, or correct its name.",
        ),
        Code::BadValue => about(
            422,
            "A value can't be used",
            "A value is missing, of the wrong kind, or names something that is not there; `errors` says where.",
            "What `/openapi.json` says of the field.",
            "Correct what `errors` points at and send it again.",
        ),
        Code::BadQuery => about(
            400,
            "The query can't be used",
            "The part of the address after `?` has a parameter that is unknown or can't be read.",
            "The parameters that `/openapi.json` lists for the operation.",
            "Correct the parameter.",
        ),
        Code::BadCursor => about(
            400,
            "The cursor is not one of ours",
            "`after` is not a cursor that this list has given out.",
            "The `next` of the page before, unchanged; none for the first page.",
            "Begin again without `after`.",
        ),
        Code::BadHeader => about(
            400,
            "A header can't be used",
            "A header of the request has a value that can't be read.",
            "What `/openapi.json` says of the header.",
            "Correct the header.",
        ),
        Code::TooLarge => about(
            413,
            "The body is too large",
            "The body is larger than this operation takes.",
            "1 MiB of JSON; 32 MiB for a document.",
            "Send it in several parts.",
        ),
        Code::UnsupportedMediaType => about(
            415,
            "The body is of another kind",
            "The operation reads JSON, and the body says that it is something else.",
            "`Content-Type: application/json`.",
            "Send JSON and say so. A document of any kind goes to `POST /v1/documents`.",
        ),
        Code::Unauthorized => about(
            401,
            "A key is needed",
            "There is no access key in the request, or it is not one that works (any more).",
            "`Authorization: Bearer kept_…` with a key that is neither expired nor revoked.",
            "Ask whoever runs this server for a key: `kept key create`.",
        ),
        Code::Forbidden => about(
            403,
            "The key is not for this",
            "The key works, but not for this operation.",
            "A key with the scope that the detail names.",
            "Use another key, or ask for one with that scope.",
        ),
        Code::NotFound => about(
            404,
            "There is nothing here",
            "No page, order or document has this address.",
            "The addresses in `/openapi.json`, with numbers and ids as the API gave them.",
            "Check the address.",
        ),
        Code::Unsayable => about(
            422,
            "It can't be said in this format",
            "What a paper or a message needs is not known, or what names something has no room or no \
             letters in the format; the detail says what.",
            "Messages of orders that are promised, whose items, prices and names the format can tell.",
            "Complete what is missing, or take another format.",
        ),
        Code::MethodNotAllowed => about(
            405,
            "The address is right, the method is not",
            "The address exists, but not for this method.",
            "The methods that the `Allow` header lists.",
            "Use one of them.",
        ),
        Code::UnknownHost => about(
            421,
            "The server does not go by this name",
            "The `Host` header names a host that this server was not told it is reached by.",
            "`localhost`, `127.0.0.1`, `[::1]`, and the names in the configuration.",
            "Add the name to the configuration, or use another.",
        ),
        Code::CrossSite => about(
            403,
            "Another site sent this",
            "A browser says that the request comes from a page of another site.",
            "Requests of the console's own pages; programs send `Authorization` and no cookie.",
            "Open the console itself.",
        ),
        Code::RateLimited => about(
            429,
            "More requests than the key's rate",
            "More requests came with this key than one key may send in a second. Nothing was done.",
            "The rate in the header `RateLimit-Policy`; what is left of it is in `RateLimit`.",
            "Send it again after `Retry-After` seconds. Many orders go into one `POST /v1/orders/bulk`.",
        ),
        Code::Busy => about(
            503,
            "Too much is going on",
            "More is waiting than the server takes on at once. Nothing was done.",
            "As many requests at once as the server is set up for.",
            "Send it again after the seconds in `Retry-After`.",
        ),
        Code::KeyBusy => about(
            429,
            "Too much at once with one key",
            "So many requests with this access key are being worked on that there would be no room for others.",
            "A share of the server's room for each key.",
            "Send fewer at once, and this one again after `Retry-After` seconds.",
        ),
        Code::Stopped => about(
            503,
            "The order book has stopped",
            "The order book does not take commands now. Whether this one was kept shows after the restart.",
            "The same request, a little later.",
            "Send it again later with the same `Idempotency-Key`: it is carried out once.",
        ),
        Code::Timeout => about(
            504,
            "It took too long",
            "There was no answer within the time that a request may take. A command may still be carried out.",
            "60 seconds for a request, its body included.",
            "Send it again with the same `Idempotency-Key`: it is carried out once.",
        ),
        Code::ViewsBehind => about(
            503,
            "The answer would be too old",
            "The lists have not yet reached the record that `Kept-After` names.",
            "The same request, a little later.",
            "Send it again after the seconds in `Retry-After`, or without `Kept-After`.",
        ),
        Code::DiskFull => about(
            507,
            "There is no room left",
            "The disk that documents are kept on is full. Nothing was kept.",
            "The same request, a little later.",
            "Tell whoever runs this server, and send it again later.",
        ),
        Code::Internal => about(
            500,
            "Something is broken here",
            "The server could not do its work; the fault is not yours.",
            "The same request, a little later.",
            "Tell whoever runs this server the `request_id`, and send it again later with the same `Idempotency-Key`.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_problem_has_a_word_of_its_own_and_says_what_to_do() {
        let words: BTreeSet<&str> = Kind::all().map(Kind::as_str).collect();
        assert_eq!(words.len(), Kind::all().count());
        for kind in Kind::all() {
            let about = kind.about();
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            assert!((400..600).contains(&about.status), "{kind:?}");
            for sentence in [about.what, about.allowed, about.remedy] {
                assert!(sentence.ends_with('.'), "{kind:?}: {sentence}");
            }
        }
    }
}
