//! Line graphs as SVG, legible on a light and on a dark page.

use std::fmt::Write;

/// One graph among several that share the scale of their height.
pub struct Panel {
    /// What is varied.
    pub title: String,
    /// What it is at each point, and the value there.
    pub points: Vec<(String, u64)>,
}

/// Graphs side by side.
const COLUMNS: usize = 2;
/// Size of a graph with its titles.
const PANEL: (usize, usize) = (420, 230);
/// Of that, what is left and above of the lines, and right and below.
const MARGIN: (usize, usize) = (58, 46);
const MARGIN_END: (usize, usize) = (22, 34);
/// Room for the title of all.
const TITLE: usize = 44;
/// Lines of the grid, and the room under them.
const STEPS: u64 = 4;

const STYLE: &str = "\
text{font:12px system-ui,sans-serif;fill:#57606a}.title{font-size:16px;font-weight:600;fill:#1f2328}\
.panel{font-size:13px;font-weight:600;fill:#1f2328}.value{fill:#1f2328;paint-order:stroke;stroke:#fff;\
stroke-width:4px}.page{fill:#fff}.grid{stroke:#d8dee4}.line{fill:none;stroke:#0969da;stroke-width:2}\
.dot{fill:#0969da}@media(prefers-color-scheme:dark){text{fill:#9198a1}.title,.panel{fill:#f0f6fc}\
.value{fill:#f0f6fc;stroke:#0d1117}.page{fill:#0d1117}.grid{stroke:#30363d}.line{stroke:#4493f8}\
.dot{fill:#4493f8}}";

/// Draws them.
pub fn svg(title: &str, panels: &[Panel]) -> String {
    let rows = panels.len().div_ceil(COLUMNS);
    let (width, height) = (PANEL.0 * COLUMNS, TITLE + PANEL.1 * rows);
    let values = panels.iter().flat_map(|panel| &panel.points);
    let top = scale(values.map(|(_, value)| *value).max().unwrap_or(0));
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         <rect class=\"page\" width=\"{width}\" height=\"{height}\"/>\n\
         <text class=\"title\" x=\"16\" y=\"28\">{title}</text>\n",
        title = escaped(title)
    );
    for (nth, panel) in panels.iter().enumerate() {
        let at = (nth % COLUMNS * PANEL.0, TITLE + nth / COLUMNS * PANEL.1);
        let drawn = drawn(panel, top);
        put(
            &mut text,
            format_args!(
                "<g transform=\"translate({} {})\">\n{drawn}</g>\n",
                at.0, at.1
            ),
        );
    }
    text.push_str("</svg>\n");
    text
}

/// Writing to a text does not fail.
fn put(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what)
        .expect("a text takes what is written to it");
}

fn drawn(panel: &Panel, top: u64) -> String {
    let mut text = format!(
        "<text class=\"panel\" x=\"{}\" y=\"20\">{}</text>\n",
        MARGIN.0,
        escaped(&panel.title)
    );
    let (left, right) = (MARGIN.0, PANEL.0 - MARGIN_END.0);
    for step in 0..=STEPS {
        let value = top * step / STEPS;
        let y = height_of(value, top);
        put(
            &mut text,
            format_args!(
                "<line class=\"grid\" x1=\"{left}\" y1=\"{y}\" x2=\"{right}\" y2=\"{y}\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n",
                left - 8,
                y + 4,
                short(value)
            ),
        );
    }
    let places: Vec<(usize, u64)> = panel
        .points
        .iter()
        .enumerate()
        .map(|(nth, (_, value))| (across(nth, panel.points.len()), height_of(*value, top)))
        .collect();
    let line: Vec<String> = places.iter().map(|(x, y)| format!("{x},{y}")).collect();
    put(
        &mut text,
        format_args!("<polyline class=\"line\" points=\"{}\"/>\n", line.join(" ")),
    );
    for ((x, y), (name, value)) in places.iter().zip(&panel.points) {
        put(
            &mut text,
            format_args!(
                "<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"3.5\"/>\
             <text class=\"value\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{}</text>\
             <text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                y - 10,
                short(*value),
                PANEL.1 - MARGIN_END.1 + 20,
                escaped(name)
            ),
        );
    }
    text
}

/// Where a point stands, with half a step of room at both ends.
fn across(nth: usize, points: usize) -> usize {
    let room = PANEL.0 - MARGIN.0 - MARGIN_END.0;
    MARGIN.0 + room * (2 * nth + 1) / (2 * points.max(1))
}

/// How far from above a value stands.
fn height_of(value: u64, top: u64) -> u64 {
    let room = (PANEL.1 - MARGIN.1 - MARGIN_END.1) as u64;
    MARGIN.1 as u64 + room - (value * room).checked_div(top).unwrap_or(0)
}

/// The end of the scale: the value and some room over it, in steps that are read easily.
fn scale(value: u64) -> u64 {
    let mut step = 1;
    loop {
        for digit in [1, 2, 5] {
            let top = step * digit * STEPS;
            if top >= value + value / 10 {
                return top;
            }
        }
        step *= 10;
    }
}

/// A value as people say it, such as 320 k or 1.25 M.
fn short(value: u64) -> String {
    match value {
        0..10_000 => value.to_string(),
        10_000..1_000_000 => format!("{} k", (value + 500) / 1_000),
        _ => format!("{} M", ((value + 5_000) / 10_000) as f64 / 100.0),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_in_round_steps_over_the_largest_value() {
        let ends = [0, 3, 100, 348_779, 1_500_000].map(scale);
        assert_eq!(ends, [4, 4, 200, 400_000, 2_000_000]);
    }

    #[test]
    fn values_are_told_as_people_say_them() {
        let told = [0, 950, 24_536, 348_779, 1_254_000, 2_000_000].map(short);
        assert_eq!(told, ["0", "950", "25 k", "349 k", "1.25 M", "2 M"]);
    }

    #[test]
    fn every_point_stands_in_its_graph_with_its_name() {
        let panel = |title: &str| Panel {
            title: title.to_owned(),
            points: vec![("64".to_owned(), 100_000), ("512".to_owned(), 300_000)],
        };
        let drawn = svg("A & B", &[panel("by <this>"), panel("by that")]);
        assert!(
            drawn.contains("A &amp; B") && drawn.contains("by &lt;this>"),
            "{drawn}"
        );
        assert!(drawn.contains("points=\"143,159 313,84\""), "{drawn}");
        assert_eq!(drawn.matches(">300 k</text>").count(), 4, "{drawn}");
        assert_eq!(drawn.matches("<circle").count(), 4);
    }
}
