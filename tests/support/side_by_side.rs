//! Many runs at the same time, where most of a run's time is waiting.

use std::collections::BTreeMap;

use tokio::task::JoinSet;

/// What each item's run comes to, in the order of the items; at most `together` runs are under way.
pub(crate) async fn side_by_side<T, F, R>(
    items: impl IntoIterator<Item = T>,
    together: usize,
    mut run: impl FnMut(T) -> F,
) -> Vec<R>
where
    F: Future<Output = R> + Send + 'static,
    R: Send + 'static,
{
    let mut waiting = items.into_iter().enumerate();
    let mut running = JoinSet::new();
    let mut ended = BTreeMap::new();
    loop {
        while running.len() < together
            && let Some((number, item)) = waiting.next()
        {
            let result = run(item);
            running.spawn(async move { (number, result.await) });
        }
        let Some(next) = running.join_next().await else { break };
        let (number, result) = next.expect("a run does not panic");
        ended.insert(number, result);
    }
    ended.into_values().collect()
}
