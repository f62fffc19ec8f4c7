"""Both operations by the clients that users have: boto3 against `batchspec serve`, whose URL is the argument."""

import datetime
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
ACCOUNT = {
    "endpoint_url": URL,
    "region_name": "us-east-1",
    "aws_access_key_id": "AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key": "not-a-secret",
    "config": Config(retries={"total_max_attempts": 2, "mode": "standard"}, proxies={}),
}
CATALOG = "AWSMarketplace"


def client(service, trigger=None):
    """A client, whose requests carry the header that provokes an error where one is named."""
    made = boto3.client(service, **ACCOUNT)
    if trigger:
        made.meta.events.register(
            "before-sign", lambda request, **_: request.headers.add_header("x-batchspec-trigger", trigger)
        )
    return made


def failure(call):
    """The error that a call raises, as the client read it."""
    try:
        answer = call()
    except ClientError as error:
        return error.response
    raise AssertionError(f"no error, but {answer}")


def accounts(trigger=None, ids=("123456789012",)):
    return client("inspector2", trigger).batch_get_free_trial_info(accountIds=list(ids))


def entities(trigger=None, ids=("example-123-abcd",)):
    wanted = [{"Catalog": CATALOG, "EntityId": entity} for entity in ids]
    return client("marketplace-catalog", trigger).batch_describe_entities(EntityRequestList=wanted)


def trials_are_read():
    answer = accounts(ids=["123456789012", "000000000000"])
    [account], [failed] = answer["accounts"], answer["failedAccounts"]
    assert account["accountId"] == "123456789012", account
    assert all(isinstance(trial["start"], datetime.datetime) for trial in account["freeTrialInfo"]), account
    assert (failed["accountId"], failed["code"]) == ("000000000000", "ACCESS_DENIED"), failed


def entities_are_read():
    answer = entities(ids=["example-123-abcd", "no-such-entity"])
    details = answer["EntityDetails"]["example-123-abcd"]
    assert details["EntityIdentifier"].startswith("example-123-abcd"), details
    assert answer["Errors"]["no-such-entity"]["ErrorCode"] == "ResourceNotFound", answer


def refusals_are_errors():
    for call in (lambda: accounts(ids=["1" * 12] * 101), lambda: entities(ids=["e"] * 21)):
        refused = failure(call)
        assert refused["Error"]["Code"] == "ValidationException", refused
        assert refused["ResponseMetadata"]["RetryAttempts"] == 0, refused


def denials_are_errors():
    for call in (accounts, entities):
        denied = failure(lambda: call(trigger="access-denied"))
        assert denied["Error"]["Code"] == "AccessDeniedException", denied


def throttling_and_failures_are_waited_for():
    for call, inner in ((accounts, "InternalServerException"), (entities, "InternalServiceException")):
        for trigger, code in (("throttling", "ThrottlingException"), ("internal", inner)):
            failed = failure(lambda: call(trigger=trigger))
            assert failed["Error"]["Code"] == code, failed
            assert failed["ResponseMetadata"]["RetryAttempts"] == 1, failed


for tried in (
    trials_are_read,
    entities_are_read,
    refusals_are_errors,
    denials_are_errors,
    throttling_and_failures_are_waited_for,
):
    tried()
    print(tried.__name__)
