//! `kept quota`: quotas listed with what is taken of them, put and ended.

use crate::cli::{PutQuota, Quota, QuotaKind};
use crate::company::Company;
use crate::failure::Outcome;
use crate::talk;
use book::quota::{self as of_book, QuotaDraft};
use book::{Command, Refusal};
use web::quotas::{Shown, shown};

/// Carries out a command about quotas. The directory is opened for it, so no server may be running.
pub fn quota(company: &Company, command: &Quota, json: bool) -> Outcome {
    match command {
        Quota::List { item } => list(company, item.clone(), json),
        Quota::Put(put) => {
            let draft = draft(company, put)?;
            company
                .handle
                .own(Command::PutQuotas(vec![draft]))?
                .outcome?;
            one(company, put.quota.clone(), json)
        }
        Quota::End { quota } => {
            let code = quota.clone();
            company.handle.own(Command::EndQuota { code })?.outcome?;
            match json {
                true => talk::json(&serde_json::json!({ "quota": quota })),
                false => {
                    println!("{quota} is ended");
                    Ok(())
                }
            }
        }
    }
}

fn list(company: &Company, item: Option<String>, json: bool) -> Outcome {
    let rows = company.handle.ask(move |book| match item {
        None => Ok::<Vec<Shown>, Refusal>(
            book.quotas
                .iter()
                .map(|(_, row)| shown(book, row))
                .collect(),
        ),
        Some(code) => {
            let item = book.company.item_by_code(&code);
            let item = item.ok_or_else(|| Refusal::unknown("item", &code))?;
            Ok(book
                .quotas
                .of(item)
                .map(|(_, row)| shown(book, row))
                .collect())
        }
    });
    tell(&rows??, json)
}

fn one(company: &Company, code: String, json: bool) -> Outcome {
    let row = company.handle.ask(move |book| {
        let row = book
            .quotas
            .by_code(&code)
            .and_then(|id| book.quotas.get(id));
        row.map(|row| shown(book, row))
    });
    tell(row?.as_slice(), json)
}

fn tell(rows: &[Shown], json: bool) -> Outcome {
    if json {
        return talk::json(&rows);
    }
    let cells = |row: &Shown| {
        let priority = row.priority.map_or(String::new(), |one| format!(" {one}"));
        vec![
            row.quota.clone(),
            format!("{}{priority}", row.kind.as_str()),
            row.group.clone(),
            row.items.join(" "),
            row.site.clone().unwrap_or_default(),
            row.from.to_string(),
            row.to.to_string(),
            row.quantity.to_string(),
            (row.promised + row.finished).to_string(),
            row.left.to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
    let titles = [
        "quota", "kind", "group", "items", "site", "from", "to", "quantity", "taken", "left",
    ];
    print!("{}", talk::table(&titles, &rows));
    Ok(())
}

fn draft(company: &Company, put: &PutQuota) -> Outcome<QuotaDraft> {
    let (codes, site) = (put.items.clone(), put.site.clone());
    let found = company.handle.ask(move |book| {
        let item = |code: &String| {
            let item = book.company.item_by_code(code);
            item.ok_or_else(|| Refusal::unknown("item", code))
        };
        let items = codes.iter().map(item).collect::<Result<Vec<_>, _>>()?;
        let site = site.map(|code| {
            let site = book.company.site_by_code(&code);
            site.ok_or_else(|| Refusal::unknown("site", &code))
        });
        Ok::<_, Refusal>((items, site.transpose()?))
    });
    let (items, site) = found??;
    Ok(QuotaDraft {
        code: put.quota.clone(),
        kind: match put.kind {
            QuotaKind::Allocation => of_book::QuotaKind::Allocation,
            QuotaKind::Protection => of_book::QuotaKind::Protection {
                priority: put.priority,
            },
        },
        group: put.group.clone(),
        items,
        site,
        quantity: put.quantity,
        from: put.from,
        to: put.to,
    })
}
