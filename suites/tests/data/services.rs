//! Where AWS serves the APIs: well formed, each region once, exceptions only for regions that are listed.

use std::collections::BTreeSet;

use batchspec_suites::ALL;

use crate::format;

#[test]
fn services_are_well_formed() {
    for files in ALL {
        let aws = format::suite(files).aws;
        assert!(!aws.signing_name.is_empty() && aws.regions.contains(&"us-east-1".to_owned()), "{aws:?}");
        for host in [&aws.host, &aws.fips_host] {
            assert!(host.ends_with(".{region}.{suffix}"), "{host}");
        }
        assert!(aws.fips_host.contains("-fips.") && !aws.host.contains("fips"), "{aws:?}");
        let distinct: BTreeSet<_> = aws.regions.iter().collect();
        assert_eq!(distinct.len(), aws.regions.len(), "{}", files.id);
        for exception in &aws.exception {
            assert!(aws.regions.contains(&exception.region), "{exception:?}");
            assert!(exception.fips || exception.dual_stack, "the plain host is `host`: {exception:?}");
            assert!(
                exception.host.contains(&exception.region) && !exception.host.contains('{'),
                "{exception:?}"
            );
        }
    }
}
