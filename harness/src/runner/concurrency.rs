//! How many requests at once a target stands: a slow one that serves them one after the other would let the last wait
//! beyond its limit, and that would be our doing.

use super::sender::Sender;
use crate::contract::{Contract, validate};
use crate::generate::{Aim, Case, Origin, Relation, RelationKind, Step};
use crate::message::{Exchange, Request};

/// Answers that take longer than this are worth a closer look, in microseconds.
const SLOW_MICROS: u64 = 20_000;
/// Lanes to a target that ends each connection: small servers let no more than five callers wait, and forget the others.
const CALLERS_WAITING: usize = 4;
/// The part of the time limit that the last of several requests at once may take.
const SHARE_OF_LIMIT: u64 = 6;

/// The lanes to use, at most as many as were asked for.
///
/// How many requests it takes to see that depends on how fast the target is: those of the second sender are in no count,
/// so that equal runs give equal reports. While one connection is kept open, some targets leave requests on another
/// unanswered: they are asked on one only.
pub(crate) async fn lanes_for(
    first: &mut Sender,
    mut second: Sender,
    contract: &Contract,
    plain: &Request,
    asked: usize,
) -> usize {
    let (one, other) =
        (first.send(&case(contract, plain, 1)).await, second.send(&case(contract, plain, 1)).await);
    let (Some(alone), beside) = (slowest(&one), slowest(&other)) else { return asked };
    if beside.is_none() {
        return 1;
    }
    let asked = if first.keeps_connections() { asked } else { asked.min(CALLERS_WAITING) };
    if alone < SLOW_MICROS || asked < 2 {
        return asked;
    }
    let crowd = u8::try_from(asked).unwrap_or(u8::MAX);
    let together = slowest(&second.send(&case(contract, plain, crowd)).await);
    let limit = u64::try_from(first.timeout().as_micros()).unwrap_or(u64::MAX) / SHARE_OF_LIMIT;
    match together {
        // Not even this: as many as answer within the limit when they are served one after the other.
        None => usize::try_from(limit / alone.max(1)).unwrap_or(1).clamp(1, asked),
        // Beside others each waits hardly longer than alone: the target serves them side by side.
        Some(together) if together <= limit || together < 2 * alone => asked,
        Some(together) => {
            let lanes = u64::from(crowd) * limit / together.max(1);
            usize::try_from(lanes).unwrap_or(1).clamp(1, asked)
        }
    }
}

/// The plain request on so many lanes at once.
fn case(contract: &Contract, plain: &Request, lanes: u8) -> Case {
    let expectation = validate(contract, plain);
    let steps =
        (0..lanes).map(|lane| Step { request: plain.clone(), expectation: expectation.clone(), lane });
    Case {
        origin: Origin { family: "probe", variant: "pace".to_owned(), index: u32::from(lanes) },
        aim: Aim::Plain,
        steps: steps.collect(),
        relation: (lanes > 1)
            .then(|| Relation { kind: RelationKind::AtOnce, variants: vec![0; usize::from(lanes)] }),
    }
}

/// The longest time of all answers, in microseconds; `None` when one did not come.
fn slowest(exchanges: &[Exchange]) -> Option<u64> {
    exchanges
        .iter()
        .map(|exchange| {
            exchange.last().filter(|last| last.outcome.answer().is_some()).map(|last| last.micros)
        })
        .try_fold(0, |slowest, micros| Some(micros?.max(slowest)))
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::time::Duration;

    use super::lanes_for;
    use crate::generate::shipped::{contracts, plan};
    use crate::judge::Judge;
    use crate::runner::sender::Sender;
    use crate::runner::wait_budget::WaitBudget;
    use crate::send::Target;

    /// The lanes for a server that answers everything, and ends each connection or keeps it.
    async fn lanes(connection: &'static str) -> usize {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                std::thread::spawn(move || {
                    let head = format!("HTTP/1.1 200 OK\r\nconnection: {connection}\r\ncontent-length: 2");
                    // A small request comes in one piece.
                    while stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {
                        let _ = stream.write_all(format!("{head}\r\n\r\n{{}}").as_bytes());
                        if connection == "close" {
                            break;
                        }
                    }
                });
            }
        });
        let contract = &contracts()[0];
        let plan = plan(contract, 1, &[]);
        let judge = Arc::new(Judge::new(contract, plan.pool()));
        let target = Arc::new(Target::new(&url).expect("a URL"));
        let wait_budget = Arc::new(WaitBudget::bounded(Duration::from_secs(5), 1));
        let sender = || Sender::new(contract, &judge, &target, &wait_budget);
        let first = plan.pool().items().first().map(|item| item.json.as_str());
        let plain = plan.base().request(contract, first);
        lanes_for(&mut sender(), sender(), contract, &plain, 16).await
    }

    #[tokio::test]
    async fn a_target_that_ends_each_connection_gets_few_callers() {
        assert_eq!((lanes("keep-alive").await, lanes("close").await), (16, 4));
    }
}
