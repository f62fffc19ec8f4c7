//! Prints what a path of models holds: `import PATH [GLOB] [table]`.

use std::io::Write as _;
use std::path::Path;

use batchspec_models::{errata, import, write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let path = args.first().ok_or("usage: import PATH [GLOB] [table | suites FOLDER]")?;
    let glob = args.get(1).map_or("*", String::as_str);
    let found = import(Path::new(path), glob, &errata::known()?)?;
    let mut out = std::io::stdout().lock();
    match args.get(2).map(String::as_str) {
        Some("table") => write!(out, "{}", write::table(&found))?,
        Some("suites") => {
            let root = args.get(3).ok_or("which folder?")?;
            for imported in &found.operations {
                let folder = write::write_suite(Path::new(root), &write::suite(imported))?;
                writeln!(out, "{}", folder.display())?;
            }
        }
        _ => {
            for imported in &found.operations {
                writeln!(out, "{}", write::line(imported).json())?;
            }
        }
    }
    Ok(())
}
