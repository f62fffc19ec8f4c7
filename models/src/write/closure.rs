//! The part of a model that one operation needs.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Kind, Member, Model, Operation};

/// The service, the operation, and all shapes that its messages and errors reach.
#[must_use]
pub fn closure(model: &Model, operation: &Operation) -> Model {
    let mut kept = BTreeSet::new();
    let ends =
        operation.input.iter().chain(&operation.output).chain(&operation.errors).chain(&model.service.errors);
    let mut todo: Vec<&str> = ends.map(String::as_str).collect();
    while let Some(name) = todo.pop() {
        let Some(shape) = model.shapes.get(name) else { continue };
        if !kept.insert(name) {
            continue;
        }
        match &shape.kind {
            Kind::List(member) => todo.push(&member.target),
            Kind::Map(key, value) => todo.extend([key.target.as_str(), value.target.as_str()]),
            Kind::Structure(members) | Kind::Union(members) => {
                todo.extend(members.iter().map(|member: &Member| member.target.as_str()));
            }
            Kind::Simple(_) | Kind::Enum(_) | Kind::IntEnum(_) => {}
        }
    }
    let shapes = model.shapes.iter().filter(|(name, _)| kept.contains(name.as_str()));
    Model {
        service: model.service.clone(),
        operations: BTreeMap::from([(operation.name.clone(), operation.clone())]),
        shapes: shapes.map(|(name, shape)| (name.clone(), shape.clone())).collect(),
    }
}
