//! Unfolds a message's shape from the model into places, each with its constraints.

use std::collections::BTreeMap;

use serde_json::Value;

use super::constraint::{Constraint, ConstraintKind, ConstraintRef};
use super::mistake::Collector;
use super::model;
use super::model::{Model, Shape, ShapeKind, Traits, local_name};
use super::pattern::Pattern;
use super::protocol::{Location, Protocol};
use super::schema::{Length, Member, Node, NodeKind, NodeRef, TimestampFormat};

/// More places than this in one operation point to a model that unfolds without end.
const MAX_NODES: usize = 20_000;

/// Nodes and constraints as they grow.
pub(super) struct Unfolder<'a> {
    pub(super) model: &'a Model,
    pub(super) nodes: Vec<Node>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) mistakes: &'a mut Collector,
    pub(super) protocol: Protocol,
    /// Places of members that are the body of their message.
    pub(super) payloads: Vec<String>,
    /// Patterns by their sources: a vast model has one of them at thousands of places, and compiles it once.
    patterns: BTreeMap<String, Pattern>,
    /// How timestamps are written where the model does not say.
    usual_time: TimestampFormat,
    /// Shapes being unfolded, so that a recursive one leads back to itself.
    ancestors: Vec<(String, NodeRef)>,
}

/// Traits of the place a value stands in: the member's win over the target's.
struct Site<'a> {
    own: &'a Traits,
    target: &'a Traits,
}

impl<'a> Site<'a> {
    fn get(&self, name: &str) -> Option<&'a Value> {
        let id = format!("smithy.api#{name}");
        self.own.get(&id).or_else(|| self.target.get(&id))
    }
}

impl<'a> Unfolder<'a> {
    pub(super) fn new(model: &'a Model, protocol: Protocol, mistakes: &'a mut Collector) -> Self {
        let (nodes, constraints, ancestors) = (Vec::new(), Vec::new(), Vec::new());
        let (payloads, patterns) = (Vec::new(), BTreeMap::new());
        let usual_time = TimestampFormat::EpochSeconds;
        Self { model, nodes, constraints, mistakes, protocol, payloads, patterns, usual_time, ancestors }
    }

    /// Unfolds the shape `id` at `place`; `own` are the traits of the member that led here.
    pub(super) fn unfold(&mut self, place: &str, id: &str, own: &Traits) -> Option<NodeRef> {
        let Some(shape) = self.model.shape(id) else {
            self.mistakes.add(&self.model.file, place, format!("shape {id:?} is not in the model"));
            return None;
        };
        if let Some((_, node)) = self.ancestors.iter().find(|(ancestor, _)| ancestor == id) {
            return Some(*node);
        }
        if self.nodes.len() >= MAX_NODES {
            self.mistakes.add(&self.model.file, place, "the model unfolds to too many places");
            return None;
        }
        let node = NodeRef(u16::try_from(self.nodes.len()).ok()?);
        let type_rule = self.demand(
            place,
            ConstraintKind::Type,
            format!("a JSON {}", json_type(&shape, own, self.usual_time)),
        );
        let site = Site { own, target: &shape.traits };
        let (length, pattern) = (self.length(place, &shape, &site), self.pattern(place, &shape, &site));
        self.nodes.push(Node {
            readings: Vec::new(),
            place: place.to_owned(),
            shape: local_name(id).to_owned(),
            kind: NodeKind::Boolean,
            type_rule,
            integer_bounds: match shape.kind {
                ShapeKind::Integer(bounds) => bounds,
                ShapeKind::IntEnum(_) => model::integer_bounds("integer"),
                _ => None,
            },
            length,
            pattern,
        });
        self.ancestors.push((id.to_owned(), node));
        let kind = self.kind(place, &shape, &site);
        self.ancestors.pop();
        self.nodes[usize::from(node.0)].kind = kind?;
        Some(node)
    }

    fn demand(&mut self, place: &str, kind: ConstraintKind, demand: impl Into<String>) -> ConstraintRef {
        let reference = ConstraintRef(u16::try_from(self.constraints.len()).unwrap_or(u16::MAX));
        self.constraints.push(Constraint {
            place: place.to_owned(),
            kind,
            demand: demand.into(),
            clause: None,
            except_keys: None,
            grows: false,
        });
        reference
    }

    pub(super) fn status(&mut self, place: &str, status: u16) -> ConstraintRef {
        self.demand(place, ConstraintKind::Status, format!("status {status}"))
    }

    pub(super) fn header(&mut self, place: &str, header: &str) -> ConstraintRef {
        self.demand(place, ConstraintKind::Header, format!("a whole number in header {header}"))
    }

    fn length(&mut self, place: &str, shape: &Shape, site: &Site<'_>) -> Option<Length> {
        let bounds = site.get("length")?;
        let unit = match shape.kind {
            ShapeKind::List(_) => "element",
            ShapeKind::Map(..) => "member",
            ShapeKind::Blob => "byte",
            _ => "character",
        };
        let count = |n: usize| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
        let bound =
            |name: &str| bounds.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let min = bound("min").filter(|&min| min > 0);
        let max = bound("max");
        Some(Length {
            min: min.map(|n| {
                (n, self.demand(place, ConstraintKind::LengthMin, format!("at least {}", count(n))))
            }),
            max: max
                .map(|n| (n, self.demand(place, ConstraintKind::LengthMax, format!("at most {}", count(n))))),
        })
    }

    fn pattern(&mut self, place: &str, shape: &Shape, site: &Site<'_>) -> Option<(Pattern, ConstraintRef)> {
        if !matches!(shape.kind, ShapeKind::String | ShapeKind::Enum(_)) {
            return None;
        }
        let source = site.get("pattern")?.as_str()?;
        let known = self.patterns.get(source).cloned();
        match known.map_or_else(|| Pattern::new(source), Ok) {
            Ok(pattern) => {
                self.patterns.insert(source.to_owned(), pattern.clone());
                let rule = self.demand(place, ConstraintKind::Pattern, format!("text that matches {source}"));
                Some((pattern, rule))
            }
            Err(error) => {
                self.mistakes.add(&self.model.file, place, format!("pattern {source:?}: {error}"));
                None
            }
        }
    }

    fn kind(&mut self, place: &str, shape: &Shape, site: &Site<'_>) -> Option<NodeKind> {
        Some(match &shape.kind {
            ShapeKind::String => NodeKind::String { values: None },
            ShapeKind::Enum(values) => {
                let rule = self.demand(place, ConstraintKind::Enum, format!("one of {}", values.join(", ")));
                NodeKind::String { values: Some((values.clone(), rule)) }
            }
            ShapeKind::Integer(_) | ShapeKind::IntEnum(_) => self.integer(place, shape, site),
            ShapeKind::Float => {
                let (min, max) = (self.range(place, site, "min"), self.range(place, site, "max"));
                NodeKind::Float { min, max }
            }
            ShapeKind::Boolean => NodeKind::Boolean,
            ShapeKind::Blob => NodeKind::Blob,
            ShapeKind::Timestamp => self.timestamp(place, site),
            ShapeKind::Document => NodeKind::Document {
                rule: self.demand(
                    place,
                    ConstraintKind::Document,
                    "the value itself, not JSON inside a string",
                ),
            },
            ShapeKind::List(member) => {
                let null_rule = self.null_rule(&format!("{place}[]"), site);
                let unique = site.get("uniqueItems").is_some();
                let unique_rule =
                    unique.then(|| self.demand(place, ConstraintKind::Unique, "no two equal elements"));
                let element = self.unfold(&format!("{place}[]"), &member.target, &member.traits)?;
                NodeKind::List { element, null_rule, unique_rule }
            }
            ShapeKind::Map(key, value) => {
                let null_rule = self.null_rule(&format!("{place}{{}}"), site);
                let key = self.unfold(&format!("{place}{{key}}"), &key.target, &key.traits)?;
                let value = self.unfold(&format!("{place}{{}}"), &value.target, &value.traits)?;
                NodeKind::Map { key, value, null_rule }
            }
            ShapeKind::Structure(members) => NodeKind::Structure(self.members(place, members)),
            ShapeKind::Union(members) => NodeKind::Union(self.members(place, members)),
            ShapeKind::Operation { .. } | ShapeKind::Service { .. } => {
                self.mistakes.add(
                    &self.model.file,
                    place,
                    "a value cannot have the shape of a service or operation",
                );
                return None;
            }
        })
    }

    fn null_rule(&mut self, place: &str, site: &Site<'_>) -> Option<ConstraintRef> {
        let dense = site.get("sparse").is_none();
        dense.then(|| self.demand(place, ConstraintKind::Null, "not null"))
    }

    fn members(&mut self, place: &str, members: &[model::Member]) -> Vec<Member> {
        let has_bindings = self.protocol.has_bindings();
        let mut found = Vec::new();
        for member in members {
            // Elsewhere than at the top of a message bindings mean nothing.
            let is_bound = has_bindings && is_top(place) && is_bound_outside_body(member);
            let location = if is_bound { Location::of(member) } else { Location::Body };
            if has_bindings && is_top(place) && member.traits.contains_key("smithy.api#httpPayload") {
                found.extend(self.payload(place, member));
            } else if !is_bound || (place == "input" && self.is_written(place, member, &location)) {
                found.extend(self.one_member(place, member, location));
            }
        }
        found
    }

    fn one_member(&mut self, place: &str, member: &model::Member, location: Location) -> Option<Member> {
        let json_name = member.traits.get("smithy.api#jsonName");
        let json_name = json_name.filter(|_| self.protocol.has_bindings() && location.is_body());
        let name = json_name.and_then(Value::as_str).unwrap_or(&member.name).to_owned();
        let place = format!("{place}.{name}");
        let required = member.traits.contains_key("smithy.api#required");
        let required = required.then(|| self.demand(&place, ConstraintKind::Required, "present"));
        let null_rule = self.demand(&place, ConstraintKind::Null, "left out rather than null");
        self.usual_time = match location {
            Location::Body => TimestampFormat::EpochSeconds,
            Location::Header(_) | Location::PrefixHeaders(_) => TimestampFormat::HttpDate,
            Location::Label | Location::Query(_) | Location::QueryParams => TimestampFormat::DateTime,
        };
        let node = self.unfold(&place, &member.target, &member.traits);
        self.usual_time = TimestampFormat::EpochSeconds;
        Some(Member { name, node: node?, required, null_rule, location })
    }

    /// Whether requests can have the member where the model binds it; one that need not be there is left out otherwise.
    fn is_written(&mut self, place: &str, member: &model::Member, location: &Location) -> bool {
        let takes = location.takes(member, self.model);
        if !takes && member.traits.contains_key("smithy.api#required") {
            let what = "a member of this shape outside the body is not read yet";
            self.mistakes.add(&self.model.file, format!("{place}.{}", member.name), what);
        }
        takes
    }

    /// The members of the structure that is the body, as members of the message beside those that travel elsewhere.
    fn payload(&mut self, place: &str, member: &model::Member) -> Vec<Member> {
        let place = format!("{place}.{}", member.name);
        match self.model.shape(&member.target).map(|shape| shape.kind) {
            Some(ShapeKind::Structure(members)) => {
                self.payloads.push(place.clone());
                members.iter().filter_map(|member| self.one_member(&place, member, Location::Body)).collect()
            }
            _ => {
                let what = "a body that is no structure is not read yet";
                self.mistakes.add(&self.model.file, place, what);
                Vec::new()
            }
        }
    }

    fn integer(&mut self, place: &str, shape: &Shape, site: &Site<'_>) -> NodeKind {
        let range = site.get("range");
        let bound = |name: &str| range.and_then(|range| range.get(name)).and_then(Value::as_i64);
        let type_bounds = if let ShapeKind::Integer(bounds) = shape.kind { bounds } else { None };
        // A bound of the type itself is a matter of parsing and not of the range trait.
        let min = bound("min").filter(|&min| type_bounds.is_none_or(|(low, _)| min > low));
        let max = bound("max").filter(|&max| type_bounds.is_none_or(|(_, high)| max < high));
        let values = match &shape.kind {
            ShapeKind::IntEnum(values) => {
                let listed: Vec<String> = values.iter().map(ToString::to_string).collect();
                let rule = self.demand(place, ConstraintKind::Enum, format!("one of {}", listed.join(", ")));
                Some((values.clone(), rule))
            }
            _ => None,
        };
        NodeKind::Integer {
            min: min.map(|n| (n, self.demand(place, ConstraintKind::RangeMin, format!("at least {n}")))),
            max: max.map(|n| (n, self.demand(place, ConstraintKind::RangeMax, format!("at most {n}")))),
            values,
        }
    }

    fn range(&mut self, place: &str, site: &Site<'_>, bound: &str) -> Option<(String, ConstraintRef)> {
        let spelling = site.get("range")?.get(bound)?.to_string();
        let (kind, word) = match bound {
            "min" => (ConstraintKind::RangeMin, "at least"),
            _ => (ConstraintKind::RangeMax, "at most"),
        };
        let rule = self.demand(place, kind, format!("{word} {spelling}"));
        Some((spelling, rule))
    }

    fn timestamp(&mut self, place: &str, site: &Site<'_>) -> NodeKind {
        let format = timestamp_format(site.own, site.target, self.usual_time);
        let demand = match format {
            TimestampFormat::EpochSeconds => "seconds since 1970 as a number, within the years 1970 to 9999",
            TimestampFormat::DateTime => "an RFC 3339 date and time in UTC",
            TimestampFormat::HttpDate => "an HTTP date",
        };
        NodeKind::Timestamp { format, rule: self.demand(place, ConstraintKind::Timestamp, demand) }
    }
}

fn timestamp_format(own: &Traits, target: &Traits, usual: TimestampFormat) -> TimestampFormat {
    let named =
        |traits: &Traits| traits.get("smithy.api#timestampFormat").and_then(Value::as_str).map(str::to_owned);
    match named(own).or_else(|| named(target)).as_deref() {
        Some("date-time") => TimestampFormat::DateTime,
        Some("http-date") => TimestampFormat::HttpDate,
        Some(_) => TimestampFormat::EpochSeconds,
        None => usual,
    }
}

/// The JSON type that a shape has on the wire.
fn json_type(shape: &Shape, own: &Traits, usual: TimestampFormat) -> &'static str {
    match &shape.kind {
        ShapeKind::Blob | ShapeKind::String | ShapeKind::Enum(_) => "string",
        ShapeKind::Boolean => "boolean",
        ShapeKind::Integer(_) | ShapeKind::IntEnum(_) | ShapeKind::Float => "number",
        ShapeKind::Timestamp => match timestamp_format(own, &shape.traits, usual) {
            TimestampFormat::EpochSeconds => "number",
            TimestampFormat::DateTime | TimestampFormat::HttpDate => "string",
        },
        ShapeKind::Document => "value",
        ShapeKind::List(_) => "array",
        _ => "object",
    }
}

/// Whether a place is that of a whole message.
fn is_top(place: &str) -> bool {
    !place.trim_start_matches("error.").contains('.')
}

/// Whether a member travels in the request line, a header or the status rather than in the body.
pub(super) fn is_bound_outside_body(member: &model::Member) -> bool {
    ["httpHeader", "httpPrefixHeaders", "httpLabel", "httpQuery", "httpQueryParams", "httpResponseCode"]
        .iter()
        .any(|binding| member.traits.contains_key(&format!("smithy.api#{binding}")))
}
