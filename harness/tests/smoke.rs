use batchspec_harness::contract::*;
use batchspec_harness::generate::*;
#[test]
fn smoke() {
    for s in ["inspector2", "marketplace"] {
        let suite = std::fs::read_to_string(format!("../suites/{s}/suite.toml")).unwrap();
        let model = std::fs::read_to_string(format!("../suites/{s}/model.json")).unwrap();
        let c = Contract::load(&SuiteText {
            suite_file: "suite.toml",
            suite: &suite,
            model_file: "model.json",
            model: &model,
        });
        let c = match c {
            Ok(c) => c,
            Err(e) => panic!("{e}"),
        };
        for (_, k) in c.clauses.iter() {
            if k.number.is_empty() {
                println!("{} {:?} {}", k.id, k.level, k.sentence);
            }
        }
        let t = std::time::Instant::now();
        let p = Plan::new(&c, &PlanOptions { seed: 1, random_cases: 300, ..Default::default() });
        println!("{} cases {:?}", p.len(), t.elapsed());
        for f in p.faults().iter().take(30) {
            println!("{:?} {}", f.origin, f.what);
        }
        println!("{} faults", p.faults().len());
        let mut fam = std::collections::BTreeMap::new();
        let mut bodies = std::collections::BTreeSet::new();
        let mut ref_ = std::collections::BTreeMap::new();
        for i in 0..p.len() {
            let case = p.case(i).unwrap();
            let e = match &case.steps[0].expectation {
                Expectation::Accept { .. } => "accept".to_string(),
                Expectation::Refuse(r) => {
                    *ref_.entry(c.clauses.get(r.clause).id.clone()).or_insert(0) += 1;
                    "refuse".to_string()
                }
                Expectation::Observe(w) => format!("observe {w}"),
            };
            *fam.entry((case.origin.family, e)).or_insert(0) += 1;
            bodies.insert(case.steps[0].request.body.bytes.clone());
        }
        println!("{fam:#?} {} distinct", bodies.len());
        println!("{ref_:#?}");
    }
}
