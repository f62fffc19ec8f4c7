//! Delta debugging: of a set of parts the fewest with which something still shows.
//!
//! Parts are taken away by halves first and one by one in the end, over and over, until none can be spared (Zeller and
//! Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).

/// What is made smaller: whether it still shows with some of its parts alone.
pub(crate) trait Parted {
    /// Whether it shows with these parts, in their order. A budget that is spent shows nothing.
    fn shows(&mut self, kept: &[usize]) -> impl Future<Output = bool> + Send;

    /// Whether nothing more can be tried.
    fn is_spent(&self) -> bool;

    /// Whether a part stays whatever happens.
    fn is_needed(&self, _part: usize) -> bool {
        false
    }
}

/// The fewest of these parts that show it, and whether all simpler sets were tried. The set that is given is taken to
/// show it.
pub(crate) async fn fewest(parted: &mut impl Parted, all: Vec<usize>) -> (Vec<usize>, bool) {
    let mut kept = all;
    let mut chunk = (kept.len() / 2).max(1);
    loop {
        let (mut start, mut progressed) = (0, false);
        while start < kept.len() && !parted.is_spent() {
            let end = (start + chunk).min(kept.len());
            let stays = |(at, part): &(usize, &usize)| !(start..end).contains(at) || parted.is_needed(**part);
            let fewer: Vec<usize> = kept.iter().enumerate().filter(stays).map(|(_, part)| *part).collect();
            if fewer.len() < kept.len() && parted.shows(&fewer).await {
                (kept, progressed) = (fewer, true);
            } else {
                start = end;
            }
        }
        if parted.is_spent() || (chunk == 1 && !progressed) {
            return (kept, !parted.is_spent());
        }
        chunk = (chunk / 2).max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::{Parted, fewest};

    /// Shows with all of some parts, and costs a try each time.
    struct Needs {
        parts: Vec<usize>,
        always: Option<usize>,
        left: usize,
    }

    impl Parted for Needs {
        async fn shows(&mut self, kept: &[usize]) -> bool {
            self.left -= 1;
            self.parts.iter().all(|part| kept.contains(part))
        }

        fn is_spent(&self) -> bool {
            self.left == 0
        }

        fn is_needed(&self, part: usize) -> bool {
            Some(part) == self.always
        }
    }

    async fn of_hundred(parts: &[usize], always: Option<usize>, left: usize) -> (Vec<usize>, bool, usize) {
        let mut needs = Needs { parts: parts.to_vec(), always, left };
        let (kept, all) = fewest(&mut needs, (0..100).collect()).await;
        (kept, all, left - needs.left)
    }

    #[tokio::test]
    async fn what_is_not_needed_goes() {
        let (kept, all, tries) = of_hundred(&[17, 18, 90], None, 1000).await;
        assert_eq!((kept, all), (vec![17, 18, 90], true));
        assert!(tries < 60, "{tries} tries where one by one takes a hundred");
        assert_eq!(of_hundred(&[], None, 1000).await.0, Vec::<usize>::new());
    }

    #[tokio::test]
    async fn what_must_stay_stays() {
        assert_eq!(of_hundred(&[3], Some(50), 1000).await.0, [3, 50]);
    }

    #[tokio::test]
    async fn a_spent_budget_ends_it_with_what_still_shows() {
        let (kept, all, tries) = of_hundred(&[17, 90], None, 5).await;
        assert!(!all && tries == 5);
        assert!(kept.contains(&17) && kept.contains(&90) && kept.len() < 100, "{kept:?}");
    }
}
