//! Valid requests in chunks, in pieces and held back, and those that follow on one connection.

use std::borrow::Cow;

use super::accept;
use crate::contract::{Expectation, SERVED_BODY_BYTES, validate};
use crate::generate::case::{Aim, Case, Origin, Relation, RelationKind, Step};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::keyed::Keyed;
use crate::generate::rng::Rng;
use crate::message::{Body, Chunks, Framing, Pause, Request, Which, Writing};

/// Items of a batch whose sizes in chunks differ when they are read as decimal numbers; fewer than fill a batch of any
/// suite, so that the size of the batch is no subject.
const SEVERAL: usize = 18;
/// The length of bodies that a server may leave unread: more than it reads at a time.
const UNREAD: usize = 60 * 1024;
/// Requests that follow one another on one connection.
const LONG_RUN: usize = 210;
/// The same in a plan that is cut.
const SHORT_RUN: u32 = 22;
/// The number of the first batch of such a run: plans have fewer random batches of their own.
const FIRST_OF_RUN: u32 = 1 << 30;
/// Requests in unusual ways that share a plain one.
const IN_TURN: usize = 4;

/// Cases of every kind; from a target that is slow, no interim answer is waited for.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>, is_slow: bool) -> Vec<Case> {
    let bodies = Bodies::new(builder);
    let mut cases = chunked(builder, &bodies);
    cases.extend(in_pieces(builder, &bodies));
    if !is_slow {
        cases.push(expected(builder, &bodies));
    }
    cases.extend(after_others(builder, &bodies));
    cases.push(long_run(builder, &bodies));
    cases.extend(of_one(builder, &bodies));
    cases
}

/// The valid requests that all cases are made of.
struct Bodies {
    /// One item, or as few as may be.
    small: Request,
    /// Several KiB, where batches may be so large.
    several: Request,
    /// With characters of several bytes, where items may have them.
    odd: Request,
    /// As long as what a server must take, nearly.
    long: Request,
}

impl Bodies {
    fn new(builder: &CaseBuilder<'_>) -> Self {
        let mut rng = Rng::new(builder.seed, "wire", 0);
        let mut of = |count: usize| {
            let items = builder.batch(&mut rng, count);
            builder.base.request(builder.contract, items.iter().map(|item| item.json.as_str()))
        };
        let (small, several) = (of(1), of(SEVERAL));
        let odd = odd(builder).unwrap_or_else(|| several.clone());
        let long = padded(&small, UNREAD);
        Self { small, several, odd, long }
    }
}

/// A valid batch with a key that has characters of several bytes; `None` where no key may have them.
fn odd(builder: &CaseBuilder<'_>) -> Option<Request> {
    let keyed = Keyed::new(builder)?;
    let mut rng = Rng::new(builder.seed, "wire-odd", 0);
    let drawn = builder.batch(&mut rng, 2);
    let (first, others) = drawn.split_first()?;
    let item = keyed.item(&format!("\u{20ac}\u{6f22}{}\u{20ac}", first.own_key()));
    let items = others.iter().map(|item| item.json.as_str()).chain([item.as_str()]);
    let request = builder.base.request(builder.contract, items);
    matches!(validate(builder.contract, &request), Expectation::Accept { .. }).then_some(request)
}

/// The request with white space before the end of its body, so that this is as long.
fn padded(request: &Request, length: usize) -> Request {
    let mut body = request.body.bytes.to_vec();
    if let Some(last) = body.pop().filter(|_| body.len() < length && length <= SERVED_BODY_BYTES) {
        body.resize(length - 1, b' ');
        body.push(last);
        return Request { body: Body { bytes: body.into(), ..request.body }, ..request.clone() };
    }
    request.clone()
}

fn on(request: &Request, connection: Which) -> Request {
    Request { writing: Writing::on(connection), ..request.clone() }
}

fn with_header(mut request: Request, name: &'static str, value: &'static str) -> Request {
    request.headers.push((Cow::Borrowed(name), Cow::Borrowed(value)));
    request
}

/// A plain request, one in another way, and the plain one again on the connection of that.
fn case(
    builder: &CaseBuilder<'_>,
    kind: RelationKind,
    variant: &str,
    (plain, first): (&Request, Request),
) -> Case {
    let steps = [(on(plain, Which::New), 1), (first, 0), (on(plain, Which::Same), 0)];
    let steps = steps.map(|(request, lane)| {
        let expectation = validate(builder.contract, &request);
        Step { request, expectation, lane }
    });
    Case {
        origin: Origin { family: "wire", variant: variant.to_owned(), index: 0 },
        aim: Aim::Plain,
        steps: steps.into(),
        relation: Some(Relation { kind, variants: vec![Relation::PLAIN, Relation::FIRST, Relation::NEXT] }),
    }
}

fn chunked(builder: &CaseBuilder<'_>, bodies: &Bodies) -> Vec<Case> {
    let sizes = |sizes: &[u32]| Chunks { sizes: sizes.to_vec(), ..Chunks::default() };
    let ways = [
        ("one-chunk", sizes(&[])),
        ("two-chunks", sizes(&[9, 65_535])),
        ("small-chunks", sizes(&[7])),
        ("one-byte-each", sizes(&[1])),
        ("sizes-of-two-digits", sizes(&[16, 18, 64])),
        ("sizes-of-three-digits", sizes(&[256, 290])),
        ("sizes-with-letters", sizes(&[171, 10, 31])),
        ("sizes-in-capitals", Chunks { capitals: true, ..sizes(&[171, 10, 31]) }),
        ("extensions", Chunks { extensions: true, ..sizes(&[100]) }),
        ("trailer", Chunks { trailer: true, ..sizes(&[100]) }),
    ];
    let of = |plain: &Request, variant: &str, first: Request| {
        case(builder, RelationKind::Chunked, variant, (plain, first))
    };
    let plain = &bodies.several;
    let mut cases: Vec<Case> = ways
        .into_iter()
        .map(|(name, chunks)| of(plain, &format!("chunked-{name}"), in_chunks(plain, chunks)))
        .collect();
    let capital = with_header(in_chunks(plain, sizes(&[100])), "transfer-encoding", "Chunked");
    cases.push(of(plain, "chunked-coding-with-capital", capital));
    // Legal, and yet what a careful server may bound: what comes is observed.
    let zeros = Chunks { zeros: true, ..sizes(&[100]) };
    cases.push(of(plain, "chunked-zeros-before-sizes", in_chunks(plain, zeros)));
    cases.push(of(&bodies.odd, "chunked-within-characters", in_chunks(&bodies.odd, sizes(&[1]))));
    cases.push(of(&bodies.small, "chunked-few-bytes", in_chunks(&bodies.small, sizes(&[]))));
    cases
}

/// Cases of which each tries what several others try, for plans that have no room for each alone: all that must be read about
/// chunks in one request, and the requests that a server may leave unread one after the other, against one plain request.
pub(crate) fn packed(builder: &CaseBuilder<'_>) -> Vec<Case> {
    let bodies = Bodies::new(builder);
    let mut cases = vec![chunked_in_every_way(builder, &bodies.several)];
    let (after_head, after_refused): (Vec<Case>, Vec<Case>) = after_others(builder, &bodies)
        .into_iter()
        .partition(|case| case.relation.as_ref().is_some_and(|own| own.kind == RelationKind::AfterHead));
    cases.extend(tour("after-several", &after_refused));
    cases.extend(tour("after-heads", &after_head));
    cases.push(run_of_batches(builder));
    cases
}

fn chunked_in_every_way(builder: &CaseBuilder<'_>, plain: &Request) -> Case {
    let chunks =
        Chunks { sizes: vec![171, 10, 31], capitals: true, extensions: true, trailer: true, zeros: false };
    let first = with_header(in_chunks(plain, chunks), "transfer-encoding", "Chunked");
    case(builder, RelationKind::Chunked, "chunked-in-every-way", (plain, first))
}

/// Cases of one kind with the same plain request, so many at a time, the plain request once for all of them.
fn tour(variant: &str, cases: &[Case]) -> Vec<Case> {
    let joined = (0..).zip(cases.chunks(IN_TURN)).map(|(index, cases)| {
        let mut joined = cases.first()?.clone();
        joined.origin = Origin { family: "wire", variant: variant.to_owned(), index };
        for case in cases.iter().skip(1) {
            joined.steps.extend(case.steps.iter().skip(1).cloned());
            let variants = case.relation.iter().flat_map(|own| own.variants.iter().skip(1).copied());
            joined.relation.as_mut()?.variants.extend(variants);
        }
        Some(joined)
    });
    joined.flatten().collect()
}

/// Random valid batches one after the other on one connection: enough to see twice that it ends after ten of them.
fn run_of_batches(builder: &CaseBuilder<'_>) -> Case {
    let CaseBuilder { contract, seed, base, pool, .. } = builder;
    let steps = (0..SHORT_RUN).flat_map(|at| {
        let batch = accept::random(contract, base, pool, *seed, FIRST_OF_RUN + at);
        batch.steps.into_iter().map(move |step| {
            let request = on(&step.request, if at == 0 { Which::New } else { Which::Same });
            Step { request, ..step }
        })
    });
    let steps: Vec<Step> = steps.collect();
    let variants = vec![Relation::PLAIN; steps.len()];
    Case {
        origin: Origin { family: "wire", variant: "run-of-batches".to_owned(), index: 0 },
        aim: Aim::Plain,
        steps,
        relation: Some(Relation { kind: RelationKind::LongRun, variants }),
    }
}

fn in_chunks(plain: &Request, chunks: Chunks) -> Request {
    let body = Body { framing: Framing::Chunked, ..plain.body.clone() };
    let writing = Writing { chunks: Some(chunks), ..Writing::on(Which::New) };
    Request { body, writing, ..plain.clone() }
}

fn in_pieces(builder: &CaseBuilder<'_>, bodies: &Bodies) -> Vec<Case> {
    let ways: [(&str, &Request, &[Pause]); 6] = [
        ("head-and-body", &bodies.several, &[Pause::BeforeBody]),
        ("within-head", &bodies.small, &[Pause::InHead, Pause::BeforeHeadEnds]),
        ("within-name", &bodies.small, &[Pause::InName]),
        ("within-character", &bodies.odd, &[Pause::InCharacter]),
        ("ends-of-body", &bodies.small, &[Pause::AfterFirstByte, Pause::BeforeLastByte]),
        ("long-body", &bodies.long, &[Pause::BeforeBody, Pause::InBody]),
    ];
    let cases = ways.into_iter().map(|(name, plain, pauses)| {
        let writing = Writing { pauses: pauses.to_vec(), ..Writing::on(Which::New) };
        let first = Request { writing, ..plain.clone() };
        case(builder, RelationKind::InPieces, &format!("pieces-{name}"), (plain, first))
    });
    cases.collect()
}

fn expected(builder: &CaseBuilder<'_>, bodies: &Bodies) -> Case {
    let plain = &bodies.small;
    let first = with_header(on(plain, Which::New), "expect", "100-continue");
    case(builder, RelationKind::Expected, "expected", (plain, first))
}

/// Requests that a server may answer before it has read their bodies, and what must not change for those after them.
fn after_others(builder: &CaseBuilder<'_>, bodies: &Bodies) -> Vec<Case> {
    let (plain, long) = (&bodies.small, &bodies.long);
    let elsewhere = Request { path: Cow::Borrowed("/batchspec-no-such-operation"), ..on(long, Which::New) };
    let method = if plain.method == "PUT" { "PATCH" } else { "PUT" };
    let other_method = Request { method: Cow::Borrowed(method), ..on(long, Which::New) };
    let mut other_type = on(long, Which::New);
    other_type.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    let other_type = with_header(other_type, "content-type", "text/plain");
    let garbled = |request: &Request| {
        let mut body = request.body.bytes.to_vec();
        if let Some(first) = body.first_mut() {
            *first = b'!';
        }
        let body = Body { bytes: body.into(), ..request.body };
        Request { body, ..on(request, Which::New) }
    };
    let mut nothing = on(&builder.base.request(builder.contract, []), Which::New);
    nothing = padded(&nothing, UNREAD);
    let mut too_much = padded(&on(long, Which::New), SERVED_BODY_BYTES);
    too_much = with_header(too_much, "x-batchspec-next", "1");
    let refused = [
        ("path", elsewhere),
        ("method", other_method),
        ("media-type", other_type),
        ("json", garbled(long)),
        ("short-json", garbled(plain)),
        ("constraint", nothing),
        ("long-body", too_much),
    ];
    let mut cases: Vec<Case> = refused
        .into_iter()
        .map(|(name, first)| {
            case(builder, RelationKind::NextRequest, &format!("after-{name}"), (plain, first))
        })
        .collect();
    for (name, path) in
        [("head", plain.path.clone()), ("head-elsewhere", Cow::Borrowed("/batchspec-no-such-operation"))]
    {
        let body = Body { bytes: bytes::Bytes::new(), framing: Framing::None };
        let first = Request { method: Cow::Borrowed("HEAD"), path, body, ..on(plain, Which::New) };
        cases.push(case(builder, RelationKind::AfterHead, &format!("after-{name}"), (plain, first)));
    }
    cases
}

/// Requests whose answers tell by themselves what the server made of them.
fn of_one(builder: &CaseBuilder<'_>, bodies: &Bodies) -> Vec<Case> {
    let closing = Writing { awaits_end: true, ..Writing::on(Which::New) };
    let closing = Request { writing: closing, ..bodies.small.clone() };
    let old = Writing { old_version: true, ..Writing::on(Which::New) };
    // A long answer is what servers send in chunks.
    let old = Request { writing: old, ..bodies.several.clone() };
    let known = &builder.contract.known;
    let ways = [
        ("close-asked", known.http_close_heeded, with_header(closing, "connection", "close")),
        ("old-version", known.http_old_version_unchunked, old),
    ];
    let cases = ways.into_iter().map(|(variant, clause, request)| {
        let expectation = validate(builder.contract, &request);
        Case {
            origin: Origin { family: "wire", variant: variant.to_owned(), index: 0 },
            aim: Aim::Clause(clause),
            steps: vec![Step { request, expectation, lane: 0 }],
            relation: None,
        }
    });
    cases.collect()
}

/// Many small requests on one connection, which the server may end as long as it says so.
fn long_run(builder: &CaseBuilder<'_>, bodies: &Bodies) -> Case {
    let step = |at: usize| {
        let request = on(&bodies.small, if at == 0 { Which::New } else { Which::Same });
        let expectation = validate(builder.contract, &request);
        Step { request, expectation, lane: 0 }
    };
    Case {
        origin: Origin { family: "wire", variant: "long-run".to_owned(), index: 0 },
        aim: Aim::Plain,
        steps: (0..LONG_RUN).map(step).collect(),
        relation: Some(Relation { kind: RelationKind::LongRun, variants: vec![Relation::PLAIN; LONG_RUN] }),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::contract::Expectation;
    use crate::generate::RelationKind;
    use crate::generate::shipped::{contracts, plan};
    use crate::message::Which;

    #[test]
    fn packed_cases_hold_the_unusual_requests_of_all_that_they_stand_for() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let of_kind = |cases: &[crate::generate::Case],
                           kind: RelationKind|
             -> (usize, BTreeSet<Vec<u8>>) {
                let own =
                    cases.iter().filter(|case| case.relation.as_ref().is_some_and(|own| own.kind == kind));
                let (mut requests, mut unusual) = (0, BTreeSet::new());
                for case in own {
                    requests += case.steps.len();
                    let [plain, rest @ ..] = case.steps.as_slice() else { panic!("{}", case.origin) };
                    assert_eq!(plain.lane, 1, "{}", case.origin);
                    for pair in rest.chunks(2) {
                        let [first, next] = pair else { panic!("{}", case.origin) };
                        assert_eq!(first.request.writing.connection, Which::New);
                        assert_eq!(next.request.writing.connection, Which::Same);
                        assert_eq!(next.request.body, plain.request.body);
                        unusual.insert(format!("{:?}", first.request).into_bytes());
                    }
                }
                (requests, unusual)
            };
            for kind in [RelationKind::NextRequest, RelationKind::AfterHead] {
                let (alone, packed) = (of_kind(&plan.fixed, kind), of_kind(&plan.packed, kind));
                assert_eq!(alone.1, packed.1, "{kind:?}");
                assert!(packed.0 < alone.0, "{kind:?}");
            }
        }
    }

    #[test]
    fn a_run_of_batches_is_valid_and_stays_on_one_connection() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let run = plan.packed.iter().find(|case| case.is_long_run()).expect("a run");
            let accepted =
                |step: &crate::generate::Step| matches!(step.expectation, Expectation::Accept { .. });
            assert!(run.steps.iter().all(accepted));
            let new = run.steps.iter().filter(|step| step.request.writing.connection == Which::New);
            assert_eq!(new.count(), 1);
            let bodies: BTreeSet<_> = run.steps.iter().map(|step| &step.request.body.bytes).collect();
            assert!(bodies.len() * 2 > run.steps.len(), "{}", bodies.len());
        }
    }
}
