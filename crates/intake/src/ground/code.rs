//! Codes and names in the form that they are compared in.

/// A code without case, blanks, dashes and leading zeros: `00-ab 1` and `AB1` are the same.
pub(crate) fn code(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    let significant = kept.trim_start_matches('0');
    if significant.is_empty() {
        kept
    } else {
        significant.to_owned()
    }
}

/// Endings of company names that senders write or leave out as they like.
const LEGAL_FORMS: [&str; 24] = [
    "inc",
    "llc",
    "ltd",
    "limited",
    "corp",
    "corporation",
    "co",
    "company",
    "gmbh",
    "ag",
    "kg",
    "ohg",
    "sa",
    "sas",
    "sarl",
    "srl",
    "spa",
    "bv",
    "nv",
    "plc",
    "oy",
    "ab",
    "בעמ",
    "בע",
];

/// A name without case, punctuation and legal form.
pub(crate) fn name(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, '.' | '"' | '״' | '\'' | '׳'))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let mut words: Vec<&str> = plain.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|last| LEGAL_FORMS.contains(last)) {
        words.pop();
    }
    words.join(" ")
}

/// Mail services that anybody may have an address of: their domain says nothing of who writes.
const SHARED_DOMAINS: [&str; 22] = [
    "aol.com",
    "bezeqint.net",
    "free.fr",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mail.com",
    "msn.com",
    "netvision.net.il",
    "orange.fr",
    "outlook.com",
    "proton.me",
    "t-online.de",
    "walla.co.il",
    "web.de",
    "yahoo.com",
    "zoho.com",
];

/// True for the domain of a mail service.
pub(super) fn is_shared(domain: &str) -> bool {
    SHARED_DOMAINS.contains(&domain)
}

/// An e-mail address without the name before it, or the id of a sender, in lower case.
pub(super) fn address(text: &str) -> String {
    let text = text.trim().trim_end_matches('>');
    text.rsplit('<').next().unwrap_or(text).to_lowercase()
}

/// The domain of an e-mail address, in lower case; `None` for anything else.
pub(super) fn domain(text: &str) -> Option<String> {
    let address = address(text);
    let (_, domain) = address.rsplit_once('@')?;
    (!domain.is_empty()).then(|| domain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_code_written_differently_is_the_same() {
        for text in ["00-ab 1", "AB1", "a.b/1", "0AB-1"] {
            assert_eq!(code(text), "AB1");
        }
        assert_eq!(code("000"), "000");
        assert_ne!(code("AB10"), code("AB1"));
    }

    #[test]
    fn a_company_is_the_same_with_and_without_its_legal_form() {
        for text in ["Muster GmbH & Co. KG", "MUSTER, GmbH & Co KG", "Muster"] {
            assert_eq!(name(text), "muster");
        }
        assert_eq!(name("A.B. Foods Ltd."), "ab foods");
        assert_eq!(name("Co"), "co");
        assert_eq!(
            domain("Ann <ann@Shop.example>").as_deref(),
            Some("shop.example")
        );
    }
}
