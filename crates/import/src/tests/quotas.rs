//! Groups of customers, and what they may get.

use super::*;

const GROUPS: &str = "customer,group\nC1,KEY\nC1,WEB\n";
const QUOTAS: &str = "quota,kind,group,item,site,quantity,from,to,priority\n\
                      Q1,allocation,WEB,RICE,,100,2027-01-01,2027-01-31,\n\
                      Q1,Allocation,WEB,TEA,,100,2027-01-01,2027-01-31,\n\
                      Q2,protection,KEY,TEA,NORTH,20,2027-01-01,2027-12-31,2\n";

#[test]
fn groups_and_quotas_come_in_once_and_go_out_as_they_came() {
    let desk = Desk::founded();
    for (kind, text, rows, records) in [(Kind::Groups, GROUPS, 2, 1), (Kind::Quotas, QUOTAS, 3, 2)]
    {
        let word = kind.as_str();
        let first = format!("{word}: {rows} rows, {records} added, 0 changed, 0 as before\n");
        assert_eq!(desk.import(kind, text), first);
        let again = format!("{word}: {rows} rows, 0 added, 0 changed, {records} as before\n");
        assert_eq!(desk.import(kind, text), again);
        assert_eq!(desk.import(kind, &desk.export(kind)), again);
    }
    let exported = desk.export(Kind::Quotas);
    assert!(
        exported.ends_with("Q2,protection,KEY,TEA,NORTH,20,2027-01-01,2027-12-31,2\r\n"),
        "{exported}"
    );
}

#[test]
fn who_is_named_is_in_the_groups_of_the_file_and_in_no_others() {
    let desk = Desk::founded();
    desk.import(Kind::Groups, GROUPS);
    let left = |text: &str| {
        desk.import(Kind::Groups, text);
        desk.export(Kind::Groups).replace("\r\n", " ")
    };
    assert!(left("customer,group\nC1,WEB\n").ends_with("group C1,WEB "));
    assert!(left("customer,group\nC1,\n").ends_with("group "));
}

#[test]
fn rows_of_one_quota_say_the_same_of_all_but_the_item() {
    let desk = Desk::founded();
    desk.import(Kind::Groups, GROUPS);
    let said = |rows: &str| {
        let text = format!("quota,kind,group,item,quantity,from,to\n{rows}\n");
        desk.import(Kind::Quotas, &text)
    };
    assert_eq!(
        said(
            "Q1,allocation,WEB,RICE,9,2027-01-01,2027-01-31\nQ1,allocation,WEB,TEA,8,2027-01-01,2027-01-31"
        ),
        "f.csv row 3, quota: expected what row 2 of f.csv says of this quota, but for the item; something else differs\n"
    );
    assert_eq!(
        said("Q1,share,WEB,RICE,9,2027-01-01,2027-01-31"),
        "f.csv row 2, kind: expected allocation or protection, there is \"share\"\n"
    );
    assert_eq!(
        said("Q1,allocation,VIP,RICE,9,2027-01-01,2027-01-31"),
        "f.csv row 2: there is no group \"VIP\"\n"
    );
    assert_eq!(desk.book().quotas.iter().count(), 0);
}
