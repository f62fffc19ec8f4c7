//! Operations that list, make and delete what a batch takes.

use batchspec_models::model::Model;
use batchspec_models::read::read_bytes;
use batchspec_models::siblings::Does;
use batchspec_models::supplies;
use batchspec_models::supply::{Supply, of_operation};
use serde_json::{Value, json};

use super::support;

/// A service of images in repositories: the items are structures, and a member beside them names what they lie in.
fn registry() -> Model {
    let operation = |name: &str| {
        json!({ "name": name, "http": { "method": "POST", "requestUri": "/" },
            "input": { "shape": format!("{name}Input") }, "output": { "shape": format!("{name}Output") } })
    };
    let names =
        ["BatchGetImage", "ListImages", "DescribeRepositories", "CreateRepository", "DeleteRepository"];
    let operations: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), operation(name))).collect();
    let structure = |members: Value, required: &[&str]| json!({ "type": "structure", "members": members, "required": required });
    let list = |of: &str| json!({ "type": "list", "member": { "shape": of } });
    let name = json!({ "shape": "RepositoryName" });
    let text = json!({ "type": "string" });
    let model = json!({
        "version": "2.0",
        "metadata": { "apiVersion": "2026-01-01", "endpointPrefix": "registry", "jsonVersion": "1.1", "protocol": "json",
            "serviceFullName": "Registry", "serviceId": "Registry", "signatureVersion": "v4", "targetPrefix": "Registry" },
        "operations": operations,
        "shapes": {
            "RepositoryName": text, "Digest": text, "Code": text,
            "ImageId": structure(json!({ "imageDigest": { "shape": "Digest" }, "imageTag": { "shape": "Code" } }), &[]),
            "ImageIds": list("ImageId"),
            "Image": structure(json!({ "imageId": { "shape": "ImageId" } }), &[]),
            "Images": list("Image"),
            "Failure": structure(json!({ "imageId": { "shape": "ImageId" }, "failureCode": { "shape": "Code" } }), &[]),
            "Failures": list("Failure"),
            "BatchGetImageInput": structure(json!({ "repositoryName": name, "imageIds": { "shape": "ImageIds" } }), &["repositoryName", "imageIds"]),
            "BatchGetImageOutput": structure(json!({ "images": { "shape": "Images" }, "failures": { "shape": "Failures" } }), &[]),
            "ListImagesInput": structure(json!({ "repositoryName": name }), &["repositoryName"]),
            "ListImagesOutput": structure(json!({ "imageIds": { "shape": "ImageIds" } }), &[]),
            "Repository": structure(json!({ "repositoryName": name }), &[]),
            "Repositories": list("Repository"),
            "DescribeRepositoriesInput": structure(json!({}), &[]),
            "DescribeRepositoriesOutput": structure(json!({ "repositories": { "shape": "Repositories" } }), &[]),
            "CreateRepositoryInput": structure(json!({ "repositoryName": name }), &["repositoryName"]),
            "CreateRepositoryOutput": structure(json!({ "repository": { "shape": "Repository" } }), &[]),
            "DeleteRepositoryInput": structure(json!({ "repositoryName": name }), &["repositoryName"]),
            "DeleteRepositoryOutput": structure(json!({}), &[]),
        },
    });
    read_bytes("service-2.json".as_ref(), model.to_string().as_bytes(), Some("registry")).expect("a model")
}

fn told(supplies: &[Supply]) -> Vec<(&str, Does, Option<&str>, &str)> {
    let mut told = Vec::new();
    for supply in supplies {
        let name = supply.operation.operation.name.as_str();
        told.push((name, supply.does, supply.input.as_deref(), supply.key.as_str()));
    }
    told
}

#[test]
fn members_beside_the_items_and_items_that_are_structures_are_supplied() {
    let model = registry();
    let supplies = of_operation(&model, model.operations.get("BatchGetImage").expect("the operation"));
    let repository = Some("repositoryName");
    assert_eq!(
        told(&supplies)[..3],
        [
            ("DescribeRepositories", Does::Lists, repository, "output.repositories[].repositoryName"),
            ("CreateRepository", Does::Creates, repository, "output.repository.repositoryName"),
            ("ListImages", Does::Lists, None, "output.imageIds[]"),
        ]
    );
    let undo = supplies[1].undo.as_ref().expect("a deletion");
    assert_eq!(undo.operation.operation.name, "DeleteRepository");
    assert_eq!(undo.members, [("repositoryName".to_owned(), Some("repositoryName".to_owned()))]);
    assert!(supplies[0].undo.is_none(), "nothing was made");
}

#[test]
fn what_a_folder_holds_is_found_by_service_and_operation() {
    let folder = support::folder();
    let wanted = ("parcels".to_owned(), "BatchGetParcel".to_owned());
    let found = supplies(folder.path(), std::slice::from_ref(&wanted)).expect("models");
    let names: Vec<&str> = told(&found[&wanted]).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, ["ListParcels", "CreateParcel"]);
    assert_eq!(found.len(), 1);
}
