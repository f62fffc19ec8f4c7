//! What one source says of signatures, the real service, the pace, and what may be sent and shown.

use std::time::Duration;

use batchspec_harness::contract::{TomlFile, TomlValue as Value};

use super::flags::given;
use super::{Given, Origin, Slot};
use crate::args::{RunArgs, SignMode, duration, rate};

/// The keys of this part, by which files name them.
pub(super) const KEYS: [&str; 12] = [
    "sign",
    "aws",
    "fips",
    "dual-stack",
    "sign-region",
    "auth-probes",
    "rate",
    "in-flight",
    "max-requests",
    "max-time",
    "allow-writes",
    "mask-accounts",
];

/// This part of a layer.
#[derive(Debug, Default)]
pub(crate) struct EndpointLayer {
    pub(crate) sign: Slot<SignMode>,
    /// The region of the real services, which stand in the place of a target.
    pub(crate) aws: Slot<String>,
    pub(crate) fips: Slot<bool>,
    pub(crate) dual_stack: Slot<bool>,
    pub(crate) sign_region: Slot<String>,
    pub(crate) auth_probes: Slot<bool>,
    /// Requests a second.
    pub(crate) rate: Slot<f64>,
    pub(crate) max_requests: Slot<u64>,
    pub(crate) max_time: Slot<Duration>,
    pub(crate) allow_writes: Slot<bool>,
    pub(crate) mask_accounts: Slot<bool>,
}

impl EndpointLayer {
    /// This part where it says something, and the weaker one elsewhere.
    pub(super) fn over(self, weaker: Self) -> Self {
        Self {
            sign: self.sign.or(weaker.sign),
            aws: self.aws.or(weaker.aws),
            fips: self.fips.or(weaker.fips),
            dual_stack: self.dual_stack.or(weaker.dual_stack),
            sign_region: self.sign_region.or(weaker.sign_region),
            auth_probes: self.auth_probes.or(weaker.auth_probes),
            rate: self.rate.or(weaker.rate),
            max_requests: self.max_requests.or(weaker.max_requests),
            max_time: self.max_time.or(weaker.max_time),
            allow_writes: self.allow_writes.or(weaker.allow_writes),
            mask_accounts: self.mask_accounts.or(weaker.mask_accounts),
        }
    }

    /// What the command line says.
    pub(super) fn of_flags(args: &RunArgs) -> Self {
        let (sign, pace) = (&args.requests.sign, &args.pace);
        Self {
            sign: given(sign.sign, "--sign"),
            aws: given(sign.aws.clone(), "--aws"),
            fips: given(sign.fips.then_some(true), "--fips"),
            dual_stack: given(sign.dual_stack.then_some(true), "--dual-stack"),
            sign_region: given(sign.sign_region.clone(), "--sign-region"),
            auth_probes: given(sign.auth_probes.then_some(true), "--auth-probes"),
            rate: given(pace.rate, "--rate"),
            max_requests: given(pace.max_requests.map(Into::into), "--max-requests"),
            max_time: given(pace.max_time, "--max-time"),
            allow_writes: given(pace.allow_writes.then_some(true), "--allow-writes"),
            mask_accounts: given(pace.mask_accounts.then_some(true), "--mask-accounts"),
        }
    }

    /// Takes a key of a file. Whether it is one of this part.
    pub(super) fn take(
        &mut self,
        file: &mut TomlFile<'_>,
        key: &str,
        value: &Value<'_>,
        origin: &Origin,
    ) -> bool {
        fn at<T>(value: Option<T>, origin: &Origin) -> Slot<T> {
            value.map(|value| Given { value, origin: origin.clone() })
        }
        match key {
            "sign" => self.sign = at(file.parsed(value, SignMode::parse), origin),
            "aws" => self.aws = at(file.string(value), origin),
            "fips" => self.fips = at(Some(file.flag(value)), origin),
            "dual-stack" => self.dual_stack = at(Some(file.flag(value)), origin),
            "sign-region" => self.sign_region = at(file.string(value), origin),
            "auth-probes" => self.auth_probes = at(Some(file.flag(value)), origin),
            "rate" => self.rate = at(file.float(value, rate), origin),
            "max-requests" => {
                self.max_requests = at(file.number(value), origin);
                if self.max_requests.as_ref().is_some_and(|most| most.value == 0) {
                    file.wrong(&value.span(), "this must be 1 or more");
                }
            }
            "max-time" => self.max_time = at(file.parsed(value, duration), origin),
            "allow-writes" => self.allow_writes = at(Some(file.flag(value)), origin),
            "mask-accounts" => self.mask_accounts = at(Some(file.flag(value)), origin),
            _ => return false,
        }
        true
    }
}
