//! Forms with files (`multipart/form-data`, RFC 7578).

use super::{FORM_BYTES_MAX, Sent, bad, check_origin, check_token};
use crate::call::Call;
use crate::problem::Problem;
use crate::receipt::bare_name;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use multer::{Field, Multipart};

/// Most fields and files of one form.
const PARTS_MAX: usize = 100;

/// A file that came with a form.
pub(in crate::console) struct SentFile {
    /// What it was called where it came from, without folders.
    pub(in crate::console) name: String,
    /// What the browser takes it for.
    pub(in crate::console) media_type: String,
    pub(in crate::console) bytes: Bytes,
}

/// Reads a form with files of at most `limit` bytes together, after its token and origin. A file
/// field that was left empty brings no file.
///
/// # Errors
/// As [`super::read`].
pub(in crate::console) async fn read_files(
    call: &Call,
    body: Body,
    limit: usize,
) -> Result<(Sent, Vec<SentFile>), Problem> {
    let headers = &call.head.headers;
    check_origin(headers)?;
    let boundary = boundary(headers)?;
    let bytes = crate::body::read(body, headers, limit.saturating_add(FORM_BYTES_MAX)).await?;
    let mut parts = Multipart::new(Body::from(bytes).into_data_stream(), boundary);
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    for _ in 0..PARTS_MAX {
        let Some(part) = parts.next_field().await.map_err(|error| broken(&error))? else {
            let sent = Sent::of(fields);
            check_token(call, sent.get("token"))?;
            return Ok((sent, files));
        };
        take(part, &mut fields, &mut files).await?;
    }
    Err(bad(&format!("the form has more than {PARTS_MAX} fields")))
}

async fn take(
    part: Field<'_>,
    fields: &mut Vec<(String, String)>,
    files: &mut Vec<SentFile>,
) -> Result<(), Problem> {
    let field = part.name().unwrap_or_default().to_owned();
    let Some(name) = part.file_name().map(bare_name) else {
        let bytes = part.bytes().await.map_err(|error| broken(&error))?;
        let text = String::from_utf8(bytes.into()).map_err(|_| bad("the form is not UTF-8"))?;
        fields.push((field, text));
        return Ok(());
    };
    let media_type = part.content_type().map(ToString::to_string);
    let bytes = part.bytes().await.map_err(|error| broken(&error))?;
    if !name.is_empty() || !bytes.is_empty() {
        files.push(SentFile {
            name,
            media_type: media_type.unwrap_or_default(),
            bytes,
        });
    }
    Ok(())
}

fn boundary(headers: &HeaderMap) -> Result<String, Problem> {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    multer::parse_boundary(kind).map_err(|error| broken(&error))
}

fn broken(error: &multer::Error) -> Problem {
    bad(&format!("the form can't be read: {error}"))
}
