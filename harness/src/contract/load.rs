//! Joins a model, a suite file and the shared clause tables into a [`Contract`].

use super::aws::AwsService;
use super::binding::{Binding, OtherOperation};
use super::clause::{Clause, ClauseRef, ClauseTable, Source};
use super::constraint::{Constraint, glob};
use super::explains::explained;
use super::known::KnownClauses;
use super::mistake::{Collector, InputError};
use super::model::{Model, ShapeId, ShapeKind, Traits, local_name};
use super::operation::{Contract, HeaderMember, ModelledError};
use super::protocol::{
    Location, PathTemplate, Protocol, Segment, ServiceOf, TARGET, service_of, shared_tables,
};
use super::suite_file::{BatchEntry, ClauseEntry, ClauseFile, SourceEntry, SuiteFile};
use super::unfold::Unfolder;
use super::{coverage, smithy};

/// The text of a suite's two files, with the names that mistakes are reported under.
#[derive(Debug, Clone, Copy)]
pub struct SuiteText<'a> {
    /// Name of the suite file, for example `suites/inspector2/suite.toml`.
    pub suite_file: &'a str,
    /// Its text.
    pub suite: &'a str,
    /// Name of the model file.
    pub model_file: &'a str,
    /// Its text.
    pub model: &'a str,
}

impl Contract {
    /// Reads a suite.
    ///
    /// # Errors
    /// Every mistake found in both files, each with file and place.
    pub fn load(text: &SuiteText<'_>) -> Result<Self, InputError> {
        let mut mistakes = Collector::default();
        let suite = read_toml::<SuiteFile>(text.suite_file, text.suite, &mut mistakes);
        let model = smithy::read(text.model_file, text.model, &mut mistakes);
        let contract = match (suite, model) {
            (Some(suite), Some(model)) => {
                Loader { file: text.suite_file, model: &model, mistakes: &mut mistakes }.load(suite)
            }
            _ => None,
        };
        mistakes.finish(contract)
    }
}

fn read_toml<T: serde::de::DeserializeOwned>(file: &str, text: &str, mistakes: &mut Collector) -> Option<T> {
    match toml::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let line = error.span().map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count());
            let place = line.map(|line| format!("line {line}")).unwrap_or_default();
            mistakes.add(file, place, error.message().to_owned());
            None
        }
    }
}

/// A suite file being read against its model; every mistake is noted and reading goes on.
pub(super) struct Loader<'a> {
    file: &'a str,
    model: &'a Model,
    mistakes: &'a mut Collector,
}

struct OperationShapes {
    input: Option<ShapeId>,
    output: Option<ShapeId>,
    errors: Vec<ShapeId>,
    binding: Binding,
    protocol: Protocol,
    /// The name that requests are signed under, where the model states it.
    signing_name: Option<String>,
}

impl Loader<'_> {
    fn load(mut self, suite: SuiteFile) -> Option<Contract> {
        if suite.format != 1 {
            self.wrong("format", format!("format {} is unknown; this version reads format 1", suite.format));
        }
        let shapes = self.operation(&suite.operation)?;
        let mut unfolder = Unfolder::new(self.model, shapes.protocol, self.mistakes);
        let unit = "smithy.api#Unit".to_owned();
        let none = Traits::new();
        let input = unfolder.unfold("input", shapes.input.as_ref().unwrap_or(&unit), &none);
        let output = unfolder.unfold("output", shapes.output.as_ref().unwrap_or(&unit), &none);
        let errors: Vec<ModelledError> =
            shapes.errors.iter().filter_map(|id| unfold_error(&mut unfolder, id)).collect();
        let (nodes, constraints) =
            (std::mem::take(&mut unfolder.nodes), std::mem::take(&mut unfolder.constraints));
        let payloads = std::mem::take(&mut unfolder.payloads);
        drop(unfolder);

        let (clauses, covers) = self.clauses(&suite, shapes.protocol, &constraints)?;
        let known = match KnownClauses::find(&clauses) {
            Ok(known) => known,
            Err(missing) => {
                self.wrong("clauses", format!("the shared clause tables lack {}", missing.join(", ")));
                return None;
            }
        };
        let explains = explained(&suite, &clauses, self.file, self.mistakes);
        let document = suite.model_title();
        let mut contract = Contract {
            suite: suite.id.clone(),
            title: suite.title.clone(),
            version: suite.version.clone(),
            operation: local_name(&suite.operation).to_owned(),
            service: suite.service.clone(),
            effect: suite.effect,
            accepts: suite.accepts,
            aws: suite.aws.or_else(|| shapes.signing_name.as_deref().map(AwsService::signed_as)),
            protocol: shapes.protocol,
            binding: shapes.binding.clone(),
            clauses,
            explains,
            known,
            constraints,
            nodes,
            payloads,
            fixed: None,
            is_company_told: false,
            input: input?,
            output: output?,
            errors,
            batch: None,
            values: Vec::new(),
            rules: Vec::new(),
            others: self.others(suite.beside, &shapes.binding),
            model_checksum: self.model.checksum,
            later: None,
        };
        self.bind_labels(&mut contract, &suite.operation);
        for reading in &suite.reading {
            self.reading(&mut contract, reading, &suite.sources);
        }
        coverage::grow(&mut contract, &suite.growing, self.file, self.mistakes);
        let exempted = coverage::exempt(&mut contract, &suite.exempt, self.file, self.mistakes);
        coverage::assign(&mut contract, &covers, &exempted, &document, (self.file, self.mistakes));
        contract.batch = suite.batch.and_then(|batch| self.batch(&contract, batch));
        contract.binding.items_outside = contract.has_items_outside();
        contract.lower_partition();
        contract.values = suite.value.into_iter().filter_map(|value| self.value(&contract, value)).collect();
        contract.rules = suite.rule.into_iter().filter_map(|rule| self.rule(&contract, rule)).collect();
        Some(contract)
    }

    /// Other operations, without those that nobody could tell from this one.
    fn others(&mut self, mut others: Vec<OtherOperation>, own: &Binding) -> Vec<OtherOperation> {
        others.retain(|other| {
            let target = other.target.as_deref().or(own.header(TARGET));
            let is_own = other.method == own.method && other.path == own.path && target == own.header(TARGET);
            if is_own {
                self.wrong("beside", format!("{} {} is this operation itself", other.method, other.path));
            }
            !is_own
        });
        others
    }

    pub(super) fn wrong(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.mistakes.add(self.file, place, what);
    }

    fn operation(&mut self, id: &str) -> Option<OperationShapes> {
        let Some(shape) = self.model.shapes.get(id) else {
            let candidates =
                self.model.shapes.iter().filter(|(_, s)| matches!(s.kind, ShapeKind::Operation { .. }));
            let known: Vec<&str> = candidates.map(|(id, _)| id.as_str()).collect();
            self.wrong(
                "operation",
                format!("{id:?} is not in the model; its operations are: {}", known.join(", ")),
            );
            return None;
        };
        let ShapeKind::Operation { input, output, errors } = &shape.kind else {
            self.wrong("operation", format!("{id:?} is not an operation"));
            return None;
        };
        let service = match service_of(self.model, id) {
            Ok(service) => service,
            Err(what) => {
                self.mistakes.add(&self.model.file, id, what);
                return None;
            }
        };
        let binding = if service.protocol.has_bindings() {
            self.http_binding(id, shape.traits.get("smithy.api#http"))?
        } else {
            aws_json_binding(&service, id)
        };
        let service_errors = self.model.shapes.values().filter_map(|shape| match &shape.kind {
            ShapeKind::Service { operations, errors } if operations.iter().any(|target| target == id) => {
                Some(errors)
            }
            _ => None,
        });
        let mut all_errors = errors.clone();
        all_errors.extend(service_errors.flatten().filter(|error| !errors.contains(error)).cloned());
        Some(OperationShapes {
            input: input.clone(),
            output: output.clone(),
            errors: all_errors,
            binding,
            protocol: service.protocol,
            signing_name: service.signing_name.map(str::to_owned),
        })
    }

    /// The head that the trait smithy.api#http tells.
    fn http_binding(&mut self, id: &str, http: Option<&serde_json::Value>) -> Option<Binding> {
        let text = |key: &str| http.and_then(|http| http.get(key)?.as_str()).map(str::to_owned);
        let (Some(method), Some(path)) = (text("method"), text("uri")) else {
            self.mistakes.add(
                &self.model.file,
                id,
                "the trait smithy.api#http with method and uri is missing",
            );
            return None;
        };
        let status =
            http.and_then(|http| http.get("code")?.as_u64()).and_then(|code| u16::try_from(code).ok());
        let media_type = Protocol::RestJson1.media_type();
        let headers = vec![("content-type".to_owned(), media_type.to_owned())];
        Some(Binding {
            method,
            path,
            status: status.unwrap_or(200),
            headers,
            template: None,
            items_outside: false,
        })
    }

    /// Finds the members that travel in the path, and gives the contract its template where any member travels outside the
    /// body.
    fn bind_labels(&mut self, contract: &mut Contract, operation: &str) {
        if !contract.protocol.has_bindings() {
            return;
        }
        let template = PathTemplate::parse(&contract.binding.path);
        let labels: Vec<&str> = template.segments.iter().filter_map(Segment::label).collect();
        let members = contract.input_members();
        for member in members.iter().filter(|member| member.location == Location::Label) {
            if !labels.contains(&member.name.as_str()) {
                let what = format!("the path has no label {{{}}}", member.name);
                self.mistakes.add(&self.model.file, operation, what);
            }
        }
        for label in &labels {
            if !members.iter().any(|member| member.location == Location::Label && member.name == *label) {
                let what = format!("no member of the input is bound to the label {{{label}}} of the path");
                self.mistakes.add(&self.model.file, operation, what);
            }
        }
        if members.iter().any(|member| !member.location.is_body()) {
            contract.binding.template = Some(template);
        }
    }

    /// All clause tables as one, and what each clause covers.
    fn clauses(
        &mut self,
        suite: &SuiteFile,
        protocol: Protocol,
        constraints: &[Constraint],
    ) -> Option<(ClauseTable, Vec<(ClauseRef, String)>)> {
        let mut table = ClauseTable::default();
        let mut covers = Vec::new();
        let names: Vec<String> = constraints.iter().map(ToString::to_string).collect();
        for (file, text) in shared_tables(protocol) {
            let mut shared = read_toml::<ClauseFile>(file, text, self.mistakes)?;
            // A promise about timestamps says nothing of an operation that has none, and one about positions nothing of
            // answers that name their items.
            shared.clause.retain(|clause| {
                if let Some(has_use) = has_use_for(suite, &clause.id) {
                    return has_use;
                }
                let applies = |cover: &String| names.iter().any(|name| glob(cover, name));
                let is_needed = clause.covers.is_empty() || KnownClauses::has(&clause.id);
                is_needed || clause.covers.iter().any(applies)
            });
            self.add_clauses(file, &shared.clause, &shared.sources, &mut table, &mut covers);
        }
        let prefix = format!("{}/", suite.id);
        for clause in suite.clause.iter().filter(|clause| !clause.id.starts_with(&prefix)) {
            self.wrong(
                format!("clause {}", clause.id),
                format!("clause ids of this suite begin with {prefix:?}"),
            );
        }
        self.add_clauses(self.file, &suite.clause, &suite.sources, &mut table, &mut covers);
        Some((table, covers))
    }

    fn add_clauses(
        &mut self,
        file: &str,
        entries: &[ClauseEntry],
        sources: &std::collections::BTreeMap<String, SourceEntry>,
        table: &mut ClauseTable,
        covers: &mut Vec<(ClauseRef, String)>,
    ) {
        for entry in entries {
            let place = format!("clause {}", entry.id);
            let Some(source) = sources.get(&entry.source) else {
                self.mistakes.add(file, place, format!("source {:?} is not among [sources]", entry.source));
                continue;
            };
            let clause = Clause {
                id: entry.id.clone(),
                number: entry.number.clone(),
                level: entry.level,
                basis: entry.basis.clone(),
                sentence: entry.sentence.clone(),
                source: Source {
                    document: source.title(),
                    section: entry.section.clone(),
                    url: source.url.clone(),
                },
                blind: entry.blind.clone(),
                needs: entry.needs,
                role: entry.role,
            };
            match table.add(clause) {
                Some(reference) => covers.extend(entry.covers.iter().map(|cover| (reference, cover.clone()))),
                None => self.mistakes.add(file, place, "this clause id is used twice"),
            }
        }
    }
}

/// Whether the batch rule has a use for a clause; `None` for clauses of every suite.
fn has_use_for(suite: &SuiteFile, clause: &str) -> Option<bool> {
    match &suite.batch {
        Some(batch) => batch.has_use_for(clause),
        None => BatchEntry::of_some(clause).then_some(false),
    }
}

/// The head of awsJson: whatever the model says of paths and methods is ignored.
fn aws_json_binding(service: &ServiceOf<'_>, operation: &str) -> Binding {
    let target = format!("{}.{}", service.name, local_name(operation));
    let media_type = service.protocol.media_type().to_owned();
    Binding {
        method: "POST".to_owned(),
        path: "/".to_owned(),
        status: 200,
        headers: vec![("content-type".to_owned(), media_type), (TARGET.to_owned(), target)],
        template: None,
        items_outside: false,
    }
}

fn unfold_error(unfolder: &mut Unfolder<'_>, id: &str) -> Option<ModelledError> {
    let name = local_name(id).to_owned();
    let place = format!("error.{name}");
    let node = unfolder.unfold(&place, id, &Traits::new())?;
    let shape = unfolder.model.shape(id)?;
    let explicit = shape.traits.get("smithy.api#httpError").and_then(serde_json::Value::as_u64);
    let by_fault = match shape.traits.get("smithy.api#error").and_then(serde_json::Value::as_str) {
        Some("client") => 400,
        Some(_) => 500,
        None => {
            unfolder.mistakes.add(&unfolder.model.file, id, "an error needs the trait smithy.api#error");
            return None;
        }
    };
    let status = explicit.and_then(|status| u16::try_from(status).ok()).unwrap_or(by_fault);
    let members = if let ShapeKind::Structure(members) = shape.kind { members } else { Vec::new() };
    let is_bound = unfolder.protocol.has_bindings();
    let bound = members.iter().filter(|_| is_bound).filter_map(|member| {
        let header = member.traits.get("smithy.api#httpHeader")?.as_str()?.to_ascii_lowercase();
        let target = unfolder.model.shape(&member.target)?;
        matches!(target.kind, ShapeKind::Integer(_)).then_some((member.name.clone(), header))
    });
    let bound: Vec<(String, String)> = bound.collect();
    let headers = bound.into_iter().map(|(member, header)| {
        let rule = unfolder.header(&format!("{place}.{member}"), &header);
        HeaderMember { member, header, rule }
    });
    let headers = headers.collect();
    Some(ModelledError { name, status, status_rule: unfolder.status(&place, status), node, headers })
}
