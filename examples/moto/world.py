"""Makes a world on moto for `batchspec scan --setup`, and prints what exists there as TOML.

boto3 finds the server by AWS_ENDPOINT_URL, which batchspec sets together with placeholder credentials.
"""

import json

import boto3

NAMES = ["one", "two", "three"]
MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": []})
ROLE = "arn:aws:iam::123456789012:role/example"
KEY = "arn:aws:kms:us-east-1:123456789012:key/example"


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
keys = [{"Name": "day", "Type": "string"}]
glue.create_database(DatabaseInput={"Name": "one"})
glue.create_table(DatabaseName="one", TableInput={"Name": "one", "PartitionKeys": keys, "StorageDescriptor": {}})
glue.create_partition(DatabaseName="one", TableName="one", PartitionInput={"Values": ["2026"], "StorageDescriptor": {}})
show("glue-get-partition", ["2026"])
inputs("glue", DatabaseName="one", TableName="one")

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

ecs, group = boto3.client("ecs"), "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/one"
ecs.register_task_definition(family="one", containerDefinitions=[{"name": "one", "image": "one", "memory": 64}])
for name in NAMES:
    ecs.create_cluster(clusterName=name)
    ecs.create_service(cluster="one", serviceName=name, taskDefinition="one", desiredCount=0)
    ecs.create_capacity_provider(name=name, autoScalingGroupProvider={"autoScalingGroupArn": group})
machines = boto3.client("ec2").run_instances(ImageId="ami-12c6146b", MinCount=3, MaxCount=3)["Instances"]
hosts = [
    ecs.register_container_instance(
        cluster="one", instanceIdentityDocument=json.dumps({"instanceId": machine["InstanceId"]})
    )["containerInstance"]["containerInstanceArn"]
    for machine in machines
]
tasks = ecs.start_task(cluster="one", taskDefinition="one", containerInstances=hosts)["tasks"]
sets = [ecs.create_task_set(cluster="one", service="one", taskDefinition="one")["taskSet"]["id"] for _ in NAMES]
for kind in ("clusters", "services", "capacity-providers"):
    show(f"ecs-describe-{kind}", NAMES)
show("ecs-describe-container-instances", hosts)
show("ecs-describe-tasks", [task["taskArn"] for task in tasks])
show("ecs-describe-task-sets", sets)
inputs("ecs", cluster="one", service="one", taskDefinition="one", status="DRAINING")

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
revision = {"revisionType": "S3", "s3Location": {"bucket": "one", "key": "one", "bundleType": "zip"}}
for name in NAMES:
    codedeploy.create_application(applicationName=name, computePlatform="Server")
    codedeploy.create_deployment_group(applicationName=name, deploymentGroupName=name, serviceRoleArn=ROLE)
show("codedeploy-batch-get-applications", NAMES)
deploy = {"deploymentGroupName": "one", "revision": revision}
made = [codedeploy.create_deployment(applicationName="one", **deploy)["deploymentId"] for _ in NAMES]
show("codedeploy-batch-get-deployments", made)

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

# What is read by others, and where what is written goes.
batch = boto3.client("batch")
show("batch-describe-scheduling-policies", [batch.create_scheduling_policy(name=name)["arn"] for name in NAMES])

search = boto3.client("opensearchserverless")
own = [f"collection/some-{name}" for name in NAMES]
rules = json.dumps({"Rules": [{"ResourceType": "collection", "Resource": own}], "AWSOwnedKey": False, "KmsARN": KEY})
search.create_security_policy(name="one", type="encryption", policy=rules)
made = [search.create_collection(name=f"some-{name}")["createCollectionDetail"]["id"] for name in NAMES]
show("opensearchserverless-batch-get-collection", made)

vectors, where = boto3.client("s3vectors"), {"vectorBucketName": "one", "indexName": "one"}
vectors.create_vector_bucket(vectorBucketName="one")
vectors.create_index(**where, dataType="float32", dimension=1, distanceMetric="cosine")
vectors.put_vectors(**where, vectors=[{"key": name, "data": {"float32": [1.0]}} for name in NAMES])
show("s3vectors-get-vectors", NAMES)
inputs("s3vectors", **where)

accounts = ["111122223333", "222233334444", "333344445555"]
boto3.client("inspector2").enable(accountIds=accounts, resourceTypes=["EC2"])
show("inspector2-batch-get-account-status", accounts)

boto3.client("events").put_rule(Name="one", EventPattern='{"source": ["example"]}')
inputs("events", Rule="one")
logs, log = boto3.client("logs"), {"logGroupName": "one", "logStreamName": "one"}
logs.create_log_group(logGroupName="one")
logs.create_log_stream(**log)
inputs("logs", **log)
boto3.client("s3").create_bucket(Bucket="one-bucket")
stream = {"RoleARN": ROLE, "BucketARN": "arn:aws:s3:::one-bucket"}
boto3.client("firehose").create_delivery_stream(DeliveryStreamName="one", S3DestinationConfiguration=stream)
inputs("firehose", DeliveryStreamName="one")
inputs("ssm", Name="one")

hub = boto3.client("securityhub")
hub.enable_security_hub()
hub.create_members(AccountDetails=[{"AccountId": account, "Email": "one@example.com"} for account in accounts])
show("securityhub-get-members", accounts)

traces = [f"1-5759e988-bd862e3fe1be46a99427279{number}" for number in (1, 2, 3)]
spans = [{"name": "one", "id": "70de5b6f19ff9a0a", "start_time": 1.5e9, "end_time": 1.6e9} for _ in traces]
documents = [json.dumps(span | {"trace_id": trace}) for span, trace in zip(spans, traces)]
boto3.client("xray").put_trace_segments(TraceSegmentDocuments=documents)
show("xray-batch-get-traces", traces)

recorder = boto3.client("config")
source = [{"AccountIds": ["123456789012"], "AllAwsRegions": True}]
recorder.put_configuration_aggregator(ConfigurationAggregatorName="one", AccountAggregationSources=source)
inputs("config", ConfigurationAggregatorName="one")
