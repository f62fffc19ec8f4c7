//! The curve of a score: the share of the faults that runs with few requests find.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::table::share;
use super::trial::Verdict;

/// Requests that a run of all suites may send, at each point of the curve.
pub(crate) const POINTS: [u64; 4] = [100, 300, 1_000, 3_000];

/// Half of the faults may be looked at while the order of cases is tuned. The other half tells whether that was learned by
/// heart; what is in it is never named here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Half {
    Tuned,
    KeptOut,
}

impl Half {
    /// Drawn by a hash of the name (FNV-1a), so that it stays when other faults come in. The salt is the number of the
    /// drawing: where the half kept out was seen, the next number draws another one.
    fn of(name: &str) -> Self {
        const SALT: &str = "2/";
        const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0100_0000_01b3;
        let hash = SALT
            .bytes()
            .chain(name.bytes())
            .fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
        if hash >> 32 & 1 == 0 { Self::Tuned } else { Self::KeptOut }
    }
}

/// Verdicts on the same faults at every point.
#[derive(Debug)]
pub(crate) struct Curve {
    points: Vec<(u64, Vec<Verdict>)>,
}

/// How many of how many were found.
#[derive(Debug, Default, Clone, Copy)]
struct Found {
    found: usize,
    tried: usize,
}

impl Curve {
    /// The verdicts with the requests that each run might send.
    pub(crate) fn new(verdicts: Vec<Verdict>) -> Self {
        let mut points: BTreeMap<u64, Vec<Verdict>> = BTreeMap::new();
        for verdict in verdicts.into_iter().filter(Verdict::is_of_fault) {
            points.entry(verdict.requests.unwrap_or(u64::MAX)).or_default().push(verdict);
        }
        Self { points: points.into_iter().collect() }
    }

    /// Whether each fault was found at the last point.
    pub(crate) fn is_complete(&self) -> bool {
        self.points
            .last()
            .is_some_and(|(_, verdicts)| verdicts.iter().all(|verdict| verdict.worth().is_caught()))
    }

    /// A line a point, then what is found late.
    pub(crate) fn to_text(&self, elapsed: Duration) -> String {
        let mut out =
            String::from("share of the faults that runs of all suites find with so many requests\n");
        let last = self.points.last().map(|(_, verdicts)| verdicts.as_slice()).unwrap_or_default();
        let titles = [("tuning", Some(Half::Tuned)), ("kept out", Some(Half::KeptOut)), ("all", None)];
        let titles = titles.map(|(name, half)| format!("{name} ({})", found(last, half).tried));
        let [tuned, kept, all] = &titles;
        out.push_str(&format!("requests  {tuned:>14}  {kept:>14}  {all:>14}\n"));
        for (requests, verdicts) in &self.points {
            let shares = [Some(Half::Tuned), Some(Half::KeptOut), None].map(|half| {
                let Found { found, tried } = found(verdicts, half);
                share(found, tried)
            });
            let [tuned, kept, all] = shares;
            out.push_str(&format!("{requests:8}  {tuned:>14}  {kept:>14}  {all:>14}\n"));
        }
        for (clause, names) in self.late() {
            out.push_str(&format!("late: {clause}: {}\n", names.join(", ")));
        }
        out.push_str(&format!("all took {:.1} s\n", elapsed.as_secs_f64()));
        out
    }

    /// The faults of the half for tuning that the first point misses, by their clauses, with where they are found.
    fn late(&self) -> BTreeMap<String, Vec<String>> {
        let mut first: BTreeMap<String, Option<(u64, &Verdict)>> = BTreeMap::new();
        for (requests, verdicts) in &self.points {
            for verdict in verdicts {
                let name = verdict.defendant.name();
                let known = first.entry(name).or_default();
                if known.is_none() && verdict.worth().is_caught() {
                    *known = Some((*requests, verdict));
                }
            }
        }
        let earliest = self.points.first().map_or(0, |(requests, _)| *requests);
        let all = self.points.last().map(|(_, verdicts)| verdicts.as_slice()).unwrap_or_default();
        let mut late: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for verdict in all.iter().filter(|verdict| Half::of(&verdict.defendant.name()) == Half::Tuned) {
            let name = verdict.defendant.name();
            let told = match first.get(&name).copied().flatten() {
                Some((requests, _)) if requests == earliest => continue,
                Some((requests, found)) => {
                    let case = found.accusation.as_ref().map_or("", |accusation| &accusation.case);
                    format!("{name} ({requests}: {case})")
                }
                None => format!("{name} (not found)"),
            };
            late.entry(verdict.root().to_owned()).or_default().push(told);
        }
        late
    }

    /// The same as data.
    pub(crate) fn to_json(&self) -> anyhow::Result<String> {
        let count = |verdicts: &[Verdict], half| {
            let Found { found, tried } = found(verdicts, half);
            json!({ "found": found, "tried": tried })
        };
        let points = self.points.iter().map(|(requests, verdicts)| {
            json!({
                "requests": requests,
                "tuning": count(verdicts, Some(Half::Tuned)),
                "kept_out": count(verdicts, Some(Half::KeptOut)),
                "all": count(verdicts, None),
            })
        });
        let points: Vec<Value> = points.collect();
        Ok(format!("{}\n", serde_json::to_string_pretty(&json!({ "format": 1, "curve": points }))?))
    }
}

fn found(verdicts: &[Verdict], half: Option<Half>) -> Found {
    let of_half = |verdict: &&Verdict| half.is_none_or(|half| Half::of(&verdict.defendant.name()) == half);
    let mut counted = Found::default();
    for verdict in verdicts.iter().filter(of_half) {
        counted.tried += 1;
        counted.found += usize::from(verdict.worth().is_caught());
    }
    counted
}
