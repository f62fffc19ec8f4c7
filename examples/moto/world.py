"""Makes a world on moto for `batchspec scan --setup`, and prints what exists there as TOML.

boto3 finds the server by AWS_ENDPOINT_URL, which batchspec sets together with placeholder credentials.
"""

import json

import boto3

NAMES = ["one", "two", "three"]
MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": []})
ROLE = "arn:aws:iam::123456789012:role/example"


def show(suite, present):
    print(f"[subjects.{suite}]\npresent = {json.dumps(present)}\n")


def inputs(suite, **members):
    print(f"[inputs.{suite}]")
    for name, value in members.items():
        print(f"{name} = {json.dumps(value)}")
    print()


glue = boto3.client("glue")
for name in NAMES:
    glue.create_job(Name=name, Role=ROLE, Command={"Name": "glueetl"})
    glue.create_crawler(Name=name, Role=ROLE, Targets={"S3Targets": [{"Path": "s3://example"}]}, DatabaseName="example")
    glue.create_workflow(Name=name)
    glue.create_trigger(Name=name, Type="ON_DEMAND", Actions=[{"JobName": name}])
for kind in ("jobs", "crawlers", "workflows", "triggers"):
    show(f"glue-batch-get-{kind}", NAMES)

ssm = boto3.client("ssm")
for name in NAMES:
    ssm.put_parameter(Name=name, Value="value", Type="String")
show("ssm-get-parameters", NAMES)

secrets = boto3.client("secretsmanager")
for name in NAMES:
    secrets.create_secret(Name=name, SecretString="value")
show("secretsmanager-batch-get-secret-value", NAMES)

ecr = boto3.client("ecr")
for name in NAMES:
    ecr.create_repository(repositoryName=name)
    ecr.put_image(repositoryName=name, imageTag="latest", imageManifest=MANIFEST)
show("ecr-batch-get-repository-scanning-configuration", NAMES)
inputs("ecr", repositoryName="one")

ecs = boto3.client("ecs")
ecs.create_cluster(clusterName="one")
ecs.register_task_definition(family="one", containerDefinitions=[{"name": "one", "image": "one", "memory": 64}])
for name in NAMES:
    ecs.create_service(cluster="one", serviceName=name, taskDefinition="one", desiredCount=0)
show("ecs-describe-services", NAMES)
inputs("ecs", cluster="one")

codebuild = boto3.client("codebuild")
for name in NAMES:
    codebuild.create_project(
        name=f"project-{name}",
        source={"type": "S3", "location": "bucket/path"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={"type": "LINUX_CONTAINER", "image": "image", "computeType": "BUILD_GENERAL1_SMALL"},
        serviceRole=ROLE,
    )
show("codebuild-batch-get-projects", [f"project-{name}" for name in NAMES])
builds = [codebuild.start_build(projectName=f"project-{name}")["build"]["id"] for name in NAMES]
show("codebuild-batch-get-builds", builds)

opensearch = boto3.client("opensearch")
for name in NAMES:
    opensearch.create_domain(DomainName=f"domain-{name}")
for suite in ("opensearch-describe-domains", "es-describe-elasticsearch-domains"):
    show(suite, [f"domain-{name}" for name in NAMES])

codedeploy = boto3.client("codedeploy")
for name in NAMES:
    codedeploy.create_application(applicationName=name, computePlatform="Server")
show("codedeploy-batch-get-applications", NAMES)

pipelines = boto3.client("datapipeline")
made = [pipelines.create_pipeline(name=name, uniqueId=name)["pipelineId"] for name in NAMES]
show("datapipeline-describe-pipelines", made)

ivs = boto3.client("ivs")
show("ivs-batch-get-channel", [ivs.create_channel(name=name)["channel"]["arn"] for name in NAMES])

kinesis = boto3.client("kinesis")
kinesis.create_stream(StreamName="one", ShardCount=1)
inputs("kinesis", StreamName="one")

dynamodb = boto3.client("dynamodb")
dynamodb.create_table(
    TableName="one",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    BillingMode="PAY_PER_REQUEST",
)

queue = boto3.client("sqs").create_queue(QueueName="one")["QueueUrl"]
inputs("sqs", QueueUrl=queue)
