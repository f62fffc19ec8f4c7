//! A table for terminals, in plain text.

use crate::import::Imports;

use super::lines::line;

/// One row an operation, then what was refused.
#[must_use]
pub fn table(imports: &Imports) -> String {
    let head =
        ["service", "operation", "protocol", "effect", "class", "items", "sure", "asks"].map(str::to_owned);
    let mut rows = vec![head.to_vec()];
    for imported in &imports.operations {
        let line = line(imported);
        rows.push(vec![
            line.service,
            line.operation,
            line.protocol.to_owned(),
            line.effect.name().to_owned(),
            line.class.name().to_owned(),
            line.items.unwrap_or_else(|| "-".to_owned()),
            format!("{:.2}", line.confidence),
            line.needs_human.len().to_string(),
        ]);
    }
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}", width = *width));
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    for refused in &imports.refused {
        out.push_str(&format!("not imported: {}\n", refused.why));
    }
    out
}
